"""The commands of SPARQL: the named queries, and running one of them, a file or typed text."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING, Any

import click

from evidence_kb.cli.command import command
from evidence_kb.cli.options import completing, output_options, pick_target, read_pairs
from evidence_kb.cli.output import Target, save_text, send_table, send_text
from evidence_kb.errors import EnvironmentFault, InputError
from evidence_kb.files import explain_reading
from evidence_kb.graph.terms import IRI
from evidence_kb.tables.table import Table

if TYPE_CHECKING:
    from evidence_kb.cli.session import Session
    from evidence_kb.graph.queries import NamedQuery
    from evidence_kb.knowledge_base import KnowledgeBase


@command(
    "queries",
    """
    evidence-kb queries
    evidence-kb queries claims_by_tier
    evidence-kb queries claims_by_tier > mine.rq
    """,
    output_options(),
)
@click.argument("name", required=False, shell_complete=completing("query"))
@click.pass_obj
def queries_command(session: Session, /, name: str | None, **options: Any) -> None:
    """List the named queries, or show one.

    A query is shown as its file: a header that says what it answers, its parameters and columns,
    then SPARQL that runs anywhere.
    """
    target = pick_target(options)
    kb = session.open()
    if name is None:
        brief = ("name", "question", "parameters") if target.is_text else ()
        send_table(kb.list_queries().cut(brief, (), None), target, "queries")
        return
    query = kb.find_query(name)
    if not target.is_text:
        listed = kb.list_queries()
        rows = [row for row in listed.rows if row[0] == name]
        listed = Table(listed.name, listed.columns, rows, listed.title, listed.provenance)
        send_table(listed, target, "queries")
    elif target.path is not None:
        save_text(query.text, target.path, f"query {name}")
    else:
        send_text(query.text)


@command(
    "query",
    """
    evidence-kb query claims_by_tier --set tier=nuanced
    evidence-kb query mine.rq -o answer.csv
    echo "ASK { ?claim a ekb:Claim }" | evidence-kb query -
    """,
    [
        click.Option(
            ["--set", "values"],
            multiple=True,
            metavar="NAME=VALUE",
            help="Bind a parameter; given twice, either value.",
        ),
        *output_options(),
    ],
)
@click.argument("query", metavar="NAME|FILE|-", shell_complete=completing("query"))
@click.pass_obj
def query_command(session: Session, /, query: str, values: tuple[str, ...], **options: Any) -> None:
    """Run a named query, a query file or typed SPARQL.

    A SELECT gives a table, an ASK true or false, a CONSTRUCT or DESCRIBE Turtle. Common prefixes
    need no declaration. A query only reads, and never asks another server.
    """
    bound = read_pairs("--set", values)
    turtle_file = options["output"] if str(options["output"] or "").endswith(".ttl") else None
    if turtle_file:
        options["output"] = None
    target = pick_target(options)
    kb = session.open()
    found = _find(kb, query)
    answer = kb.answer(found.text, kb.resolve_values(found, bound), found.name)
    if isinstance(answer, Table):
        if turtle_file:
            raise InputError(f"{turtle_file}: the answer is a table, which no Turtle file holds")
        send_table(_shorten(kb, answer, target), target)
        return
    _send_other(answer, target, turtle_file)


def _send_other(answer: bool | str, target: Target, turtle_file: str | None) -> None:
    """Print the answer of an ASK or a CONSTRUCT."""
    text = ("true\n" if answer else "false\n") if isinstance(answer, bool) else answer
    what = "an ASK" if isinstance(answer, bool) else "a CONSTRUCT or DESCRIBE"
    if not target.is_text and not (isinstance(answer, bool) and target.format.name == "json"):
        raise InputError(f"the answer of {what} is no table and has no {target.format.name} form")
    path = target.path or turtle_file
    if path is not None:
        save_text(text, path, f"the answer of {what}")
    else:
        send_text(text)


def _find(kb: KnowledgeBase, query: str) -> NamedQuery:
    """Return the query that is meant: a name never leads out of the query folders.

    What has a path separator or ends in ``.rq`` is a file; ``-`` is the standard input.
    """
    from evidence_kb.graph.queries import MAX_QUERY_BYTES, parse_query, read_query

    if query == "-":
        if sys.stdin is None:
            raise EnvironmentFault("standard input is closed")
        return parse_query("-", "standard input", sys.stdin.buffer.read(MAX_QUERY_BYTES + 1))
    if os.sep not in query and not query.endswith(".rq"):
        return kb.find_query(query)
    try:
        if not stat.S_ISREG(os.stat(query).st_mode):
            raise InputError(f"{query}: not a regular file")
    except OSError as error:
        raise EnvironmentFault(f"{query}: {explain_reading(error)}") from error
    except ValueError as error:
        raise InputError("the name of a file holds no NUL character") from error
    return read_query(os.path.basename(query), query)


def _shorten(kb: KnowledgeBase, table: Table, target: Target) -> Table:
    """Return the table with IRIs abbreviated where people read it, whole where machines do."""
    if target.format.name not in ("text", "md"):
        return table
    rows = [
        tuple(kb.base.shorten(cell) if isinstance(cell, IRI) else cell for cell in row)
        for row in table.rows
    ]
    return Table(table.name, table.columns, rows, table.title, table.provenance)
