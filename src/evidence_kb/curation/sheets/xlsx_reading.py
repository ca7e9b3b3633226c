"""A workbook as it is in its archive: sheets, and their rows one after the other.

Read from the XML, since no reader of workbooks tells all that is asked here in one pass: what a
formula last gave and that it is one, which rows are hidden, what is merged, and every character of
a text. (openpyxl 3.1.5 takes ``x005F_`` out of shared texts, so that the text ``_x000D_`` and a
carriage return come to be the same, and knows neither hidden rows nor merged cells where it
streams.) The archive was checked by :mod:`archives` before it comes here.
"""

from __future__ import annotations

import posixpath
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.sheets.figures import read_day, shows_day, spell_number
from evidence_kb.curation.sheets.records import Raw, Record

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_CODE = re.compile("_x([0-9A-Fa-f]{4})_")
_PER_CENT = {9: "0%", 10: "0.00%"}  # by their number in every workbook (18.8.30)
_REFERENCE = re.compile("([A-Z]+)([0-9]+)")


class Part(NamedTuple):
    """A sheet of a workbook: its name, whether it is hidden, and its member in the archive."""

    name: str
    hidden: bool
    member: str


class Package:
    """The parts of a workbook that hold what its sheets refer to.

    ``sheets`` are its sheets of cells, in order. Raises ``ParseError`` or ``KeyError`` where a part
    is broken or missing.
    """

    def __init__(self, archive: zipfile.ZipFile):
        self._archive = archive
        book = self._follow("", "officeDocument")[0]
        root = self._parse(book)
        self.since_1904 = _is_set(_find(root, "workbookPr"), "date1904")
        members = self._read_links(book)
        self.sheets = [
            Part(sheet.get("name", ""), sheet.get("state", "visible") != "visible", target)
            for sheet in _walk(root, "sheet")
            if (target := members.get(("worksheet", _get_link(sheet)), ""))
        ]
        self._formats = self._read_formats(self._follow(book, "styles"))
        self._texts = self._read_texts(self._follow(book, "sharedStrings"))

    def open_events(self, member: str) -> Iterator[tuple[str, Element]]:
        """Yield the start and the end of each element of a member."""
        from xml.etree.ElementTree import iterparse

        with self._archive.open(member) as stream:
            yield from iterparse(stream, ("start", "end"))

    def read_cell(self, cell: Element) -> Raw | None:
        """Return what a cell holds; None for one that is empty."""
        kind = cell.get("t", "n")
        value = formula = text = None
        for child in cell:
            name = child.tag.rpartition("}")[2]
            if name == "v":
                value = child.text
            elif name == "f":
                formula = child.text or ""
            elif name == "is":
                text = _join_runs(child)
        if kind == "s" and value is not None:
            text = self._texts[int(value)]
        elif kind == "str" and value is not None:
            text = _decode(value)
        if text is not None:
            return Raw(text, "text", "", formula) if text or formula is not None else None
        if value is None:
            return None if formula is None else Raw("", "formula", "", formula)
        code, is_day = self._formats.get(int(cell.get("s", 0)), ("", False))
        if kind == "n" and is_day:
            day = read_day(float(value), self.since_1904)
            return Raw(day or "#VALUE!", "date" if day else "error", code, formula)
        return _read_typed(kind, value, code, formula)

    def _follow(self, source: str, kind: str) -> list[str]:
        return [target for (kind_, _), target in self._read_links(source).items() if kind_ == kind]

    def _read_links(self, source: str) -> dict[tuple[str, str], str]:
        """Return what a part refers to: by kind and key, the member."""
        folder, name = posixpath.split(source)
        member = posixpath.join(folder, "_rels", f"{name}.rels")
        if member not in self._archive.NameToInfo:
            return {}
        found = {}
        for link in _walk(self._parse(member), "Relationship"):
            if link.get("TargetMode") != "External":
                # A target that starts with a slash counts from the top of the archive.
                target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", "")))
                found[link.get("Type", "").rpartition("/")[2], link.get("Id", "")] = target[1:]
        return found

    def _parse(self, member: str) -> Element:
        from xml.etree.ElementTree import fromstring

        return fromstring(self._archive.read(member))

    def _read_formats(self, members: list[str]) -> dict[int, tuple[str, bool]]:
        """Return, by the number of a style, its number format and whether that shows a day."""
        if not members:
            return {}
        root = self._parse(members[0])
        codes = {
            int(entry.get("numFmtId", 0)): entry.get("formatCode", "")
            for entry in _walk(root, "numFmt")
        }
        styles = _find(root, "cellXfs")
        numbers = [
            int(style.get("numFmtId", 0)) for style in (styles if styles is not None else ())
        ]
        return {
            index: (code, shows_day(number, code))
            for index, number in enumerate(numbers)
            for code in [codes.get(number) or _PER_CENT.get(number, "")]
        }

    def _read_texts(self, members: list[str]) -> list[str]:
        """Return the texts that cells share, runs joined, without the reading aids of Japanese."""
        texts: list[str] = []
        root = None
        for member in members[:1]:
            for event, element in self.open_events(member):
                root = element if root is None else root
                if event == "end" and element.tag.endswith("}si"):
                    texts.append(_join_runs(element))
                    root.clear()
        return texts


