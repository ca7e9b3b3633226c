"""The command ``draft``: what a document says, as statements that a person may accept."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from evidence_kb.cli.command import command
from evidence_kb.cli.options import output_options, pick_target
from evidence_kb.cli.output import count_nouns, save_text, send_table, send_text
from evidence_kb.cli.process import require_memory, say
from evidence_kb.errors import InputError

if TYPE_CHECKING:
    from evidence_kb.cli.session import Session
    from evidence_kb.curation.drafting.proposals import Draft

_TOLD = 5


@command(
    "draft",
    """
    evidence-kb draft --document guide.txt -o draft.xlsx
    evidence-kb draft --document guide.txt -f json
    evidence-kb draft --document guide.txt --all -o draft.csv
    """,
    [
        click.Option(
            ["--document", "path"],
            metavar="FILE",
            type=click.Path(),
            envvar="EVIDENCE_KB_GUIDE",
            help="The document as plain text or Markdown [or EVIDENCE_KB_GUIDE].",
        ),
        click.Option(
            ["--quote"], is_flag=True, help="Sentences as labels: for a freely licensed text only."
        ),
        click.Option(
            ["--all", "every"], is_flag=True, help="Also what statements of the base cover already."
        ),
        click.Option(["--force"], is_flag=True, help="Replace sheets that are there already."),
        *output_options(),
    ],
)
@click.pass_obj
def draft_command(
    session: Session, /, path: str | None, quote: bool, every: bool, force: bool, **options: Any
) -> None:
    """Propose statements for a document.

    Passages, sections, kinds and tiers by the rules, concepts by their names.

    Nothing is asserted: each proposal says by which rule and which words it was made, and is for a
    person to judge. As a workbook, its rows have the mark 'proposed'; mark those that are right
    'new', put labels in your own words, and bring them in with  sheet in.
    """
    if path is None:
        raise InputError("this needs the document: give it with --document FILE")
    require_memory()
    if _is_book(options["output"], options["format"]):
        _write_book(session, path, quote, every, options["output"], force)
        return
    from evidence_kb.curation.drafting.drafts import draft
    from evidence_kb.curation.drafting.rows import make_table, write_json
    from evidence_kb.curation.passages import read_document

    target = pick_target(options)
    document = read_document(path)
    kb = session.open()
    found = draft(kb, document, quote, every)
    if target.format.name != "json":
        send_table(make_table(kb, found, document), target, "proposals")
    elif target.path is None:
        send_text(write_json(found, document))
    else:
        told = count_nouns(len(found.statements), "proposals")
        save_text(write_json(found, document), target.path, told)
    _summarise(found)


def _is_book(output: str | None, format: str | None) -> bool:
    """Return whether a draft is to be written as sheets: to a workbook, or a folder of CSV."""
    if output is None or format not in (None, "xlsx"):
        return False
    return os.path.splitext(output)[1].lower() in ("", ".xlsx") or os.path.isdir(output)


def _write_book(
    session: Session, path: str, quote: bool, every: bool, output: str, force: bool
) -> None:
    """Write a draft as sheets that ``sheet in`` takes."""
    from evidence_kb.cli.sheets import open_ledger, require_free
    from evidence_kb.curation.drafting.book import make_draft_book
    from evidence_kb.curation.drafting.drafts import draft
    from evidence_kb.curation.passages import read_document
    from evidence_kb.curation.sheets.books import write_book

    require_free(output, force)
    document = read_document(path)
    ledger = open_ledger(session)
    found = draft(ledger.workspace.kb, document, quote, every)
    write_book(make_draft_book(ledger, found, document), output)
    say(f"wrote {output}: {count_nouns(len(found.statements), 'proposals')}")
    _summarise(found)


def _summarise(draft: Draft) -> None:
    """Say on stderr how many of each kind are proposed, and what was left out."""
    from evidence_kb.curation.drafting.proposals import count_kinds

    counts = count_kinds(draft.statements)
    told = ", ".join(count_nouns(count, f"{kind}s") for kind, count in counts.items() if count)
    say(f"proposed: {told or 'nothing'}; {count_nouns(len(draft.passages), 'new passages')}")
    if draft.skipped:
        say(f"left out: {count_nouns(draft.skipped, 'sentences')} that statements cover already")
    for statement, passage, _ in draft.repeats[:_TOLD]:
        say(f"{passage} says again what {statement} says: it may join its passages")
    if len(draft.repeats) > _TOLD:
        say(f"... and {count_nouns(len(draft.repeats) - _TOLD, 'more repeats')}")
