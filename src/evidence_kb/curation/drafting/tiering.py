"""The tier of a sentence by the rules T0 to T8, in order; the first that fits decides.

``docs/tiers.md`` has the rules in words, ``lexicon.toml`` the words that decide. T2 compares
sentences with each other and stands in ``repeats``. T8 splits a sentence where each half could be
true alone, which is done before it is judged; where the halves stay together, all their hedges
count, so that the less certain half decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.drafting.claim_types import guess_direction, guess_type
from evidence_kb.curation.drafting.kinds import find_kind
from evidence_kb.curation.drafting.reading import HEDGES, read_sentence
from evidence_kb.curation.drafting.roles import find_role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evidence_kb.curation.drafting.lexicon import Sign
    from evidence_kb.curation.drafting.reading import Reading, Sentence

PLAIN = "asserted plainly, no evidence wording"
"""The note that a claim by rule T7 carries."""
_OPEN_TO_PATHWAYS = ("", "works", "meaning", "benefits", "building", "repeats", "glossary")
_STATES = frozenset(("is", "are", "was", "were"))
"""Verbs after which nothing changes, unless by way of something (T5b)."""
_GOVERNING = ("modal", "frequency", "likelihood", "quantity", "condition", "limit")


class Verdict(NamedTuple):
    """What the rules say of a sentence.

    ``kind`` is claim, recommendation, definition or none; the rest is empty for all but claims.
    ``basis`` is ``stated`` or ``inferred``; ``hedge`` holds the words that decided, in order;
    ``claim_type`` and ``direction`` are empty where they are not certain. ``reason`` says in words
    what decided. ``rule`` is empty where the rules do not read the language.
    """

    kind: str
    tier: str = ""
    rule: str = ""
    basis: str = ""
    hedge: tuple[str, ...] = ()
    claim_type: str = ""
    direction: str = ""
    reason: str = ""


def judge(sentence: Sentence) -> Verdict:
    """Return kind, tier and rule of a sentence, by its words and its place alone.

    >>> from evidence_kb.curation.drafting.reading import Sentence
    >>> verdict = judge(Sentence("Tea may help people sleep."))
    >>> verdict.kind, verdict.tier, verdict.rule, verdict.hedge
    ('claim', 'nuanced', 'T6', ('may',))
    """
    reading, lead = read_sentence(sentence.text), read_sentence(sentence.lead)
    kind, reason = find_kind(sentence, reading, lead)
    if kind != "claim":
        return Verdict(kind, rule="T0" if kind == "none" else "", reason=reason)
    tier, rule, signs, why = _find_tier(sentence, reading, lead)
    hedge = _quote(lead, reading, signs)
    stated = rule == "T1"
    type_ = "open-question" if tier == "unknown" else guess_type(reading, lead, rule)
    direction = guess_direction(reading, lead, type_)
    told = [f"{rule}{why}" if rule == "T5" else f"{rule}: {why}", *([reason] if reason else [])]
    return Verdict(
        kind, tier, rule, "stated" if stated else "inferred", hedge, type_, direction,
        "; ".join(told),
    )  # fmt: skip


def _find_tier(
    sentence: Sentence, reading: Reading, lead: Reading
) -> tuple[str, str, tuple[str, ...], str]:
    """Return tier, rule, the classes of the signs that decided, and why."""
    if sentence.filed and sentence.kind == "item" and sentence.part == 0:
        return sentence.filed, "T1", HEDGES, "under a heading that states the tier"
    if reading.has("unknown"):
        return "unknown", "T3", ("unknown",), "says that something is not known or not fixed"
    governed = reading.has(*_GOVERNING) or lead.has(*_GOVERNING)
    if reading.has("evidence") and not governed:
        return "high-confidence", "T4", ("evidence",), "reports strong evidence, unhedged"
    why = _find_pathway(sentence, reading, lead)
    if why:
        return "mechanism", "T5", (*HEDGES, "channel"), why
    if list_hedges(reading) or list_hedges(lead):
        return "nuanced", "T6", HEDGES, "hedged, quantified or conditional"
    return "nuanced", "T7", (), PLAIN


def _find_pathway(sentence: Sentence, reading: Reading, lead: Reading) -> str:
    """Return which pathway a sentence names, as T5 numbers them (``b: ...``); empty for none."""
    if _names_channel(reading) or _names_channel(lead):
        return "b: a cause joined to its effect by way of something"
    role = find_role(sentence.path)
    if role not in _OPEN_TO_PATHWAYS or lead.has("indirect"):
        return ""
    if reading.has("physiology"):
        return "a: processes of brain, hormones, nerves, immunity or learning"
    if reading.has("evolved") and not reading.has("endpoint"):
        return "d: what humans evolved to be or to need"
    if role in ("works", "benefits", "building") and _changes_process(reading, lead):
        return "c: an inner or relational process changes"
    return ""


def _changes_process(reading: Reading, lead: Reading) -> bool:
    """Say whether what changes is an inner process: what the verb is about, examples left out."""
    verb = reading.verb
    if lead.words and lead.has("finite"):
        verb = 0
    elif verb is None or reading.word(verb) in _STATES:
        return False
    end = next((s.first for s in reading.list("listing", after=verb + 1)), None)
    if not reading.has("process", after=verb, before=end):
        return False
    return not reading.has("endpoint", after=verb, before=end)


def _names_channel(reading: Reading) -> bool:
    return reading.has("channel", after=1)


def list_hedges(reading: Reading) -> list[Sign]:
    """Return the hedges of a reading; a risk is one where it is the subject, or comes first.

    >>> from evidence_kb.curation.drafting.reading import read_sentence
    >>> texts = ("The risk comes from haste.", "Haste goes with a higher risk.")
    >>> [len(list_hedges(read_sentence(text))) for text in texts]
    [1, 0]
    """
    verb = len(reading.words) if reading.verb is None else reading.verb
    return [s for s in reading.list(*HEDGES) if s.kind != "risk" or s.first < verb]


def _quote(lead: Reading, reading: Reading, kinds: Iterable[str]) -> tuple[str, ...]:
    """Return the words that decided: those of the lead-in first, each once."""
    wanted = set(kinds)
    quoted: dict[str, None] = {}
    for each in (lead, reading):
        hedges = {(s.first, s.last) for s in list_hedges(each)}
        signs = [
            s for s in each.list(*wanted) if s.kind not in HEDGES or (s.first, s.last) in hedges
        ]
        quoted.update(dict.fromkeys(each.quote(signs)))
    return tuple(quoted)
