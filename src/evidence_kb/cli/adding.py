"""One item on its way into a base: read from options, asked for, compared, shown, written."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from evidence_kb.cli.field_options import (
    call_option,
    describe_new_concept,
    explain_field,
    gather_fields,
)
from evidence_kb.cli.output import send_text
from evidence_kb.cli.process import require_memory, say
from evidence_kb.cli.revision import settle
from evidence_kb.cli.style import wrap
from evidence_kb.curation.addition import Adder, UnknownConcept
from evidence_kb.errors import DataError, InputError
from evidence_kb.graph.base import MAX_SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.cli.questions import Dialogue
    from evidence_kb.cli.session import Session
    from evidence_kb.curation.fields import Field, Kind

    Said = dict[str, list[str]]


def open_adder(session: Session) -> Adder:
    """Open the base of a session for new items."""
    require_memory()
    return Adder(session.source, session.max_size or MAX_SIZE)


def find_passages(adder: Adder, options: dict[str, Any]) -> list[str]:
    """Return the passages of the words that were given."""
    words, guide = options["words"], options["guide"]
    if words and guide is None:
        raise InputError("say in which file these words stand: --guide FILE")
    return [adder.find_passage(each, guide, options["line"], options["wanted"]) for each in words]


def show_and_settle(adder: Adder, yes: bool) -> None:
    """Show the blocks as they will stand and the change in words; write after a yes."""
    revision = adder.revise()
    parts = [
        f"# {os.path.basename(path)}\n\n" + "\n".join(blocks)
        for path, blocks in adder.format_blocks(revision).items()
    ]
    if parts:
        send_text("\n".join(parts) + "\n")
    settle(revision, yes)


class Addition:
    """One item on its way into a base: from options, and from answers where somebody is there."""

    def __init__(self, session: Session, kind: Kind, options: dict[str, Any]):
        self.kind = kind
        self.yes = options.pop("yes")
        self.given = gather_fields(options)
        for name in ("scheme", "label"):
            if options.get(name):
                self.given[name] = (options[name],)
        self.options = options
        self.adder = open_adder(session)
        self.said: Said = {}
        self.faults: list[str] = []
        asks = sys.stdin is not None and sys.stdin.isatty() and not self.yes
        self.dialogue = self._open_dialogue() if asks else None

    def _open_dialogue(self) -> Dialogue:
        from evidence_kb.cli.questions import Dialogue

        return Dialogue(self.adder, self.options.get("guide"))

    def run(self) -> None:
        """Read, ask, compare, show and write."""
        for text in self.options.get("new_concept", ()):
            self.adder.announce(text)
        self._read_all()
        if self.options.get("words"):
            passages = find_passages(self.adder, self.options)
            self.said["stated_in"] = [*self.said.get("stated_in", []), *passages]
        if repeated := self.options.get("repeats"):
            self._join(self.adder.find_item(self.kind, repeated))
            return
        if self.dialogue is None:
            self._fill_silently()
        elif self._list_missing():
            self.dialogue.fill(self.kind, self.said)
        self._complete()
        same = self._compare()
        if same is not None:
            self._join(same)
            return
        self._add()

    def _read_all(self) -> None:
        """Read what was given by options; raises InputError with all that is wrong."""
        for field in self.kind.fields:
            if field.name not in self.given:
                continue
            limited = self.adder.limit(field, self.said)
            for text in self.given[field.name]:
                try:
                    terms = self.adder.read(limited, [text])
                except UnknownConcept as error:
                    terms = self._settle(error)
                except InputError as error:
                    self._note(field, str(error))
                    continue
                self.said[field.name] = [*self.said.get(field.name, []), *terms]
        self._raise_faults()

    def _settle(self, error: UnknownConcept) -> list[str]:
        if self.dialogue is not None:
            while (term := self.dialogue.settle_concept(error)) is None:
                say("  choose one, or leave with Ctrl-C")
            return [term]
        self._note(error.field, f"{error}{describe_new_concept(error)}")
        return []

    def _note(self, field: Field, told: str) -> None:
        self.faults.append(f"{call_option(self.kind, field)}: {told}")

    def _raise_faults(self) -> None:
        if len(self.faults) == 1:
            raise InputError(self.faults[0])
        if self.faults:
            raise InputError("\n  ".join([f"{len(self.faults)} things are wrong:", *self.faults]))

    def _list_missing(self) -> Sequence[Field]:
        return self.adder.list_missing(self.kind, self.said)

    def _fill_silently(self) -> None:
        """Add what follows for certain; raises InputError with what is still missing."""
        self._complete()
        missing = self._list_missing()
        if not missing:
            return
        lines = [f"the {self.kind.name} needs more (on a terminal you are asked for it):"]
        for field in missing:
            told = _HINTS.get(field.name) or explain_field(field)
            lines += wrap(f"{call_option(self.kind, field)}: {told}", 78, "  ", "      ")
        raise InputError("\n".join(lines))

    def _complete(self) -> None:
        for each in self.adder.complete(self.kind, self.said):
            shown = self.adder.values.show_one(self.kind.find(each.field), each.term)
            say(f"{each.field.replace('_', ' ')}: {shown}, as {each.because}")

    def _compare(self) -> str | None:
        """Say what is like the item; return the one that a person says it is, if any."""
        from evidence_kb.cli.questions import choose_repeat

        self.adder.require_new(self.kind, self.said)
        near = self.adder.repeats.find_near(self.kind, self.said)
        if not near:
            return None
        if self.dialogue is not None and self._can_join():
            chosen = choose_repeat(near, self.kind.name)
            return None if chosen is None else chosen.term
        say(f"like it is already there; look whether it is the same {self.kind.name}:")
        for each in near:
            say(f"  {each.id}  {each.label}\n      {each.because}")
        return None

    def _can_join(self) -> bool:
        return any(f.name == "stated_in" and f.required for f in self.kind.fields)

    def _join(self, term: str) -> None:
        """Let an item that is there be said in the passages of the new one."""
        passages = self.said.get("stated_in", [])
        if not passages:
            raise InputError(f"name the passage that repeats it; {_HINTS['stated_in']}")
        self.adder.join(term, passages)
        show_and_settle(self.adder, self.yes)

    def _add(self) -> None:
        """Add the item; where it breaks the model, let the person change it."""
        term = self.adder.add(self.kind, self.said, self.options.get("name"))
        while self.dialogue is not None:
            try:
                self.adder.revise()
                break
            except DataError as error:
                self.dialogue.amend(self.kind, self.said, error)
                self.adder.change(term, self.kind, self.said)
        show_and_settle(self.adder, self.yes)


_HINTS = {
    "stated_in": 'where it is said: --passage P012, or --words "as they stand there" --guide FILE'
    " (a claim of your own: write it in a file of notes)",
}
"""What to do about a field that is missing, where its definition does not tell."""
