"""The command ``bib``: references of reference managers and screening programs, in and out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click
from click.exceptions import Exit

from evidence_kb.cli.command import Command, LimitOption, command
from evidence_kb.cli.options import completing, declare_filters
from evidence_kb.cli.output import count_nouns, save_text, send_text
from evidence_kb.cli.process import require_memory, say
from evidence_kb.cli.revision import settle, yes_option
from evidence_kb.cli.tables import read_bundled
from evidence_kb.errors import InputError

if TYPE_CHECKING:
    from evidence_kb.cli.session import Session
    from evidence_kb.curation.bibliography.entering import Wishes

_SUFFIXES = {".bib": "bibtex", ".ris": "ris", ".json": "json"}
_STAGES = ("title-and-abstract", "full-text")
_LISTS = ("included", "excluded", "irrelevant", "select", "screen")


class BibliographyGroup(click.Group, Command):
    """The commands on references; each is one of its own."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they stand."""
        Command.format_epilog(self, ctx, formatter)


@click.command(
    "bib",
    cls=BibliographyGroup,
    invoke_without_command=True,
    examples="""
    evidence-kb bib add refs.bib
    evidence-kb bib export --outcome dementia -o dementia.ris
    """,
)
@click.pass_context
def bib_command(ctx: click.Context) -> None:
    """Take references in from other programs, and give them out.

    BibTeX, RIS and CSL-JSON both ways; the PubMed format, and CSV of Rayyan and Covidence with
    their decisions, in.
    """
    if ctx.invoked_subcommand is None:
        send_text(ctx.get_help())


def _described_option(name: str, field: str, help_text: str, scheme: str = "") -> click.Option:
    """Return an option that says something of a new search; it may be given several times."""
    return click.Option(
        [f"--{name}", f"of_{field}"],
        multiple=True,
        metavar="NAME" if scheme else "TEXT",
        shell_complete=completing("item") if scheme else None,
        help=help_text,
    )


