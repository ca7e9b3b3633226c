"""The codebook of a workbook: each column, what it means, what it takes, an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.sheets.columns import BECAUSE, MARK, MARKS, NOTES, describe_id
from evidence_kb.curation.sheets.grid import Entry
from evidence_kb.curation.sheets.lanes import ID, describe_allowed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evidence_kb.curation.fields import Kind
    from evidence_kb.curation.sheets.lanes import Lane

_LONGEST = 120


def describe_sheet(
    kind: Kind, lanes: Sequence[Lane], rows: Mapping[str, Mapping[str, str]]
) -> Iterator[Entry]:
    """Yield a line for each column of a sheet that is edited; examples are from its rows, by id."""
    examples = _find_examples(rows)
    allowed = "given by the program" if kind.letters else "small letters, digits and hyphens"
    yield Entry(kind.plural, MARK, NOTES[MARK], ", ".join(MARKS), "")
    yield Entry(kind.plural, BECAUSE, NOTES[BECAUSE], "text", "")
    yield Entry(kind.plural, ID, describe_id(kind), allowed, next(iter(rows), ""))
    for lane in lanes:
        definition = lane.field.definition
        if not lane.main:
            definition += f" In the language {lane.language}."
        example = examples.get(lane.name) or lane.field.example
        yield Entry(kind.plural, lane.name, definition, describe_allowed(lane.field), example)


def _find_examples(rows: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return a value of each column: the first that a reader takes in at a glance."""
    found: dict[str, str] = {}
    for cells in rows.values():
        for name, text in cells.items():
            if name not in found and len(text) <= _LONGEST and "\n" not in text:
                found[name] = text
    return found
