"""The command ``passages anchor``: from words to the block that records them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence_kb.cli.command import command
from evidence_kb.cli.documents import document_option, guide_option, locate_one
from evidence_kb.cli.options import completing
from evidence_kb.cli.output import send_text
from evidence_kb.cli.process import say
from evidence_kb.cli.revision import settle, yes_option
from evidence_kb.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.cli.session import Session
    from evidence_kb.curation.anchor import Anchor
    from evidence_kb.curation.places import Locus, Mark
    from evidence_kb.curation.revision import Revision
    from evidence_kb.knowledge_base import KnowledgeBase


@command(
    "anchor",
    """
    evidence-kb passages anchor "words as they stand there" --guide guide.txt
    evidence-kb passages anchor "first words ... last words" --guide guide.txt
    evidence-kb passages anchor "a word" --line 12 --guide guide.txt --into P003
    """,
    [
        guide_option(),
        document_option(),
        click.Option(
            ["--line"], type=click.IntRange(min=1), metavar="N", help="Only where it begins here."
        ),
        click.Option(
            ["--into"],
            metavar="ID",
            shell_complete=completing("item"),
            help="Write the place into this passage of the base.",
        ),
        yes_option(),
    ],
)
@click.argument("words")
@click.pass_obj
def anchor_command(
    session: Session,
    /,
    words: str,
    guide: str | None,
    wanted: str | None,
    line: int | None,
    into: str | None,
    yes: bool,
) -> None:
    """Print the block that records a passage, ready to paste.

    Section, offsets and hash of the words, with the next free id. Letter case, spacing and the
    shape of quotation marks do not matter; ' ... ' stands for whatever is between. With --into a
    passage or section that is recorded gets this place; what would change is shown first.
    """
    from evidence_kb.curation.anchor import choose_anchor

    kb = session.open()
    iri, document, loci = locate_one(kb, guide, wanted)
    anchor = choose_anchor(document.text, words, document.path, line)
    own = None if into is None else _find_mark(kb, into, loci)
    _say_anchor(anchor, [locus for locus in loci if locus.mark is not own])
    if own is None:
        send_text(_format_anchor(kb, anchor, iri, loci))
    else:
        settle(_place(session, own, anchor, loci), yes)


def _find_mark(kb: KnowledgeBase, name: str, loci: Sequence[Locus]) -> Mark:
    iri = kb.resolve(name)
    for locus in loci:
        if locus.mark.iri == iri:
            return locus.mark
    raise InputError(f"{kb.base.shorten(iri)} is no passage or section of this document")


def _place(session: Session, mark: Mark, anchor: Anchor, loci: Sequence[Locus]) -> Revision:
    from evidence_kb.curation.placement import place
    from evidence_kb.curation.places import find_section
    from evidence_kb.curation.revision import Workspace
    from evidence_kb.graph.base import MAX_SIZE

    # Where the recorded section has no certain place, the new one may well stand in it.
    placed = any(locus.mark.iri == mark.section and locus.start is not None for locus in loci)
    section = find_section(loci, anchor.start) if placed or not mark.section else None
    workspace = Workspace(session.source, session.max_size or MAX_SIZE)
    return place(workspace, mark, anchor, section.iri if section else None)


def _format_anchor(kb: KnowledgeBase, anchor: Anchor, document: str, loci: Sequence[Locus]) -> str:
    from evidence_kb.curation.anchor import find_free_id, format_passage
    from evidence_kb.curation.places import find_section

    text = "SELECT DISTINCT ?id WHERE { ?passage dcterms:identifier ?id } ORDER BY ?id"
    ids = [str(row[0]) for row in kb.select(text)]
    section = find_section(loci, anchor.start)
    namespace = kb.base.namespace or document[: max(document.rfind(c) for c in "/#:") + 1]
    return format_passage(
        anchor, find_free_id(ids), namespace, document, section.iri if section else None,
        {**kb.prefixes},
    )  # fmt: skip


def _say_anchor(anchor: Anchor, loci: Sequence[Locus]) -> None:
    """Say where the words stand and what is recorded there already."""
    from evidence_kb.curation.places import find_section

    section = find_section(loci, anchor.start)
    where = f", section {section.id} {section.label}".rstrip() if section else ""
    say(f"line {anchor.line}, characters {anchor.start} to {anchor.end}{where}")
    for mark, _, start, end, *_ in loci:
        if mark.kind != "Passage" or start is None or end is None:
            continue
        if (start, end) == (anchor.start, anchor.end):
            say(f"{mark.id} is this very stretch: use it rather than a second passage")
        elif start < anchor.end and anchor.start < end:
            say(f"{mark.id} shares words with it: characters {start} to {end}")
