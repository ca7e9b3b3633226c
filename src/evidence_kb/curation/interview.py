"""In which order a person is asked for the fields of an item, and which need not be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.deduction import find_scheme
from evidence_kb.curation.triples import read_text

if TYPE_CHECKING:
    from evidence_kb.curation.deduction import Said
    from evidence_kb.curation.fields import Field, Kind

_USUAL = {
    "claim": "stated_in label tier_rule tier tier_basis hedge claim_type direction exposure"
    " mechanism outcome population editorial_note",
    "recommendation": "stated_in label rests_on exposure outcome population",
    "definition": "stated_in label defines",
    "question": "label stated_in answered_by",
    "concept": "scheme label definition broader pole valence alt_label",
    "source": "title authors year type publication_type journal doi pmid standing",
    "finding": "source design exposure exposure_as_reported comparator outcome"
    " outcome_as_reported population population_as_reported contrast effect_measure"
    " unit_or_scale estimate exposure_sense outcome_sense ci_low ci_high ci_level interval_kind"
    " as_printed pooled studies participants count_scope adjustment adjusted_for caveat seen_as"
    " seen_at seen_on",
    "evidence line": "bears_on finding addresses_exposure addresses_outcome bearing precise"
    " exposure_directness outcome_directness population_directness limits_scope rationale",
    "assessment": "assesses assessed_tier certainty rationale attributed_to generated_at",
    "quality assessment": "assesses tool domain judgement rationale attributed_to generated_at",
    "certainty rating": "exposure outcome population certainty downgraded_for rationale"
    " attributed_to generated_at",
    "search": "exposure outcome population searched_in query_text search_status hits screened"
    " included generated_at",
    "agent": "label",
}
"""The fields that are asked for, in the order in which a person knows them."""
MADE = {
    "passage": ("document", "start", "end", "section", "sha256"),
    "document": ("characters", "sha256"),
}
"""Fields that are read off the text of a document, never typed."""
TIER_RULES = {
    "T1": "the document itself files it under a tier",
    "T2": "it repeats a claim: its passage joins that claim",
    "T3": "it says that something is not known: unknown",
    "T4": "it reports strong evidence, unhedged: high-confidence",
    "T5": "it names a pathway, how a cause acts: mechanism",
    "T6": "it is hedged, quantified or conditional: nuanced",
    "T7": "it asserts plainly, without evidence wording: nuanced",
    "T8": "it has two halves: the less certain half decides",
}
"""The rules by which a claim gets its tier, in order: the first that fits decides."""
_WORKED_OUT = ("standing", "precise", "secondary")
"""What follows from the rest, and is asked for only where the rest demands it."""
_ONLY_WITH: dict[str, dict[str, tuple[str, ...]]] = {
    "finding": {
        "unit_or_scale": ("effect_measure",),
        "estimate": ("effect_measure",),
        "exposure_sense": ("estimate",),
        "outcome_sense": ("estimate",),
        "ci_low": ("estimate",),
        "ci_high": ("ci_low",),
        "ci_level": ("ci_low",),
        "interval_kind": ("ci_low",),
        "count_scope": ("studies", "participants"),
        "adjusted_for": ("adjustment",),
    },
    "evidence line": {"outcome_directness": ("addresses_outcome",)},
}
"""Fields that mean nothing until one of some others is given."""
_OF_SCHEME = {"pole": "exposure", "valence": "outcome"}
_NOTHING = ("none", "not-stated", "not-applicable", "crude")
_ONLY_ONE = {"assessment": {"certainty": "assessed_tier"}}


def plan_questions(kind: Kind) -> list[Field]:
    """Return the fields to ask for, in order: the usual ones, then all that are required.

    >>> from evidence_kb.curation.fields import find_kind
    >>> [field.name for field in plan_questions(find_kind("definition"))]
    ['stated_in', 'label', 'defines']
    """
    usual = _USUAL.get(kind.name, "").split()
    required = [field.name for field in kind.fields if field.required and field.name != "id"]
    return [kind.find(name) for name in dict.fromkeys([*usual, *required])]


def is_pointless(kind: str, field: str, said: Said) -> bool:
    """Whether a field means nothing with what is said so far.

    >>> is_pointless("finding", "ci_high", {}), is_pointless("finding", "source", {})
    (True, False)
    """
    if field in _WORKED_OUT or said.get(_ONLY_ONE.get(kind, {}).get(field, "")):
        return True
    if kind == "claim":
        rule = "".join(map(read_text, said.get("tier_rule", ())))
        return (field == "hedge" and rule == "T7") or field == "editorial_note"
    if kind == "concept" and field in _OF_SCHEME:
        return find_scheme(said) != _OF_SCHEME[field]
    first = _ONLY_WITH.get(kind, {}).get(field)
    if first is None:
        return False
    given = [read_text(term).rpartition("#")[2] for name in first for term in said.get(name, ())]
    return not any(value not in _NOTHING for value in given)
