"""Turtle cut into statements before it is read, so that a large file is read piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from evidence_kb.graph.source import Source
from evidence_kb.graph.tokens import Located, Token, read_statements

LEAD = re.compile(rb"(?:[ \t\n]++|#[^\n]*+)*+")
DIRECTIVE = re.compile(
    rb"@?+(?i:prefix[ \t\n]++(?P<name>[^\s:<>\"#]*+):[ \t\n]*+|base[ \t\n]*+)<(?P<iri>[^\s<>\"]*+)>"
    rb"(?:[ \t\n]*+\.)?+"
)
# A statement ends at a dot before white space, a comment or the end: elsewhere the dot is one of a
# name or a number. Where it holds a comment or a graph, the match stops there.
STATEMENT = re.compile(
    rb'(?:[^"\'#<\\.{}]++|"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+"""'
    rb'|"(?!"")[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
    rb"|'''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+'''|'(?!'')[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'"
    rb"|<[^\x00-\x20<>\"]*+>|\\.|\.(?![ \t\n#]|\Z))*+",
    re.DOTALL,
)
PIECE = 1 << 18  # bytes read at once: enough to make the start of a reading cheap


class Statement(NamedTuple):
    """Where the lead (blank, comments), the text and the end of a statement or directive are."""

    lead: int
    start: int
    end: int
    directive: re.Match[bytes] | None


class Piece(NamedTuple):
    """Triples of some statements in a row, with places of their own."""

    triples: Iterator[Located]
    lines: int
    characters: int

    def place(self, token: Token) -> Token:
        """Return a token of these triples with its place in the file."""
        line, offset = token.line + self.lines, token.offset + self.characters
        return token._replace(line=line, offset=offset)


def read_pieces(source: Source) -> Iterator[Piece]:
    r"""Yield the triples of a Turtle text that the engine has read, piece by piece.

    Together they are those of ``read_statements``, in the memory of a piece; labels of blank nodes
    hold within one. Graphs are read as one piece. Raises, where a piece is read, what it raises.

    >>> source = Source("a.ttl", "turtle", b"PREFIX e: <http://e/>\ne:s e:p 1 .", {})
    >>> (piece,) = read_pieces(source)
    >>> [piece.place(triple.object_place).line for triple in piece.triples]
    [2]
    """
    data, directives = source.data, b""
    lines = characters = done = 0  # those before the piece, and where that is
    some: list[Statement] = []
    for statement in chain(_cut(data), (None,)):
        least = max(PIECE, 4 * len(directives))
        if some and (statement is None or statement.start - some[0].start > least):
            start = some[0].start
            lines += data.count(b"\n", done, start)
            characters += len(data[done:start].decode())
            done = start
            column = find_column(data, start)
            head = directives.decode() + "\n" + " " * (column - 1)
            text = head + data[start : some[-1].end].decode()
            above = lines - directives.count(b"\n") - 1
            yield Piece(read_statements(text, source.name), above, characters - len(head))
            directives += b"".join(part.directive[0] + b" " for part in some if part.directive)
            some = []
        if statement:
            some.append(statement)


def _cut(data: bytes) -> Iterator[Statement]:
    at = 0
    while True:
        start = match(LEAD, data, at).end()
        if start == len(data):
            return
        directive = DIRECTIVE.match(data, start)
        end = directive.end() if directive else _find_end(data, start)
        yield Statement(at, start, end, directive)
        at = end


def _find_end(data: bytes, at: int) -> int:
    """Return where a statement ends, past any comment inside; the end of all where none is."""
    while True:
        at = match(STATEMENT, data, at).end()
        stop = data[at : at + 1]
        if stop == b".":
            return at + 1
        if stop != b"#":
            return len(data)
        at = data.find(b"\n", at)
        if at < 0:
            return len(data)


def find_column(data: bytes, offset: int) -> int:
    r"""Return the column of a byte offset in code points, from 1.

    >>> find_column("é\nüx".encode(), 5)
    2
    """
    return len(data[data.rfind(b"\n", 0, offset) + 1 : offset].decode(errors="replace")) + 1


def match(pattern: re.Pattern[bytes], data: bytes, at: int) -> re.Match[bytes]:
    """Return the match at a place, of a pattern that matches the empty text too."""
    found = pattern.match(data, at)
    assert found is not None
    return found
