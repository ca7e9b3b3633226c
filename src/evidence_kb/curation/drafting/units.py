"""From sentences to units: each one thing that is said, with every stretch that says it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.drafting.clauses import split_clauses
from evidence_kb.curation.drafting.kinds import find_imperative
from evidence_kb.curation.drafting.outline import read_plain
from evidence_kb.curation.drafting.reading import Sentence, read_sentence, reads_english
from evidence_kb.curation.drafting.roles import find_filed, find_role
from evidence_kb.curation.drafting.tiering import Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evidence_kb.curation.drafting.outline import Outline, Stretch
    from evidence_kb.curation.drafting.reading import Reading

Span = tuple[int, int]
_UNREAD = Verdict("claim", reason="the rules read English: kind and tier are left to a person")
_OPEN_ENDS = frozenset(
    ("people", "you", "them", "us", "following", "these", "those", "as", "by", "with", "through",
     "to", "of", "in", "for", "from", "on", "at", "and", "or", "that", "than")
)  # fmt: skip
"""Last words of a lead-in that its list must complete: "Ties help people:"."""
_NO_PARTS = ("gloss_lead", "risk", "modal", "likelihood", "anaphor")
"""What a lead-in that says of what a thing consists has not."""
_TAILS = ("degree", "listing")
_FEW = 3
_FEW_QUESTIONS = 3
"""So many headings side by side that ask are a list of questions."""


class Unit(NamedTuple):
    """One thing that is said: the verdict on it, and the stretches that say it, in order.

    ``text`` is what it was judged by, ``lead`` the words of its lead-ins, ``section`` an index of
    the outline's sections.
    """

    verdict: Verdict
    spans: tuple[Span, ...]
    text: str
    lead: str
    section: int | None
    block: int


class Question(NamedTuple):
    """A heading that asks: the index of its section."""

    section: int


def list_units(outline: Outline) -> list[Unit]:
    """Return what the stretches of an outline say, in order; what says nothing is left out.

    A list item that cannot stand alone takes its lead-in along. The items of a list that says
    what one thing takes in are one definition.

    >>> from evidence_kb.curation.drafting.outline import read_outline
    >>> units = list_units(read_outline("Tea may help people:" + chr(10) + "- to rest"))
    >>> [(unit.verdict.rule, unit.verdict.hedge, len(unit.spans)) for unit in units]
    [('T6', ('may',), 2)]
    """
    return [unit for unit in judge_units(outline) if unit.verdict.kind != "none"]


def judge_units(outline: Outline) -> list[Unit]:
    """Return every unit with its verdict, those that say nothing included."""
    if not reads_english(outline.text):
        return [_make_unit(outline, stretch, _UNREAD) for stretch in outline.stretches]
    filed = find_filed(outline)
    introducing = {stretch.lead for stretch in outline.stretches}
    units: list[Unit] = []
    for at, stretch in enumerate(outline.stretches):
        sentence = _make_sentence(outline, stretch, filed)
        if stretch.lead is not None and stretch.part == 0:
            units.append(_judge_item(outline, stretch, sentence))
        elif at in introducing:
            units += _judge_lead(outline, stretch, sentence)
        else:
            units += _judge_clauses(outline, stretch, sentence)
    return _gather(outline, _agree_in_lists(outline, units))


def list_questions(outline: Outline) -> list[Question]:
    """Return the headings that are questions of the document, in order.

    Those that ask in a section of questions, or three and more that ask side by side.

    >>> from evidence_kb.curation.drafting.outline import read_outline
    >>> lines = ("# FAQ", "## Is tea good?", "It is.", "# What is tea?", "A drink.")
    >>> list_questions(read_outline(chr(10).join(lines)))
    [Question(section=1)]
    """
    asking = [
        outline.text[section.start : section.end].rstrip("*_ ").endswith(("?", "？", "؟"))
        for section in outline.sections
    ]
    beside: dict[int | None, list[bool]] = {}
    for section, asks in zip(outline.sections, asking, strict=True):
        beside.setdefault(section.parent, []).append(asks)
    found = []
    for at, section in enumerate(outline.sections):
        others = beside[section.parent]
        listed = len(others) >= _FEW_QUESTIONS and all(others)
        within = find_role(outline.name_path(section.parent)) == "questions"
        if asking[at] and (within or listed):
            found.append(Question(at))
    return found


def _make_sentence(outline: Outline, stretch: Stretch, filed: Sequence[str]) -> Sentence:
    leads = outline.list_leads(stretch) if stretch.part == 0 else []  # a further one stands alone
    lead = " ".join(read_plain(outline.text, s.start, s.end) for s in leads)
    return Sentence(
        read_plain(outline.text, stretch.start, stretch.end),
        lead,
        outline.name_path(stretch.section),
        stretch.kind,
        stretch.part,
        "" if stretch.section is None else filed[stretch.section],
    )


def _make_unit(
    outline: Outline,
    stretch: Stretch,
    verdict: Verdict,
    spans: tuple[Span, ...] = (),
    text: str = "",
    lead: str = "",
) -> Unit:
    spans = spans or ((stretch.start, stretch.end),)
    words = text or read_plain(outline.text, *spans[-1])
    return Unit(verdict, spans, words, lead, stretch.section, stretch.block)


def _judge_clauses(outline: Outline, stretch: Stretch, sentence: Sentence) -> Iterator[Unit]:
    """Yield a unit for each half of a sentence that could be true alone (T8)."""
    for start, end in split_clauses(outline.text, stretch.start, stretch.end):
        text = read_plain(outline.text, start, end)
        verdict = judge(sentence._replace(text=text))
        yield _make_unit(outline, stretch, verdict, ((start, end),), text)


def _judge_lead(outline: Outline, stretch: Stretch, sentence: Sentence) -> list[Unit]:
    """Return the unit of a lead-in that says something without its list, else none.

    "Ties help, especially through:" does; "Ties help people:" does not.
    """
    reading = read_sentence(sentence.text)
    tail = any(
        "," in reading.text[: reading.words[sign.first].start][-3:]
        for sign in reading.list(*_TAILS, after=1)
    )
    if _says(reading) and (tail or not _is_open(reading)):
        return [_make_unit(outline, stretch, judge(sentence), lead=sentence.lead)]
    none = Verdict("none", rule="T0", reason="T0: introduces a list")
    return [_make_unit(outline, stretch, none)]


def _says(lead: Reading) -> bool:
    """Return whether a lead-in has a verb: "Repair tools:" is a label."""
    return lead.has("finite") or (len(lead.words) >= _FEW and bool(find_imperative(lead)))


def _is_open(lead: Reading) -> bool:
    """Return whether a lead-in breaks off where its list must go on: "Ties help people:"."""
    if not lead.words or lead.words[-1].text in _OPEN_ENDS:
        return True
    return any(sign.last == len(lead.words) for sign in lead.list("finite", "defines"))


def _judge_item(outline: Outline, stretch: Stretch, sentence: Sentence) -> Unit:
    """Return the unit of a list item: with its lead-in, unless it can stand alone."""
    verdict = judge(sentence)
    reading, lead = read_sentence(sentence.text), read_sentence(sentence.lead)
    own = (stretch.start, stretch.end)
    whole = reading.has("finite", after=1) and not _is_open(lead)
    if verdict.kind in ("definition", "none") or not _says(lead) or whole:
        return _make_unit(outline, stretch, verdict, (own,), sentence.text, sentence.lead)
    spans = (*((s.start, s.end) for s in outline.list_leads(stretch)), own)
    return _make_unit(outline, stretch, verdict, spans, sentence.text, sentence.lead)


def _agree_in_lists(outline: Outline, units: Sequence[Unit]) -> list[Unit]:
    """Return the units with the items of one list made advice where most of them are.

    That a verb tells what to do is not always seen by itself ("Propose a change"); its neighbours
    show it.
    """
    lists = _number_lists(outline)
    kinds: dict[int, Counter[str]] = {}
    for unit in units:
        if unit.block in lists:
            kinds.setdefault(lists[unit.block], Counter())[unit.verdict.kind] += 1
    agreed = []
    for unit in units:
        found = kinds.get(lists.get(unit.block, -1), Counter())
        odd = unit.verdict.kind in ("claim", "none") and unit.verdict.rule != "T1"
        if odd and found["recommendation"] > found["claim"] + found["none"]:
            reason = "an item of a list that tells what to do"
            unit = unit._replace(verdict=Verdict("recommendation", reason=reason))
        agreed.append(unit)
    return agreed


def _number_lists(outline: Outline) -> dict[int, int]:
    """Return the number of the list in which each item stands, by the block of the item."""
    lists: dict[int, int] = {}
    last = -2
    number = 0
    for stretch in outline.stretches:
        if stretch.kind != "item":
            continue
        if stretch.block not in lists:
            number += stretch.block != last + 1
            last = stretch.block
            lists[stretch.block] = number
    return lists


def _gather(outline: Outline, units: Sequence[Unit]) -> list[Unit]:
    """Return the units with a list that says what one thing takes in made one definition."""
    gathered: list[Unit] = []
    leads = {(s.start, s.end): n for n, s in enumerate(outline.stretches)}
    items: dict[int, list[Unit]] = {}
    for unit in units:
        stretch = outline.stretches[leads[unit.spans[-1]]] if unit.spans[-1] in leads else None
        if stretch is not None and stretch.lead is not None:
            items.setdefault(stretch.lead, []).append(unit)
    taken: set[Span] = set()
    for unit in units:
        below = items.get(leads.get(unit.spans[-1], -1), [])
        if below and unit.verdict.kind == "none" and _defines(unit, below):
            verdict = Verdict("definition", reason="says what it takes in, item by item")
            spans = (unit.spans[-1], *(each.spans[-1] for each in below))
            gathered.append(unit._replace(verdict=verdict, spans=spans))
            taken.update(each.spans[-1] for each in below)
        elif unit.spans[-1] not in taken:
            gathered.append(unit)
    return gathered


def _defines(lead: Unit, items: Sequence[Unit]) -> bool:
    """Say whether a lead-in reads "X includes:", and its items are parts of X, not statements."""
    reading = read_sentence(lead.text)
    signs = reading.list("defines", after=1)
    if not signs or signs[-1].last != len(reading.words):
        return False
    head = signs[-1].first - 1
    if reading.has("not_defining", after=head) or reading.has(*_NO_PARTS):
        return False
    return not any(read_sentence(item.text).has("finite", before=8) for item in items)
