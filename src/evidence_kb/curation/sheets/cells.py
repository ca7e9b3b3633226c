"""One cell of a file against its column: what its text is, and what a spreadsheet did to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.sheets.figures import read_day
from evidence_kb.curation.sheets.grid import Cell

if TYPE_CHECKING:
    from evidence_kb.curation.sheets.grid import Column
    from evidence_kb.curation.sheets.records import Raw

_VOLATILE = re.compile(
    r"\b(NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY|OFFSET|INDIRECT|CELL|INFO)\(", re.IGNORECASE
)
_ERROR = re.compile(r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!)|Err:\d{3}")
_AS_TEXT = "format the cell as text and type it again"
_DIGITS = 15  # that a spreadsheet keeps of a number
_SERIALS = range(20_000, 80_000)  # of days in reach, from 1954; less is a year rather


class Doubt(NamedTuple):
    """What is wrong with a cell, and what to do; ``severity`` is ``warning`` where it is read."""

    rule: str
    message: str
    nearest: str = ""
    severity: str = "error"


def read_cell(raw: Raw, column: Column, since_1904: bool = False) -> tuple[Cell, list[Doubt]]:
    """Return the cell, and what there is to say of it.

    ``since_1904`` tells which day the number of a day counts from.

    >>> from evidence_kb.curation.sheets.grid import Column
    >>> from evidence_kb.curation.sheets.records import Raw
    >>> cell, doubts = read_cell(Raw("7", "number", "000"), Column("id", "id"))
    >>> cell, doubts[0].nearest
    (Cell(text='7', kind='number'), '007')
    """
    doubts = [] if raw.formula is None else [_doubt_formula(raw)]
    if raw.kind == "formula":
        return Cell(f"={raw.formula}", "formula"), doubts
    if raw.kind == "error" or (raw.kind == "text" and _ERROR.fullmatch(raw.text)):
        # As text it may be meant, so it is told and left.
        severity = "error" if raw.kind == "error" else "warning"
        told = f"{raw.text} is an error of the spreadsheet, not a value: type the value"
        return Cell(raw.text, raw.kind), [Doubt("spreadsheet error", told, severity=severity)]
    if raw.kind == "number":
        doubt = _doubt_number(raw, column, since_1904)
    else:
        doubt = _DOUBTS[raw.kind](raw, column) if raw.kind in _DOUBTS else None
    return Cell(raw.text, raw.kind), [*doubts, doubt] if doubt else doubts


def _doubt_formula(raw: Raw) -> Doubt:
    shown = f"the formula ={raw.formula}" if raw.formula else "a formula"
    if raw.kind == "formula":
        return Doubt("formula", f"{shown} whose value the file does not hold: type the value")
    if _VOLATILE.search(raw.formula or ""):
        return Doubt("formula", f"{shown} gives another value at each look: type the value")
    return Doubt("formula", f"{shown}: its value '{raw.text}' was read", severity="warning")


def _doubt_number(raw: Raw, column: Column, since_1904: bool) -> Doubt | None:
    if column.kind == "number":
        if "%" in raw.code:
            told = f"shown in per cent, read as {raw.text}: type the number that is meant"
            return Doubt("per cent", told, severity="warning")
        return None
    if column.kind == "flag":
        nearest = {"1": "true", "0": "false"}.get(raw.text, "")
        return Doubt("number", f"{column.name} is true or false, not a number", nearest)
    if column.kind == "date":
        likely = raw.text.isdigit() and int(raw.text) in _SERIALS
        day = read_day(float(raw.text), since_1904) if likely else None
        told = f"the number {raw.text} where a date should be: write it as 2026-11-23"
        return Doubt("number", told, day or "")
    return _doubt_number_as_text(raw, column)


def _doubt_number_as_text(raw: Raw, column: Column) -> Doubt:
    width = re.fullmatch("0+", raw.code)
    if width and raw.text.isdigit():
        told = f"the number {raw.text}, shown with zeros that are not in it: {_AS_TEXT}"
        return Doubt("number", told, raw.text.zfill(len(width[0])))
    if len(re.sub(r"\D", "", raw.text)) > _DIGITS:
        told = f"a number of which a spreadsheet keeps {_DIGITS} digits, where text should be"
        return Doubt("number", f"{told}: look up what stood there; {_AS_TEXT}")
    told = f"the number {raw.text}, where {column.name} is text: zeros and letters may be lost"
    return Doubt("number", f"{told}; {_AS_TEXT}")


def _doubt_date(raw: Raw, column: Column) -> Doubt | None:
    if column.kind == "date":
        if len(raw.text) == len("2026-11-23"):
            return None
        return Doubt("date", f"{column.name} is a day, without a time", raw.text[:10])
    told = f"a spreadsheet made the date {raw.text} of what was typed, where {column.name} is"
    what = "a number" if column.kind == "number" else "text"
    return Doubt("date", f"{told} {what}: look up what stood there; {_AS_TEXT}")


def _doubt_flag(raw: Raw, column: Column) -> Doubt | None:
    if column.kind == "flag":
        return None
    told = f"a spreadsheet's own {raw.text}, where {column.name} is "
    what = column.kind if column.kind in ("number", "date") else "text"
    return Doubt("flag", f"{told}{'a ' if what != 'text' else ''}{what}: {_AS_TEXT}")


_DOUBTS = {"date": _doubt_date, "flag": _doubt_flag}
