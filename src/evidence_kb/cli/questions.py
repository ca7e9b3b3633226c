"""Questions on a terminal: one field after the other, with what it means and what it may be."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from evidence_kb.cli.screen import (
    Choice,
    complete_paths,
    complete_words,
    list_numbered,
    pick,
    prompt,
    show,
    tell,
)
from evidence_kb.curation.addition import UnknownConcept
from evidence_kb.curation.fields import describe_choice, find_kind
from evidence_kb.curation.interview import TIER_RULES, is_pointless, plan_questions
from evidence_kb.curation.values import list_choices
from evidence_kb.errors import EvidenceError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.curation.addition import Adder
    from evidence_kb.curation.fields import Field, Kind
    from evidence_kb.curation.repeats import Near

    Said = dict[str, list[str]]

_BACK, _MORE, _HELP = "<", "+", "?"
_FEW = 12
"""Things that are listed with numbers; of more, only those that are asked for."""
_SHOWN = 30

_ASKED = {
    "stated_in": "Where is it said? The words as they stand in the text, or the id of a passage.",
    "tier_rule": "The first rule that fits decides how confident the document is:",
}
"""What is asked, where the definition of a field would not tell a person what to type."""


class GoBack(Exception):
    """The person wants the question before this one again."""


class Dialogue:
    """Asks a person for what is wanting of an item; answers become terms in its ``said``."""

    def __init__(self, adder: Adder, guide: str | None = None):
        self._adder = adder
        self._guide = guide

    def fill(self, kind: Kind, said: Said) -> None:
        """Ask for the fields of an item that are not said, until nothing is missing."""
        tell(f": Enter skips what may be left out, {_HELP} explains,", f"A new {kind.name}")
        tell(f"{_BACK} goes back; Ctrl-C leaves, and nothing is written.")
        while True:
            try:
                self._insist(kind, said, plan_questions(kind))
                break
            except GoBack:
                tell("  this is the first question")
        self._offer_more(kind, said)

    def _insist(self, kind: Kind, said: Said, plan: Sequence[Field]) -> None:
        """Ask for the fields of a plan, then for what is missing still."""
        self._walk(kind, said, plan)
        while missing := self._list_missing(kind, said):
            self._walk(kind, said, missing, insist=True)

    def _walk(self, kind: Kind, said: Said, plan: Sequence[Field], insist: bool = False) -> None:
        """Ask for the fields in turn; back and forth as the person wants."""
        before: list[tuple[int, Said]] = []
        at = 0
        while at < len(plan):
            self._complete(kind, said)
            field = self._adder.limit(plan[at], said)
            wanted = any(each.name == field.name for each in self._list_missing(kind, said))
            idle = not wanted and (insist or self._is_idle(kind, field, said))
            if said.get(field.name) or idle:
                at += 1
                continue
            state = (at, {name: list(terms) for name, terms in said.items()})
            try:
                if terms := self.ask(field, wanted, said):
                    said[field.name] = terms
            except GoBack:
                at = self._restore(before, said)
                continue
            before.append(state)
            at += 1
        self._complete(kind, said)

    def _is_idle(self, kind: Kind, field: Field, said: Said) -> bool:
        """Whether there is nothing to be asked: a field that means nothing, or has no choice."""
        if is_pointless(kind.name, field.name, said):
            return True
        optional = field.name == "broader" or field.name.startswith("addresses_")
        return optional and not self._adder.list_candidates(field, said)

    def _restore(self, before: list[tuple[int, Said]], said: Said) -> int:
        """Put the item back as it was before the last answer; return the question of then."""
        if not before:
            raise GoBack
        at, old = before.pop()
        said.clear()
        said.update(old)
        return at

    def _list_missing(self, kind: Kind, said: Said) -> list[Field]:
        return self._adder.list_missing(kind, said)

    def _complete(self, kind: Kind, said: Said) -> None:
        for each in self._adder.complete(kind, said):
            shown = self._adder.values.show_one(kind.find(each.field), each.term)
            tell("", faint=f"  {each.field.replace('_', ' ')}: {shown}, as {each.because}")

    def _offer_more(self, kind: Kind, said: Said) -> None:
        """Let the person name further fields."""
        open_fields = [
            field.name
            for field in kind.fields
            if not said.get(field.name) and field.name != "id" and not field.through
        ]
        while True:
            answer = prompt("\nAnything more? ", f"a field, {_HELP} lists them, Enter: no")
            if not answer:
                return
            if answer == _HELP:
                show("  " + ", ".join(open_fields), "  ")
                continue
            try:
                field = self._adder.limit(kind.find(answer.replace("-", "_")), said)
                if terms := self.ask(field, False, said):
                    said[field.name] = terms
            except InputError as error:
                _tell_wrong(error)
            except GoBack:
                continue

    # -- one field --------------------------------------------------------------------------

    def ask(self, field: Field, wanted: bool, said: Said) -> list[str]:
        """Return the terms of an answer; none for a field that is left out. Raises GoBack."""
        choices = self._list_choices(field, said)
        _introduce(field, choices, wanted)
        complete_words(self._list_words(field, choices))
        while True:
            answer = prompt()
            if answer == _BACK:
                raise GoBack
            if answer == _HELP:
                self._explain(field, choices)
            elif answer or not wanted:
                try:
                    if terms := self._take(field, pick(answer, choices)):
                        return terms
                    if not answer:
                        return []
                except EvidenceError as error:
                    _tell_wrong(error)
            else:
                tell("  this one is needed")

    def _take(self, field: Field, answer: str) -> list[str]:
        if not answer:
            return []
        if field.name == "stated_in":
            return self._find_passages(field, answer)
        if field.kind == "date" and answer.casefold() == "today":
            from datetime import date

            answer = date.today().isoformat()
        texts = [answer]
        if field.is_reference and field.many:
            texts = [part.strip() for part in answer.split(";") if part.strip()]
        terms: list[str] = []
        for text in texts:
            try:
                terms += self._adder.read(field, [text])
            except UnknownConcept as error:
                term = self.settle_concept(error)
                if term is None:
                    return []
                terms.append(term)
        return terms

    def settle_concept(self, error: UnknownConcept) -> str | None:
        """Ask what an unknown concept is to be: one that is there, a new one; None for neither."""
        while True:
            answer = self._ask_near(error)
            if not answer:
                return None
            field = error.field
            if answer.casefold() in ("n", "new") and _may_be_new(field):
                with suppress(GoBack):
                    return self._make_concept(field.scheme, error.text)
                return None
            try:
                return self._adder.read(field, [pick(answer, _number(error.near))])[0]
            except UnknownConcept as again:
                error = again
            except InputError as wrong:
                _tell_wrong(wrong)

    def _ask_near(self, error: UnknownConcept) -> str:
        """Show what there is like an unknown concept, and ask for one of it or another answer."""
        noun = error.field.scheme or "concept"
        tell(f"  there is no {noun} '{error.text}'" + ("; there is" if error.near else ""))
        list_numbered(_number(error.near))
        told = ["a number to take it"] if error.near else []
        told += ["n to make it new"] if _may_be_new(error.field) else []
        return prompt(faint=f"  {', '.join([*told, 'another name, Enter to leave it'])}")

    def _make_concept(self, scheme: str, label: str) -> str:
        kind = find_kind("concept")
        said = {
            "scheme": self._adder.read(kind.find("scheme"), [scheme]),
            "label": self._adder.read(kind.find("label"), [label]),
        }
        tell(f": {label}", f"  A new {scheme}")
        brief = [each for each in plan_questions(kind) if each.name != "alt_label"]
        self._insist(kind, said, brief)
        term = self._adder.add(kind, said)
        tell("", faint=f"  {self._adder.values.identify(term)} will be added")
        return term

    def _find_passages(self, field: Field, answer: str) -> list[str]:
        """Return the passages of ids, or the one where words stand in a text."""
        try:
            return self._adder.read(field, [answer])
        except InputError:
            if " " not in answer.strip():
                raise
        if self._guide is None:
            complete_paths()
            path = prompt(faint="  in which file are these words?")
            if not path:
                return []
            self._guide = os.path.expanduser(path)
        try:
            return [self._adder.find_passage(answer, self._guide)]
        except EvidenceError:
            self._guide = None
            raise

    def amend(self, kind: Kind, said: Said, error: EvidenceError) -> None:
        """Say what is wrong, and let the person change one field or take its value away."""
        _tell_wrong(error)
        complete_words([field.name for field in kind.fields])
        while True:
            show(f"  {', '.join(said)}", "  ")
            answer = prompt(faint="  which of these is to be changed?")
            with suppress(InputError):
                field = self._adder.limit(kind.find(answer.replace("-", "_")), said)
                old = said.pop(field.name, [])
                wanted = any(each.name == field.name for each in self._list_missing(kind, said))
                try:
                    terms = self.ask(field, wanted, said)
                except GoBack:
                    terms = old
                if terms:
                    said[field.name] = terms
                return

    # -- what may be answered ---------------------------------------------------------------

    def _list_choices(self, field: Field, said: Said) -> list[Choice]:
        if field.name == "tier_rule":
            return [Choice(name, told) for name, told in TIER_RULES.items()]
        if field.name == "scheme":
            return [Choice(name) for name in self._adder.list_schemes()]
        if field.choices:
            return [Choice(name) for name in list_choices(field)]
        if field.kind == "flag":
            return [Choice("yes"), Choice("no")]
        if not field.is_reference or field.name == "stated_in":
            return []
        found = self._adder.list_candidates(field, said)
        return [Choice(near.id, near.label) for near in found] if len(found) <= _FEW else []

    def _list_words(self, field: Field, choices: Sequence[Choice]) -> list[str]:
        if choices or not field.is_reference:
            return [choice.value for choice in choices]
        return [near.id for near in self._adder.list_candidates(field)]

    def _explain(self, field: Field, choices: Sequence[Choice]) -> None:
        """Say all that is known of a field: its values, how it is written, what there is."""
        for term in field.choices:
            name = self._adder.values.show_one(field, term)
            show(f"  {name}: {describe_choice(term) or 'no definition'}", "    ")
        if field.many:
            tell("  several are set apart by ;" if field.kind not in ("text", "words") else "")
        if field.example:
            tell(f"  as {field.example}")
        if field.kind == "date":
            tell("  year, month, day: 2026-11-23; or today")
        if field.is_reference and not choices:
            found: list[Near] = self._adder.list_candidates(field)
            for near in found[:_SHOWN]:
                show(f"  {near.id}  {near.label}", "    ")
            if len(found) > _SHOWN:
                tell(f"  and {len(found) - _SHOWN} more: type some words to see those like them")
        if field.name == "stated_in":
            tell("  a passage that is there, by its id; or the words as they stand in the text,")
            tell("  first words ... last words for a long one")


def _may_be_new(field: Field) -> bool:
    return field.scheme != "" and field.name != "pole"


def _number(near: Sequence[Near]) -> list[Choice]:
    return [Choice(each.id, each.label) for each in near]


def _tell_wrong(error: EvidenceError) -> None:
    for line in str(error).splitlines():
        if line.startswith(" "):  # a line of the file, or a caret below it
            tell(f"  {line}")
        else:
            show(f"  {line}", "    ")


def choose_repeat(near: Sequence[Near], noun: str) -> Near | None:
    """Ask whether a new item is one of those like it; None for a new one."""
    tell(f"\nThere is something like it; is it the same {noun}?")
    list_numbered([Choice(each.id, f"{each.label} ({each.because})") for each in near])
    while True:
        answer = prompt(faint="a number if it is; Enter: no, it is new")
        if not answer:
            return None
        for number, each in enumerate(near, 1):
            if answer in (str(number), each.id):
                return each


def _introduce(field: Field, choices: Sequence[Choice], wanted: bool) -> None:
    name = field.name.replace("_", " ")
    tell("", f"\n{name}", "" if wanted else ", may be left out")
    show(f"  {_ASKED.get(field.name) or field.definition}", "  ")
    list_numbered(choices)
