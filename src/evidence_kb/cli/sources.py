"""The command ``sources``: its filters are those that the table of that name declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from evidence_kb.cli.command import command
from evidence_kb.cli.options import declare_filters, table_options
from evidence_kb.cli.tables import print_declared, read_bundled

if TYPE_CHECKING:
    from evidence_kb.cli.session import Session


@command(
    "sources",
    """
    evidence-kb sources --sort -year
    evidence-kb sources --search "loneliness mortality"
    evidence-kb sources --with-findings -o sources.csv
    """,
    [*declare_filters(read_bundled("sources")), *table_options("sources")],
)
@click.pass_obj
def sources_command(session: Session, /, **options: Any) -> None:
    """List the publications behind the findings.

    An option given twice takes either value; different options narrow each other. Names are ids
    or labels.
    """
    print_declared(session, "sources", options)
