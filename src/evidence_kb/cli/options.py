"""Options of tables: filters from the declaration, columns, order, format; what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from evidence_kb.cli.command import LimitOption
from evidence_kb.cli.output import Target, choose_target
from evidence_kb.errors import InputError, UnknownName

if TYPE_CHECKING:
    from collections.abc import Callable

    from evidence_kb.tables.declaration import TableRule

EVERY_COLUMN = "all"
"""What ``--columns`` takes for every column where text would show the main ones."""


def completing(kind: str, *place: str) -> Callable[..., list[Any]]:
    """Return the function that completes an argument; what it takes is loaded when a shell asks."""

    def complete_lazily(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from evidence_kb.cli.completion import complete

        return complete(kind, place, ctx, incomplete)

    return complete_lazily


def declare_filters(rule: TableRule) -> list[click.Option]:
    """Return an option for each filter of a declared table.

    What is filtered by name takes any number of names; a flag takes itself or its opposite.
    """
    options = []
    for option, column in rule.options.items():
        words, flag = option.replace("_", " "), option.replace("_", "-")
        kind = rule.columns[column].filter
        if kind == "flag":
            declared, help_text = f"--{flag}/--not-{flag}", f"Only the {words}, or only the rest."
        elif kind == "some":
            declared, help_text = (
                f"--with-{flag}/--without-{flag}",
                f"Only with {words}, or only without.",
            )
        else:
            declared = f"--{flag}"
            below = ", narrower ones included" if kind == "narrower" else ""
            help_text = f"Only this {words}{below}."
        if kind in ("flag", "some"):
            options.append(click.Option([declared, option], default=None, help=help_text))
        else:
            options.append(
                click.Option(
                    [declared, option],
                    multiple=True,
                    metavar="NAME",
                    shell_complete=completing("value", rule.name, column),
                    help=help_text,
                )
            )
    return options


def table_options(table: str | None = None) -> list[click.Option]:
    """Return the options that every table takes; ``table`` is the one they complete columns of."""
    columns = completing("column", *([table] if table else []))
    return [
        click.Option(
            ["--search"], default="", metavar="WORDS", help="Only with every word, or its start."
        ),
        click.Option(
            ["--columns"],
            multiple=True,
            metavar="NAMES",
            shell_complete=columns,
            help=f"Columns, comma between; '{EVERY_COLUMN}' for every one.",
        ),
        click.Option(
            ["--sort"],
            multiple=True,
            metavar="NAMES",
            shell_complete=columns,
            help="Order by these columns; -NAME descends.",
        ),
        LimitOption(
            ["--limit"], type=click.IntRange(min=0), metavar="N", help="At most so many rows."
        ),
        click.Option(["--ids"], is_flag=True, help="Ids of concepts in place of labels."),
        *output_options(),
    ]


def output_options() -> list[click.Option]:
    """Return ``-f`` and ``-o``."""
    return [
        click.Option(
            ["-f", "--format"],
            metavar="FORMAT",
            shell_complete=completing("format"),
            help="text, csv, tsv, json, jsonl, md, html, latex, xlsx, parquet.",
        ),
        click.Option(
            ["-o", "--output"],
            metavar="FILE",
            type=click.Path(),
            help="Write to a file; its suffix chooses the format.",
        ),
    ]


def split_names(values: tuple[str, ...]) -> list[str]:
    """Return the names in options that may be given twice and hold several, comma between.

    >>> split_names(("id, tier", "label"))
    ['id', 'tier', 'label']
    """
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


def choose_columns(rule: object, columns: tuple[str, ...], target: Target) -> list[str]:
    """Return the columns to ask for: those named, else the main ones in text, else all (empty)."""
    named = split_names(columns)
    if EVERY_COLUMN in named:
        return []
    brief: tuple[str, ...] = getattr(rule, "brief", ()) if target.is_text else ()
    return named or list(brief)


def read_pairs(option: str, pairs: tuple[str, ...]) -> dict[str, list[str]]:
    """Return name and values of options that read ``name=value``; InputError for another form.

    >>> read_pairs("--set", ("tier=nuanced", "tier=unknown"))
    {'tier': ['nuanced', 'unknown']}
    """
    found: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise InputError(f"{option} '{pair}' should read name=value")
        found.setdefault(name.strip().replace("-", "_"), []).append(value)
    return found


def read_filters(rule: TableRule, pairs: dict[str, list[str]]) -> dict[str, Any]:
    """Return filters from ``--where``, with true and false made so where a filter wants them."""
    filters: dict[str, Any] = {}
    for option, values in pairs.items():
        column = rule.columns.get(rule.options.get(option, ""))
        if column is None or column.filter not in ("flag", "some"):
            filters[option] = values
            continue
        words = {"true": True, "yes": True, "false": False, "no": False}
        if values[-1].lower() not in words:
            raise UnknownName(f"value of {option}", values[-1], (), "it is true or false")
        filters[option] = words[values[-1].lower()]
    return filters


def pick_target(options: dict[str, Any]) -> Target:
    """Return the target that the options of a command mean, and take them out."""
    target = choose_target(options.pop("format"), options.pop("output"))
    return target._replace(brief=not options.get("columns"))
