"""The canonical layout of Turtle files: the same content, in the one order that diffs well."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, groupby
from typing import NamedTuple

from evidence_kb.errors import EnvironmentFault, InputError
from evidence_kb.files import explain_reading, replace_file
from evidence_kb.graph.blocks import Block, BlockReader, Comments
from evidence_kb.graph.reading import MAX_SIZE, find_format, read_bytes, read_source, require_file
from evidence_kb.graph.source import Source
from evidence_kb.graph.turtle import (
    ANONYMOUS,
    BlockWriter,
    find_selectors,
    format_prefixes,
    rank_block,
    rank_name,
)
from evidence_kb.vocabulary import PREFIXES, SKOS

_SUFFIX = ".ttl"
_NAMESPACE = f"<{PREFIXES['vann']}preferredNamespaceUri>"
_SCHEME = f"<{SKOS}ConceptScheme>"
_PIECE = 1 << 20  # bytes compared, and characters read again, at once
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16000;
CREATE TABLE block (subject TEXT, key BLOB, name BLOB, comment TEXT, text TEXT);
CREATE TABLE owner (selector TEXT, owner TEXT);
"""
_FIND_PARTS = """
CREATE INDEX block_subject ON block (subject);
CREATE TABLE part AS SELECT rowid AS number, * FROM block WHERE subject IN (
    SELECT subject FROM block GROUP BY subject HAVING COUNT(*) > 1);
DELETE FROM block WHERE rowid IN (SELECT number FROM part);
"""
_IN_ORDER = """
WITH owned AS (
    SELECT selector, MIN(owner) AS owner FROM owner
    WHERE selector NOT IN (SELECT owner FROM owner) GROUP BY selector
)
SELECT block.comment, block.text FROM block
LEFT JOIN owned ON owned.selector = block.subject
LEFT JOIN block AS above ON above.subject = owned.owner
ORDER BY COALESCE(above.key, block.key), above.key IS NOT NULL, block.name, block.text, block.rowid
"""


def format_turtle(text: str) -> str:
    """Return a Turtle text in the canonical layout; the same triples, and a fixed point.

    A comment above a block stays above it, one before the prefixes or before the first blank line
    stays at the head, one after the last block at the end. Values keep the form in which they are
    written: 1.50 stays 1.50. Blocks of one subject become one. The prefixes that are used are
    declared, those of the model by their own names. Raises DataError, with the place, for what is
    not Turtle and for a comment that no layout could keep: inside a block, at the end of a line.

    >>> print(format_turtle("PREFIX e: <http://e/> e:b e:p 2, 1.50 . e:a e:p e:b; a e:K."))
    @prefix e: <http://e/> .
    <BLANKLINE>
    e:a a e:K ;
        e:p e:b .
    <BLANKLINE>
    e:b
        e:p
            1.50,
            2 .
    <BLANKLINE>
    """
    with _translating():
        layout = _Layout.read(read_bytes(text.encode("utf-8", "surrogatepass"), "text", "turtle"))
        return b"".join(layout.write()).decode()


def lay_out(comments: Comments, prefixes: Mapping[str, str], blocks: Iterable[Block]) -> str:
    """Return blocks as a Turtle text in the canonical layout; they stay as they are.

    ``prefixes`` are used beside those of the model, and declared where they are used.

    >>> block = Block(["# why"], "<http://e/a>", {"<http://e/p>": ['"1.50"']})
    >>> print(lay_out(Comments(["# head"], []), {"e": "http://e/"}, [block]), end="")
    # head
    <BLANKLINE>
    @prefix e: <http://e/> .
    <BLANKLINE>
    # why
    e:a
        e:p "1.50" .
    """
    with _translating():
        return b"".join(_Layout(comments, prefixes, blocks).write()).decode()


