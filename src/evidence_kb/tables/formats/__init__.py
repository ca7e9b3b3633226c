r"""The formats a table goes out in: their names, their suffixes, and the way to write one.

One module a format, named as the format, with a function ``write(table, stream)``; a module is
imported when its format is asked for. Every format is UTF-8 with ``\n`` line ends, carries no
clock, and gives the same bytes for the same table on every machine.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from evidence_kb.errors import InputError
from evidence_kb.files import replace_file

if TYPE_CHECKING:
    from evidence_kb.tables.table import Table


class Format(NamedTuple):
    """One format: its name, the file suffixes that mean it, what it is good for.

    ``binary`` is True where its bytes are of no use on a terminal.
    """

    name: str
    suffixes: tuple[str, ...]
    summary: str
    binary: bool = False


FORMATS: tuple[Format, ...] = (
    Format("text", (".txt",), "plain columns for a pipe, drawn columns on a terminal"),
    Format("csv", (".csv",), "comma-separated values, safe to open in a spreadsheet"),
    Format("tsv", (".tsv", ".tab"), "tab-separated values, safe to open in a spreadsheet"),
    Format("json", (".json",), "an array of objects, one row a line"),
    Format("jsonl", (".jsonl", ".ndjson"), "one JSON object a line"),
    Format("md", (".md", ".markdown"), "a Markdown table as GitHub shows it"),
    Format("html", (".html", ".htm"), "one self-contained page to read or print"),
    Format("latex", (".tex",), "a longtable to input into a LaTeX document"),
    Format("xlsx", (".xlsx",), "a workbook with typed cells and a sheet about it", binary=True),
    Format("parquet", (".parquet",), "typed columns for data frames and Spark", binary=True),
)


def find_format(name: str | None, path: str | None) -> Format:
    """Return the format of that name, else of the suffix of ``path``, else text.

    A name may also be a suffix without its dot (``tex``, ``markdown``); case does not matter.
    Raises ``InputError`` with the nearest format and the whole list where nothing fits.

    >>> find_format(None, "claims.XLSX").name, find_format("tex", None).name
    ('xlsx', 'latex')
    """
    if name is not None:
        return _match(name.lower(), f"no format '{name}'")
    if path is None:
        return FORMATS[0]
    suffix = os.path.splitext(path)[1]
    if not suffix:
        raise InputError(f"'{path}' has no suffix that says a format; {_list_formats()}")
    return _match(suffix[1:].lower(), f"'{path}': no format has the suffix '{suffix}'")


def write(table: Table, format: Format | str, stream: BinaryIO) -> None:
    r"""Write the table to a binary stream; the stream stays open.

    Raises ``InputError`` for an unknown name, ``LimitError`` where the format cannot hold the
    table, ``MissingExtra`` where it needs a package that is not installed.

    >>> import io
    >>> from evidence_kb.tables.table import Column, Table
    >>> stream = io.BytesIO()
    >>> write(Table("t", (Column("id"),), [("C001",)]), "csv", stream)
    >>> stream.getvalue()
    b'id\nC001\n'
    """
    chosen = find_format(format, None) if isinstance(format, str) else format
    import_module(f"{__name__}.{chosen.name}").write(table, stream)


def save(table: Table, path: str | os.PathLike[str], format: str | None = None) -> None:
    r"""Write the table to a file in the format named, else in that of the file's suffix.

    The file is replaced in one step when all is written; on any failure the old one stays whole.
    Raises what ``find_format`` and ``write`` raise, and ``EnvironmentFault`` with path and reason
    where the machine refuses.

    >>> import tempfile
    >>> from evidence_kb.tables.table import Column, Table
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = os.path.join(folder, "claims.tsv")
    ...     save(Table("t", (Column("id"), Column("n")), [("C001", 2)]), target)
    ...     os.path.getsize(target)
    12
    """
    chosen = find_format(format, os.fspath(path))
    with replace_file(path) as stream:
        write(table, chosen, stream)


def _match(word: str, complaint: str) -> Format:
    """Return the format with that name or suffix (no dot); raise InputError where there is none."""
    words = {suffix[1:]: known for known in FORMATS for suffix in known.suffixes}
    words |= {known.name: known for known in FORMATS}
    if word in words:
        return words[word]
    import difflib  # only a mistake needs it

    near = difflib.get_close_matches(word, words, n=1)
    hint = f"did you mean '{near[0]}'? " if near else ""
    raise InputError(f"{complaint}; {hint}{_list_formats()}")


def _list_formats() -> str:
    """All formats in one clause, for an error message."""
    return "formats: " + ", ".join(f"{known.name} ({known.suffixes[0]})" for known in FORMATS)
