"""The command ``draft``: what a document says, as statements that a person may accept."""

from __future__ import annotations

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
        *output_options(),
    ],
)
@click.pass_obj
def draft_command(
    session: Session, /, path: str | None, quote: bool, every: bool, **options: Any
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
    from evidence_kb.curation.drafting.drafts import draft
    from evidence_kb.curation.drafting.rows import make_table, write_json
    from evidence_kb.curation.passages import read_document

    target = pick_target(options)
    document = read_document(path)
    kb = session.open()
    found = draft(kb, document, quote, every)
    if target.format.name == "json":
        text = write_json(found, document)
        if target.path is None:
            send_text(text)
        else:
            save_text(text, target.path, count_nouns(len(found.statements), "proposals"))
    else:
        send_table(make_table(kb, found, document), target, "proposals")
    _summarise(found)


def _summarise(draft: Draft) -> None:
    """Say on stderr how many of each kind are proposed, and what was left out."""
    from evidence_kb.curation.drafting.proposals import count_kinds

    counts = count_kinds(draft.statements)
    told = ", ".join(count_nouns(count, f"{kind}s") for kind, count in counts.items() if count)
    say(f"{told or 'nothing'} proposed in {count_nouns(len(draft.passages), 'passages')}")
    if draft.skipped:
        say(f"left out: {count_nouns(draft.skipped, 'sentences')} that statements cover already")
    for statement, passage, _ in draft.repeats:
        say(f"{passage} says again what {statement} says: add it to its passages")