def format_file(path: str | os.PathLike[str], *, max_size: int = MAX_SIZE) -> bool:
    """Give a Turtle file the canonical layout; return whether that changed it.

    The file is replaced in one step, and left alone where nothing changes. Memory: the file and
    some 50 MB. Raises what :func:`format_turtle` and ``read_source`` raise, InputError for a file
    of another format, and EnvironmentFault where the file cannot be written.
    """
    with _translating():
        layout = _Layout.read(_read(path, max_size))
        if layout.is_in(path):
            return False
        with replace_file(path) as stream:
            stream.writelines(layout.write())
        return True


def convert(source: Source) -> Iterator[bytes]:
    r"""Yield a text of any RDF format as Turtle in the canonical layout, piece by piece.

    Named graphs become one. Raises what :func:`format_turtle` raises, EnvironmentFault where
    there is no room in the folder for temporary files.

    >>> from evidence_kb.graph.reading import read_bytes
    >>> b"".join(convert(read_bytes(b"<a:s> <a:p> <a:o> .", "a.nt", "ntriples"))).decode()
    '<a:s>\n    <a:p> <a:o> .\n'
    """
    with _translating():
        yield from _Layout.read(_rewrite(source)).write()


def _rewrite(source: Source) -> Source:
    """Return a source as Turtle, with prefixes for the names that a base makes itself."""
    if source.format == "turtle":
        return source
    from evidence_kb.graph.store import read_triples

    prefixes, lines = dict(source.prefixes), []
    for subject, predicate, value in read_triples(source):
        lines.append(f"{subject} {predicate} {value} .\n")
        if predicate == _NAMESPACE:
            prefixes["kb"] = value.split('"')[1]
        elif value == _SCHEME and subject.endswith("/scheme>"):
            home = subject[1 : -len("scheme>")]
            prefixes.setdefault(home.rstrip("/").rpartition("/")[2], home)
    head = (f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())
    return Source(source.name, "turtle", "".join((*head, *lines)).encode(), prefixes)


def is_formatted(path: str | os.PathLike[str], *, max_size: int = MAX_SIZE) -> bool:
    """Return whether a Turtle file has the canonical layout; raises what reading it does.

    >>> from evidence_kb.resources import find_folder
    >>> is_formatted(os.path.join(find_folder("data"), "base.ttl"))
    True
    """
    with _translating():
        return _Layout.read(_read(path, max_size)).is_in(path)


def list_turtle_files(paths: Iterable[str]) -> list[str]:
    """Return the files among the paths, and the ``.ttl`` files in the folders among them, by name.

    Raises EnvironmentFault for a path that is not there and for a folder without such a file.

    >>> from evidence_kb.resources import find_folder
    >>> [os.path.basename(path) for path in list_turtle_files([find_folder("data")])]
    ['base.ttl', 'claims.ttl', 'concepts.ttl', 'literature.ttl']
    """
    files: dict[str, None] = {}
    for path in paths:
        if not os.path.isdir(path):
            files[path] = None
            continue
        try:
            names = sorted(os.listdir(path))
        except OSError as error:
            raise EnvironmentFault(f"{path}: {explain_reading(error)}") from error
        found = [n for n in names if n.lower().endswith(_SUFFIX) and not n.startswith(".")]
        if not found:
            raise EnvironmentFault(f"{path}: no Turtle file ({_SUFFIX}) in this folder")
        files |= dict.fromkeys(os.path.join(path, name) for name in found)
    return list(files)


def _read(path: str | os.PathLike[str], max_size: int) -> Source:
    require_file(path)
    if (kind := find_format(path)) != "turtle":
        raise InputError(
            f"{os.fspath(path)}: this is {kind}; only Turtle ({_SUFFIX}) has a layout: write it as "
            "Turtle with -o FILE.ttl"
        )
    return read_source(path, max_size=max_size)


@contextmanager
def _translating() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise EnvironmentFault(
            f"the blocks cannot be put in order in the folder for temporary files: {error}"
        ) from error


class _Row(NamedTuple):
    """A block in the index: its subject (None without a name), its keys, and what is written."""

    subject: str | None
    key: bytes
    name: bytes
    comment: str
    text: str


