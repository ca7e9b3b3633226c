"""What every workbook that we write has in common: the limits of XLSX, and text that stays text.

The home of XlsxWriter, for tables and for the sheets that people edit.
"""

from __future__ import annotations

import math
import re
from contextlib import ExitStack, contextmanager
from datetime import datetime
from decimal import Decimal
from html import escape
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO

from evidence_kb.errors import EnvironmentFault, LimitError
from evidence_kb.tables.formats.widths import wrap_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlsxwriter.format import Format as Format
    from xlsxwriter.workbook import Workbook as Workbook
    from xlsxwriter.worksheet import Worksheet as Worksheet

# The limits of the format: https://support.microsoft.com "Excel specifications and limits".
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_TEXT = 32_767
_TALLEST = 409  # points
_LINE = 15  # points, of the font that XlsxWriter writes in

_HALVES = re.compile("[\ud800-\udfff]")
# Between these, one ``_xHHHH_`` code would run into the next and be read as another.
_COLLISION = re.compile(
    "(?<=_x[0-9A-Fa-f]{4})(?=_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\ufffe\uffff])"
)
_OPTIONS: dict[str, object] = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@contextmanager
def make_workbook(
    stream: BinaryIO, title: str, modified: str, streamed: bool = False
) -> Iterator[Workbook]:
    """Give a workbook that is written to the stream when the block ends well.

    ``modified`` is the day that the workbook bears, as ISO text, for there is no clock here. A
    ``streamed`` workbook keeps one row at a time and takes its rows in order; the bytes of the two
    kinds differ. Raises ``EnvironmentFault`` where there is no room for its temporary files.

    >>> import io
    >>> stream = io.BytesIO()
    >>> with make_workbook(stream, "Claims", "2026-11-23", streamed=True) as workbook:
    ...     _ = workbook.add_worksheet("claims")
    >>> stream.getvalue()[:2]
    b'PK'
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    with ExitStack() as stack:
        options = {**_OPTIONS, "in_memory": not streamed}
        if streamed:
            # A folder of its own, so that nothing is left behind where writing breaks off.
            folder = stack.enter_context(TemporaryDirectory(prefix="evidence-kb-"))
            options |= {"constant_memory": True, "tmpdir": folder}
        workbook = Workbook(stream, options)
        workbook.set_properties({"title": title, "created": _read_day(modified)})
        try:
            yield workbook
        except BaseException:
            for sheet in workbook.worksheets():
                if sheet.row_data_fh:  # the temporary file of a streamed sheet
                    sheet.row_data_fh.close()
            raise
        try:
            workbook.close()
        except FileCreateError as error:
            raise EnvironmentFault(f"cannot write the workbook: {error}") from error


def measure_text(text: str) -> int:
    r"""Return the length of a text as a workbook counts it, in UTF-16 units.

    >>> measure_text("a\U0001f600")
    3
    """
    return len(text) + sum(character > "\uffff" for character in text)


def is_exact(number: float | Decimal) -> bool:
    """Whether a workbook, which keeps fifteen digits of a number, gives it back the same.

    >>> is_exact(Decimal("0.35")), is_exact(12345678901234567890)
    (True, False)
    """
    if isinstance(number, float):
        return math.isfinite(number)
    try:
        return Decimal(f"{float(number):.15G}") == number
    except OverflowError:
        return False


def write_text(sheet: Worksheet, row: int, index: int, text: str, style: Format) -> None:
    """Write a text as text, every character of it; the empty text leaves the cell as it is.

    XlsxWriter codes what XML cannot hold as ``_xHHHH_``, one text as a whole, and passes on as it
    is what looks like runs of its own making, ``<r>...</r>``. So that no two codes collide, and no
    text passes for such runs, a text of either kind is handed over as runs of our making.
    """
    if not text.isascii():
        text = _HALVES.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
    pieces = _COLLISION.split(text) if "_x" in text else [text]
    if len(pieces) > 1 or (text.startswith("<r>") and text.endswith("</r>")):
        text = "".join(f'<r><t xml:space="preserve">{escape(piece)}</t></r>' for piece in pieces)
    if text and sheet.write_string(row, index, text, style):
        raise LimitError(
            f"row {row:,}, column {index + 1}: too long for a workbook once its codes are written: "
            "write csv, json or parquet"
        )


def choose_height(texts: Iterable[str], widths: Sequence[int], most: int = _TALLEST) -> float:
    """Return the height in points of a row of texts, so that wrapped text shows whole.

    Excel would find it by itself, but not every program that opens workbooks does.

    >>> choose_height(["C001", "all-cause mortality"], [8, 10]), choose_height(["x" * 999], [9], 60)
    (30, 60)
    """
    lines = 1
    for text, width in zip(texts, widths, strict=True):
        if len(text) > width or "\n" in text:
            # One character in reserve for letters wider than most.
            lines = max(lines, wrap_text(text, width - 1).count("\n") + 1, len(text) // width)
    return min(lines * _LINE, most)


def add_growing_sheet(workbook: Workbook, name: str) -> Worksheet:
    """Add a sheet whose rows grow with the text that is typed into them.

    XlsxWriter fixes every height that it is given; here it is no more than where to start.
    """
    from xlsxwriter.worksheet import Worksheet

    class GrowingSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter carries no types
        def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, object]]) -> None:
            kept = [each for each in attributes if each[0] != "customHeight"]
            super()._xml_start_tag_unencoded(tag, kept)

    return workbook.add_worksheet(name, GrowingSheet)


def set_up_page(sheet: Worksheet) -> None:
    """Set a sheet up to print: A4 landscape, as wide as the page, with page numbers."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&RPage &P of &N")


def _read_day(text: str) -> datetime:
    """Return the day that starts a text; a fixed one where none does."""
    try:
        return datetime.fromisoformat(text[:10])
    except ValueError:
        return datetime(1980, 1, 1)
