"""Derived tables: the rows of another table grouped by some of its columns, never a new query."""

from __future__ import annotations

from itertools import product

from evidence_kb.graph.terms import Value
from evidence_kb.tables.declaration import ColumnRule, GroupRule, TableRule
from evidence_kb.tables.plan import Plan
from evidence_kb.tables.table import Cell, Column


def list_columns(rule: GroupRule, source: TableRule) -> tuple[Column, ...]:
    """Return the columns of a derived table: the grouped ones, the count, the list of ids.

    A grouped column is named as people filter by it (``outcome`` for ``outcomes``), since each row
    holds one of its values; the count carries the name of the table that was grouped.
    """
    columns = [
        Column(
            source.columns[name].option,
            source.columns[name].column.heading.removesuffix("s"),
            source.columns[name].column.type,
            one=True,
        )
        for name in rule.group
    ]
    if rule.counted:
        columns.append(Column(rule.source.replace("-", "_"), source.title, "count"))
    if rule.listed:
        columns.append(Column("ids", source.columns[rule.listed].column.heading + "s", one=False))
    return tuple(columns)


def group_rows(rule: GroupRule, source: TableRule, plan: Plan) -> list[tuple[Cell, ...]]:
    """Return one row for each combination of values that some item holds, ordered by them.

    A combination counts an item once. A column with no value groups under None, unless the table
    requires it; what no item holds has no row.
    """
    columns = [source.columns[name] for name in rule.group]
    required = {name for name in rule.group if name in rule.require}
    groups: dict[tuple[Value, ...], list[str]] = {}
    for item in plan.find_items():
        choices = [_choose(plan, column, item, required) for column in columns]
        for combination in product(*choices):
            groups.setdefault(combination, []).append(item)
    shown = [plan.shower(column) for column in columns]
    rows: list[tuple[Cell, ...]] = []
    for combination in sorted(groups, key=lambda values: _order(plan, columns, values)):
        items = groups[combination]
        row: list[Cell] = [
            None if value is None else show(value)
            for show, value in zip(shown, combination, strict=True)
        ]
        if rule.counted:
            row.append(len(items))
        if rule.listed:
            listed = source.columns[rule.listed]
            row.append(tuple(sorted(str(v) for item in items for v in plan.values(listed, item))))
        rows.append(tuple(row))
    return rows


def _choose(plan: Plan, column: ColumnRule, item: str, required: set[str]) -> list[Value]:
    values = plan.chosen(column, item)
    if values or column.column.name in required:
        return list(values)
    return [None]


def _order(
    plan: Plan, columns: list[ColumnRule], values: tuple[Value, ...]
) -> list[tuple[bool, tuple[float, str]]]:
    return [
        (value is None, (0.0, "") if value is None else plan.order_key(column, value))
        for column, value in zip(columns, values, strict=True)
    ]
