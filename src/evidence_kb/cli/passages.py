"""The command ``passages``: where a base's passages stand in a document, and what they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from click.exceptions import Exit

from evidence_kb.cli.anchors import anchor_command
from evidence_kb.cli.command import Command, LimitOption, command
from evidence_kb.cli.documents import (
    document_option,
    find_document,
    guide_option,
    locate_one,
    read_documents,
)
from evidence_kb.cli.loci import draw_loci
from evidence_kb.cli.options import output_options, pick_target
from evidence_kb.cli.output import (
    choose_form,
    count_nouns,
    save_text,
    screen_width,
    send_table,
    send_text,
)
from evidence_kb.cli.process import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.cli.session import Session
    from evidence_kb.curation.page import Page
    from evidence_kb.curation.passages import Document
    from evidence_kb.curation.places import Locus, Recorded
    from evidence_kb.knowledge_base import KnowledgeBase


_LEAST = 12
"""Characters of a gap that is listed: shorter ones are mostly a comma and a word between two."""


class PassagesGroup(click.Group, Command):
    """The commands on passages; each is one of its own."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they stand."""
        Command.format_epilog(self, ctx, formatter)


@click.command(
    "passages",
    cls=PassagesGroup,
    invoke_without_command=True,
    examples="""
    evidence-kb passages check --guide guide.txt
    evidence-kb passages anchor "the words of a passage" --guide guide.txt
    evidence-kb passages annotate --guide guide.txt -o guide.html
    """,
)
@click.pass_context
def passages_command(ctx: click.Context) -> None:
    """Check, find and show the passages of a document.

    The document stays where it is: a base holds offsets and hashes of its passages, no text.
    """
    if ctx.invoked_subcommand is None:
        send_text(ctx.get_help())


@command(
    "check",
    """
    evidence-kb passages check --guide guide.txt
    evidence-kb passages check --guide guide.txt --kb my-base --update
    evidence-kb passages check --guide guide.txt --all -o passages.csv
    """,
    [
        guide_option(many=True),
        document_option(),
        click.Option(["--all", "every"], is_flag=True, help="In text, list also what is well."),
        click.Option(
            ["--update"], is_flag=True, help="Write the new offsets of what moved for certain."
        ),
        *output_options(),
    ],
)
@click.pass_obj
def check_command(
    session: Session,
    /,
    guide: tuple[str, ...],
    wanted: str | None,
    every: bool,
    update: bool,
    **options: Any,
) -> None:
    """Say where each passage and section stands in the document now.

    Found, moved (with the new offsets), missing, ambiguous, or its document not held. What moved
    is found by its hash. Exits with 1 unless all are found.
    """
    from evidence_kb.curation.places import locate, make_table, name_sections

    target = pick_target(options)
    kb = session.open()
    recorded, documents = read_documents(kb, guide, wanted)
    chosen = {find_document(kb, wanted)} if wanted else set(recorded.documents)
    marks = [mark for mark in recorded.marks if mark.document in chosen]
    loci = locate(marks, documents, recorded.lengths)
    if update:
        loci = _update(kb, loci)
    shown: Sequence[Locus] = loci
    if target.is_text and not every:
        shown = [locus for locus in loci if locus.status not in ("found", "not held")]
    if not target.is_drawn:
        table = make_table(kb, shown, name_sections(recorded.marks))
        if shown or not target.is_text:
            send_table(table, target, "passages and sections")
    elif shown:
        send_text(draw_loci(shown, screen_width()))
    _summarise(loci)
    if not guide:
        say("no document at hand: give it with --guide FILE")
    _say_new_hash(kb, recorded, documents, loci)
    if any(locus.status != "found" for locus in loci):
        raise Exit(1)


def _update(kb: KnowledgeBase, loci: Sequence[Locus]) -> list[Locus]:
    """Write what moved; return the loci as they are from then on."""
    from evidence_kb.curation.offsets import list_editable, update_offsets

    written = update_offsets(list_editable(kb.base.files, kb.base.source), loci)
    for path, moved in written.items():
        say(f"wrote {path}: {count_nouns(moved, 'passages and sections')} moved")
    if not written:
        say("nothing moved for certain, so nothing was written")
    return [locus._replace(status="found") if locus.status == "moved" else locus for locus in loci]


