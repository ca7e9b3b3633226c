"""The command ``diff``: what changed between two states of a base."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from evidence_kb.cli.command import command
from evidence_kb.cli.options import completing
from evidence_kb.cli.output import choose_form, save_text, send_text, use_color
from evidence_kb.cli.process import require_memory, say
from evidence_kb.errors import EnvironmentFault
from evidence_kb.resources import find_folder

if TYPE_CHECKING:
    from evidence_kb.cli.session import Session
    from evidence_kb.curation.change import Change, Changes
    from evidence_kb.graph.base import Base

_FORMS = {"text": (".txt",), "md": (".md", ".markdown"), "json": (".json",)}
_COLORS = {
    "tier": "yellow",
    "bearing": "yellow",
    "estimate": "yellow",
    "added": "green",
    "restored": "green",
    "withdrawn": "red",
    "merged": "red",
    "removed": "red",
}


def _output_options() -> list[click.Option]:
    return [
        click.Option(
            ["-f", "--format"],
            metavar="FORMAT",
            shell_complete=completing("format"),
            help="text, md, json.",
        ),
        click.Option(
            ["-o", "--output"],
            metavar="FILE",
            type=click.Path(),
            help="Write to a file; its suffix chooses the format.",
        ),
    ]


@command(
    "diff",
    """
    evidence-kb diff HEAD~3
    evidence-kb diff v0.1.0:data data -f md > notes.md
    evidence-kb --kb data/claims.ttl diff HEAD
    """,
    _output_options(),
)
@click.argument("old")
@click.argument("new", required=False)
@click.pass_obj
def diff_command(session: Session, /, old: str, new: str | None, **options: Any) -> None:
    """Say what changed between two states of a base.

    OLD and NEW are files, folders, or git revisions: HEAD~3 is the base of --kb as it stood then,
    HEAD~3:data a path in the repository. Without NEW: what changed from OLD to the base of --kb.
    Another order, layout or prefix is no change. Exit code 0, with or without changes.
    """
    path = options["output"]
    name = choose_form("changes have", _FORMS, options["format"], path)
    require_memory()
    from evidence_kb.curation.diff import diff
    from evidence_kb.curation.notes import count_changes, write_json, write_markdown

    changes = diff(_open(session, old), _open(session, new))
    if name == "json":
        text = write_json(changes)
    elif name == "md":
        text = write_markdown(changes)
    else:
        text = draw_changes(changes, path is None) if changes else ""
    if path is not None:
        save_text(text, path, count_changes(changes))
        return
    if text:
        send_text(text)
    say(count_changes(changes))


def draw_changes(changes: Changes, colored: bool) -> str:
    """Return changes as plain text, a heading for each group; in colour where it is shown."""
    from evidence_kb.curation.notes import list_groups, title_changes

    colored = colored and use_color()
    lines = [_style(title_changes(changes), colored, bold=True)]
    for group, members in list_groups(changes):
        lines += ["", _style(group, colored, bold=True)]
        lines += [_draw_change(change, colored) for change in members]
    return "\n".join(lines) + "\n"


def _draw_change(change: Change, colored: bool) -> str:
    from evidence_kb.curation.notes import spell_change

    color = _COLORS.get(change.action)
    told = _style(spell_change(change), colored and color is not None, fg=color)
    return f"  {_style(change.id, colored, bold=True)} {told}"


def _style(text: str, colored: bool, **style: Any) -> str:
    return click.style(text, **style) if colored else text


def _open(session: Session, spec: str | None) -> Base:
    """Open what one argument means: a path that exists, else a revision; None is the base of --kb.

    Raises EnvironmentFault for what looks like a path and is none.
    """
    from evidence_kb.curation.revisions import open_revision
    from evidence_kb.graph.base import MAX_SIZE, scan_base
    from evidence_kb.graph.source import RDF_SUFFIXES

    limit = session.max_size or MAX_SIZE
    if spec is None or os.path.exists(spec):
        base = scan_base(session.source if spec is None else spec, limit)
    else:
        suffix = os.path.splitext(spec)[1].lower()
        if ":" not in spec and suffix in RDF_SUFFIXES:
            raise EnvironmentFault(f"{spec}: there is no such file or folder")
        base = open_revision(spec, session.source or find_folder("data"), limit)
    for notice in base.notices:
        say(f"evidence-kb: {notice}")
    return base
