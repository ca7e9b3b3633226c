"""Of which kind a sentence is: claim, recommendation, definition, question, or none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.drafting.reading import read_sentence
from evidence_kb.curation.drafting.roles import find_role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence_kb.curation.drafting.reading import Reading, Sentence

_AT_THE_HEAD = "please always never then instead first finally also just simply and or"
_BEFORE_ADVICE = (
    "if when whenever for to before after during once instead in as while at on with where"
)
_HEAD, _BEFORE = frozenset(_AT_THE_HEAD.split()), frozenset(_BEFORE_ADVICE.split())
_EXAMPLES = frozenset(("example", "examples", "for", "some", "e", "g"))
_WHOLE, _WHOLE_ITEM = 3, 5
"""Words from which on a full stop makes a sentence; items have one after a mere phrase, too."""
_FULL_STOPS = (".", "!", "…", "。")
_LONGEST_TERM = 6
"""Words before the verb of a definition, or before the colon of a gloss."""
_JUDGED_NEAR = 5
"""Words after the verb of a definition among which a judging noun makes it a claim."""


class _Case(NamedTuple):
    sentence: Sentence
    reading: Reading
    lead: Reading
    role: str


def find_kind(sentence: Sentence, reading: Reading, lead: Reading) -> tuple[str, str]:
    """Return the kind of a sentence, ``none`` for no statement, and why.

    >>> from evidence_kb.curation.drafting.reading import Sentence, read_sentence
    >>> text = "If you feel tired, take a short walk."
    >>> find_kind(Sentence(text), read_sentence(text), read_sentence(""))
    ('recommendation', 'tells what to do: take')
    """
    if not reading.words:
        return "none", "T0: no words"
    if sentence.filed and sentence.kind == "item" and sentence.part == 0:
        return "claim", ""
    case = _Case(sentence, reading, lead, find_role(sentence.path))
    for rule in (_find_example, _find_advice, _find_aside, _find_definition):
        kind, reason = rule(case)
        if kind:
            return kind, reason
    if reading.has("finite") or _asserts(lead) or _is_whole(sentence, reading):
        return "claim", ""
    return _place_fragment(case)


def _find_example(case: _Case) -> tuple[str, str]:
    """Judge the items of a list of examples or of signs."""
    if case.sentence.kind != "item":
        return "", ""
    bare = {word.text for word in case.lead.words} <= _EXAMPLES
    if case.lead.words and bare:
        if case.role == "building":
            return "recommendation", "an example of what to do"
        return "none", "T0: an example"
    heading = case.sentence.path[-1] if case.sentence.path else ""
    listed = case.lead if case.lead.words else read_sentence(heading)
    if listed.has("tell_tale") and not (case.lead.words and case.lead.has("modal")):
        return "none", "T0: a list of signs"
    return "", ""


def _find_advice(case: _Case) -> tuple[str, str]:
    verb = find_imperative(case.reading)
    completes = bool(case.lead.words) and _asserts(case.lead)
    if verb and not completes:
        return "recommendation", f"tells what to do: {verb}"
    signs = case.reading.list("advice")
    if signs and not case.reading.has("said_need"):
        return "recommendation", f"tells what to do: {case.reading.quote(signs)[0]}"
    if case.sentence.kind == "item" and case.lead.words and introduces_advice(case.lead):
        return "recommendation", "in a list that tells what to do"
    return "", ""


def introduces_advice(lead: Reading) -> bool:
    """Return whether a lead-in introduces things to do: "Tips:", "Try this:", "You should:"."""
    if find_imperative(lead) or lead.has("advice"):
        return True
    return not _asserts(lead) and lead.has("advice_lead")


def find_imperative(reading: Reading) -> str:
    """Return the verb that tells what to do, at the head or after a condition; else ``""``.

    >>> from evidence_kb.curation.drafting.reading import read_sentence
    >>> [find_imperative(read_sentence(t)) for t in ("Walk to work", "Walk speed falls")]
    ['walk', '']
    """
    for at in _list_heads(reading):
        if reading.has("imperative", after=at, before=at + 1):
            return reading.word(at)
        if reading.has("imperative_noun", after=at, before=at + 1) and (
            reading.has("determiner", after=at + 1, before=at + 2)
            or not reading.has("finite", after=at + 1)
        ):
            return reading.word(at)
    return ""


def _list_heads(reading: Reading) -> Iterator[int]:
    """Yield the words with which an instruction may begin."""
    first = 0
    while reading.word(first) in _HEAD:
        first += 1
    yield first
    if reading.word(first) in _BEFORE:
        for at in range(first + 1, len(reading.words)):
            if "," in reading.text[reading.words[at - 1].end : reading.words[at].start]:
                yield at


def _find_aside(case: _Case) -> tuple[str, str]:
    if case.reading.has("scope"):
        return "none", "T0: about the document itself"
    if case.reading.is_question():
        return "none", "T0: a question"
    if case.reading.has("example", before=1):
        return "none", "T0: an example"
    return "", ""


def _find_definition(case: _Case) -> tuple[str, str]:
    if _is_gloss(case):
        return "definition", "names a thing and says what it is"
    pointing = case.reading.has("anaphor", before=1) and case.role != "meaning"
    if pointing or case.reading.has("condition", before=1):
        return "", ""
    for sign in case.reading.list("defines", "defining_copula"):
        if not 0 < sign.first <= _LONGEST_TERM or case.reading.has("modal", before=sign.first):
            continue
        judged = case.reading.has("not_defining", before=sign.last + _JUDGED_NEAR)
        whole = sign.kind == "defines" and not case.reading.has("not_defining", before=sign.first)
        if whole or not judged:
            return "definition", f"says what a word means: {case.reading.quote([sign])[0]}"
    if case.role == "glossary" and case.reading.has("finite"):
        return "definition", "in a section of definitions"
    return "", ""


def _is_gloss(case: _Case) -> bool:
    """Say whether an item reads ``term: what it is``, in a list that introduces such."""
    colon = next((at for at, c in enumerate(case.sentence.text) if c in ":：–—"), -1)
    before = sum(word.end <= colon for word in case.reading.words)
    if not 0 < before <= _LONGEST_TERM or before == len(case.reading.words):
        return False
    if case.role == "glossary":
        return True
    named = case.lead.has("gloss_lead")
    if case.sentence.kind != "item" or (case.role == "building" and not named):
        return False
    return named or (case.lead.has("defines") and not case.reading.has("modal"))


def _place_fragment(case: _Case) -> tuple[str, str]:
    """Judge words without a verb by the section in which they stand."""
    if case.sentence.kind == "item" and case.role == "building":
        return "recommendation", "an item in a section on what to do"
    if case.sentence.kind == "item" and case.role in ("benefits", "risks"):
        return "claim", f"an item in a section on {case.role}"
    return "none", "T0: no verb: a label or a fragment"


def _is_whole(sentence: Sentence, reading: Reading) -> bool:
    """Return whether words without a known verb are a sentence all the same, by its full stop."""
    least = _WHOLE_ITEM if sentence.kind == "item" else _WHOLE
    return len(reading.words) >= least and sentence.text.rstrip("\"'”’)").endswith(_FULL_STOPS)


def _asserts(lead: Reading) -> bool:
    """Return whether a lead-in says something that its items complete."""
    return lead.has("finite") and not find_imperative(lead)
