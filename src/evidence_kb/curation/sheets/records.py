"""Rows as a file holds them, before anything is known of columns."""

from __future__ import annotations

from typing import NamedTuple


class Raw(NamedTuple):
    """What a cell of a file holds: its text as a person would have typed it.

    ``kind`` is ``text``, ``number``, ``date``, ``flag``, ``error`` (such as ``#N/A``) or
    ``formula`` (one whose value the file does not hold). ``code`` is the number format; ``formula``
    is None where the cell is none, and may be empty where it shares another cell's.
    """

    text: str
    kind: str = "text"
    code: str = ""
    formula: str | None = None


class Record(NamedTuple):
    """A row of a file: its number from 1, whether it is hidden, its cells by column from 0.

    Cells that are empty are left out.
    """

    number: int
    hidden: bool
    cells: dict[int, Raw]
