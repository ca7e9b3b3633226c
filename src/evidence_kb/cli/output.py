"""Where answers go: data to stdout or a file, in UTF-8 everywhere; words to stderr."""

from __future__ import annotations

import io
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from evidence_kb.cli.process import drop_stdout, say
from evidence_kb.errors import EnvironmentFault, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evidence_kb.tables.formats import Format
    from evidence_kb.tables.table import Table

_SHELL_WIDTH = (80, 24)


class Target(NamedTuple):
    """Where an answer goes and in which format; ``path`` None is stdout.

    ``brief`` is True where nobody chose the columns, so that those without a value can go.
    """

    format: Format
    path: str | None = None
    brief: bool = False

    @property
    def is_text(self) -> bool:
        """Whether the answer is to be read as text rather than loaded."""
        return self.format.name == "text"

    @property
    def is_drawn(self) -> bool:
        """Whether the answer is drawn for a terminal."""
        return self.is_text and self.path is None and on_terminal()


def on_terminal() -> bool:
    """Whether stdout is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def screen_width() -> int:
    """Return the width of the terminal, at least 40; 80 where there is none."""
    if not on_terminal():
        return _SHELL_WIDTH[0]
    import shutil

    return max(40, shutil.get_terminal_size(_SHELL_WIDTH).columns)


def use_color() -> bool:
    """Whether to colour: on a terminal that can, unless NO_COLOR says no (https://no-color.org)."""
    return on_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@contextmanager
def stdout() -> Iterator[BinaryIO]:
    """Give the bytes of stdout, flushed at the end.

    Where nobody reads them any more, the reader has seen enough: what is still to come goes
    nowhere, and the command goes on, because its exit code may be what somebody waits for. Raises
    EnvironmentFault where the bytes cannot be written, as on a full disk.
    """
    if sys.stdout is None:
        yield io.BytesIO()
        return
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        drop_stdout()
    except OSError as error:
        drop_stdout()
        raise EnvironmentFault(f"cannot write the answer: {error.strerror}") from error


def send_text(text: str) -> None:
    """Print text on stdout, with one line end after it."""
    with stdout() as stream:
        stream.write(text.encode("utf-8", "backslashreplace"))
        if not text.endswith("\n"):
            stream.write(b"\n")


def send_table(table: Table, target: Target, noun: str = "rows") -> None:
    """Print a table, or save it and say so on stderr; ``noun`` is what its rows are."""
    if target.path is not None:
        from evidence_kb.tables.formats import save

        save(table, target.path, target.format.name)
        say(f"wrote {target.path}: {count_nouns(len(table), noun)}")
    elif target.is_drawn:
        if table.rows:
            draw_table(drop_empty(table) if target.brief else table)
        else:
            narrowed = table.provenance is not None and table.provenance.filters
            say(f"no {noun} match" if narrowed else f"this base has no {noun}")
    else:
        from evidence_kb.tables.formats import write

        with stdout() as stream:
            write(table, target.format, stream)


def drop_empty(table: Table) -> Table:
    """Return the table without the columns in which no row has a value."""
    from evidence_kb.tables.table import Table

    kept = [i for i in range(len(table.columns)) if any(row[i] not in (None, ()) for row in table)]
    columns = tuple(table.columns[index] for index in kept)
    rows = [tuple(row[index] for index in kept) for row in table]
    return Table(table.name, columns, rows, table.title, table.provenance)


def draw_table(table: Table) -> None:
    """Draw a table in the width of the terminal."""
    from evidence_kb.tables.formats.text import print_table

    drawn = io.StringIO()
    print_table(table, screen_width(), use_color(), drawn)
    send_text(drawn.getvalue())


def save_text(text: str, path: str, what: str) -> None:
    """Save text to a file, whole or not at all, and say so on stderr."""
    from evidence_kb.files import replace_file

    with replace_file(path) as stream:
        stream.write(text.encode("utf-8", "backslashreplace"))
    say(f"wrote {path}: {what}")


def count_nouns(count: int, noun: str) -> str:
    """Return a count in words.

    >>> count_nouns(1, "claims"), count_nouns(1200, "queries")
    ('1 claim', '1,200 queries')
    >>> count_nouns(1, "passages and stretches")
    '1 passage or stretch'
    """
    if count == 1:
        noun = " or ".join(map(_make_singular, noun.split(" and ")))
    return f"{count:,} {noun}"


def _make_singular(noun: str) -> str:
    for plural, singular in (("ies", "y"), ("ches", "ch"), ("s", "")):
        if noun.endswith(plural):
            return noun.removesuffix(plural) + singular
    return noun


def choose_target(format: str | None, path: str | None) -> Target:
    """Return the target that ``-f`` and ``-o`` mean; InputError for an unknown one.

    A workbook or a Parquet file is refused on a terminal, where its bytes are of no use.
    """
    from evidence_kb.tables.formats import find_format

    chosen = find_format(format, path)
    if chosen.binary and path is None and on_terminal():
        example = f"-o answer{chosen.suffixes[0]}"
        raise InputError(f"{chosen.name} is not for a terminal: give a file, as in  {example}")
    return Target(chosen, path)


def choose_form(
    what: str, forms: Mapping[str, Sequence[str]], name: str | None, path: str | None
) -> str:
    """Return the form that ``-f``, else the suffix of ``-o`` means, of those that an answer has.

    ``what`` begins the message, ``forms`` are names with their suffixes; the first is meant where
    neither option says one. Raises InputError for any other.

    >>> choose_form("a page has", {"html": (".html", ".htm")}, None, "guide.HTM")
    'html'
    """
    suffix = "" if path is None else os.path.splitext(path)[1]
    word = (suffix[1:] if name is None else name).lower()
    for form, suffixes in forms.items():
        if word in ("", form) or f".{word}" in suffixes:
            return form
    where = f"{path}: " if name is None else ""
    known = ", ".join(f"{form} ({suffixes[0]})" for form, suffixes in forms.items())
    raise InputError(f"{where}{what} no {word} form; {count_nouns(len(forms), 'forms')}: {known}")
