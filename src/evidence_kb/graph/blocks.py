"""A Turtle file as blocks: each subject with the comment above it and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, NoReturn

from evidence_kb.errors import DataError, Place
from evidence_kb.graph.iris import is_absolute
from evidence_kb.graph.pieces import (
    DIRECTIVE,
    LEAD,
    PIECE,
    STATEMENT,
    Statement,
    find_column,
    match,
)
from evidence_kb.graph.source import Source, find_place, quote_line
from evidence_kb.graph.syntax import explain_syntax_error
from evidence_kb.graph.tokens import Located, read_statements
from evidence_kb.graph.turtle import ANONYMOUS, Brackets, Collection, Value
from evidence_kb.vocabulary import RDF

_SHOWN = 20
_FIRST, _NIL = f"<{RDF}first>", f"<{RDF}nil>"


class Comments(NamedTuple):
    """The comments of a file that stand above no block: lines at its head, lines at its end."""

    head: list[str]
    foot: list[str]


class Block(NamedTuple):
    """The lines of comment above a block, its subject, and its values by predicate.

    Terms are in N-Triples syntax; a node without a name is what it holds.
    """

    comment: list[str]
    subject: Value
    values: dict[str, list[Value]]


class BlockReader:
    r"""Reads a source of Turtle block by block; comments that stand above no block are kept apart.

    ``prefixes`` are those that the file declares anywhere, the first where one is declared twice;
    ``comments`` those above no block: at the head of the file, that is before its prefixes or a
    blank line, and at its end. Raises DataError, with the places, for comments inside a statement,
    at the end of a line that holds something else, or above a later prefix: no layout could keep
    them where they belong.

    >>> from evidence_kb.graph.reading import read_bytes
    >>> reader = BlockReader(read_bytes(b"# head\n\n# on s\n<a:s> <a:p> 1 .", "a.ttl", "turtle"))
    >>> reader.comments.head, next(reader.read_blocks()).comment
    (['# head'], ['# on s'])
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._data = source.data
        self.prefixes: dict[str, str] = {}
        self._lost: list[tuple[int, str]] = []
        head: list[str] = []
        end = 0
        for statement in self._cut():
            end = statement.end
            head += self._divide_lead(statement)[0]
            if statement.directive and statement.directive["name"] is not None:
                name, iri = (statement.directive[part].decode() for part in ("name", "iri"))
                if is_absolute(iri):
                    self.prefixes.setdefault(name, iri)
        foot = self._read_lead(end, len(self._data))
        if self._lost:
            self._refuse_comments()
        self.comments = Comments(_tidy(head), _tidy(foot)) if end else Comments(_tidy(foot), [])

    def read_blocks(self) -> Iterator[Block]:
        """Yield the blocks in the order of the file; a subject may come more than once.

        Raises DataError, with the place and the line, for what is not Turtle.
        """
        directives = b""
        piece: list[Statement] = []
        line, counted = 1, 0
        for statement in self._cut():
            if piece and statement.start - piece[0].start > max(PIECE, 4 * len(directives)):
                line += self._data.count(b"\n", counted, piece[0].start)
                counted = piece[0].start
                yield from self._read_piece(directives, piece, line)
                directives += b"".join(part.directive[0] + b" " for part in piece if part.directive)
                piece = []
            piece.append(statement)
        if piece:
            line += self._data.count(b"\n", counted, piece[0].start)
            yield from self._read_piece(directives, piece, line)

    def _cut(self) -> Iterator[Statement]:
        at = 0
        while True:
            start = match(LEAD, self._data, at).end()
            if start == len(self._data):
                return
            directive = DIRECTIVE.match(self._data, start)
            if directive:
                end = directive.end()
            else:
                end = match(STATEMENT, self._data, start).end()
                stop = self._data[end : end + 1]
                while stop == b"#":
                    self._lost.append((end, "inside a statement: move it above the block"))
                    after = self._data.find(b"\n", end)
                    end = match(STATEMENT, self._data, after).end() if after > 0 else -1
                    stop = self._data[end : end + 1] if end > 0 else b""
                if stop in (b"{", b"}"):
                    place = find_place(self._source.name, self._data, end)
                    raise DataError("Turtle has no graphs: remove the brackets", place=place)
                if stop == b"." and end == start:  # millions of them are not to be read first
                    place = find_place(self._source.name, self._data, end)
                    told = "this '.' ends or goes on with nothing: remove it"
                    excerpt = quote_line(self._data, place.line or 1, place.column)
                    raise DataError(told, place=place, excerpt=excerpt)
                # Where nothing ends the statement, the reading says what is wrong.
                end = end + 1 if stop == b"." else len(self._data)
            yield Statement(at, start, end, directive)
            at = end

    def _divide_lead(self, statement: Statement) -> tuple[list[str], list[str]]:
        """Return the lines above a statement: those of the file's head, those of the block."""
        lines = self._read_lead(statement.lead, statement.start)[:-1]
        if statement.lead:
            if statement.directive and any(lines):
                where = "above a prefix: move it to the top of the file, or above a block"
                below = self._data.index(b"\n", statement.lead)
                self._lost.append((self._data.index(b"#", below), where))
            return [], [line for line in lines if line]
        if statement.directive:
            return lines, []
        blank = max((number for number, line in enumerate(lines) if not line), default=-1)
        return lines[: blank + 1], lines[blank + 1 :]

    def _read_lead(self, start: int, end: int) -> list[str]:
        """Return the lines between two statements, stripped; blank ones are empty."""
        lead = self._data[start:end]
        if b"#" not in lead:
            return []
        lines = [line.strip() for line in lead.decode().split("\n")]
        if start and lines[0]:
            lines[0] = ""
            where = "at the end of a line: move it above the block"
            self._lost.append((self._data.index(b"#", start), where))
        return lines

    def _refuse_comments(self) -> NoReturn:
        """Raise DataError for the comments that a new layout would lose: where each of them is."""
        places = [
            (find_place(self._source.name, self._data, offset), where)
            for offset, where in self._lost[:_SHOWN]
        ]
        (place, where), *others = places
        lines = [quote_line(self._data, place.line or 1, place.column) or ""]
        lines += [f"{other}: another stands {where}" for other, where in others]
        if len(self._lost) > _SHOWN:
            lines.append(f"and {len(self._lost) - _SHOWN} more comments")
        raise DataError(
            f"a comment stands {where} (a new layout would lose it)",
            place=place,
            excerpt="\n".join(filter(None, lines)),
        )

    def _read_piece(self, directives: bytes, piece: list[Statement], line: int) -> Iterator[Block]:
        """Yield the blocks of statements in a row, read with the directives that stand before."""
        at = piece[0].start
        column = find_column(self._data, at)
        texts = [directives.decode() + "\n" + " " * (column - 1)]
        ends, length = [], len(texts[0])
        for statement in piece:
            texts.append(self._data[at : statement.end].decode())
            at = statement.end
            length += len(texts[-1])
            ends.append(length)
        try:
            triples = read_statements("".join(texts), self._source.name)
            for number, subject, values in _assemble(triples, ends):
                comment = [] if number is None else self._divide_lead(piece[number])[1]
                yield Block(comment, subject, values)
        except DataError as error:
            place = error.place or Place(self._source.name)
            line += (place.line or 1) - 2 - directives.count(b"\n")
            raise explain_syntax_error(error.message, line, place.column, self._source) from error


