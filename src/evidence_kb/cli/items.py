"""The commands for one item: show what hangs on it, cite it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence_kb.cli.command import command
from evidence_kb.cli.options import completing
from evidence_kb.cli.output import choose_form, on_terminal, save_text, screen_width, send_text
from evidence_kb.cli.process import say
from evidence_kb.cli.style import wrap

if TYPE_CHECKING:
    from evidence_kb.cli.session import Session
    from evidence_kb.description import Description

_DESCRIBED = {"text": (".txt",), "json": (".json",)}
_CITED = {"text": (".txt",), "bibtex": (".bib",), "ris": (".ris",), "json": (".json",)}
_TEXT_WIDTH = 100
"""Lines of prose longer than this are hard to read, however wide the screen is."""


@command(
    "show",
    """
    evidence-kb show C001
    evidence-kb show loneliness "social isolation"
    evidence-kb show C001 --guide guide.txt
    """,
    [
        click.Option(
            ["--guide"],
            metavar="FILE",
            type=click.Path(),
            help="The document: print passages whose hash is right.",
        ),
        click.Option(
            ["-f", "--format"],
            type=click.Choice([*_DESCRIBED]),
            help="text or json.",
            metavar="FORMAT",
        ),
        click.Option(
            ["-o", "--output"],
            metavar="FILE",
            type=click.Path(),
            help="Write to a file; its suffix chooses the format.",
        ),
    ],
)
@click.argument("ids", nargs=-1, required=True, metavar="ID...", shell_complete=completing("item"))
@click.pass_obj
def show_command(
    session: Session,
    /,
    ids: tuple[str, ...],
    guide: str | None,
    format: str | None,
    output: str | None,
) -> None:
    """Show an item and everything that hangs on it.

    A claim, recommendation, question, concept, tier, source, finding, passage ...: by id or label.
    """
    form = choose_form("a description has", _DESCRIBED, format, output)
    from evidence_kb.cli.layout import format_description, format_json
    from evidence_kb.description import describe

    kb = session.open()
    found = [describe(kb, name) for name in ids]
    texts = _read_passages(guide, found) if guide else {}
    if form == "json":
        text = format_json(found, texts)
    else:
        width = min(screen_width(), _TEXT_WIDTH)
        text = "\n\n".join(format_description(item, texts, width) for item in found)
    if output:
        save_text(text + "\n", output, ", ".join(item.id for item in found))
    else:
        send_text(text)


def _read_passages(path: str, found: list[Description]) -> dict[str, str]:
    """Return the text of every passage that the descriptions name, all verified."""
    from evidence_kb.curation.passages import Passage, extract_passage, read_document

    document = read_document(path)
    texts: dict[str, str] = {}
    for item in found:
        for place in item.stretches:
            whole, length = place.document_sha256, place.characters
            passage = Passage(place.id, place.start, place.end, place.sha256, whole, length)
            texts[place.id] = extract_passage(document, passage)
            if whole not in (None, document.sha256):
                say(f"evidence-kb: {path} is not the recorded text, but {place.id} is unchanged")
    return texts


@command(
    "cite",
    """
    evidence-kb cite
    evidence-kb cite C001 -f bibtex
    evidence-kb cite -f json -o base.json
    """,
    [
        click.Option(
            ["-f", "--format"],
            type=click.Choice([*_CITED]),
            metavar="FORMAT",
            help="text, bibtex, ris or json (CSL-JSON).",
        ),
        click.Option(
            ["-o", "--output"],
            metavar="FILE",
            type=click.Path(),
            help="Write to a file; its suffix chooses the format.",
        ),
    ],
)
@click.argument("id", required=False, metavar="[ID]", shell_complete=completing("item"))
@click.pass_obj
def cite_command(
    session: Session, /, id: str | None, format: str | None, output: str | None
) -> None:
    """Say how to cite the base or something in it.

    The version and the content hash say which data is meant. Only what is recorded is written.
    """
    form = choose_form("a citation has", _CITED, format, output)
    from evidence_kb.citation import cite, format_text
    from evidence_kb.citation_formats import BIBLIOGRAPHIES

    found = cite(session.open(), id)
    text = format_text(found) if form == "text" else BIBLIOGRAPHIES[form](found)
    if output:
        save_text(text + "\n", output, f"citation of {found.key}")
    elif form == "text" and on_terminal():
        send_text("\n".join(wrap(text, min(screen_width(), _TEXT_WIDTH))))
    else:
        send_text(text)
