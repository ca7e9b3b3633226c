"""The command ``sheet``: a base as a workbook or CSV files, and its edits brought back."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import click
from click.exceptions import Exit

from evidence_kb.cli.command import Command, command
from evidence_kb.cli.options import declare_filters, split_names
from evidence_kb.cli.output import count_nouns, send_text
from evidence_kb.cli.process import require_memory, say
from evidence_kb.cli.revision import settle, yes_option
from evidence_kb.cli.tables import read_bundled
from evidence_kb.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.cli.session import Session
    from evidence_kb.curation.passages import Document
    from evidence_kb.curation.sheets.arrival import Arrival
    from evidence_kb.curation.sheets.grid import Book, Fault, Reading
    from evidence_kb.curation.sheets.ledger import Ledger


class SheetGroup(click.Group, Command):
    """The commands on sheets; each is one of its own."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they stand."""
        Command.format_epilog(self, ctx, formatter)


@click.command(
    "sheet",
    cls=SheetGroup,
    invoke_without_command=True,
    examples="""
    evidence-kb sheet out base.xlsx
    evidence-kb sheet in base.xlsx
    evidence-kb sheet compare ann.xlsx ben.xlsx -o differences.xlsx
    """,
)
@click.pass_context
def sheet_command(ctx: click.Context) -> None:
    """Edit a base in a spreadsheet, and bring the edits back.

    What was edited is merged with what the base says by then: shown first, written after a yes.
    """
    if ctx.invoked_subcommand is None:
        send_text(ctx.get_help())


def _guide_option() -> click.Option:
    return click.Option(
        ["--guide"],
        metavar="FILE",
        type=click.Path(),
        multiple=True,
        envvar="EVIDENCE_KB_GUIDE",
        help="A document as text [or EVIDENCE_KB_GUIDE].",
    )


@command(
    "out",
    """
    evidence-kb sheet out base.xlsx
    evidence-kb sheet out sleep --search sleep --only claims,findings
    evidence-kb sheet out ann.xlsx --outcome depression --for "Ann Lee"
    """,
    [
        *declare_filters(read_bundled("claims")),
        click.Option(
            ["--search"], default="", metavar="WORDS", help="Only with every word, or its start."
        ),
        click.Option(
            ["--only"],
            multiple=True,
            metavar="KINDS",
            help="Only these sheets, comma between: claims,findings.",
        ),
        click.Option(
            ["--for", "made_for"], default="", metavar="NAME", help="Who will fill them in."
        ),
        _guide_option(),
        click.Option(["--force"], is_flag=True, help="Replace sheets that are there already."),
    ],
)
@click.argument("target", metavar="FILE.xlsx|FOLDER", type=click.Path())
@click.pass_obj
def out_command(session: Session, /, target: str, **options: Any) -> None:
    """Write a base as sheets: a workbook, or a folder of CSV files.

    One sheet for each kind of item. The filters are those of claims: they narrow the sheets to some
    claims and what hangs on them. With --guide passages show their words, which are never read
    back.
    """
    from evidence_kb.curation.sheets.books import write_book
    from evidence_kb.curation.sheets.export import make_book
    from evidence_kb.curation.sheets.selection import Choice

    only, made_for = split_names(options.pop("only")), options.pop("made_for")
    documents, search = _read_documents(options.pop("guide")), options.pop("search")
    if os.path.exists(target) and not options.pop("force", False):
        raise InputError(f"{target} is there already, maybe with edits: --force replaces it")
    options.pop("force", None)
    filters = {name: value for name, value in options.items() if value not in (None, ())}
    ledger = _open(session)
    book = make_book(ledger, Choice(filters, search, tuple(only)), made_for, documents)
    write_book(book, target)
    say(f"wrote {target}: {_count_rows(book)}")