class _Layout:
    """The blocks of a source, written and in order, in an index on the disk.

    The index is a temporary database without a name: it vanishes with the process, and stays in
    memory while it is small.
    """

    def __init__(
        self, comments: Comments, prefixes: Mapping[str, str], blocks: Iterable[Block]
    ) -> None:
        declared = dict(sorted(prefixes.items()))
        self._writer = BlockWriter({**PREFIXES, **declared})
        self._comments = comments
        self._index = sqlite3.connect("", isolation_level=None)
        self._index.executescript(_TABLES)
        self._add(_merge(blocks))
        self._index.executescript(_FIND_PARTS)
        self._add(_merge(self._read_parts()))
        is_empty = self._index.execute("SELECT 1 FROM block").fetchone() is None
        # A file that has prefixes alone waits for its first block.
        self._prefixes = (
            BlockWriter(declared).list_known() if is_empty else self._writer.list_used()
        )

    @classmethod
    def read(cls, source: Source) -> _Layout:
        """Return the layout of a source."""
        reader = BlockReader(source)
        return cls(reader.comments, reader.prefixes, reader.read_blocks())

    def write(self) -> Iterator[bytes]:
        """Yield the file in the canonical layout, piece by piece."""
        rows = self._index.execute(_IN_ORDER)
        parts = chain(
            (_write_lines(self._comments.head), format_prefixes(self._prefixes)),
            (comment + text for comment, text in rows),
            (_write_lines(self._comments.foot),),
        )
        glue = ""
        for part in filter(None, parts):
            yield (glue + part).encode()
            glue = "\n"

    def is_in(self, path: str | os.PathLike[str]) -> bool:
        """Return whether the file holds exactly this."""
        try:
            with open(path, "rb") as file:
                return all(file.read(len(part)) == part for part in self.write()) and not file.read(
                    1
                )
        except OSError as error:
            raise EnvironmentFault(f"{os.fspath(path)}: {explain_reading(error)}") from error

    def _add(self, blocks: Iterable[Block]) -> None:
        self._index.execute("BEGIN")
        self._index.executemany(
            "INSERT INTO block VALUES (?, ?, ?, ?, ?)", map(self._make_row, blocks)
        )
        self._index.execute("COMMIT")

    def _make_row(self, block: Block) -> _Row:
        text = self._writer.format_block(block.subject, block.values)
        name = block.subject
        if not isinstance(name, str) or name == ANONYMOUS:
            key = rank_block(ANONYMOUS, block.values)
            return _Row(None, key.encode(), b"", _write_lines(block.comment), text)
        pairs = [(selector, name) for selector in find_selectors(block.values)]
        if pairs:
            self._index.executemany("INSERT INTO owner VALUES (?, ?)", pairs)
        key = rank_block(name, block.values)
        return _Row(name, key.encode(), rank_name(name).encode(), _write_lines(block.comment), text)

    def _read_parts(self) -> Iterator[Block]:
        """Yield the blocks of subjects that have several, subject by subject, as written so far."""
        head = format_prefixes(self._writer.list_used())
        rows = self._index.execute("SELECT comment, text FROM part ORDER BY subject, number")
        size = 0

        def count(row: tuple[str, str]) -> int:
            nonlocal size
            size += len(row[0]) + len(row[1])
            return size // _PIECE

        for _, some in groupby(rows, count):
            text = head + "".join(chain.from_iterable(some))
            yield from BlockReader(Source("text", "turtle", text.encode(), {})).read_blocks()


def _merge(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks, those of one subject that follow each other as one."""
    before: Block | None = None
    own = False  # whether it was made here, and may be changed
    for block in blocks:
        if (
            before
            and block.subject == before.subject != ANONYMOUS
            and isinstance(block.subject, str)
        ):
            if not own:
                values = {predicate: [*held] for predicate, held in before.values.items()}
                before, own = Block([*before.comment], before.subject, values), True
            before.comment.extend(block.comment)
            for predicate, held in block.values.items():
                before.values.setdefault(predicate, []).extend(held)
            continue
        if before:
            yield before
        before, own = block, False
    if before:
        yield before


def _write_lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
