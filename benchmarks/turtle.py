"""The little Turtle that a synthetic base is written in."""

from __future__ import annotations

PREFIXES = """@prefix ekb: <https://w3id.org/evidence-kb/ns#> .
@prefix tier: <https://w3id.org/evidence-kb/tier/> .
@prefix kb: <https://example.org/synthetic/> .
@prefix exposure: <https://example.org/synthetic/exposure/> .
@prefix outcome: <https://example.org/synthetic/outcome/> .
@prefix mechanism: <https://example.org/synthetic/mechanism/> .
@prefix population: <https://example.org/synthetic/population/> .
@prefix cohort: <https://example.org/synthetic/cohort/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix fabio: <http://purl.org/spar/fabio/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def quote(text: str) -> str:
    r"""Return a text as a Turtle string.

    >>> print(quote('say "a"'))
    "say \"a\""
    """
    return f'"{text.translate(_ESCAPES)}"'
