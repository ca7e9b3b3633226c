"""Two extractors who filled in the same sheets: how far they agree, and where they do not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.agreement import measure_agreement, measure_overlap
from evidence_kb.curation.sheets.accounts import Extractor, list_kinds_in_order, match_new
from evidence_kb.curation.sheets.columns import MARK
from evidence_kb.curation.sheets.lanes import Lane
from evidence_kb.curation.sheets.merging import is_same
from evidence_kb.curation.values import split
from evidence_kb.errors import InputError
from evidence_kb.tables.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evidence_kb.curation.fields import Kind
    from evidence_kb.curation.sheets.accounts import Account
    from evidence_kb.curation.sheets.grid import Reading
    from evidence_kb.curation.sheets.ledger import Ledger
    from evidence_kb.knowledge_base import KnowledgeBase
    from evidence_kb.tables.table import Cell

ABSENT = "not there"
"""What a workbook says of a row that only the other one has."""
_AGREEMENT = (
    Column("sheet"),
    Column("field"),
    Column("compared", type="count"),
    Column("changed", type="count"),
    Column("same", type="count"),
    Column("percent", "Per cent", type="number"),
    Column("kappa", type="number"),
    Column("overlap", type="number"),
    Column("note"),
)
_DIFFERENCES = tuple(map(Column, ("sheet", "id", "field", "exported", "first", "second")))


class Difference(NamedTuple):
    """A cell of which two extractors say different things, in the words of each."""

    sheet: str
    id: str
    field: str
    exported: str
    first: str
    second: str


class Pair(NamedTuple):
    """What two extractors say of one item, None where one has it not; ``id`` is shared by both."""

    kind: Kind
    id: str
    first: Account | None
    second: Account | None


@dataclass
class Ratings:
    """The texts of one column from both extractors, item by item, and how many either changed."""

    lane: Lane
    pairs: list[tuple[str, str]] = field(default_factory=list)
    changed: int = 0


@dataclass
class Comparison:
    """Two workbooks side by side.

    ``pairs`` are all items, ``lanes`` the columns by sheet, ``ratings`` what is compared by sheet
    and column, ``differences`` where they differ. ``notices`` are for the person.
    """

    first: Extractor
    second: Extractor
    pairs: list[Pair] = field(default_factory=list)
    lanes: dict[str, list[Lane]] = field(default_factory=dict)
    ratings: dict[tuple[str, str], Ratings] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def compare_books(ledger: Ledger, first: Reading, second: Reading) -> Comparison:
    """Return what two extractors made of one export.

    Compared are the items that at least one of them edited or added: what both left alone tells
    nothing of how they judge. Raises InputError where the two do not stem from one state of a base.
    """
    _require_same_state(first, second)
    ledger.speak(first.facts.get("language", ""))
    comparison = Comparison(Extractor(first, ledger), Extractor(second, ledger))
    for kind in list_kinds_in_order():
        _pair_items(comparison, kind)
    for kind in list_kinds_in_order():
        _compare_items(comparison, kind)
    order = {kind.plural: rank for rank, kind in enumerate(_list_sheets())}
    comparison.differences.sort(key=lambda each: order[each.sheet])
    comparison.ratings = {
        (sheet, lane.name): comparison.ratings[sheet, lane.name]
        for sheet in order
        for lane in comparison.lanes.get(sheet, ())
        if (sheet, lane.name) in comparison.ratings
    }
    return comparison


def _list_sheets() -> tuple[Kind, ...]:
    from evidence_kb.curation.fields import list_kinds

    return list_kinds()


def _require_same_state(first: Reading, second: Reading) -> None:
    hashes = [reading.facts.get("content_hash", "") for reading in (first, second)]
    for reading, found in zip((first, second), hashes, strict=True):
        if not found or not reading.exported:
            raise InputError(
                f"{reading.path}: what it was made from is not recorded in it, so it cannot be "
                "compared"
            )
    if hashes[0] != hashes[1]:
        raise InputError(
            f"{first.path} and {second.path} were made from different states of the base: for two "
            "extractors make both from one state, with  sheet out --for NAME"
        )


def _pair_items(comparison: Comparison, kind: Kind) -> None:
    """Add the items of a kind in pairs, and let both workbooks share the keys of new ones."""
    one, other = comparison.first, comparison.second
    lanes = {lane.name: lane for lane in (*one.list_lanes(kind), *other.list_lanes(kind))}
    if not lanes:
        return
    comparison.lanes[kind.plural] = list(lanes.values())
    (old, new), (old_other, new_other) = one.read(kind), other.read(kind)
    both = [id_ for id_ in old if id_ in old_other]
    comparison.pairs += [Pair(kind, id_, old[id_], old_other[id_]) for id_ in both]
    if alone := len(old) + len(old_other) - 2 * len(both):
        comparison.notices.append(
            f"{kind.plural}: {alone:,} items were exported to one of the two only, and are left out"
        )
    taken = {*old, *old_other}
    for account, partner in match_new(kind, one, other, new, new_other):
        given = [each.id for each in (account, partner) if each and each.id]
        key = next((id_ for id_ in given if id_ not in taken), "") or _make_key(taken)
        taken.add(key)
        for extractor, each in ((one, account), (other, partner)):
            if each and each.id:
                extractor.keys[kind.plural][each.id] = key
        comparison.pairs.append(Pair(kind, key, account, partner))


def _make_key(taken: set[str]) -> str:
    number = 1
    while f"new-{number}" in taken:
        number += 1
    return f"new-{number}"


def _compare_items(comparison: Comparison, kind: Kind) -> None:
    sheet = kind.plural
    for pair in comparison.pairs:
        first, second = pair.first, pair.second
        if pair.kind != kind or not any(each and each.touched for each in (first, second)):
            continue
        marks = [each.mark if each else ABSENT for each in (first, second)]
        if marks[0] != marks[1]:
            comparison.differences.append(Difference(sheet, pair.id, MARK, "", *marks))
        if first and second:
            _compare_texts(comparison, pair, first.was)


def _compare_texts(comparison: Comparison, pair: Pair, was_exported: Mapping[str, str]) -> None:
    sheet = pair.kind.plural
    for lane in comparison.lanes[sheet]:
        was = was_exported.get(lane.name, "")
        texts = list_texts(comparison, lane, pair)
        if not any((was, *texts)):
            continue
        ratings = comparison.ratings.setdefault((sheet, lane.name), Ratings(lane))
        ratings.pairs.append(texts)
        ratings.changed += any(not is_same(lane.field, text, was) for text in texts)
        if not is_same(lane.field, *texts):
            comparison.differences.append(Difference(sheet, pair.id, lane.name, was, *texts))


def list_texts(comparison: Comparison, lane: Lane, pair: Pair) -> tuple[str, str]:
    """Return what both extractors say in a cell, with the keys that they share."""
    one, other = (
        extractor.translate(lane, account.texts.get(lane.name, "")) if account else ""
        for extractor, account in (
            (comparison.first, pair.first),
            (comparison.second, pair.second),
        )
    )
    return one, other


# -- as tables ------------------------------------------------------------------------------


def make_table(kb: KnowledgeBase, comparison: Comparison) -> Table:
    """Return the agreement as a table, a row a column of a sheet.

    ``compared`` are the items with something in the column, of those that either edited or added;
    ``changed`` those of them in which either says something else than was exported: a column in
    which there is none has no row. ``kappa`` is Cohen's, for closed lists; ``overlap`` the mean
    Jaccard index, for columns of several values. ``note`` says why a figure is missing.
    """
    rows = [_make_row(*key, rated) for key, rated in comparison.ratings.items() if rated.changed]
    told = f"sheet compare, {comparison.first.name} and {comparison.second.name}"
    return Table("agreement", _AGREEMENT, rows, "Agreement", kb.describe_source(told))


def _make_row(sheet: str, name: str, ratings: Ratings) -> tuple[Cell, ...]:
    field_, pairs = ratings.lane.field, ratings.pairs
    same = sum(is_same(field_, *pair) for pair in pairs)
    kappa = overlap = None
    note = ""
    if field_.many:
        sets = [tuple(frozenset(split(field_, text)) for text in pair) for pair in pairs]
        spread = [measure_overlap(*pair) for pair in sets if any(pair)]
        overlap = sum(spread) / len(spread) if spread else None
    elif field_.choices or field_.kind == "flag":
        found = measure_agreement(pairs)
        kappa = found.kappa
        note = "" if kappa is not None else "no kappa: one value"
    figures = [None if figure is None else round(figure, 3) for figure in (kappa, overlap)]
    percent = round(100 * same / len(pairs), 1)
    return sheet, name, len(pairs), ratings.changed, same, percent, *figures, note or None


def list_differences(kb: KnowledgeBase, comparison: Comparison) -> Table:
    """Return the differences as a table, a row a cell."""
    rows: list[tuple[Cell, ...]] = [
        tuple(text or None for text in difference) for difference in comparison.differences
    ]
    told = f"sheet compare, {comparison.first.name} and {comparison.second.name}"
    return Table("differences", _DIFFERENCES, rows, "Differences", kb.describe_source(told))


def count_items(comparison: Comparison) -> Counter[str]:
    """Return how many items either touched: of both, and new ones of one alone."""
    counts: Counter[str] = Counter()
    for _, _, first, second in comparison.pairs:
        if first and second:
            counts["compared"] += first.touched or second.touched
        else:
            counts["first alone" if first else "second alone"] += 1
    return counts
