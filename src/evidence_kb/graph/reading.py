"""Reading RDF files: what is refused before a parser sees it."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

from evidence_kb.errors import EnvironmentFault, InputError, LimitError
from evidence_kb.files import explain_reading
from evidence_kb.graph.encoding import normalise_bytes
from evidence_kb.graph.nesting import refuse_depth
from evidence_kb.graph.source import SUFFIXES, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SIZE = 100_000_000
"""Bytes read without a store; ``--max-size`` raises it."""

_PIECE = 1 << 20  # bytes
_WORD = b"prefix"
_PREFIX = re.compile(rb"@?prefix[ \t\n]+([^\s:<>\"#]*):[ \t\n]*<([^<>\s\"]*)>", re.IGNORECASE)


def find_format(path: str | os.PathLike[str]) -> str:
    """Return the format that a path's suffix names: turtle, trig, ntriples, nquads, jsonld, rdfxml.

    Raises InputError, with the suffixes that are known, for any other.

    >>> find_format("claims.TTL")
    'turtle'
    """
    suffix = os.path.splitext(os.fspath(path))[1].lower()
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    import difflib

    near = difflib.get_close_matches(suffix, SUFFIXES, n=1, cutoff=0.5)
    found = f"the suffix '{suffix}' is not known" if suffix else "the name has no suffix"
    guess = f"; did you mean '{near[0]}'?" if near else ""
    known = "" if near else f"; known are {', '.join(SUFFIXES)}"
    raise InputError(f"{os.fspath(path)}: {found}{guess}{known}")


def read_source(path: str | os.PathLike[str], *, max_size: int = MAX_SIZE) -> Source:
    """Return a file's text, ready for the engine; its suffix names the format.

    Raises InputError for what is no ordinary file (a folder, a pipe, a device) and for an unknown
    suffix, EnvironmentFault where the file is missing or may not be read, LimitError for one over
    ``max_size`` bytes, and what :func:`read_bytes` raises.

    >>> from evidence_kb.resources import find_folder
    >>> read_source(find_folder("schema") + "/ontology.ttl").format
    'turtle'
    """
    name = os.fspath(path)
    require_file(name)
    kind = find_format(name)
    return read_bytes(read_regular_file(name, max_size), name, kind)


def require_file(path: str | os.PathLike[str]) -> None:
    """Raise EnvironmentFault where nothing is at a path: that is told before a strange suffix."""
    try:
        os.stat(path)
    except OSError as error:
        raise EnvironmentFault(f"{os.fspath(path)}: {explain_reading(error)}") from error


def read_bytes(data: bytes, name: str, format: str) -> Source:
    r"""Return bytes from anywhere (a pipe, a test), checked as a file would be.

    ``name`` stands for them in messages. Raises DataError where they are not UTF-8 text of this
    format, hold control characters, a DTD or a remote JSON-LD context; LimitError where they are
    nested deeper than 100.

    >>> read_bytes(b"PREFIX e: <http://e/>\r\ne:s e:p e:o .", "a.ttl", "turtle").prefixes
    {'e': 'http://e/'}
    """
    text = normalise_bytes(data, name, format)
    refuse_depth(text, name, format)
    return Source(name, format, text, _find_prefixes(text) if format in ("turtle", "trig") else {})


def read_regular_file(name: str, max_size: int = MAX_SIZE) -> bytes:
    """Return the bytes of an ordinary file.

    Raises InputError for a folder, a pipe or a device, EnvironmentFault where the file is missing
    or may not be read, LimitError for one over ``max_size`` bytes.

    >>> from evidence_kb.resources import find_folder
    >>> read_regular_file(find_folder("schema") + "/ontology.ttl")[:1]
    b'#'
    """
    try:
        _refuse_special(name, os.stat(name).st_mode)
        # Opened without waiting and looked at again: a pipe may have taken the file's place.
        with open(name, "rb", opener=_open_without_waiting) as file:
            status = os.fstat(file.fileno())
            _refuse_special(name, status.st_mode)
            size = status.st_size
            if size <= max_size:
                data = file.read(size + 1)
                if len(data) > size:  # it grows, or does not know its size
                    data += file.read(max_size + 1 - len(data))
                size = len(data)
    except OSError as error:
        raise EnvironmentFault(f"{name}: {explain_reading(error)}") from error
    except MemoryError as error:
        raise EnvironmentFault(f"{name}: there is not enough memory to read this file") from error
    if size > max_size:
        raise LimitError(
            f"{name}: {size:,} bytes are over the limit of {max_size:,}: raise it with --max-size"
        )
    return data


def _open_without_waiting(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def _refuse_special(name: str, mode: int) -> None:
    if not stat.S_ISREG(mode):
        kinds = {
            stat.S_IFDIR: "a folder",
            stat.S_IFIFO: "a pipe",
            stat.S_IFSOCK: "a socket",
        }
        kind = kinds.get(stat.S_IFMT(mode), "a device")
        raise InputError(f"{name}: this is {kind}, not a file")


def _find_prefixes(text: bytes) -> dict[str, str]:
    prefixes: dict[str, str] = {}
    for at in _find_word(text):
        start = at - 1 if text[at - 1 : at] == b"@" else at
        before = text[text.rfind(b"\n", 0, start) + 1 : start].strip()
        match = _PREFIX.match(text, start)
        if match and (not before or before.endswith((b".", b">"))) and before[:1] != b"#":
            prefixes[match[1].decode()] = match[2].decode()
    return prefixes


def _find_word(text: bytes) -> Iterator[int]:
    """Yield where ``prefix`` stands, in any case; in pieces, for a copy of the whole is large."""
    for begin in range(0, len(text), _PIECE):
        folded = text[begin : begin + _PIECE + len(_WORD) - 1].lower()
        at = folded.find(_WORD)
        while at >= 0:
            yield begin + at
            at = folded.find(_WORD, at + 1)
