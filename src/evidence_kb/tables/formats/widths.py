"""How wide the columns of a table are to be, from what stands in them."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.tables.formats.cells import spell_for_reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from evidence_kb.tables.table import Table

_SAMPLE = 2000  # rows measured, spread evenly: enough for a width, whatever the size of the table
# A line may break after white space, and after a hyphen between letters: not in -0.35 or 10-12.
_BREAK = re.compile(r"(?<=\s)(?=\S)|(?<=[^\W\d_]-)(?=[^\W\d_])")


class Extent(NamedTuple):
    """What one column asks for, in characters.

    ``word``: the longest piece that should not be broken, of heading and cells; ``line``: the
    longest line; ``usual``: the length that nine cells of ten stay within.
    """

    word: int
    line: int
    usual: int


def measure_columns(table: Table, measure: Callable[[str], int] = len) -> list[Extent]:
    """Return the extent of each column; ``measure`` gives the width of a text.

    >>> from evidence_kb.tables.table import Column, Table
    >>> measure_columns(Table("t", (Column("id"),), [("all-cause mortality",)]))
    [Extent(word=9, line=19, usual=19)]
    """
    step = max(1, len(table.rows) // _SAMPLE)
    cells: list[list[str]] = [[column.heading] for column in table.columns]
    for row in islice(table.rows, 0, None, step):
        for texts, cell in zip(cells, row, strict=True):
            texts.append(spell_for_reader(cell))
    return [_measure_texts(texts, measure) for texts in cells]


def share_width(extents: list[Extent], width: int, longest_word: int = 20) -> list[int] | None:
    """Share ``width`` characters among columns; None where not even the words fit.

    A column gets at least its longest word (of at most ``longest_word``), at most its longest
    line; between the two, the next character goes where it saves most lines.

    >>> share_width([Extent(4, 4, 4), Extent(10, 80, 80)], 40)
    [4, 36]
    >>> share_width([Extent(30, 30, 30)], 10) is None
    True
    """
    shares = [max(1, min(extent.word, longest_word)) for extent in extents]
    spare = width - sum(shares)
    if spare < 0:
        return None
    for _ in range(spare):
        growing = [
            (extent.usual / share, -index)
            for index, (extent, share) in enumerate(zip(extents, shares, strict=True))
            if share < extent.line
        ]
        if not growing:
            break
        shares[-max(growing)[1]] += 1
    return shares


def wrap_text(text: str, width: int, measure: Callable[[str], int] = len) -> str:
    """Return the text with line ends put in, so that lines stay within ``width`` where words do.

    >>> print(wrap_text("all-cause mortality", 10))
    all-cause
    mortality
    """
    return "\n".join(_wrap_line(line, width, measure) for line in text.split("\n"))


def _wrap_line(line: str, width: int, measure: Callable[[str], int]) -> str:
    lines = [""]
    for piece in _BREAK.split(line):
        if lines[-1] and measure((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(part.rstrip() for part in lines)


def _measure_texts(texts: list[str], measure: Callable[[str], int]) -> Extent:
    lines = sorted(measure(line) for text in texts for line in text.split("\n"))
    word = max(measure(word.rstrip()) for text in texts for word in _BREAK.split(text))
    return Extent(word, lines[-1], lines[-(-len(lines) * 9 // 10) - 1])
