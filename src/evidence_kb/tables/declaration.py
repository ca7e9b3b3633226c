"""Table declarations: what one row is, and the columns, filters and order it has, read from TOML.

A declared table names a class and its columns; each column is a property path or a named query
that gives ``?item ?value``. A derived table groups another one. See ``queries/tables/``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, get_args

from evidence_kb.errors import DataError, EnvironmentFault, Place
from evidence_kb.files import explain_reading
from evidence_kb.tables.table import Column, ColumnType

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PATH = re.compile(r"(?:[\w.-]*:[\w.-]+|<[^<>\s\"{}|^`\\]+>|[\^/|()*+?]|\s)+")
_RESERVED = frozenset(("name", "columns", "sort", "limit", "search", "ids"))
_FILTERS = ("equals", "narrower", "flag", "some")
_TABLE_KEYS = {"title", "item", "items", "sort", "brief", "column"}
_DERIVED_KEYS = {"title", "from", "group", "require", "count", "list", "sort"}
_COLUMN_KEYS = {
    "name", "title", "path", "query", "type", "one", "filter", "option", "search"
}  # fmt: skip


class ColumnRule(NamedTuple):
    """A column of a declared table: where its values come from, and how it filters and searches.

    With neither ``path`` nor ``query`` it holds the item's own id. ``option`` is the name by which
    people filter; ``search`` is the weight of a hit in this column, 0 where it is not searched.
    """

    column: Column
    path: str = ""
    query: str = ""
    filter: str = ""
    option: str = ""
    search: int = 0


class TableRule(NamedTuple):
    """A declared table: one row for each item of a class (or each ``?item`` of a named query)."""

    name: str
    title: str
    item: str
    items: str
    columns: dict[str, ColumnRule]
    sort: tuple[str, ...]
    brief: tuple[str, ...]
    options: dict[str, str]


class GroupRule(NamedTuple):
    """A derived table: the rows of ``source`` grouped by columns, with a count and a list of ids.

    A many-valued column counts once for each of its values. Rows where a column of ``require`` is
    empty are left out.
    """

    name: str
    title: str
    source: str
    group: tuple[str, ...]
    require: tuple[str, ...]
    counted: str
    listed: str
    sort: tuple[str, ...]


def read_declaration(name: str, path: str) -> TableRule | GroupRule:
    """Return the table that a TOML file declares.

    Raises EnvironmentFault where the file cannot be read, DataError where it is no TOML or declares
    something that no table has; the message names the file and the column.
    """
    return _read_version(name, path, os.stat(path).st_mtime_ns if os.path.exists(path) else 0)


@cache
def _read_version(name: str, path: str, _modified: int) -> TableRule | GroupRule:
    import tomllib  # most queries need no declaration

    try:
        with open(path, "rb") as file:
            content = tomllib.load(file)
    except OSError as error:
        raise EnvironmentFault(f"{path}: {explain_reading(error)}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"not a table declaration: {error}", place=Place(path)) from error
    reader = _Reader(name, path)
    return reader.read_group(content) if "from" in content else reader.read_table(content)


class _Reader:
    """Reads one file; knows its name for the messages."""

    def __init__(self, name: str, path: str):
        self.name = name
        self.path = path

    def fail(self, message: str) -> DataError:
        return DataError(message, place=Place(self.path))

    def read_table(self, content: dict[str, Any]) -> TableRule:
        self.check_keys(content, _TABLE_KEYS, "a table")
        item, items = self.text(content, "item"), self.text(content, "items")
        if bool(item) == bool(items):
            raise self.fail("a table has either item (a class) or items (a named query)")
        self.check_path(item, "item")
        columns: dict[str, ColumnRule] = {}
        for entry in content.get("column", []):
            rule = self.read_column(entry)
            if rule.column.name in columns:
                raise self.fail(f"two columns are named '{rule.column.name}'")
            columns[rule.column.name] = rule
        if not columns:
            raise self.fail("a table has at least one [[column]]")
        options = {r.option: r.column.name for r in columns.values() if r.filter}
        return TableRule(
            self.name,
            self.text(content, "title") or self.name.capitalize(),
            item,
            items,
            columns,
            self.names(content, "sort", columns),
            self.names(content, "brief", columns) or tuple(columns),
            options,
        )

    def read_column(self, entry: dict[str, Any]) -> ColumnRule:
        self.check_keys(entry, _COLUMN_KEYS, "a column")
        name = self.text(entry, "name")
        if not _NAME.fullmatch(name):
            raise self.fail(f"column name '{name}' should be lower-case words joined by _")
        kind = self.text(entry, "type") or "text"
        if kind not in get_args(ColumnType):
            raise self.fail(f"column {name}: type '{kind}' should be one of {_list(ColumnType)}")
        filtering = self.text(entry, "filter")
        if filtering and filtering not in _FILTERS:
            raise self.fail(
                f"column {name}: filter '{filtering}' should be one of {', '.join(_FILTERS)}"
            )
        path, query = self.text(entry, "path"), self.text(entry, "query")
        if path and query:
            raise self.fail(f"column {name}: give a path or a query, not both")
        self.check_path(path, f"column {name}: path")
        one = bool(entry.get("one", False)) or kind in ("flag", "count") or not (path or query)
        column = Column(name, self.text(entry, "title"), kind, one)  # type: ignore[arg-type]
        option = self.text(entry, "option") or name
        weight = entry.get("search", 0)
        if type(weight) is not int or not isinstance(entry.get("one", False), bool):
            raise self.fail(f"column {name}: search is a whole number, one is true or false")
        if option in _RESERVED:
            raise self.fail(f"column {name}: the option '{option}' means something else already")
        return ColumnRule(column, path, query, filtering, option, weight)

    def read_group(self, content: dict[str, Any]) -> GroupRule:
        self.check_keys(content, _DERIVED_KEYS, "a derived table")
        group = self.words(content, "group")
        if not group:
            raise self.fail("a derived table groups by at least one column")
        return GroupRule(
            self.name,
            self.text(content, "title") or self.name.capitalize(),
            self.text(content, "from"),
            group,
            self.words(content, "require"),
            self.text(content, "count"),
            self.text(content, "list"),
            self.words(content, "sort"),
        )

    def check_keys(self, content: dict[str, Any], known: set[str], what: str) -> None:
        for key in content:
            if key not in known:
                raise self.fail(f"{what} has no '{key}'; it has {', '.join(sorted(known))}")

    def check_path(self, path: str, what: str) -> None:
        if path and not _PATH.fullmatch(path):
            raise self.fail(f"{what} '{path}' is not a property path")

    def text(self, content: dict[str, Any], key: str) -> str:
        value = content.get(key, "")
        if not isinstance(value, str):
            raise self.fail(f"{key} should be a text")
        return value

    def words(self, content: dict[str, Any], key: str) -> tuple[str, ...]:
        value = content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.fail(f"{key} should be a list of column names")
        return tuple(value)

    def names(
        self, content: dict[str, Any], key: str, columns: dict[str, ColumnRule]
    ) -> tuple[str, ...]:
        words = self.words(content, key)
        for word in words:
            if word.removeprefix("-") not in columns:
                raise self.fail(f"{key} names '{word}', which is no column")
        return words


def _list(literal: Any) -> str:
    return ", ".join(get_args(literal))


_ITEMS = """SELECT DISTINCT ?item WHERE {
    ?item a ITEM-CLASS .
    FILTER NOT EXISTS { ?item owl:deprecated true }
}"""
_COLUMN = """SELECT ?item ?value WHERE {
    VALUES ?item { UNDEF }
    ?item COLUMN-PATH ?value .
}"""
_TEXT_COLUMN = """SELECT ?item ?value (LANG(?value) AS ?language) WHERE {
    VALUES ?item { UNDEF }
    ?item COLUMN-PATH ?value .
}"""


def compose_item_query(table: TableRule, read_query: Callable[[str], str]) -> str:
    """Return the query that gives ``?item``, the items of a table without the deprecated ones."""
    return read_query(table.items) if table.items else _ITEMS.replace("ITEM-CLASS", table.item)


def compose_column_query(rule: ColumnRule, read_query: Callable[[str], str]) -> str:
    """Return the query of one column: ``?item ?value``, and ``?language`` for a text by path.

    A path was checked to be one when its declaration was read; nothing a person types at the
    command line enters a query as text.
    """
    if rule.query:
        return read_query(rule.query)
    template = _TEXT_COLUMN if rule.column.type == "text" else _COLUMN
    return template.replace("COLUMN-PATH", rule.path)


def find_declarations(folders: list[str]) -> dict[str, str]:
    """Return the path of each declaration by table name; later folders win.

    >>> find_declarations(["/no/such/folder"])
    {}
    """
    found: dict[str, str] = {}
    for folder in folders:
        try:
            entries = sorted(os.listdir(folder))
        except FileNotFoundError:
            continue
        except OSError as error:
            raise EnvironmentFault(f"{folder}: {explain_reading(error)}") from error
        for entry in entries:
            if entry.endswith(".toml"):
                found[entry.removesuffix(".toml")] = os.path.join(folder, entry)
    return found
