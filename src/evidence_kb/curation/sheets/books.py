"""The spreadsheet loop's files: a book written as a workbook or a folder of CSV, and read back."""

from __future__ import annotations

import os
from difflib import get_close_matches
from typing import TYPE_CHECKING

from evidence_kb.curation.sheets import csv_files
from evidence_kb.curation.sheets.archives import MAX_SIZE, open_archive, sniff
from evidence_kb.curation.sheets.grid import Fault, Reading, Sheet, name_file
from evidence_kb.curation.sheets.guidance import ABOUT, EXPORTED, FACT_NAMES, OWN_SHEETS
from evidence_kb.curation.sheets.intake import Intake
from evidence_kb.curation.sheets.marking import mark_files, mark_workbook
from evidence_kb.curation.sheets.state import LINE_END, State, read_lines
from evidence_kb.curation.sheets.xlsx_reading import Package, Part, Rows
from evidence_kb.curation.sheets.xlsx_writing import write_workbook
from evidence_kb.errors import DataError, InputError, Place
from evidence_kb.files import replace_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evidence_kb.curation.sheets.grid import Book, Column

_LOST = (
    "what was exported cannot be told, because the hidden sheet (in a folder: exported.jsonl) is "
    "damaged or gone: edits are compared with the base as it is now"
)


# What is no name of a folder.
_SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".xls", ".xlsm", ".xlsb", ".xltx", ".ods", ".numbers")


def write_book(book: Book, path: str) -> None:
    """Write the book: a workbook where the path ends in .xlsx, else a folder of CSV files.

    Raises ``LimitError`` for what a workbook cannot hold, ``InputError`` for the suffix of another
    format and for a folder that holds other files; nothing is then written.

    >>> from tempfile import TemporaryDirectory
    >>> from evidence_kb.curation.sheets.grid import Book, Column, Grid
    >>> columns = (Column("id", "id"), Column("label"))
    >>> book = Book([Grid("claims", columns, [("C001", "=1+1")])], {"title": "Sleep"})
    >>> with TemporaryDirectory() as folder:
    ...     write_book(book, f"{folder}/sleep.xlsx")
    ...     reading = read_book(f"{folder}/sleep.xlsx", {"claims": columns})
    >>> reading.sheets["claims"].rows[0].cells["label"].text, reading.facts
    ('=1+1', {'title': 'Sleep'})
    """
    suffix = os.path.splitext(path)[1].lower()
    if suffix == ".xlsx":
        with replace_file(path) as stream:
            write_workbook(book, stream)
    elif suffix in _SUFFIXES:
        raise InputError(f"{path}: sheets are written to FILE.xlsx, or to a folder of CSV files")
    else:
        csv_files.write_folder(book, path)


def read_book(
    path: str,
    expected: Mapping[str, Sequence[Column]],
    allow_extra: bool = False,
    max_size: int = MAX_SIZE,
) -> Reading:
    """Read a workbook, a folder of CSV files, or one such file.

    ``expected`` are the columns by sheet. Other sheets are passed over with a notice; other columns
    are faults, or notices where they are allowed. A column that is not there is not in the rows
    either: nothing is said of it. Raises ``InputError`` for a file of another kind, ``DataError``
    for one that is damaged, made to do harm, or has none of the sheets, and ``LimitError`` where a
    sheet has more than ``max_size`` bytes, unpacked. :func:`write_book` shows an example.
    """
    kind = sniff(path)
    intake = Intake(allow_extra)
    if kind == "workbook":
        sheets, state, facts = _read_workbook(path, expected, intake, max_size)
    else:
        if kind == "folder":
            folder, files = path, _list_files(path, expected, intake)
        else:
            folder, files = os.path.dirname(path), _name_sheet(path, expected)
        sheets, state, facts = _read_files(folder, files, expected, intake, max_size)
    if not sheets and not intake.faults:
        known = ", ".join(expected)
        raise DataError(f"none of its sheets is one that is read ({known})", place=Place(path))
    if state is None:
        intake.notices.append(_LOST)
        state = State(facts, {})
    return Reading(path, sheets, state.facts, state.exported, intake.faults, intake.notices)


def mark_book(path: str, faults: Sequence[Fault], target: str, max_size: int = MAX_SIZE) -> None:
    """Write a copy of what was read, with what is wrong in it.

    In a workbook each faulty cell is filled and has a comment, and a sheet ``problems`` lists them
    with links; beside CSV files there is a ``problems.csv``. Raises ``InputError`` where the target
    is the source, or of another kind than it, and what :func:`read_book` raises for the file.

    >>> from tempfile import TemporaryDirectory
    >>> from evidence_kb.curation.sheets.grid import Book, Column, Fault, Grid
    >>> book = Book([Grid("claims", (Column("id", "id"),), [("C001",)])], {})
    >>> with TemporaryDirectory() as folder:
    ...     source, target = f"{folder}/sheets", f"{folder}/marked"
    ...     write_book(book, source)
    ...     mark_book(source, [Fault("claims!A2", "id", "a mistake")], target)
    ...     sorted(os.listdir(target))
    ['about.csv', 'claims.csv', 'codebook.csv', 'exported.jsonl', 'problems.csv']
    """
    kind = sniff(path)
    if os.path.exists(target) and os.path.samefile(path, target):
        raise InputError(f"{target} is the file that is read: name another for the marked copy")
    is_workbook = target.lower().endswith(".xlsx")
    if kind == "workbook":
        if not is_workbook:
            raise InputError(f"{target}: the marked copy of a workbook ends in .xlsx")
        mark_workbook(path, faults, target, max_size)
    elif is_workbook:
        raise InputError(f"{target}: the marked copy of CSV files is a folder")
    elif kind == "folder":
        names = [entry.name for entry in os.scandir(path) if entry.is_file()]
        mark_files(path, sorted(names), faults, target)
    else:
        mark_files(os.path.dirname(path), [os.path.basename(path)], faults, target)


