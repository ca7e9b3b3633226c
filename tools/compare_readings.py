"""Write the figures on how far two readings of the guide agree into the page about them.

Run it from the root of the project::

    python -m tools.compare_readings

It reads ``curation/first-reading.json``, ``curation/second-reading.json``,
``curation/concept-map.csv`` and ``curation/settlement.csv``, and replaces what stands between the
two markers of ``docs/curation.md``. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from typing import TYPE_CHECKING

from evidence_kb.curation.agreement import measure_overlap
from evidence_kb.errors import DataError, Place
from tools.agreement import compare_fields
from tools.readings import (
    CODES,
    FIRST,
    LISTS,
    ROOT,
    SECOND,
    align_units,
    read_concepts,
    read_units,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from evidence_kb.curation.agreement import Agreement
    from tools.readings import Unit

PAGE = ROOT / "docs" / "curation.md"
START = "<!-- figures: written by tools/compare_readings.py, not by hand -->"
END = "<!-- end of figures -->"


def write_page(text: str, figures: str) -> str:
    """Put the figures between the two markers of the page; DataError where one is missing.

    >>> write_page(f"a {START} old {END} b", "new")[-2:]
    ' b'
    """
    before, start, rest = text.partition(START)
    _old, end, after = rest.partition(END)
    if not start or not end:
        raise DataError(
            f"no pair of markers: put {START} and {END} on lines of their own",
            place=Place(str(PAGE)),
        )
    return f"{before}{START}\n\n{figures}\n{END}{after}"


def render_figures(first: Sequence[Unit], second: Sequence[Unit]) -> str:
    """Give the figures as Markdown: alignment, agreement, the crossed tables, lists of concepts.

    >>> render_figures(read_units(FIRST), read_units(SECOND, read_concepts())).splitlines()[0]
    '### Which statements both made'
    """
    pairs = align_units(first, second)
    fields = compare_fields(pairs)
    return "\n".join(
        [
            "### Which statements both made\n",
            _render_alignment(first, second, pairs),
            "### Kind, tier, type, direction\n",
            _render_agreement(fields),
            "Where they differ, the first reading is down the side and the second across.\n",
            *(_render_crossed(name, fields[name]) for name in ("kind", *CODES)),
            "### Concepts\n",
            _render_lists(pairs),
            "### How the differences were settled\n",
            _render_settlement(),
        ]
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}".replace("%", " %") if whole else "none"


def _render_alignment(
    first: Sequence[Unit], second: Sequence[Unit], pairs: Sequence[tuple[Unit, Unit]]
) -> str:
    def count(kind: str | None) -> tuple[object, ...]:
        a, b = (sum(kind in (None, unit.kind) for unit in units) for units in (first, second))
        both = sum(kind in (None, x.kind) and kind in (None, y.kind) for x, y in pairs)
        return (
            kind or "all",
            a,
            b,
            both,
            _share(both, a),
            _share(both, b),
            _share(both, a + b - both),
        )

    kinds = sorted({unit.kind for unit in (*first, *second)})
    exact = sum(a.passages == b.passages for a, b in pairs)
    head = ("kind", "first", "second", "both", "of first", "of second", "of all made by either")
    table = _table(head, map(count, (*kinds, None)))
    return f"{table}\nOf the {len(pairs)} pairs, {exact} rest on exactly the same passages.\n"


def _render_agreement(fields: Mapping[str, Agreement]) -> str:
    def number(value: float | None) -> str:
        return "none" if value is None else f"{value:.2f}"

    return _table(
        ("field", "pairs", "same", "per cent", "kappa", "95 % interval"),
        (
            (
                name,
                found.total,
                found.same,
                _share(found.same, found.total),
                number(found.kappa),
                f"{number(found.low)} to {number(found.high)}",
            )
            for name, found in fields.items()
        ),
    )


def _render_crossed(name: str, found: Agreement) -> str:
    rows = ((value, *row) for value, row in zip(found.values, found.counts, strict=True))
    return _table((name, *found.values), rows)


def _render_lists(pairs: Sequence[tuple[Unit, Unit]]) -> str:
    """Mean overlap and identical sets by list; pairs in which both lists are empty are left out."""

    def measure(title: str, choose: Callable[[Unit], frozenset[str]]) -> tuple[object, ...]:
        both = [(choose(a), choose(b)) for a, b in comparable]
        some = [(one, other) for one, other in both if one or other]
        same = sum(one == other for one, other in some)
        mean = sum(measure_overlap(one, other) for one, other in some) / len(some)
        return title, len(some), f"{mean:.2f}", same, _share(same, len(some)), len(both) - len(some)

    comparable = [(a, b) for a, b in pairs if a.kind == b.kind != "definition"]
    rows = [measure(name, lambda unit, name=name: unit.concepts[name]) for name in LISTS]  # type: ignore[misc]
    middle = ("outcomes", "mechanisms")
    merged = measure(
        "outcomes and mechanisms together",
        lambda unit: unit.concepts[middle[0]] | unit.concepts[middle[1]],
    )
    head = ("list", "pairs", "mean overlap", "identical", "per cent", "both empty")
    phrases = read_concepts()
    none = sum(concept == "none" for concept in phrases.values())
    moved = sum(concept.split(":")[0] not in (key[0], "none") for key, concept in phrases.items())
    return (
        f"{_table(head, [*rows, merged])}\nOf the {len(phrases)} phrases of the second reading, "
        f"{none} have no concept, and {moved} have one in another list than theirs.\n"
    )


def read_settlement(path: Path = ROOT / "curation" / "settlement.csv") -> list[dict[str, str]]:
    """Give the rows of the settlement, one a difference; keys are the columns of the file.

    >>> sorted(read_settlement()[0])[:3]
    ['field', 'first value', 'id']
    """
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _render_settlement() -> str:
    def side(row: Mapping[str, str]) -> str:
        sides = {row["first value"]: "first", row["second value"]: "second"}
        return sides.get(row["settled"], "third")

    rows = read_settlement()
    found = Counter((row["field"], side(row)) for row in rows)
    return _table(
        ("field", "differences", "first stands", "second stands", "a third"),
        (
            (
                field,
                sum(row["field"] == field for row in rows),
                *(found[field, name] for name in ("first", "second", "third")),
            )
            for field in ("kind", *CODES)
        ),
    )


def main() -> None:
    """Write the figures into the page, and say so."""
    figures = render_figures(read_units(FIRST), read_units(SECOND, read_concepts()))
    PAGE.write_text(write_page(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}: figures written\n")


if __name__ == "__main__":
    main()
