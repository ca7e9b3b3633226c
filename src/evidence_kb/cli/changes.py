"""The command ``diff``: what changed between two states of a base."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from evidence_kb.cli.command import command
from evidence_kb.cli.options import completing
from evidence_kb.cli.output import (
    choose_form,
    on_terminal,
    save_text,
    screen_width,
    send_text,
    use_color,
)
from evidence_kb.cli.process import require_memory, say
from evidence_kb.cli.style import wrap
from evidence_kb.errors import EnvironmentFault
from evidence_kb.resources import find_folder

if TYPE_CHECKING:
    from evidence_kb.cli.session import Session
    from evidence_kb.curation.change import Change, Changes
    from evidence_kb.graph.base import Base

_FORMS = {"text": (".txt",), "md": (".md", ".markdown"), "json": (".json",)}
_STYLES: dict[str, dict[str, Any]] = {
    **{action: {"fg": "yellow", "bold": True} for action in ("tier", "bearing", "estimate")},
    **{action: {"fg": "green"} for action in ("added", "restored")},
    **{action: {"fg": "red"} for action in ("withdrawn", "merged", "removed")},
    "renamed": {"fg": "cyan"},
    "followed": {"dim": True},
}
"""How each kind of change is shown; any other is yellow."""


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
        text = draw_changes(changes, path is None and on_terminal()) if changes else ""
    if path is not None:
        save_text(text, path, count_changes(changes))
        return
    if text:
        send_text(text)
    say(count_changes(changes))


def draw_changes(changes: Changes, drawn: bool) -> str:
    """Return changes as plain text, a heading for each group.

    Where they are ``drawn`` for a terminal they are in its width and in colour.
    """
    from evidence_kb.curation.notes import list_groups, title_changes

    colored = drawn and use_color()
    title = title_changes(changes)
    heads = wrap(title, screen_width(), later="  ") if drawn else [title]
    lines = [_style(head, colored, bold=True) for head in heads]
    for group, members in list_groups(changes):
        lines += ["", _style(group, colored, bold=True)]
        for change in members:
            lines += _draw_change(change, screen_width() if drawn else None, colored)
    return "\n".join(lines) + "\n"


def _draw_change(change: Change, width: int | None, colored: bool) -> list[str]:
    from evidence_kb.curation.notes import spell_change

    told = f"  {change.id} {spell_change(change)}"
    first, *later = [told] if width is None else wrap(told.strip(), width, "  ", "    ")
    style = _STYLES.get(change.action, {"fg": "yellow"})
    begin = len(change.id) + 2
    return [
        "  " + _style(change.id, colored, bold=True) + _style(first[begin:], colored, **style),
        *(_style(line, colored, **style) for line in later),
    ]


def _style(text: str, colored: bool, **style: Any) -> str:
    return click.style(text, **style) if colored and text else text


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
