"""The namespaces and the few terms that the code itself names; the rest lives in queries and data.

Namespace IRIs are those of the standards themselves (SKOS, PROV, Web Annotation, DCAT, Dublin
Core, FaBiO, PRISM, VANN, MeSH); ``ekb:`` and ``tier:`` are our own.
"""

from __future__ import annotations

EKB = "https://w3id.org/evidence-kb/ns#"
TIER = "https://w3id.org/evidence-kb/tier/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
OA = "http://www.w3.org/ns/oa#"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
DCAT = "http://www.w3.org/ns/dcat#"
VANN = "http://purl.org/vocab/vann/"

PREFIXES: dict[str, str] = {
    "ekb": EKB,
    "tier": TIER,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "fabio": "http://purl.org/spar/fabio/",
    "mesh": "http://id.nlm.nih.gov/mesh/",
    "oa": OA,
    "owl": OWL,
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "stato": "http://purl.obolibrary.org/obo/STATO_",
    "vann": VANN,
    "xsd": XSD,
}
"""Prefixes that every query may use without declaring them, and that outputs abbreviate with."""

RDF_TYPE = RDF + "type"
PREF_LABEL = SKOS + "prefLabel"
ALT_LABEL = SKOS + "altLabel"
NOTATION = SKOS + "notation"
IDENTIFIER = DCTERMS + "identifier"
DEPRECATED = OWL + "deprecated"
MODEL_VERSION = "1"
