"""A person's own workbook given back with what is wrong in it, at the cells: the home of openpyxl.

Formats, widths, dropdowns and comments stay, as far as openpyxl keeps them; what it does not keep
(pictures, charts it cannot read, the last values of formulas) is lost from the copy alone.
"""

from __future__ import annotations

import io
import os
import re
import warnings
import zipfile
from typing import TYPE_CHECKING, BinaryIO

from evidence_kb.curation.sheets.archives import MAX_SIZE, open_archive
from evidence_kb.curation.sheets.csv_files import write_rows
from evidence_kb.curation.sheets.guidance import PROBLEM_NAMES, PROBLEMS
from evidence_kb.errors import DataError, Place
from evidence_kb.files import replace_file, replace_folder
from evidence_kb.tables.formats.workbook import MAX_TEXT, choose_height

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from evidence_kb.curation.sheets.grid import Fault

_COLOURS = {"error": "F6B8B0", "warning": "FFE699"}
_ADDRESS = re.compile(r"(?P<sheet>.+)!(?P<cell>[A-Z]+[0-9]+)(?::[A-Z]+[0-9]+)?")
_ROW = re.compile(r"(?P<sheet>.+), row (?P<row>[0-9]+)")
_UNWRITTEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_CREATED = re.compile(rb"<dcterms:created[^>]*>([^<]*)")
_WIDTHS = (22, 20, 70, 30, 30)
_FONT = "Calibri"


def mark_workbook(
    path: str, faults: Sequence[Fault], target: str, max_size: int = MAX_SIZE
) -> None:
    """Write a copy of a workbook in which each faulty cell is filled and has a comment.

    A sheet ``problems`` in front lists them, with a link to each. Raises what ``open_archive``
    raises for a file that is not to be opened.
    """
    from openpyxl import load_workbook

    with open_archive(path, max_size) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl names what it does not keep, one by one
        try:
            workbook = load_workbook(_guard_codes(archive), rich_text=True)
        except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
            raise DataError(f"no copy can be marked ({error})", place=Place(path)) from error
    sheets = {sheet.title.strip().casefold(): sheet for sheet in workbook.worksheets}
    for address, found in _group(faults).items():
        if cell := _find_cell(sheets, address):
            _mark(cell, found)
    _list_problems(workbook, sheets, faults)
    content = io.BytesIO()
    workbook.save(content)
    with replace_file(target) as stream:
        _pack(content, stream)


def mark_files(folder: str, names: Sequence[str], faults: Sequence[Fault], target: str) -> None:
    """Write a copy of CSV files with a file of problems beside them."""
    problems = f"{PROBLEMS}.csv"
    with replace_folder(target, {*names, problems}) as fresh:
        for name in names:
            with open(os.path.join(folder, name), "rb") as source:
                data = source.read()
            with open(os.path.join(fresh, name), "wb") as copy:
                copy.write(data)
        write_rows(os.path.join(fresh, problems), PROBLEM_NAMES, map(_list_texts, faults))


def _group(faults: Sequence[Fault]) -> dict[str, list[Fault]]:
    grouped: dict[str, list[Fault]] = {}
    for fault in faults:
        grouped.setdefault(fault.address, []).append(fault)
    return grouped


def _locate(address: str) -> tuple[str, str]:
    """Return sheet and cell of an address; of a row or a sheet its first cell."""
    if match := _ADDRESS.fullmatch(address):
        return match["sheet"], match["cell"]
    if match := _ROW.fullmatch(address):
        return match["sheet"], f"A{match['row']}"
    return address, "A1"


def _find_cell(sheets: Mapping[str, Worksheet], address: str) -> Cell | None:
    name, place = _locate(address)
    sheet = sheets.get(name.casefold())
    if sheet is None:
        return None
    for area in sheet.merged_cells.ranges:
        if place in area:  # only its first cell takes a fill and a comment
            return sheet.cell(area.min_row, area.min_col)
    return sheet[place]


def _mark(cell: Cell, faults: Sequence[Fault]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    worst = "error" if any(fault.severity == "error" for fault in faults) else "warning"
    cell.fill = PatternFill("solid", start_color=_COLOURS[worst])
    told = [cell.comment.text] if cell.comment and cell.comment.text else []
    told += [_tell(fault) for fault in faults]
    text = _write_codes("\n\n".join(told))
    cell.comment = Comment(text, "", height=40 + 16 * (len(text) // 40 + 1), width=320)


def _tell(fault: Fault) -> str:
    nearest = f"; nearest: {fault.nearest}" if fault.nearest else ""
    return f"{fault.rule}: {fault.message}{nearest}"


def _list_problems(
    workbook: Workbook, sheets: Mapping[str, Worksheet], faults: Sequence[Fault]
) -> None:
    """Add the sheet that lists them, in the place of one from an earlier copy."""
    from openpyxl.styles import Font
    from openpyxl.worksheet.properties import PageSetupProperties

    if PROBLEMS in sheets:
        workbook.remove(sheets[PROBLEMS])
    sheet = workbook.create_sheet(PROBLEMS, 0)
    _write_row(sheet, 1, PROBLEM_NAMES)
    for cell in sheet[1]:
        cell.font = Font(name=_FONT, size=11, bold=True)
    for number, fault in enumerate(faults, 2):
        _write_row(sheet, number, _list_texts(fault))
        if found := _find_cell(sheets, fault.address):
            _link(sheet.cell(number, 1), found, fault.severity)
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:E{len(faults) + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    workbook.active = 0
    for other in workbook.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _write_row(sheet: Worksheet, number: int, texts: Sequence[str]) -> None:
    """Write texts as text, for openpyxl takes one that starts with = for a formula."""
    from openpyxl.styles import Alignment

    sheet.row_dimensions[number].height = choose_height(texts, _WIDTHS)
    for index, text in enumerate(texts, 1):
        cell = sheet.cell(number, index)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.number_format = "@"
        if text:
            cell.value = _write_codes(text)[:MAX_TEXT]
            cell.data_type = "s"


def _link(cell: Cell, found: Cell, severity: str) -> None:
    """Let an address lead to its cell."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink

    title = found.parent.title.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{title}'!{found.coordinate}")
    cell.font = Font(name=_FONT, size=11, color="0563C1", underline="single")
    cell.fill = PatternFill("solid", start_color=_COLOURS[severity])


def _list_texts(fault: Fault) -> tuple[str, ...]:
    return fault.address, fault.rule, fault.message, fault.found, fault.nearest


def _write_codes(text: str) -> str:
    """Put codes in the place of characters that XML cannot hold, as workbooks do."""
    return _UNWRITTEN.sub(lambda match: f"_x{ord(match.group()):04X}_", text)


def _guard_codes(archive: zipfile.ZipFile) -> BinaryIO:
    """Return the archive in such a form that openpyxl reads texts as they are.

    openpyxl 3.1.5 takes every ``x005F_`` out of texts, by which workbooks tell a code from a text
    that looks like one; here it takes out another that is put inside of each.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as guarded:
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith(".xml") and name.startswith(("xl/sharedStrings", "xl/worksheets/")):
                data = data.replace(b"x005F_", b"x00x005F_5F_")
            guarded.writestr(zipfile.ZipInfo(name), data)
    return content


def _pack(source: BinaryIO, target: BinaryIO) -> None:
    """Copy an archive without the clock: the day of creation stands for that of the last change."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename == "docProps/core.xml":
                created = _CREATED.search(data)
                day = created[1] if created else b"1980-01-01T00:00:00Z"
                data = _MODIFIED.sub(rb"\g<1>" + day, data)
            entry = zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, data)