class Rows:
    """The rows of a sheet, to be gone through once; ``merged`` is known when they are at an end."""

    def __init__(self, package: Package, part: Part):
        self._package = package
        self._part = part
        self.merged: list[str] = []

    def __iter__(self) -> Iterator[Record]:
        number = 0
        data = row = merged = None
        for event, element in self._package.open_events(self._part.member):
            if event == "end":
                if element.tag == row and data is not None:
                    number = int(element.get("r", number + 1))
                    yield Record(number, _is_set(element, "hidden"), self._read_row(element))
                    data.clear()
                elif element.tag == merged:
                    self.merged.append(element.get("ref", ""))
            elif data is None and element.tag.endswith("}sheetData"):
                space = element.tag.removesuffix("sheetData")
                data, row, merged = element, f"{space}row", f"{space}mergeCell"

    def _read_row(self, row: Element) -> dict[int, Raw]:
        cells: dict[int, Raw] = {}
        column = -1
        for cell in row:
            reference = cell.get("r")
            column = column + 1 if reference is None else _read_column(reference)
            raw = self._package.read_cell(cell)
            if raw is not None:
                cells[column] = raw
        return cells


def read_range(reference: str) -> tuple[int, int, int, int]:
    """Return the first row, first column, last row and last column of a range; columns from 0.

    >>> read_range("B2:D10")
    (2, 1, 10, 3)
    """
    places = [_REFERENCE.fullmatch(part) for part in reference.replace("$", "").split(":")]
    first, last = places[0], places[-1]
    if first is None or last is None:
        raise ValueError(f"no range: {reference}")
    return int(first[2]), _count(first[1]), int(last[2]), _count(last[1])


def _read_column(reference: str) -> int:
    return _count(reference.rstrip("0123456789"))


@cache
def _count(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _read_typed(kind: str, value: str, code: str, formula: str | None) -> Raw:
    """Return a number, a flag, an error value or a day written as text."""
    if kind == "n":
        return Raw(_spell(value), "number", code, formula)
    if kind == "b":
        return Raw("true" if value.strip() == "1" else "false", "flag", code, formula)
    if kind == "d":
        return Raw(value.removesuffix("T00:00:00"), "date", code, formula)
    return Raw(value, "error", code, formula)


def _spell(value: str) -> str:
    """Return a number as a person would type it, an integer with all the digits that there are."""
    return str(int(value)) if value.isdigit() and len(value) < 400 else spell_number(float(value))


def _join_runs(element: Element) -> str:
    """Return the text of a cell with its runs joined; each run has its own codes."""
    pieces = []
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "t":
            pieces.append(_decode(child.text or ""))
        elif name == "r":
            pieces += [_decode(t.text or "") for t in child if t.tag.endswith("}t")]
    return "".join(pieces)


def _decode(text: str) -> str:
    """Put characters in the place of their codes (ECMA-376, part 1, 22.9.2.19, ST_Xstring)."""
    return _CODE.sub(_decode_one, text) if "_x" in text else text


def _decode_one(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code < 0xE000 else chr(code)


def _walk(root: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name, in either of the two namespaces that workbooks have."""
    return (each for each in root.iter() if each.tag.rpartition("}")[2] == name)


def _find(root: Element, name: str) -> Element | None:
    return next(_walk(root, name), None)


def _get_link(sheet: Element) -> str:
    return next((value for key, value in sheet.items() if key.endswith("}id")), "")


def _is_set(element: Element | None, name: str) -> bool:
    return element is not None and element.get(name, "0") in ("1", "true")