@command(
    "add",
    """
    evidence-kb bib add refs.bib
    evidence-kb bib add articles.csv --search SE01
    evidence-kb bib add refs.json -f json
    """,
    [
        click.Option(["--update"], is_flag=True, help="Fill in what matched sources lack."),
        click.Option(["--add-possible"], is_flag=True, help="Add possible duplicates too."),
        click.Option(["--skip-bad"], is_flag=True, help="Exit with 0 although some are left out."),
        click.Option(
            ["--language"], default="en", metavar="TAG", help="Of titles that do not say it [en]."
        ),
        click.Option(["--all", "everything"], is_flag=True, help="Add what was left out, too."),
        click.Option(
            ["--covidence-list", "listed"],
            type=click.Choice(_LISTS),
            metavar="LIST",
            help=f"Which list it is: {', '.join(_LISTS)}.",
        ),
        click.Option(
            ["--stage"],
            type=click.Choice(_STAGES),
            metavar="STAGE",
            help=f"What was read to decide: {' or '.join(_STAGES)}.",
        ),
        click.Option(
            ["--search"],
            metavar="ID",
            shell_complete=completing("item"),
            help="Keep the decisions as those of this search.",
        ),
        _described_option("exposure", "exposure", "Of a new search: its exposure.", "exposure"),
        _described_option("outcome", "outcome", "Its outcome.", "outcome"),
        _described_option("population", "population", "Its population.", "population"),
        _described_option("searched-in", "searched_in", "Where was searched."),
        _described_option("query-text", "query_text", "The query as it was run."),
        _described_option("date", "generated_at", "The day it was run, as 2026-11-23."),
        _described_option("status", "search_status", "systematic, scoping or look-up."),
        _described_option("eligibility", "eligibility", "What was wanted, in words."),
        LimitOption(
            ["--hits"], type=click.IntRange(min=0), metavar="N", help="Records it gave in all."
        ),
        LimitOption(
            ["--duplicates"], type=click.IntRange(min=0), metavar="N", help="Of them, repeats."
        ),
        click.Option(
            ["-f", "--format"],
            type=click.Choice(["text", "json"]),
            default="text",
            metavar="FORMAT",
            help="The report as text, or as json (writes with --yes only).",
        ),
        yes_option(),
    ],
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
@click.pass_obj
def add_command(
    session: Session,
    /,
    files: tuple[str, ...],
    listed: str | None,
    format: str,
    skip_bad: bool,
    yes: bool,
    **options: Any,
) -> None:
    """Add the references in files, none twice.

    Each record is matched by DOI, by PMID, then by title and year. The report says what is new,
    matched, conflicting, a possible duplicate or broken; what is certain is shown and written
    after a yes. Exits with 1 where records conflict, are broken or lack a title, author or year,
    and where there are none.

    Of what was screened in Rayyan or Covidence only what was included becomes a source; the
    decisions become numbers and reasons of a search.
    """
    require_memory()
    from evidence_kb.curation.bibliography.entering import enter_references
    from evidence_kb.curation.bibliography.reading import read_references
    from evidence_kb.curation.bibliography.report import write_json, write_report
    from evidence_kb.curation.revision import Workspace
    from evidence_kb.graph.base import MAX_SIZE

    limit = session.max_size or MAX_SIZE
    read = [read_references(path, listed=listed or "", max_size=limit) for path in files]
    workspace = Workspace(session.source, limit)
    report = enter_references(workspace, read, _make_wishes(options))
    revision = workspace.revise()
    if format == "json":
        written = yes and bool(revision)
        if written:
            revision.apply()
        for notice in revision.notices:
            say(f"evidence-kb: {notice}")
        send_text(write_json(report, written))
    else:
        send_text(write_report(report))
        settle(revision, yes)
    counts = report.count()
    bad = any(counts[name] for name in ("conflicting", "incomplete", "broken"))
    if not any(counts.values()) or (bad and not skip_bad):
        raise Exit(1)


def _make_wishes(options: dict[str, Any]) -> Wishes:
    from evidence_kb.curation.bibliography.entering import Wishes

    described = {
        name.removeprefix("of_"): texts
        for name, texts in options.items()
        if name.startswith("of_") and texts
    }
    return Wishes(
        update=options["update"],
        possible=options["add_possible"],
        everything=options["everything"],
        language=options["language"],
        stage=options["stage"] or "",
        search=options["search"] or "",
        described=described,
        hits=options["hits"],
        duplicates=options["duplicates"],
    )


@command(
    "export",
    """
    evidence-kb bib export -o refs.bib
    evidence-kb bib export --claim C020 -f ris
    evidence-kb bib export --outcome dementia --year 2020 -f json
    """,
    [
        *declare_filters(read_bundled("sources")),
        click.Option(
            ["--search", "words"],
            default="",
            metavar="WORDS",
            help="Only with every word, or its start.",
        ),
        click.Option(
            ["-f", "--format"],
            type=click.Choice(["bibtex", "ris", "json"]),
            metavar="FORMAT",
            help="bibtex, ris or json (CSL-JSON) [bibtex].",
        ),
        click.Option(
            ["-o", "--output"],
            metavar="FILE",
            type=click.Path(),
            help="Write to a file; its suffix chooses the format: .bib, .ris, .json.",
        ),
    ],
)
@click.pass_obj
def export_command(
    session: Session, /, words: str, format: str | None, output: str | None, **filters: Any
) -> None:
    """Give sources out as BibTeX, RIS or CSL-JSON.

    The filters are those of  evidence-kb sources. Only what is recorded is written.
    """
    from evidence_kb.citation import cite_sources
    from evidence_kb.citation_formats import BIBLIOGRAPHIES

    chosen = format or _find_format(output)
    kb = session.open()
    given = {name: value for name, value in filters.items() if value not in (None, ())}
    if claims := given.get("claim"):  # by any name that a claim goes by
        given["claim"] = list(kb.names.identify([kb.resolve(name) for name in claims]).values())
    table = kb.table("sources", columns=["id"], search=words, **given)
    found = cite_sources(kb, [str(name) for name in table.column("id")])
    text = BIBLIOGRAPHIES[chosen](*found)
    what = count_nouns(len(found), "sources")
    if output:
        save_text(text + "\n" if text else "", output, what)
        return
    if text:
        send_text(text)
    say(what)


def _find_format(path: str | None) -> str:
    if path is None:
        return "bibtex"
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in _SUFFIXES:
        known = ", ".join(_SUFFIXES)
        raise InputError(f"{path}: the suffix should be one of {known}; or say it with -f")
    return _SUFFIXES[suffix]


for _each in (add_command, export_command):
    bib_command.add_command(_each)