@command(
    "in",
    """
    evidence-kb sheet in base.xlsx
    evidence-kb sheet in base.xlsx --marked problems.xlsx
    evidence-kb sheet in base.xlsx --yes -f json
    """,
    [
        click.Option(
            ["--marked"],
            metavar="FILE",
            type=click.Path(),
            help="Write a copy with what is wrong marked in it.",
        ),
        click.Option(
            ["--allow-extra"], is_flag=True, help="Pass over columns that are not of the base."
        ),
        _guide_option(),
        click.Option(
            ["-f", "--format"],
            type=click.Choice(["text", "json"]),
            default="text",
            metavar="FORMAT",
            help="text or json.",
        ),
        yes_option(),
    ],
)
@click.argument("path", metavar="FILE.xlsx|FOLDER", type=click.Path())
@click.pass_obj
def in_command(
    session: Session,
    /,
    path: str,
    marked: str | None,
    allow_extra: bool,
    guide: tuple[str, ...],
    format: str,
    yes: bool,
) -> None:
    """Bring the edits of sheets back into the base.

    Each cell is merged: what was exported, what the sheet says, what the base says now. All that is
    wrong is told at once, by sheet and cell, with exit code 1, and nothing is written. Else the
    changes are shown in words, and written after a yes. A row that is missing is no deletion.
    """
    from evidence_kb.curation.sheets.arrival import take_in

    documents = _read_documents(guide)
    ledger = _open(session)
    reading = _read(ledger, path, allow_extra)
    arrival = take_in(ledger, reading, documents)
    if format == "json":
        send_text(_write_json(arrival, yes))
    elif arrival.faults:
        send_text("\n".join(map(_format_fault, arrival.faults)))
    for notice in arrival.notices:
        say(f"evidence-kb: {notice}")
    if arrival.revision is None:
        _refuse(path, arrival.faults, marked)
    elif format == "text":
        settle(arrival.revision, yes)


def _count_rows(book: Book) -> str:
    from evidence_kb.curation.fields import find_kind

    kinds = ((len(grid.rows), find_kind(grid.name)) for grid in book.grids if grid.rows)
    told = (f"{count:,} {kind.name if count == 1 else kind.plural}" for count, kind in kinds)
    return ", ".join(told) or "no items"


def _read_documents(paths: Sequence[str]) -> list[Document]:
    from evidence_kb.curation.passages import read_document

    return [read_document(path) for path in paths]


def _open(session: Session) -> Ledger:
    """Open the base to be written as sheets, or edited; its notices go to stderr."""
    require_memory()
    from evidence_kb.curation.revision import Workspace
    from evidence_kb.curation.sheets.ledger import Ledger
    from evidence_kb.graph.base import MAX_SIZE

    workspace = Workspace(session.source, session.max_size or MAX_SIZE)
    for notice in workspace.kb.base.notices:
        say(f"evidence-kb: {notice}")
    return Ledger(workspace)


def _read(ledger: Ledger, path: str, allow_extra: bool) -> Reading:
    from evidence_kb.curation.sheets.books import read_book
    from evidence_kb.curation.sheets.columns import Columns

    return read_book(path, Columns(ledger).list_expected(), allow_extra)


def _format_fault(fault: Fault) -> str:
    return f"{fault.address}: {fault.severity}: {fault.message} [{fault.rule}]"


def _write_json(arrival: Arrival, yes: bool) -> str:
    """Return what became of sheets as JSON, once it is written where that was asked for."""
    revision = arrival.revision
    if revision and yes:
        revision.apply()
    changes = revision.changes if revision is not None else ()
    told = {
        "written": bool(revision and yes),
        "faults": [fault._asdict() for fault in arrival.faults],
        "changes": [change._asdict() for change in changes],
        "notices": [*arrival.notices, *(revision.notices if revision is not None else ())],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _refuse(path: str, faults: Sequence[Fault], marked: str | None) -> None:
    errors = sum(fault.severity == "error" for fault in faults)
    if marked:
        from evidence_kb.curation.sheets.books import mark_book

        mark_book(path, faults, marked)
        say(f"wrote {marked}: {path} with what is wrong marked")
    say(f"{count_nouns(errors, 'errors')}: nothing is written")
    raise Exit(1)


for _each in (out_command, in_command):
    sheet_command.add_command(_each)
