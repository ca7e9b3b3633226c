"""The command ``sheet``: a base as a workbook or CSV files, and its edits brought back."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource
from click.exceptions import Exit

from evidence_kb.cli.command import Command, command
from evidence_kb.cli.options import completing, declare_filters, split_names
from evidence_kb.cli.output import choose_target, count_nouns, send_table, send_text
from evidence_kb.cli.process import require_memory, say
from evidence_kb.cli.revision import settle, yes_option
from evidence_kb.cli.tables import read_bundled
from evidence_kb.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evidence_kb.cli.session import Session
    from evidence_kb.curation.passages import Document
    from evidence_kb.curation.sheets.arrival import Arrival
    from evidence_kb.curation.sheets.comparison import Comparison
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
    evidence-kb sheet out ann.xlsx --tier nuanced --for "Ann Lee"
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
    require_free(target, options.pop("force"))
    filters = {name: value for name, value in options.items() if value not in (None, ())}
    ledger = open_ledger(session)
    documents = documents if _is_asked_for(ledger, documents) else []
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
    ledger = open_ledger(session)
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


def require_free(path: str | None, force: bool) -> None:
    """Raise InputError where sheets would be written over others, which may hold edits."""
    if path is not None and os.path.exists(path) and not force:
        raise InputError(f"{path} is there already, maybe with edits: --force replaces it")


def _count_rows(book: Book) -> str:
    from evidence_kb.curation.fields import find_kind

    kinds = ((len(grid.rows), find_kind(grid.name)) for grid in book.grids if grid.rows)
    told = (f"{count:,} {kind.name if count == 1 else kind.plural}" for count, kind in kinds)
    return ", ".join(told) or "no items"


def _read_documents(paths: Sequence[str]) -> list[Document]:
    from evidence_kb.curation.passages import read_document

    return [read_document(path) for path in paths]


def _is_asked_for(ledger: Ledger, documents: Sequence[Document]) -> bool:
    """Whether texts are to be shown: one of the environment may be of another base."""
    from evidence_kb.curation.sheets.stretches import match_documents

    source = click.get_current_context().get_parameter_source("guide")
    try:
        match_documents(ledger.workspace.pages, documents)
    except InputError as error:
        if source is not ParameterSource.ENVIRONMENT:
            raise
        say(f"evidence-kb: {error}")
        return False
    return True


def open_ledger(session: Session) -> Ledger:
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
    from evidence_kb.curation.sheets.settlement import DIFFERENCES, list_difference_columns

    expected = Columns(ledger).list_expected()
    return read_book(path, {DIFFERENCES: list_difference_columns(), **expected}, allow_extra)


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


@command(
    "compare",
    """
    evidence-kb sheet compare ann.xlsx ben.xlsx
    evidence-kb sheet compare ann.xlsx ben.xlsx -f csv > agreement.csv
    evidence-kb sheet compare ann.xlsx ben.xlsx -o differences.xlsx
    """,
    [
        click.Option(
            ["-o", "--output"],
            metavar="FILE",
            type=click.Path(),
            help="Write the differences as sheets to settle.",
        ),
        click.Option(
            ["-f", "--format"],
            metavar="FORMAT",
            shell_complete=completing("format"),
            help="Of the table: text, csv, tsv, json, jsonl, md, html, latex, xlsx, parquet.",
        ),
        click.Option(["--force"], is_flag=True, help="Replace sheets that are there already."),
    ],
)
@click.argument("first", metavar="FIRST", type=click.Path())
@click.argument("second", metavar="SECOND", type=click.Path())
@click.pass_obj
def compare_command(
    session: Session,
    /,
    first: str,
    second: str,
    output: str | None,
    format: str | None,
    force: bool,
) -> None:
    """Say how far two extractors agree who filled in the same sheets.

    Both workbooks are made by  sheet out --for NAME  from one state of the base. Compared are the
    items that either edited or added: per cent the same, Cohen's kappa for closed lists, the mean
    Jaccard index for columns of several values. The workbook of the differences is settled in its
    first sheet, and brought in by  sheet in.
    """
    from evidence_kb.curation.sheets.comparison import (
        compare_books,
        count_items,
        list_differences,
        make_table,
    )

    target = choose_target(format, None)
    require_free(output, force)
    ledger = open_ledger(session)
    readings = [_read(ledger, path, allow_extra=False) for path in (first, second)]
    if faults := [(r.path, fault) for r in readings for fault in r.faults if _is_error(fault)]:
        send_text("\n".join(f"{path}: {_format_fault(fault)}" for path, fault in faults))
        say(f"{count_nouns(len(faults), 'errors')}: nothing is compared")
        raise Exit(1)
    comparison = compare_books(ledger, *readings)
    kb = ledger.workspace.kb
    send_table(make_table(kb, comparison), target, "columns to compare")
    if target.is_text and comparison.differences:
        send_text("")
        send_table(list_differences(kb, comparison), target, "differences")
    for notice in comparison.notices:
        say(f"evidence-kb: {notice}")
    _say_counts(comparison, count_items(comparison))
    if output:
        from evidence_kb.curation.sheets.books import write_book
        from evidence_kb.curation.sheets.settlement import make_settlement

        write_book(make_settlement(ledger, comparison), output)
        say(f"wrote {output}: settle its sheet differences, then  sheet in {output}")


def _say_counts(comparison: Comparison, counts: Mapping[str, int]) -> None:
    one, other = comparison.first.name, comparison.second.name
    told = f"{count_nouns(counts['compared'], 'items')} compared, "
    told += f"{count_nouns(len(comparison.differences), 'differences')}"
    for side, name in (("first alone", one), ("second alone", other)):
        if counts[side]:
            told += f"; {count_nouns(counts[side], 'new rows')} of {name} alone"
    say(told)


def _is_error(fault: Fault) -> bool:
    return fault.severity == "error"


for _each in (out_command, in_command, compare_command):
    sheet_command.add_command(_each)
