"""What follows for certain from what is said of an item, and what it then needs beside.

The shapes say what is wrong once it is written; here the same is said before, so that a person is
asked for what is needed and not for what can be worked out. Nothing is guessed. Items come as
terms in N-Triples by the names of their fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from evidence_kb.curation.pages import Pages
from evidence_kb.curation.triples import read_text
from evidence_kb.curation.wording import load_model
from evidence_kb.vocabulary import EKB, SKOS, TIER, XSD

Said = Mapping[str, Sequence[str]]
"""What is said of an item so far: terms by the name of the field."""

_TIERS = {"T3": "unknown", "T4": "high-confidence", "T5": "mechanism", "T6": "nuanced",
          "T7": "nuanced"}  # fmt: skip
_FLAGS = {True: f'"true"^^<{XSD}boolean>', False: f'"false"^^<{XSD}boolean>'}
_TIES = ("narrows", "conflicts_with", "supersedes")
_LIMITS = ("ci_low", "ci_high")


class Deduced(NamedTuple):
    """A value that follows: its field, its term, and why, in words."""

    field: str
    term: str
    because: str


def list_needed(kind: str, said: Said) -> list[str]:
    """Return the fields that an item needs because of what is said of it, beside the required.

    >>> list_needed("evidence line", {"addresses_outcome": ["<http://e/sleep>"]})
    ['outcome_directness']
    """
    needed = (name for name, asks in _NEEDED.get(kind, ()) if asks(said))
    return [name for name in dict.fromkeys(needed) if not said.get(name)]


def deduce(kind: str, said: Said, pages: Pages) -> Iterator[Deduced]:
    """Yield the values that follow from what is said and from the base, where none is said."""
    for each in _DEDUCED.get(kind, _deduce_nothing)(said, pages):
        if not said.get(each.field):
            yield each


def _deduce_nothing(_said: Said, _pages: Pages) -> Iterator[Deduced]:
    yield from ()


def _deduce_claim(said: Said, _pages: Pages) -> Iterator[Deduced]:
    rule = _name(said, "tier_rule")
    if rule:
        basis = "stated" if rule == "T1" else "inferred"
        yield Deduced("tier_basis", f"<{EKB}{basis}>", f"that is what rule {rule} means")
    if rule in _TIERS:
        yield Deduced("tier", f"<{TIER}{_TIERS[rule]}>", f"rule {rule} gives it")
    kind = _name(said, "claim_type")
    if kind in ("open-question", "description"):
        yield Deduced("direction", f"<{EKB}not-stated>", f"{kind} has no direction")


def _deduce_source(said: Said, _pages: Pages) -> Iterator[Deduced]:
    if not said.get("standing_seen_at") and not said.get("standing_seen_on"):
        yield Deduced("standing", f"<{EKB}not-checked>", "nobody has looked it up")


def _deduce_finding(said: Said, _pages: Pages) -> Iterator[Deduced]:
    if said.get("secondary_of"):
        yield Deduced("secondary", _FLAGS[True], "it names what it is secondary of")


def _deduce_line(said: Said, pages: Pages) -> Iterator[Deduced]:
    exposures = [
        e for claim in said.get("bears_on", ()) for e in pages.get(claim, EKB + "exposure")
    ]
    if len(exposures) == 1:
        yield Deduced("addresses_exposure", exposures[0], "the claim has no other exposure")
    for finding in said.get("finding", ()):
        yield from _deduce_precision(finding, pages)


def _deduce_precision(finding: str, pages: Pages) -> Iterator[Deduced]:
    """Yield whether the interval of a finding leaves the null value of its measure out."""
    low, high = (pages.get(finding, EKB + name) for name in ("ciLow", "ciHigh"))
    measures = pages.get(finding, EKB + "effectMeasure")
    nulls = [null for measure in measures for null in _find_null(measure, pages)]
    if not (low and high and nulls):
        return
    lowest, highest, null = (Decimal(read_text(values[0])) for values in (low, high, nulls))
    beyond = null < lowest or highest < null
    measure = _shorten(measures[0]).replace("-", " ")
    interval = f"{read_text(low[0])} to {read_text(high[0])}"
    told = f"the interval {interval} {'leaves out' if beyond else 'holds'} {null} ({measure})"
    yield Deduced("precise", _FLAGS[beyond], told)


def _find_null(measure: str, pages: Pages) -> list[str]:
    """Return the null value of an effect measure, which the model describes or the base does."""
    name = f"<{EKB}nullValue>"
    model = [v for s, p, v in load_model().ontology if s == measure and p == name]
    return model or pages.get(measure, EKB + "nullValue")


def _deduce_concept(said: Said, pages: Pages) -> Iterator[Deduced]:
    for wider in said.get("broader", ()):
        for pole in pages.get(wider, EKB + "pole"):
            yield Deduced("pole", pole, "the wider concept has it, and a tree has one pole")
        for scheme in pages.get(wider, SKOS + "inScheme"):
            yield Deduced("scheme", scheme, "the wider concept is in it")


_DEDUCED: dict[str, Callable[[Said, Pages], Iterator[Deduced]]] = {
    "claim": _deduce_claim,
    "source": _deduce_source,
    "finding": _deduce_finding,
    "evidence line": _deduce_line,
    "concept": _deduce_concept,
}


def _name(said: Said, field: str) -> str:
    values = said.get(field) or [""]
    return _shorten(values[0])


def _shorten(term: str) -> str:
    return read_text(term).replace("#", "/").rpartition("/")[2]


def find_scheme(said: Said) -> str:
    """Return the name of the scheme that a concept is said to be in, empty for none.

    >>> find_scheme({"scheme": ["<http://e/outcome/scheme>"]})
    'outcome'
    """
    values = said.get("scheme") or [""]
    return read_text(values[0]).removesuffix("/scheme").rpartition("/")[2]


def _has(*names: str) -> Callable[[Said], bool]:
    return lambda said: any(said.get(name) for name in names)


def _is(field: str, *names: str) -> Callable[[Said], bool]:
    return lambda said: _name(said, field) in names


def _is_measured(said: Said) -> bool:
    return _name(said, "effect_measure") not in ("", "none")


_NEEDED: dict[str, tuple[tuple[str, Callable[[Said], bool]], ...]] = {
    "claim": (
        ("editorial_note", _is("tier_rule", "T7")),
        ("editorial_note", _has(*_TIES)),
    ),
    "concept": (
        ("scheme", lambda _: True),
        ("definition", lambda _: True),
        ("pole", lambda said: find_scheme(said) == "exposure"),
        ("valence", lambda said: find_scheme(said) == "outcome"),
    ),
    "source": (
        ("standing_seen_at", lambda said: _name(said, "standing") not in ("", "not-checked")),
        ("standing_seen_on", lambda said: _name(said, "standing") not in ("", "not-checked")),
        ("standing", _has("standing_seen_at", "standing_seen_on")),
    ),
    "finding": (
        ("estimate", _is_measured),
        ("exposure_sense", _has("estimate")),
        ("outcome_sense", _has("estimate")),
        ("ci_low", _has("ci_high", "ci_level")),
        ("ci_high", _has("ci_low", "ci_level")),
        ("ci_level", _has(*_LIMITS)),
        ("interval_kind", _has(*_LIMITS)),
        ("count_scope", _has("studies", "participants")),
        ("subgroup", _has("partition")),
    ),
    "evidence line": (("outcome_directness", _has("addresses_outcome")),),
    "assessment": (("assessed_tier", lambda said: not said.get("certainty")),),
}
