"""Where in the files a problem stands: the value itself, else the property, else the item."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.finding import File, Finding
from evidence_kb.curation.problem import Problem, write
from evidence_kb.curation.triples import read_text
from evidence_kb.curation.wording import find_named
from evidence_kb.errors import DataError
from evidence_kb.graph.pieces import read_pieces
from evidence_kb.graph.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


PLACED = ("turtle", "trig", "ntriples", "nquads")
"""The forms of RDF whose triples have places; a block of several is a thing of the first two."""
ALSO = " Another is at "
"""What stands in a message before the place of a second value."""
_SEVERITIES = {"violation": "error"}


class Spot(NamedTuple):
    """One triple of an item as written: its file, its terms, and where they begin."""

    file: str
    predicate: str
    value: str
    subject_place: Token
    predicate_place: Token
    value_place: Token


class Locator:
    """The files of a base, read again for the places of the few items that are wrong.

    ``blocks`` are, by subject, the numbers of the files in which a block of it begins.
    """

    def __init__(
        self,
        files: Sequence[File],
        blocks: Mapping[str, Sequence[int]],
        prefixes: Mapping[str, str],
    ) -> None:
        self.files, self.blocks, self.prefixes = files, blocks, prefixes

    def locate(self, problems: Sequence[Problem]) -> Iterator[Finding]:
        """Yield each problem as a finding, in the order of the problems."""
        spots = self._read({f"<{problem.node}>" for problem in problems if problem.node})
        for problem in problems:
            own = spots.get(f"<{problem.node}>", [])
            yield self._place(problem, own)

    def find_twice(self) -> Iterator[Finding]:
        """Yield a warning for each thing that is described in two blocks."""
        forms = [file.format in PLACED[:2] for file in self.files]
        twice = {
            subject
            for subject, numbers in self.blocks.items()
            if len(numbers) > 1 and sum(forms[number] for number in numbers) > 1
        }
        blocks_in = {file.name for file, form in zip(self.files, forms, strict=True) if form}
        spots = self._read(twice)
        for subject in sorted(twice):
            own = [spot for spot in spots.get(subject, []) if spot.file in blocks_in]
            starts = {(s.file, s.subject_place.offset): s for s in reversed(own)}
            blocks = sorted(starts.values(), key=lambda s: (s.file, s.subject_place.offset))
            for block in blocks[1:]:
                first = blocks[0]
                place = f"{first.file}:{first.subject_place.line}:{first.subject_place.column}"
                name = write(subject, self.prefixes)
                told = f"{name} is described twice; the other block is at {place}: make them one."
                yield _make(block.file, block.subject_place, "warning", "two-blocks", told)

    def _read(self, wanted: set[str]) -> dict[str, list[Spot]]:
        """Return the triples of some subjects with their places, in the order of the files."""
        found: dict[str, list[Spot]] = {}
        numbers = {number for subject in wanted for number in self.blocks.get(subject, ())}
        for number in sorted(numbers):
            if self.files[number].format not in PLACED:
                continue
            try:
                self._read_source(number, wanted, found)
            except DataError:  # what only the engine reads has no places beyond the file
                continue
        return found

    def _read_source(self, number: int, wanted: set[str], found: dict[str, list[Spot]]) -> None:
        """Add the triples of some subjects; what comes after the last block of them is not read."""
        source, before = self.files[number].read(), ""
        left = sum(self.blocks.get(subject, ()).count(number) for subject in wanted)
        for piece in read_pieces(source):
            for subject, predicate, value, *places in piece.triples:
                if subject in wanted:
                    spot = Spot(source.name, predicate, value, *map(piece.place, places))
                    found.setdefault(subject, []).append(spot)
                if subject != before and subject[0] == "<":
                    if left == 0:
                        return
                    before = subject
                    left -= subject in wanted

    def _place(self, problem: Problem, spots: Sequence[Spot]) -> Finding:
        severity = _SEVERITIES.get(problem.severity, problem.severity)
        told = problem.message
        if not spots:
            numbers = self.blocks.get(f"<{problem.node}>", [0])
            name = self.files[numbers[0]].name if self.files else ""
            found = Finding(name, 1, 1, severity, problem.rule, told)
            return found._replace(node=problem.node, path=problem.path or "")
        spot, place = _choose(problem, spots)
        told += _list_others(problem, spots, place)
        path = problem.path or ("" if place is spot.subject_place else spot.predicate[1:-1])
        made = _make(spot.file, place, severity, problem.rule, told)
        return made._replace(node=problem.node, path=path)


def _choose(problem: Problem, spots: Sequence[Spot]) -> tuple[Spot, Token]:
    path = f"<{problem.path}>"
    there = [spot for spot in spots if spot.predicate == path]
    if problem.value is not None:
        for spot in there or spots:
            if read_text(spot.value) == problem.value:
                return spot, spot.value_place
    if there:
        spot = there[1] if len(there) > 1 else there[0]
        strange = problem.rule in ("unknown-property", "misplaced-property")
        return spot, there[0].predicate_place if strange else spot.value_place
    if problem.path is None:
        for path in find_named(problem.message, dict.fromkeys(spot.predicate for spot in spots)):
            spot = next(spot for spot in spots if spot.predicate == path)
            return spot, spot.value_place
    return spots[0], spots[0].subject_place


def _list_others(problem: Problem, spots: Iterable[Spot], place: Token) -> str:
    """Say where the values stand that are one too many, where they are far apart."""
    if problem.value is not None or problem.path is None:
        return ""
    path = f"<{problem.path}>"
    there = [spot for spot in spots if spot.predicate == path]
    others = [
        f"{spot.file}:{spot.value_place.line}:{spot.value_place.column}"
        for spot in there
        if spot.value_place is not place
    ]
    return f"{ALSO}{others[0]}." if len(there) > 1 and others else ""


def _make(file: str, place: Token, severity: str, rule: str, message: str) -> Finding:
    return Finding(file, place.line, place.column, severity, rule, message)
