"""What every command that writes to a base shares: shown first, written after a yes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from evidence_kb.cli.changes import draw_changes
from evidence_kb.cli.output import count_nouns, on_terminal, send_text
from evidence_kb.cli.process import say
from evidence_kb.errors import InputError

if TYPE_CHECKING:
    from evidence_kb.curation.revision import Revision


def yes_option() -> click.Option:
    """Return the option that answers for a script."""
    return click.Option(["--yes"], is_flag=True, help="Write without asking.")


def settle(revision: Revision, yes: bool) -> None:
    """Show what would change, and write it after a yes.

    Where nothing would, that is said and nothing asked. Raises DataError where the base would no
    longer keep the model, InputError where there is nobody to ask and no ``--yes``.
    """
    if revision.changes:
        send_text(draw_changes(revision.changes, on_terminal()))
    for notice in revision.notices:
        say(f"evidence-kb: {notice}")
    revision.require_none()
    if not revision:
        say("nothing would change")
        return
    if not yes:
        if sys.stdin is None or not sys.stdin.isatty():
            raise InputError("nothing is written without a yes: add --yes")
        if not click.confirm(f"Write {count_nouns(len(revision.files), 'files')}?", err=True):
            say("nothing is written")
            return
    revision.apply()
    for path in revision.files:
        say(f"wrote {path}")