def _summarise(loci: Sequence[Locus]) -> None:
    order = ("found", "moved", "missing", "ambiguous", "not held")
    counts = {status: sum(locus.status == status for locus in loci) for status in order}
    told = ", ".join(f"{counts[status]:,} {status}" for status in order if counts[status])
    say(f"{count_nouns(len(loci), 'passages and sections')}: {told or 'none'}")


def _say_new_hash(
    kb: KnowledgeBase, recorded: Recorded, documents: dict[str, Document], loci: Sequence[Locus]
) -> None:
    """Say what to record of a document that is another text than the recorded one."""
    for iri, document in documents.items():
        if recorded.documents[iri] == document.sha256:
            continue
        say(f"{document.path} is not the text that the base records")
        if all(locus.status == "found" for locus in loci if locus.mark.document == iri):
            size = len(document.text)
            say(f"all of it is in place; for {kb.base.shorten(iri)} record")
            say(f'    ekb:characters {size} ;\n    ekb:sha256 "{document.sha256}"')


@command(
    "coverage",
    """
    evidence-kb passages coverage --guide guide.txt
    evidence-kb passages coverage --guide guide.txt -o gaps.csv
    evidence-kb passages coverage --guide guide.txt -o gaps.html
    """,
    [
        guide_option(),
        document_option(),
        LimitOption(
            ["--least"],
            type=click.IntRange(min=1),
            default=_LEAST,
            metavar="N",
            help=f"Only stretches of so many characters or more [{_LEAST}].",
        ),
        *output_options(),
    ],
)
@click.pass_obj
def coverage_command(
    session: Session, /, guide: str | None, wanted: str | None, least: int, **options: Any
) -> None:
    """List what of the document no statement covers.

    White space, list marks, headings, and what is before the first passage or after the last do
    not count. What is short, mostly a comma or an "and" between two passages, counts but is not
    listed. As html it is the document itself, with the gaps marked.
    """
    from evidence_kb.curation.coverage import make_table, measure_coverage
    from evidence_kb.curation.coverage_page import mark_gaps

    target = pick_target(options)
    kb = session.open()
    _, document, loci = locate_one(kb, guide, wanted)
    whole = measure_coverage(document.text, loci)
    coverage = whole.leave_short(least)
    if target.format.name == "html":
        _send_page(mark_gaps(kb, document, loci, coverage), target.path, "coverage")
    elif coverage.gaps or not target.is_drawn:
        send_table(make_table(kb, coverage), target, "stretches")
    say(
        f"{coverage.percent:.1f} % covered: {coverage.covered:,} of {coverage.said:,} characters;"
        f" {count_nouns(len(whole.gaps), 'stretches')} not"
    )
    if short := len(whole.gaps) - len(coverage.gaps):
        say(f"left out: {short:,} of less than {least} characters (--least 1 lists them too)")


@command(
    "annotate",
    """
    evidence-kb passages annotate --guide guide.txt -o guide.html
    """,
    [
        guide_option(),
        document_option(),
        click.Option(
            ["-o", "--output"], metavar="FILE", type=click.Path(), help="Write to a file, as HTML."
        ),
    ],
)
@click.pass_obj
def annotate_command(
    session: Session, /, guide: str | None, wanted: str | None, output: str | None
) -> None:
    """Make a page of the document with every statement marked by its tier.

    Beside a marked stretch stand its claims, evidence and notes. One file that loads nothing; it
    holds the document's text, so share it only as you may share the document.
    """
    choose_form("the page has", {"html": (".html", ".htm")}, None, output)
    from evidence_kb.curation.annotation import annotate

    kb = session.open()
    _, document, loci = locate_one(kb, guide, wanted)
    page = annotate(kb, document, loci)
    _send_page(page, output, count_nouns(len(page.spans), "passages"))


def _send_page(page: Page, path: str | None, what: str) -> None:
    from evidence_kb.curation.page import write_page

    if path:
        save_text(write_page(page), path, what)
    else:
        send_text(write_page(page))


for _each in (check_command, anchor_command, coverage_command, annotate_command):
    passages_command.add_command(_each)
