"""Drafting: from a text and the concepts of a base to proposals."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from evidence_kb.curation.documents import read_headings
from evidence_kb.curation.drafting.assignment import Concepts, choose_concepts, choose_defined
from evidence_kb.curation.drafting.outline import read_outline, read_plain
from evidence_kb.curation.drafting.proposals import Draft, Known, Place, Proposal, Repeat
from evidence_kb.curation.drafting.repeats import (
    SHARE,
    SHARE_IN_SUMMARIES,
    Sayings,
    make_saying,
)
from evidence_kb.curation.drafting.roles import find_role
from evidence_kb.curation.drafting.tiering import PLAIN
from evidence_kb.curation.drafting.units import list_questions, list_units
from evidence_kb.curation.passages import hash_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evidence_kb.curation.drafting.candidates import Names
    from evidence_kb.curation.drafting.outline import Outline
    from evidence_kb.curation.drafting.units import Span, Unit

_ENOUGH = 0.5
"""The share of its characters from which on a stretch counts as covered already."""
_OPENING = "Opening"
"""The label of the section that is made for what stands before the first heading."""


def propose(text: str, names: Names, known: Known | None = None, quote: bool = False) -> Draft:
    r"""Return what a text says, as proposals; with ``quote`` the sentences become the labels.

    >>> from evidence_kb.curation.drafting.candidates import Names
    >>> draft = propose("# Tea\n\nTea may help people sleep.", Names())
    >>> [(p.key, p.kind, p.tier, p.hedge, p.stated_in) for p in draft.statements]
    [('new-3', 'claim', 'nuanced', 'may', ('new-2',))]
    """
    return _Drafter(read_outline(text), names, known or Known(), quote).run()


class _Drafter:
    """Builds a draft: sections first, then each unit with its passages, then the questions."""

    def __init__(self, outline: Outline, names: Names, known: Known, quote: bool):
        self._outline, self._names, self._known, self._quote = outline, names, known, quote
        self._headings = read_headings(outline)
        self._labels = {heading.start: heading.label for heading in self._headings}
        self._number = 0
        self._skipped = 0
        self._section_ids: dict[int | None, str] = {}
        self._passage_ids = dict(known.passages)
        self._sections: list[Place] = []
        self._passages: list[Place] = []
        self._statements: dict[str, Proposal] = {}
        self._repeats: list[Repeat] = []
        self._sayings = Sayings()
        self._said: list[str] = []
        self._covered = _merge(known.covered)

    def run(self) -> Draft:
        """Return the draft."""
        for said in self._known.said:
            self._sayings.add(make_saying(said.kind, said.text))
            self._said.append(said.id)
        for unit in list_units(self._outline):
            if self._is_covered(unit.spans[-1]):
                self._skipped += 1
            else:
                self._add(unit)
        self._add_questions()
        return Draft(
            self._known.document, self._known.is_new, tuple(self._sections), tuple(self._passages),
            tuple(self._statements.values()), tuple(self._repeats), self._skipped,
        )  # fmt: skip

    def _add(self, unit: Unit) -> None:
        """Add a unit as a statement, or its passages to the one that it repeats."""
        kind = unit.verdict.kind
        path = self._outline.name_path(unit.section)
        concepts = Concepts()
        defines: tuple[str, ...] = ()
        if kind == "definition":
            defines = choose_defined(unit.text, self._names)
        else:
            concepts = choose_concepts(unit, path, self._names)
        section = self._find_section(unit.section)
        stated_in = tuple(self._find_passage(span, section) for span in unit.spans)
        text = unit.text if len(unit.spans) == 1 else f"{unit.lead} {unit.text}".strip()
        saying = make_saying(kind, unit.text, unit.lead if len(unit.spans) > 1 else "")
        share = SHARE_IN_SUMMARIES if find_role(path) == "repeats" else SHARE
        found = None if unit.verdict.rule == "T1" else self._sayings.find(saying, share)
        if found is None:
            proposal = self._word(unit, text, stated_in, section, concepts)._replace(
                defines=defines
            )
            self._sayings.add(saying)
            self._said.append(proposal.key)
            self._statements[proposal.key] = proposal
        else:
            self._repeat(self._said[found], stated_in, text)

    def _word(
        self, unit: Unit, text: str, stated_in: tuple[str, ...], section: str, concepts: Concepts
    ) -> Proposal:
        verdict = unit.verdict
        reasons = [verdict.reason, *(f"{part} from the {s}" for part, s in concepts.sources)]
        return Proposal(
            self._take_key(),
            verdict.kind,
            unit.spans[-1][0],
            text if self._quote else "",
            text,
            stated_in,
            section,
            verdict.tier,
            verdict.basis,
            verdict.rule if verdict.kind == "claim" else "",
            ", ".join(verdict.hedge),
            verdict.claim_type,
            verdict.direction,
            concepts,
            note=PLAIN if verdict.rule == "T7" else "",
            reason="; ".join(reason for reason in reasons if reason),
        )

    def _repeat(self, statement: str, stated_in: tuple[str, ...], text: str) -> None:
        """Note that passages say again what a statement says: one of this draft, or of the base."""
        proposal = self._statements.get(statement)
        if proposal is None:
            self._repeats.append(Repeat(statement, stated_in[-1], text))
            return
        joined = tuple(dict.fromkeys((*proposal.stated_in, *stated_in)))
        reason = f"{proposal.reason}; T2: {stated_in[-1]} says it again"
        self._statements[statement] = proposal._replace(stated_in=joined, reason=reason)

    def _add_questions(self) -> None:
        answers: dict[str, list[str]] = {}
        for proposal in self._statements.values():
            answers.setdefault(proposal.section, []).append(proposal.key)
        for question in list_questions(self._outline):
            heading = self._outline.sections[question.section]
            text = read_plain(self._outline.text, heading.start, heading.end)
            section = self._find_section(question.section)
            if section not in answers:
                continue  # its answer says nothing, or is in the base already
            key, label = self._take_key(), text if self._quote else ""
            self._statements[key] = Proposal(
                key, "question", heading.start, label, text, (), section,
                answered_by=tuple(answers[section]), reason="a heading that asks",
            )  # fmt: skip

    def _take_key(self) -> str:
        self._number += 1
        return f"new-{self._number}"

    def _find_section(self, index: int | None) -> str:
        """Return the id or key of a section; one that is not recorded is added, outermost first."""
        if index in self._section_ids:
            return self._section_ids[index]
        if index is None:
            start, end, _, parent = self._headings[0]  # the first line stands for a heading
            label = _OPENING
        else:
            start, end, _, parent = self._outline.sections[index]
            label = self._labels[start]
        span = (start, end)
        part_of = "" if parent is None else self._find_section(parent)
        found = self._known.sections.get(span, "")
        if not found:
            place = self._make_place(span, part_of, label)
            self._sections.append(place)
            found = place.key
        self._section_ids[index] = found
        return found

    def _find_passage(self, span: Span, section: str) -> str:
        """Return the id or key of a passage; one that is not recorded is added."""
        if span not in self._passage_ids:
            place = self._make_place(span, section)
            self._passages.append(place)
            self._passage_ids[span] = place.key
        return self._passage_ids[span]

    def _make_place(self, span: Span, part_of: str, label: str = "") -> Place:
        words = self._outline.text[span[0] : span[1]]
        return Place(self._take_key(), *span, hash_text(words), words, part_of, label)

    def _is_covered(self, span: Span) -> bool:
        starts, stretches = self._covered
        at = max(0, bisect_right(starts, span[0]) - 1)
        shared = 0
        while at < len(stretches) and stretches[at][0] < span[1]:
            start, end = stretches[at]
            at += 1
            shared += max(0, min(end, span[1]) - max(start, span[0]))
        return shared >= _ENOUGH * (span[1] - span[0])


def _merge(spans: Iterable[Span]) -> tuple[list[int], list[Span]]:
    """Return stretches joined where they overlap, and the starts of the joined ones."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return [start for start, _ in merged], merged
