"""The commands ``rename``, ``merge`` and ``deprecate``: shown first, written after a yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence_kb.cli.command import command
from evidence_kb.cli.options import completing
from evidence_kb.cli.process import require_memory
from evidence_kb.cli.revision import settle, yes_option
from evidence_kb.errors import InputError

if TYPE_CHECKING:
    from evidence_kb.cli.session import Session
    from evidence_kb.curation.identity import Editor


@command(
    "rename",
    """
    evidence-kb rename outcome:stroke cerebral-stroke
    evidence-kb rename outcome:stroke --label "Stroke of any kind"
    evidence-kb rename C012 --label "Loneliness goes with worse sleep"
    """,
    [
        click.Option(["--label"], metavar="TEXT", help="Another label; the id stays."),
        yes_option(),
    ],
)
@click.argument("old", shell_complete=completing("item"))
@click.argument("new", required=False)
@click.pass_obj
def rename_command(
    session: Session, /, old: str, new: str | None, label: str | None, yes: bool
) -> None:
    """Give a concept another id, or an item another label.

    Only a concept changes its id, within its scheme: references follow, and the old id keeps a
    tombstone that says where it went. The ids of all other items never change; their words do, with
    --label: the label of a statement, section, concept or agent, the title of a source. A concept
    is still found by its old label. What would change is shown first.
    """
    if (new is None) == (label is None):
        raise InputError("give either a new id or --label TEXT")
    editor = _open(session)
    revision = editor.relabel(old, label) if label is not None else editor.rename(old, new or "")
    settle(revision, yes)


@command(
    "merge",
    """
    evidence-kb merge C010 C011
    evidence-kb merge exposure:chronic-loneliness exposure:loneliness --yes
    """,
    [yes_option()],
)
@click.argument("item", metavar="ID", shell_complete=completing("item"))
@click.argument("into", shell_complete=completing("item"))
@click.pass_obj
def merge_command(session: Session, /, item: str, into: str, yes: bool) -> None:
    """Merge a statement, question or concept into another of its kind.

    A statement is a claim, recommendation or definition. References lead to INTO, which takes over
    the passages of a statement and the labels of a concept; ID keeps a tombstone that says where it
    went. What would change is shown first.
    """
    settle(_open(session).merge(item, into), yes)


@command(
    "deprecate",
    """
    evidence-kb deprecate C010 --because "No claim: nothing could refute it"
    evidence-kb deprecate C010 --replaced-by C011 --because "Says the same"
    """,
    [
        click.Option(
            ["--replaced-by"],
            metavar="ID",
            shell_complete=completing("item"),
            help="What takes its place; references follow.",
        ),
        click.Option(["--because"], metavar="TEXT", required=True, help="The reason, in words."),
        yes_option(),
    ],
)
@click.argument("item", metavar="ID", shell_complete=completing("item"))
@click.pass_obj
def deprecate_command(
    session: Session, /, item: str, replaced_by: str | None, because: str, yes: bool
) -> None:
    """Withdraw a statement, question or concept, with the reason.

    It is hidden from now on, and never deleted: its block stays. Without --replaced-by references
    to it stay too, and are listed. What would change is shown first.
    """
    settle(_open(session).deprecate(item, because, replaced_by), yes)


def _open(session: Session) -> Editor:
    require_memory()
    from evidence_kb.curation.identity import Editor
    from evidence_kb.graph.base import MAX_SIZE

    return Editor(session.source, session.max_size or MAX_SIZE)
