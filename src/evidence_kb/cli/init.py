"""The command ``init``: a new base, and what to type next."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import click

from evidence_kb.cli.command import command
from evidence_kb.cli.options import split_names
from evidence_kb.cli.output import send_text
from evidence_kb.cli.process import require_memory, say
from evidence_kb.errors import InputError

if TYPE_CHECKING:
    from evidence_kb.cli.session import Session
    from evidence_kb.curation.starter import Start

_TOLD = {
    "README.md": "what is where, and how to go on",
    "base.ttl": "title, licence, version",
    "claims.ttl": "what texts say, and where",
    "concepts.ttl": "what they speak of",
    "literature.ttl": "studies and their findings",
    "example.ttl": "one made-up claim: delete it",
    "example.txt": "the text of the example",
    "queries": "queries and tables of this base",
    ".github": "checks each change on GitHub",
    ".gitignore": "what git leaves alone",
    ".pre-commit-config.yaml": "checks before each commit",
}
"""What each file or folder of a new base is for."""


@command(
    "init",
    """
    evidence-kb init my-base
    evidence-kb init sleep --title "Sleep and caffeine" --document guide.txt
    evidence-kb init sleep --poles more-sleep,less-sleep,off-axis --no-example
    """,
    [
        click.Option(["--title"], metavar="TEXT", help="What the base is called."),
        click.Option(
            ["--namespace"],
            metavar="URL",
            help="Where ids are made: an address of your own, ending in / or #.",
        ),
        click.Option(
            ["--document"],
            metavar="FILE",
            type=click.Path(),
            help="A text to record: its length, hash and sections, never its words.",
        ),
        click.Option(
            ["--poles"],
            multiple=True,
            metavar="NAMES",
            help="What exposures stand for, comma between: more of it, less of it, any others"
            " [more,less,off-axis].",
        ),
        click.Option(["--language"], metavar="TAG", default="en", help="Of its texts [en]."),
        click.Option(["--no-example"], is_flag=True, help="Without the made-up claim."),
        click.Option(["--date", "day"], metavar="DATE", help="The day it is made [today]."),
    ],
)
@click.argument("folder", metavar="DIR", type=click.Path())
@click.pass_obj
def init_command(
    session: Session,
    /,
    folder: str,
    title: str | None,
    namespace: str | None,
    document: str | None,
    poles: tuple[str, ...],
    language: str,
    no_example: bool,
    day: str | None,
) -> None:
    """Make a new base that passes every check.

    DIR is new or empty. It gets the files of a base, an example to look at and delete, a folder
    for queries and tables, a README, a workflow for GitHub and settings for pre-commit.
    """
    require_memory()
    from evidence_kb.curation.starter import POLES, start_base

    start = start_base(
        folder,
        title=title,
        namespace=namespace,
        document=document,
        poles=split_names(poles) or POLES,
        language=language,
        example=not no_example,
        today=_read_day(day),
    )
    send_text(_draw_tree(start))
    if start.invented:
        say(
            f"ids are made under {start.namespace}\nwhich belongs to nobody: choose an address of "
            "your own before you publish\n(--namespace; README.md says how to change it later)"
        )
    if document is not None:
        say("the document is recorded, not copied: keep it where it is")
    say(_suggest(start))


def _read_day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"--date is a day as 2026-11-23, not '{text}'") from error


def _draw_tree(start: Start) -> str:
    """Return the files as a tree, with what each is for."""
    rows: list[tuple[str, str]] = []
    above: list[str] = []
    for path in start.files:
        *folders, name = path.split("/")
        for depth, folder in enumerate(folders):
            if above[: depth + 1] != folders[: depth + 1]:
                rows.append(("  " * (depth + 1) + folder + "/", "" if depth else _TOLD[folder]))
        rows.append(("  " * (len(folders) + 1) + name, "" if folders else _TOLD[name]))
        above = folders
    width = max(len(name) for name, _ in rows) + 2
    lines = [f"{name.ljust(width)}{told}".rstrip() for name, told in rows]
    return "\n".join([f"{start.folder}/", *lines])


def _suggest(start: Start) -> str:
    """Return three commands to type next."""
    from shlex import quote

    base = f"evidence-kb --kb {quote(start.folder)}"
    if "example.txt" in start.files:
        text = quote(os.path.join(start.folder, "example.txt"))
        commands = [f"{base} claims", f"{base} show C001 --guide {text}", f"{base} add source"]
    else:
        commands = [f"{base} add concept exposure", f"{base} add source", f"{base} add claim"]
    return "\n".join(["next, try:", *(f"  {line}" for line in commands)])
