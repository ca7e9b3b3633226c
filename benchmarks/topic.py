"""The concepts of a synthetic base: four schemes of trees, three levels deep."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING

from benchmarks.turtle import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "https://example.org/synthetic/"
"""Where the items of a synthetic base are: a name that never resolves to anyone's data."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept: its short name, the label that a table shows, and its place in the tree."""

    name: str
    label: str
    side: str
    broader: str
    level: int


@dataclass(frozen=True, slots=True)
class _Scheme:
    """What a scheme's labels are built from; ``side`` is the property that its sides stand in."""

    title: str
    roots: tuple[str, ...]
    facets: tuple[str, ...]
    grades: tuple[str, ...]
    side: str = ""
    sides: tuple[str, ...] = ("",)


_SCHEMES = {
    "exposure": _Scheme(
        "Exposures",
        (
            "Company",
            "Seclusion",
            "Gardening",
            "Choir singing",
            "Quarrels",
            "Reading",
            "Volunteering",
            "Bereavement",
            "Walking",
            "Neighbourliness",
            "Ostracism",
            "Cooking",
        ),
        ("at home", "at work", "outdoors", "online"),
        ("daily", "weekly", "now and then", "in late life"),
        "ekb:pole",
        ("ekb:more-connection", "ekb:less-connection", "ekb:off-axis"),
    ),
    "outcome": _Scheme(
        "Outcomes",
        (
            "Low mood",
            "Life satisfaction",
            "Body height",
            "Heart disease",
            "Good sleep",
            "Recall",
            "Hair colour",
            "Falls",
            "Walking speed",
            "Shoe size",
            "Infection",
            "Accent",
        ),
        ("in youth", "in midlife", "in old age", "after surgery"),
        ("within a year", "within five years", "self-reported", "as recorded by a clinic"),
        "ekb:valence",
        ("ekb:undesirable", "ekb:desirable", "ekb:neither"),
    ),
    "mechanism": _Scheme(
        "Mechanisms",
        ("Stress response", "Habit", "Attention", "Inflammation", "Trust", "Movement"),
        ("at rest", "under strain", "over weeks", "over years"),
        ("in the blood", "in behaviour", "as felt", "as observed"),
    ),
    "population": _Scheme(
        "Populations",
        ("Adults", "Pupils", "Patients", "Carers", "Migrants", "Nurses"),
        ("in towns", "in villages", "in clinics", "in shared housing"),
        ("under forty", "over sixty", "living alone", "with children"),
    ),
}
# What real labels bring along and careless code breaks on: quotes, separators, other scripts, an
# escape, the first characters of a spreadsheet formula, a letter that has a decomposed twin.
_DECORATIONS = (
    '{} "so called"',
    "{}, broadly",
    "={}",
    "{} (孤独)",
    "{} after Ménière",
    "@{}",
    "{} a\\b",
    "{} 'at' 5 % <b>",
    "-{}",
    "{} e\u0301tude \U0001f331",
)
_DECORATED = 17  # one concept in so many


class Topic:
    """All concepts of a base that is to hold a number of claims; the same for the same number.

    >>> topic = Topic(200)
    >>> len(topic.exposures), topic.exposures[1].label, topic.exposures[1].broader
    (63, 'Company at home', 'exposure:company')
    """

    def __init__(self, claims: int) -> None:
        roots = 3 + isqrt(claims) // 40
        self._schemes = {name: list(_grow(name, roots)) for name in _SCHEMES}
        self.exposures = self._schemes["exposure"]
        self.outcomes = self._schemes["outcome"]
        self.mechanisms = self._schemes["mechanism"]
        self.populations = self._schemes["population"]

    def write(self) -> Iterator[str]:
        """Give the concept schemes and their concepts as blocks of Turtle."""
        for name, scheme in _SCHEMES.items():
            label = quote(scheme.title)
            yield f"{name}:scheme a skos:ConceptScheme ; skos:prefLabel {label}@en .\n"
        for name, concepts in self._schemes.items():
            side = _SCHEMES[name].side
            for concept in concepts:
                yield _format_concept(concept, f"{name}:scheme", side)


def _grow(name: str, roots: int) -> Iterator[Concept]:
    """Give the concepts of a scheme, each tree from its root down."""
    scheme = _SCHEMES[name]
    made = 0
    for number in range(min(roots, len(scheme.roots))):
        root = scheme.roots[number]
        side = scheme.sides[number % len(scheme.sides)]
        for label, broader, level in _branch(scheme, root):
            made += 1
            shown = label
            if made % _DECORATED == 0:
                shown = _DECORATIONS[made // _DECORATED % len(_DECORATIONS)].format(label)
            above = f"{name}:{_slug(broader)}" if broader else ""
            yield Concept(f"{name}:{_slug(label)}", shown, side, above, level)


def _branch(scheme: _Scheme, root: str) -> Iterator[tuple[str, str, int]]:
    """Give label, broader label and level of a root and all below it."""
    yield root, "", 1
    for facet in scheme.facets:
        middle = f"{root} {facet}"
        yield middle, root, 2
        for grade in scheme.grades:
            yield f"{middle} {grade}", middle, 3


def _slug(label: str) -> str:
    return label.lower().replace(" ", "-")


def _format_concept(concept: Concept, scheme: str, side: str) -> str:
    lines = [
        f"{concept.name} a skos:Concept ;",
        f"    skos:inScheme {scheme} ;",
        f"    skos:prefLabel {quote(concept.label)}@en ;",
    ]
    if concept.level == 1:
        lines.append(f"    skos:altLabel {quote(concept.label + ' of any kind')}@en ;")
    if concept.broader:
        lines.append(f"    skos:broader {concept.broader} ;")
    if side:
        lines.append(f"    {side} {concept.side} ;")
    lines.append(f"    skos:definition {quote('What is recorded as: ' + concept.label)}@en .\n")
    return "\n".join(lines)
