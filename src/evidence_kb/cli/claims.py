"""The command ``claims``: its filters are those that the table of that name declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from evidence_kb.cli.command import command
from evidence_kb.cli.options import declare_filters, table_options
from evidence_kb.cli.tables import print_declared, read_bundled
from evidence_kb.tables.table import Column, Table

if TYPE_CHECKING:
    from evidence_kb.cli.session import Session
    from evidence_kb.tables.table import Cell

_ROLES = ("exposures", "mechanisms", "outcomes")


@command(
    "claims",
    """
    evidence-kb claims --tier high-confidence --direction harmful
    evidence-kb claims --outcome "cardiovascular disease" --contested
    evidence-kb claims --search "sleep loneliness" -o sleep.xlsx
    """,
    [*declare_filters(read_bundled("claims")), *table_options("claims")],
)
@click.pass_obj
def claims_command(session: Session, /, **options: Any) -> None:
    """List claims, filtered, searched and ordered.

    An option given twice takes either value; different options narrow each other. Names are ids
    or labels.
    """
    print_declared(session, "claims", options, join_concepts)


def join_concepts(table: Table) -> Table:
    """Return the claims with exposures, mechanisms and outcomes as one column, in that order.

    >>> from evidence_kb.tables.table import Column, Table
    >>> roles = [Column(name, one=False) for name in _ROLES]
    >>> table = Table("claims", (Column("id"), *roles), [("C1", ("a", "b"), (), ("c",))])
    >>> join_concepts(table).rows
    [('C1', 'a; b → c')]
    """
    places = [table.names.index(role) for role in _ROLES if role in table.names]
    kept = [place for place in range(len(table.columns)) if place not in places]
    columns = [table.columns[place] for place in kept]
    rows: list[tuple[Cell, ...]] = []
    for row in table.rows:
        cells = [row[place] for place in places]
        roles = ["; ".join(cell) for cell in cells if isinstance(cell, tuple) and cell]
        rows.append((*(row[place] for place in kept), " → ".join(roles)))
    joined = (*columns, Column("concepts", type="concept"))
    return Table(table.name, joined, rows, table.title, table.provenance)
