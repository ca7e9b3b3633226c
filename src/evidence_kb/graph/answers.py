"""Answers kept between runs of the command line, so that a command need not read the base again.

Reading the bundled base takes longer than everything else that a command does. What the program
asks of a base to show a table is little, always the same, and depends on nothing but its files:
it is kept in the user's cache folder, under a name that changes when any of the files does. The
file can be deleted at any time; where it cannot be written or read, the base is read as ever.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from evidence_kb.errors import EvidenceError
from evidence_kb.graph.terms import IRI, Answer, Value, read_decimal, write_term

_LARGEST = 4_000_000
"""Characters up to which answers are kept; of a base that gives more, nothing is added."""

_OLDEST = 8
"""Files kept: those of bases and versions that were not asked lately go."""


class Answers:
    """The answers that earlier runs got from one state of one base."""

    def __init__(self, path: str, entries: dict[str, Any]):
        self._path = path
        self._entries = entries
        self._grown = False

    def find(self, text: str, values: Mapping[str, Sequence[Value]] | None) -> Answer | None:
        """Return the answer to a SELECT; None where no run has asked for it."""
        entry = self._entries.get(_name_question(text, values))
        if entry is None:
            return None
        try:
            columns, rows = entry
            return Answer(tuple(columns), [tuple(map(_read_value, row)) for row in rows])
        except (TypeError, ValueError, IndexError):  # not as it was written
            return None

    def keep(self, text: str, values: Mapping[str, Sequence[Value]] | None, answer: Answer) -> None:
        """Add an answer."""
        rows = [[_write_value(value) for value in row] for row in answer.rows]
        self._entries[_name_question(text, values)] = [list(answer.columns), rows]
        self._grown = True

    def find_fact(self, name: str) -> Any:
        """Return what is kept of the base itself under a name; None where nothing is."""
        return self._entries.get(name)

    def keep_fact(self, name: str, value: Any) -> None:
        """Add something of the base itself: plain lists, dictionaries and texts."""
        self._entries[name] = value
        self._grown = True

    def save(self) -> None:
        """Write what was added, whole or not at all; what cannot be written is not kept."""
        if not self._grown:
            return
        import json

        from evidence_kb.files import replace_file

        with suppress(OSError, EvidenceError):
            text = json.dumps(self._entries, ensure_ascii=False, separators=(",", ":"))
            if len(text) > _LARGEST:
                return
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            with replace_file(self._path) as stream:
                stream.write(text.encode(errors="surrogatepass"))
            _remove_oldest(os.path.dirname(self._path))
        self._grown = False


def open_answers(files: Sequence[str], version: str) -> Answers | None:
    """Return the answers kept for the present state of files; None where they must not be kept.

    The state of a file is its place, size, times and inode: no change of content leaves them all as
    they were. ``version`` stands for the program. ``EVIDENCE_KB_CACHE`` names another folder; set
    to nothing, nothing is kept.

    >>> open_answers(["/no/such/file.ttl"], "1") is None
    True
    """
    folder = os.environ.get("EVIDENCE_KB_CACHE")
    if folder is None:
        home = os.environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(home):  # as the XDG Base Directory Specification has it
            home = os.path.join(os.path.expanduser("~"), ".cache")
        folder = os.path.join(home, "evidence-kb")
    try:
        states = [(os.path.abspath(file), os.stat(file)) for file in files]
    except OSError:
        return None
    if not folder:
        return None
    import json
    from zlib import crc32

    described = [
        [path, state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]
        for path, state in states
    ]
    state = json.dumps([version, described])
    path = os.path.join(folder, f"answers-{crc32(state.encode()):08x}.json")
    entries: dict[str, Any] = {}
    with suppress(OSError, ValueError):
        if os.path.isfile(path) and os.path.getsize(path) <= _LARGEST:
            with open(path, "rb") as file:
                kept = json.loads(file.read())
            if isinstance(kept, dict) and kept.get("state") == state:
                entries = kept
    return Answers(path, entries or {"state": state})


def _name_question(text: str, values: Mapping[str, Sequence[Value]] | None) -> str:
    bound = [f"{name} {' '.join(map(write_term, given))}" for name, given in (values or {}).items()]
    return "\0".join((text, *bound))


def _write_value(value: Value) -> object:
    if isinstance(value, IRI):
        return "i" + value
    if isinstance(value, str):
        return "s" + value
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, date):
        return "t" + value.isoformat()
    return ["f", value] if isinstance(value, float) else "d" + str(value)


def _read_value(written: Any) -> Value:
    if not isinstance(written, str | list):
        kept: Value = written
        return kept
    if isinstance(written, list):
        return float(written[1])
    kind, text = written[0], written[1:]
    if kind == "i":
        return IRI(text)
    if kind == "t":
        return date.fromisoformat(text)
    return read_decimal(text) if kind == "d" else text


def _remove_oldest(folder: str) -> None:
    kept = [
        entry for entry in os.scandir(folder)
        if entry.name.startswith("answers-") and entry.name.endswith(".json")
    ]  # fmt: skip
    kept.sort(key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    for entry in kept[_OLDEST:]:
        os.unlink(entry.path)
