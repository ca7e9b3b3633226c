"""How one cell is spelled in a format that holds text, and what a cell is recognised as."""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evidence_kb.tables.table import Cell, Column

TIERS = ("high-confidence", "nuanced", "mechanism", "unknown")
"""The notations of the four tiers, as the ontology has them; formats with colour tint these."""

# Only http and https, and no character that an IRI cannot hold: such a text is safe as a link.
_LINK = re.compile(
    r"https?://[^\s\x00-\x20<>\"{}|\\^`\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+"
)
# What no text format can show and a terminal may obey: controls, separators that some readers take
# for line ends, marks that reverse the reading direction, half characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def spell_cell(cell: Cell, yes: str = "true", no: str = "false") -> str:
    """Return the text of a cell: nothing for None, several values joined by ``"; "``.

    Numbers keep every digit and are never in exponent form where they are decimals; dates are ISO.

    >>> spell_cell(Decimal("1E-7")), spell_cell(("a", "b")), spell_cell(None), spell_cell(True)
    ('0.0000001', 'a; b', '', 'true')
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return yes if cell else no
    if isinstance(cell, tuple):
        return "; ".join(cell)
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, float):
        return _spell_float(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def spell_for_reader(cell: Cell) -> str:
    r"""Return the text of a cell for people: flags are yes and no, line ends are ``\n``.

    Characters that cannot be seen, and that a terminal might obey, are written as their code.

    >>> spell_for_reader(False), spell_for_reader("red\x1b[31m")
    ('no', 'red\\x1b[31m')
    """
    text = spell_cell(cell, "yes", "no")
    if text.isprintable():
        return text
    return _UNSEEN.sub(_spell_code, text.replace("\r\n", "\n").replace("\r", "\n"))


def is_link(cell: Cell) -> bool:
    """Whether the cell is one http or https IRI and nothing else.

    >>> is_link("https://doi.org/10.1000/1"), is_link("javascript:alert(1)")
    (True, False)
    """
    return isinstance(cell, str) and _LINK.fullmatch(cell) is not None


def find_tier(column: Column, cell: Cell) -> str | None:
    """Return the notation of the tier that a cell of a column of tiers names, else None.

    The column tells: among the types of claims, too, there is one called mechanism.

    >>> from evidence_kb.tables.table import Column
    >>> find_tier(Column("tier"), "High confidence")
    'high-confidence'
    """
    if not column.name.endswith("tier") or not isinstance(cell, str):
        return None
    notation = cell.casefold().replace(" ", "-")
    return notation if notation in TIERS else None


def is_number(column: Column) -> bool:
    """Whether the cells of a column are figures, which line up at the right."""
    return column.type in ("number", "count")


def count_rows(count: int) -> str:
    """Return the number of rows in words.

    >>> count_rows(1), count_rows(12000)
    ('1 row', '12,000 rows')
    """
    return "1 row" if count == 1 else f"{count:,} rows"


def write_lines(stream: BinaryIO, lines: Iterable[str]) -> None:
    r"""Write lines, which end in ``\n`` themselves, as UTF-8, whatever the locale says.

    Half a surrogate pair, which UTF-8 cannot hold and a command line with broken bytes can bring
    in, is written as its code.
    """
    stream.writelines(line.encode("utf-8", "backslashreplace") for line in lines)


def _spell_float(number: float) -> str:
    """Return the shortest text that reads back as the number; XSD's words where there is none."""
    if math.isfinite(number):
        return repr(number)
    return "NaN" if math.isnan(number) else "INF" if number > 0 else "-INF"


def _spell_code(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