def _read_workbook(
    path: str, expected: Mapping[str, Sequence[Column]], intake: Intake, max_size: int
) -> tuple[dict[str, Sheet], State | None, dict[str, str]]:
    sheets: dict[str, Sheet] = {}
    state = None
    facts: dict[str, str] = {}
    known = {name.casefold(): name for name in expected}
    strange: list[str] = []
    with open_archive(path, max_size) as archive:
        try:
            package = Package(archive)
            intake.since_1904 = package.since_1904
            for part in package.sheets:
                rows = Rows(package, part)
                name = known.get(part.name.strip().casefold(), "")
                if name and name not in sheets:
                    if sheet := _read_part(part, rows, name, expected[name], intake):
                        sheets[name] = sheet
                elif part.name == EXPORTED:
                    pieces = (record.cells[0].text for record in rows if 0 in record.cells)
                    state = read_lines("".join(pieces).replace(LINE_END, "\n").splitlines(True))
                elif part.name == ABOUT:
                    facts = csv_files.read_facts(rows)
                elif part.name not in OWN_SHEETS:
                    strange.append(part.name)
        except (KeyError, ValueError, IndexError) as error:
            message = f"the workbook is damaged ({error}): save it again as .xlsx"
            raise DataError(message, place=Place(path)) from error
    for each in strange:
        _pass_over_sheet(each, sheets, known, intake)
    return sheets, state, facts


def _pass_over_sheet(
    name: str, sheets: Mapping[str, Sheet], known: Mapping[str, str], intake: Intake
) -> None:
    """Tell of a sheet that is not read: a mistake where one of nearly that name is missing."""
    near = get_close_matches(name.casefold(), known, n=1)
    if near and known[near[0]] not in sheets:
        told = f"'{name}' is no sheet that is read: call it '{known[near[0]]}' again, or delete it"
        intake.faults.append(Fault(name, "renamed-sheet", told, "error", name, known[near[0]]))
    else:
        intake.notices.append(_pass_over("the sheet", name, near))


def _read_part(
    part: Part, rows: Rows, name: str, columns: Sequence[Column], intake: Intake
) -> Sheet | None:
    sheet = intake.read_sheet(name, rows, columns)
    if sheet:
        intake.refuse_merged(sheet, rows.merged)
        if part.hidden:
            intake.notices.append(f"{name}: the sheet is hidden, and read as the others")
    return sheet


def _read_files(
    folder: str,
    files: Mapping[str, str],
    expected: Mapping[str, Sequence[Column]],
    intake: Intake,
    max_size: int,
) -> tuple[dict[str, Sheet], State | None, dict[str, str]]:
    sheets = {}
    for name, file in files.items():
        names = [column.name for column in expected[name]]
        records = csv_files.read_records(file, names, max_size)
        if sheet := intake.read_sheet(name, records, expected[name]):
            sheets[name] = sheet
    about = os.path.join(folder, f"{ABOUT}.csv")
    facts = {}
    if os.path.isfile(about):
        facts = csv_files.read_facts(csv_files.read_records(about, FACT_NAMES, max_size))
    return sheets, csv_files.read_state(folder), facts


def _pass_over(what: str, name: str, near: Sequence[str]) -> str:
    """Tell of what is not read, and what it would have to be called where that may be wrong."""
    hint = f": was it '{near[0]}'?" if near else ""
    return f"passed over {what} '{name}', which is not one that is read{hint}"


def _list_files(
    path: str, expected: Mapping[str, Sequence[Column]], intake: Intake
) -> dict[str, str]:
    """Return the files of a folder by sheet, in the order of the sheets."""
    found = {name_file(name): name for name in expected}
    files: dict[str, str] = {}
    for entry in sorted(os.listdir(path)):
        if entry in found:
            files[found[entry]] = os.path.join(path, entry)
        elif entry not in csv_files.OWN_FILES and not entry.startswith("."):
            near = get_close_matches(entry, found, n=1)
            intake.notices.append(_pass_over("the file", entry, near))
    return {name: files[name] for name in expected if name in files}


def _name_sheet(path: str, expected: Mapping[str, Sequence[Column]]) -> dict[str, str]:
    """Return a single file by the sheet that its name tells of."""
    stem = os.path.splitext(os.path.basename(path))[0].lower()
    for name in expected:
        if name_file(name) == f"{stem}.csv":
            return {name: path}
    names = ", ".join(map(name_file, expected))
    raise InputError(f"{path}: its name does not tell which sheet it is: name it one of {names}")