def read_plain_blocks(source: Source) -> list[Block]:
    r"""Return the blocks of a source of Turtle without its comments, wherever these stand.

    Raises DataError, with the place, for what is not Turtle.

    >>> from evidence_kb.graph.reading import read_bytes
    >>> read_plain_blocks(read_bytes(b"<a:s> <a:p> # why\n 1 .", "a.ttl", "turtle"))[0].subject
    '<a:s>'
    """
    triples = read_statements(source.data.decode(), source.name)
    blocks = _assemble(triples, [len(source.data) + 1])
    return [Block([], subject, values) for _, subject, values in blocks]


def _tidy(lines: list[str]) -> list[str]:
    """Return lines without blank ones at the ends, and with one at a time between."""
    text = re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return text.split("\n") if text else []


def _assemble(
    triples: Iterable[Located], ends: list[int]
) -> Iterator[tuple[int | None, Value, dict[str, list[Value]]]]:
    """Yield number of the statement, subject and values of each block; nodes in brackets inside.

    ``ends`` are the offsets where statements end. The number is None for a second block in what
    the cutting took for one statement.
    """
    nodes: dict[str, Brackets | Collection] = {}
    number, started = -1, -1
    block: tuple[int | None, Value, dict[str, list[Value]]] | None = None
    place = None
    for triple in triples:
        holder = nodes.get(triple.subject)
        of_list = triple.predicate_place is triple.object_place
        if holder is None and triple.subject_place is not place:
            if block:
                yield block
            place = triple.subject_place
            while ends[max(number, 0)] <= place.offset or number < 0:
                number += 1
            values: dict[str, list[Value]] = {}
            subject: Value = triple.subject
            if of_list:
                subject = holder = nodes[triple.subject] = Collection([])
            elif place.text == "[":
                subject = ANONYMOUS
                nodes[triple.subject] = Brackets(values)
            block = number if number != started else None, subject, values
            started = number
        if of_list:
            assert isinstance(holder, Collection)
            if triple.predicate == _FIRST:
                holder.items.append(_make_value(triple, nodes))
            elif triple.object != _NIL:
                nodes[triple.object] = holder
            continue
        into = holder.values if isinstance(holder, Brackets) else values
        into.setdefault(triple.predicate, []).append(_make_value(triple, nodes))
    if block:
        yield block


def _make_value(triple: Located, nodes: dict[str, Brackets | Collection]) -> Value:
    opening = triple.object_place.text
    if opening not in ("[", "(") or triple.object == _NIL:
        return triple.object
    node = nodes[triple.object] = Brackets({}) if opening == "[" else Collection([])
    return node
