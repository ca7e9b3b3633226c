"""The commands of the canonical form: ``fmt`` of the files, ``hash`` of what they say."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from evidence_kb.cli.command import command
from evidence_kb.cli.output import count_nouns, save_text, send_text
from evidence_kb.cli.process import say
from evidence_kb.errors import EnvironmentFault, EvidenceError, InputError, LimitError

if TYPE_CHECKING:
    from evidence_kb.cli.session import Session

_HASH = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


@command(
    "fmt",
    """
    evidence-kb fmt
    evidence-kb fmt --check
    evidence-kb fmt - < data/claims.ttl
    """,
    [
        click.Option(
            ["--check"], is_flag=True, help="Write nothing: list what would change, exit 1 if any."
        ),
        click.Option(
            ["-o", "--output"],
            metavar="FILE.ttl",
            type=click.Path(),
            help="Write the one file given, of any RDF format, as Turtle here.",
        ),
    ],
)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
@click.pass_obj
def fmt_command(
    session: Session, /, paths: tuple[str, ...], check: bool, output: str | None
) -> None:
    """Give Turtle files the one layout in which a change is a small diff.

    Paths are files, or folders whose .ttl files are meant; without one, the files of the base; -
    is Turtle from stdin, laid out to stdout. The content stays the same, numbers and dates as they
    are written; a text stands on one line in double quotes, its language in small letters. A
    comment above a block stays with it; one elsewhere that a new layout would lose makes the file
    be refused and left alone.
    """
    from evidence_kb.curation.layout import format_file, is_formatted, list_turtle_files

    if output is not None or "-" in paths:
        _write_one(session, paths, check, output)
        return
    limit = {} if session.max_size is None else {"max_size": session.max_size}
    changed, code = 0, 0
    for path in list_turtle_files(paths or [_find_base(session)]):
        try:
            if check and not is_formatted(path, **limit):
                send_text(path)
            elif check or not format_file(path, **limit):
                continue
            else:
                say(f"formatted {path}")
            changed += 1
        except EvidenceError as error:
            say(f"evidence-kb: {error}")
            code = max(code, error.exit_code)
    if check and changed:
        say(f"{count_nouns(changed, 'files')} would change: run  evidence-kb fmt")
        code = max(code, 1)
    raise Exit(code)


def _write_one(session: Session, paths: tuple[str, ...], check: bool, output: str | None) -> None:
    """Lay out one text, from stdin or of any format, to stdout or to another file."""
    from evidence_kb.curation.layout import convert
    from evidence_kb.graph.reading import MAX_SIZE, find_format, read_bytes, read_source

    if len(paths) != 1 or (check and output is not None):
        raise InputError("- or -o takes one file at a time, and -o nothing to check")
    if output is not None and find_format(output) != "turtle":
        raise InputError(f"{output}: what is written is Turtle: name it .ttl")
    limit = session.max_size or MAX_SIZE
    if paths[0] == "-":
        written = _read_stdin(limit)
        source = read_bytes(written, "standard input", "turtle")
    else:
        source = read_source(paths[0], max_size=limit)
        written = source.data
    text = b"".join(convert(source))
    if check:
        raise Exit(int(text != written))
    if output is not None:
        save_text(text.decode(), output, f"{paths[0]} as Turtle")
    elif text:
        send_text(text.decode())


def _read_stdin(limit: int) -> bytes:
    if sys.stdin is None:
        raise EnvironmentFault("standard input is closed")
    data = sys.stdin.buffer.read(limit + 1)
    if len(data) > limit:
        raise LimitError(f"standard input is over {limit:,} bytes: raise it with --max-size")
    return data


def _find_base(session: Session) -> str:
    from evidence_kb.resources import find_folder

    return session.source or find_folder("data")


@command(
    "hash",
    """
    evidence-kb hash
    evidence-kb hash --check "$(evidence-kb hash)"
    """,
    [
        click.Option(
            ["--check", "expected"], metavar="HASH", help="Exit 1 if the content has another hash."
        )
    ],
)
@click.pass_obj
def hash_command(session: Session, /, expected: str | None) -> None:
    """Print the hash of what a base says.

    The sha256 of its triples in canonical order: layout, order, prefixes and the files they are
    in do not change it, a single character of content does. With --check it is compared too.
    """
    wanted = None if expected is None else _HASH.fullmatch(expected.strip().lower())
    if expected is not None and wanted is None:
        raise InputError(f"--check '{expected}' is no hash: it has 64 digits from 0 to f")
    found = session.scan().content_hash
    send_text(found)
    if wanted and wanted[1] != found:
        say(f"evidence-kb: the content differs: its hash is {found}, not {wanted[1]}")
        raise Exit(1)
