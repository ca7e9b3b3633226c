"""The commands that count: concepts as trees, figures of the base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from evidence_kb.cli.command import command
from evidence_kb.cli.options import (
    choose_columns,
    completing,
    output_options,
    pick_target,
    split_names,
    table_options,
)
from evidence_kb.cli.output import screen_width, send_table, send_text
from evidence_kb.cli.process import say
from evidence_kb.cli.trees import format_tree
from evidence_kb.tables.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.cli.session import Session
    from evidence_kb.hierarchy import Scheme
    from evidence_kb.knowledge_base import KnowledgeBase


@command(
    "concepts",
    """
    evidence-kb concepts
    evidence-kb concepts outcome
    evidence-kb concepts exposure --flat --columns id,label,definition
    """,
    [
        click.Option(["--flat"], is_flag=True, help="A table in place of trees."),
        *table_options("concepts"),
    ],
)
@click.argument("scheme", required=False, shell_complete=completing("scheme"))
@click.pass_obj
def concepts_command(session: Session, /, scheme: str | None, flat: bool, **options: Any) -> None:
    """Show concepts as trees, with counts of claims.

    A scheme is exposure, outcome, mechanism or another that the base has. Counts are of claims
    (and findings) that name the concept itself. Any option of a table, or a format other than
    text, gives the table.
    """
    from evidence_kb.hierarchy import find_scheme, list_schemes

    wants_table = flat or any(value not in (None, (), "", False) for value in options.values())
    target = pick_target(options)
    kb = session.open()
    schemes = list_schemes(kb)
    if scheme and kb.base.namespace and _is_bare(kb, schemes, scheme):
        say(f"this base has no {scheme} concepts")
        return
    chosen = find_scheme(schemes, scheme) if scheme else None
    if not wants_table:
        shown = (chosen,) if chosen else schemes
        send_text(
            "\n\n".join(format_tree(each.label, each.roots, screen_width()) for each in shown)
        )
        return
    if chosen:
        options["scheme"] = chosen.label
    columns = choose_columns(kb.find_table("concepts"), options.pop("columns"), target)
    sort = split_names(options.pop("sort"))
    table = kb.table("concepts", columns=columns, sort=sort, **options)
    send_table(table, target, "concepts")


def _is_bare(kb: KnowledgeBase, schemes: Sequence[Scheme], name: str) -> bool:
    """Whether a base has a scheme of this name, in which there is no concept yet."""
    home = f"{kb.base.namespace}{name}/"
    return kb.prefixes.get(name) == home and name not in {scheme.id for scheme in schemes}


@command(
    "stats",
    """
    evidence-kb stats
    evidence-kb stats -f json
    """,
    output_options(),
)
@click.pass_obj
def stats_command(session: Session, /, **options: Any) -> None:
    """Count what the base holds.

    Statements by kind, claims by tier, basis, type and direction, concepts by scheme, places in
    the document, and the evidence, as far as there is any.
    """
    from evidence_kb.cli.trees import format_figures

    target = pick_target(options)
    kb = session.open()
    table = kb.query("statistics")
    assert isinstance(table, Table)
    if target.is_drawn:
        send_text(format_figures(kb.base.title, kb.base.version, table.rows))
    else:
        send_table(table, target, "figures")
