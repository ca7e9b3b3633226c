"""Which column of a sheet is which: by the names in its header, wherever that stands."""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.sheets.grid import Column, Fault, write_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evidence_kb.curation.sheets.records import Record

_DEEPEST = 10  # rows in which a header is looked for
_AID = re.compile(r"(.+) \((?:label|reason|in the document)\)", re.IGNORECASE)
_IN_LANGUAGE = re.compile(r"([^@]+)@([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)")
_DECISIONS = ("mark", "because")  # what a person may leave out, as nothing is then decided


class Layout(NamedTuple):
    """The header of a sheet: its row, and by their place its columns and the names of the others.

    A column of which the name was there before is among the others.
    """

    row: int
    columns: dict[int, Column]
    unknown: dict[int, str]


class Header(NamedTuple):
    """A layout with what is wrong with it, and the rows below it."""

    layout: Layout
    faults: list[Fault]
    notices: list[str]
    rest: Iterator[Record]


def find_header(
    sheet: str, records: Iterable[Record], expected: Sequence[Column], allow_extra: bool
) -> Header | None:
    """Return the header of a sheet, None where the sheet is empty or has none.

    It is the first row, of ten, with the name ``id``, or else the one with most of the expected
    names, if it has two of them at least.
    """
    stream = iter(records)
    first = list(islice((record for record in stream if record.cells), _DEEPEST))
    names = {_fold(column.name) for column in expected}
    scores = [
        (len(found & names) + len(names) * ("id" in found), -place)
        for place, record in enumerate(first)
        if (found := {_fold(raw.text) for raw in record.cells.values()})
    ]
    best, place = max(scores, default=(0, 0))
    if best < min(2, len(names)):
        return None
    header = first[-place]
    layout = _match(header, expected)
    faults = list(_list_faults(sheet, layout, expected, allow_extra))
    notices = list(_list_notices(sheet, layout, expected, allow_extra))
    if place:
        above = " and ".join(str(record.number) for record in first[:-place])
        notices.append(f"{sheet}: the names stand in row {layout.row}; passed over: row {above}")
    return Header(layout, faults, notices, chain(first[1 - place :], stream))


def _match(header: Record, expected: Sequence[Column]) -> Layout:
    """Match names to columns; capitals and spaces at the ends do not matter."""
    known = {_fold(column.name): column for column in expected}
    columns: dict[int, Column] = {}
    unknown: dict[int, str] = {}
    for index, raw in sorted(header.cells.items()):
        name = raw.text.strip()
        column = known.get(_fold(name))
        if column is None and (aid := _AID.fullmatch(name)) and _fold(aid[1]) in known:
            column = Column(name, "aid")
        if column is None and (text := _IN_LANGUAGE.fullmatch(name)) and _fold(text[1]) in known:
            plain = known[_fold(text[1])]
            column = Column(f"{plain.name}@{text[2].lower()}", rare=True)
        if column is None or column in columns.values():
            unknown[index] = name
        else:
            columns[index] = column
    return Layout(header.number, columns, unknown)


def _list_faults(
    sheet: str, layout: Layout, expected: Sequence[Column], allow_extra: bool
) -> Iterator[Fault]:
    present = {column.name for column in layout.columns.values()}
    missing = [column.name for column in expected if column.name not in present]
    for index, name in layout.unknown.items():
        address = f"{sheet}!{write_letters(index)}{layout.row}"
        if _fold(name) in map(_fold, present):
            yield Fault(
                address,
                "duplicate column",
                f"there are two columns '{name}': delete or rename one",
                found=name,
            )
        elif not allow_extra:
            near = _find_near(name, missing) or _find_near(name, [c.name for c in expected])
            hint = f"did you mean '{near}'? " if near else ""
            yield Fault(
                address,
                "unknown column",
                f"'{name}' is no column of {sheet}: {hint}rename or delete it, or allow extra "
                "columns, which are not read",
                found=name,
                nearest=near,
            )
    if "id" in missing:
        yield Fault(
            f"{sheet}, row {layout.row}",
            "missing column",
            "the column 'id' is missing: without it no row can be told from another; put it back",
        )


def _list_notices(
    sheet: str, layout: Layout, expected: Sequence[Column], allow_extra: bool
) -> Iterator[str]:
    present = {column.name for column in layout.columns.values()}
    needed = [
        column.name
        for column in expected
        if not column.rare and column.kind != "aid" and column.name not in ("id", *_DECISIONS)
    ]
    if missing := [name for name in needed if name not in present]:
        some = "a column" if len(missing) == 1 else "columns"
        yield f"{sheet}: without {some} {', '.join(missing)}, of which nothing is then changed"
    extra = [name for name in layout.unknown.values() if _fold(name) not in map(_fold, present)]
    if extra and allow_extra:
        yield f"{sheet}: not read: {', '.join(extra)}"


def _find_near(name: str, names: Sequence[str]) -> str:
    folded = {_fold(each).replace("_", " "): each for each in names}
    near = get_close_matches(_fold(name).replace("_", " "), folded, n=1)
    return folded[near[0]] if near else ""


def _fold(name: str) -> str:
    return name.strip().casefold()
