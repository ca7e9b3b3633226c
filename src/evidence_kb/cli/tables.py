"""Printing declared tables: what claims and sources do alike, and the command ``table``."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from evidence_kb.cli.command import command
from evidence_kb.cli.options import (
    choose_columns,
    completing,
    pick_target,
    read_filters,
    read_pairs,
    split_names,
    table_options,
)
from evidence_kb.cli.output import send_table
from evidence_kb.resources import find_folder
from evidence_kb.tables.declaration import GroupRule, TableRule, read_declaration

if TYPE_CHECKING:
    from evidence_kb.cli.session import Session
    from evidence_kb.tables.table import Table


def read_bundled(name: str) -> TableRule:
    """Return the declaration of a bundled table, from which a command takes its filters."""
    rule = read_declaration(name, os.path.join(find_folder("queries"), "tables", f"{name}.toml"))
    assert isinstance(rule, TableRule)
    return rule


def print_declared(
    session: Session,
    name: str,
    options: dict[str, Any],
    arrange: Callable[[Table], Table] = lambda table: table,
) -> None:
    """Print a declared table; what is left of the options are its filters.

    ``arrange`` makes of its default columns what a terminal shows.
    """
    target = pick_target(options)
    kb = session.open()
    chosen = options.pop("columns")
    table = kb.table(
        name,
        columns=choose_columns(kb.find_table(name), chosen, target),
        sort=split_names(options.pop("sort")),
        limit=options.pop("limit"),
        search=options.pop("search"),
        ids=options.pop("ids"),
        **{option: value for option, value in options.items() if value not in (None, ())},
    )
    send_table(arrange(table) if target.is_drawn and not chosen else table, target, name)


@command(
    "table",
    """
    evidence-kb table
    evidence-kb table recommendations --where population=new-parents
    evidence-kb table claim-map -o claim-map.html
    """,
    [
        click.Option(
            ["--where"],
            multiple=True,
            metavar="OPTION=VALUE",
            help="Filter; given twice for one option, either value.",
        ),
        *table_options(),
    ],
)
@click.argument("name", required=False, shell_complete=completing("table"))
@click.pass_obj
def table_command(session: Session, /, name: str | None, **options: Any) -> None:
    """List the declared tables, or print one.

    The filters of a table are listed beside it: see  evidence-kb table.
    """
    if name is None:
        _list_tables(session, options)
        return
    pairs = read_pairs("--where", options.pop("where"))
    kb = session.open()
    rule = kb.find_table(name)
    source = kb.find_table(rule.source) if isinstance(rule, GroupRule) else rule
    filters = read_filters(source, pairs) if isinstance(source, TableRule) else dict(pairs)
    target = pick_target(options)
    table = kb.table(
        name,
        columns=choose_columns(rule, options.pop("columns"), target),
        sort=split_names(options.pop("sort")),
        limit=options.pop("limit"),
        search=options.pop("search"),
        ids=options.pop("ids"),
        **filters,
    )
    item = source.item if isinstance(source, TableRule) and not table.rows else ""
    send_table(table, target, _name_items(item))


def _name_items(item: str) -> str:
    """Return what the items of a class are called, where there is none to show.

    >>> _name_items("ekb:Search"), _name_items("ekb:EvidenceLine")
    ('searches', 'evidence lines')
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", item.rpartition(":")[2]).lower()
    return words + ("es" if words.endswith(("ch", "s")) else "s") if words else "rows"


def _list_tables(session: Session, options: dict[str, Any]) -> None:
    target = pick_target(options)
    table = session.open().list_tables()
    columns = split_names(options["columns"])
    if not columns and target.is_text:
        columns = ["name", "title", "filters"]
    sort, limit = split_names(options["sort"]), options["limit"]
    send_table(table.cut(columns, sort, limit), target, "tables")
