"""Type and direction of a claim, where the words leave no doubt; else empty, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidence_kb.curation.drafting.reading import Reading

_TOLD_BY_WORDS = ("bidirectional", "association", "comparison", "moderation", "description")
_WITHOUT_DIRECTION = ("open-question", "description")


def guess_type(reading: Reading, lead: Reading, rule: str) -> str:
    """Return the type of a claim, empty where several fit or none does.

    >>> from evidence_kb.curation.drafting.reading import read_sentence
    >>> guess_type(read_sentence("Tea is associated with worse sleep."), read_sentence(""), "T7")
    'association'
    """
    verb = reading.verb or 0
    fits = [kind for kind in _TOLD_BY_WORDS if reading.has(kind)]
    if not lead.words and reading.has("intervention", before=verb) and _acts(reading, verb):
        fits.append("intervention-effect")
    if fits or rule == "T4":
        return fits[0] if len(fits) == 1 else ""
    if rule == "T5":
        return "" if reading.has("evolved") else "mechanism"
    if _acts(reading, verb) or (lead.words and _acts(lead, 0)):
        return "causal-effect"
    return ""


def _acts(reading: Reading, verb: int) -> bool:
    return reading.has("raises", "lowers", "betters", "worsens", after=verb)


def guess_direction(reading: Reading, lead: Reading, claim_type: str) -> str:
    """Return the direction of a claim, empty where the words do not tell or tell two ways.

    Less of a bad thing is good, more of it is bad; what is good or bad by itself stays so.

    >>> from evidence_kb.curation.drafting.reading import read_sentence
    >>> [guess_direction(read_sentence(text), read_sentence(""), "causal-effect")
    ...  for text in ("Tea reduces stress.", "Tea raises stress.", "Tea reduces sleep.")]
    ['beneficial', 'harmful', '']
    """
    if claim_type in _WITHOUT_DIRECTION:
        return "not-stated"
    if reading.has("no_effect"):
        return ""
    verb = (reading.verb or 0) if reading.has("finite") else 0
    bad = reading.has("undesirable", after=verb)
    good = reading.has("betters", after=verb) or lead.has("betters")
    harm = reading.has("worsens", after=verb) or lead.has("worsens")
    falls = reading.has("lowers", after=verb) or lead.has("lowers")
    rises = reading.has("raises", after=verb) or lead.has("raises")
    if bad and falls and not rises:
        good = True
    elif bad and rises and not falls:
        harm = True
    if good == harm:
        return ""
    return "beneficial" if good else "harmful"
