"""Many lines in order and without repeats, in memory that does not grow with them: sorted on disk.

The order is that of code points, which is that of the bytes in UTF-8.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from contextlib import ExitStack
from io import BytesIO
from itertools import pairwise
from typing import IO, TYPE_CHECKING

from evidence_kb.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    Piece = list[bytes]

RUN = 24_000_000
"""Bytes that are sorted in memory at once, about; fewer never touch the disk."""
_LINE = 64  # bytes that Python takes for a line beside its characters
_BLOCK = 1 << 16  # bytes of a file that are read at once, at most
_LEAST_BLOCK = 1 << 12


class SortedLines:
    r"""Lines in order, each once and each with its ``\n``; read in pieces, or looked up by head.

    What does not fit into one run lies in a temporary file without a name, which vanishes with
    the process. Raises EnvironmentFault where that cannot be written.

    >>> lines = SortedLines(["b 2\n", "b 1\n", "a\n", "a\n"])
    >>> list(lines.read()), lines.find("b ")
    ([[b'a\n', b'b 1\n', b'b 2\n']], ['b 1\n', 'b 2\n'])
    """

    def __init__(
        self, lines: Iterable[str], without: AbstractSet[str] = frozenset(), run: int = RUN
    ) -> None:
        self._file: IO[bytes] | None = None
        self._few: Piece = []
        self._count = self._size = 0
        try:
            with ExitStack() as stack:
                self._gather(lines, without, run, stack)
        except OSError as error:
            raise EnvironmentFault(
                "the content cannot be put in order in the folder for temporary files: "
                f"{error.strerror or error}"
            ) from error

    def __del__(self) -> None:
        """Close the file, which then is gone."""
        if self._file is not None:
            self._file.close()

    def __len__(self) -> int:
        """Return how many lines there are."""
        return self._count

    def read(self) -> Iterator[Piece]:
        """Yield the lines from first to last, a list of some of them at a time."""
        yield from self._read_from(b"")  # a generator, which keeps the file open

    def find(self, head: str) -> list[str]:
        """Return the lines that begin with some text, in order."""
        wanted = head.encode()
        found: list[str] = []
        for piece in self._read_from(wanted):
            for at in range(bisect_left(piece, wanted), len(piece)):
                if not piece[at].startswith(wanted):
                    return found
                found.append(piece[at].decode())
        return found

    def hash(self) -> str:
        """Return the sha256 of all lines together, in hexadecimal.

        >>> SortedLines([]).hash()[:8]
        'e3b0c442'
        """
        import hashlib  # loads a library that most commands never need

        total = hashlib.sha256()
        for piece in self.read():
            total.update(b"".join(piece))
        return total.hexdigest()

    def _read_from(self, line: bytes) -> Iterator[Piece]:
        """Yield pieces, the first of which holds the first line that is not below another."""
        if self._file is None:
            yield from [self._few] if self._few else []
            return
        later = bisect_left(range(0, self._size, _BLOCK), line, key=self._read_line)
        start = self._go_to(max(0, later - 1) * _BLOCK)
        yield from _read_run(self._file, start, self._size)

    def _read_line(self, place: int) -> bytes:
        """Return the first line that begins at a place in the file or after it."""
        assert self._file
        self._go_to(place)
        return self._file.readline() or b"\xff"  # above every line

    def _go_to(self, place: int) -> int:
        assert self._file
        self._file.seek(max(0, place - 1))
        if place:
            self._file.readline()
        return self._file.tell()

    def _gather(
        self, lines: Iterable[str], without: AbstractSet[str], run: int, stack: ExitStack
    ) -> None:
        spilled: IO[bytes] | None = None
        bounds = [0]
        pending: list[str] = []
        size = 0
        for line in lines:
            pending.append(line)
            size += len(line) + _LINE
            if size > run:
                spilled = spilled or stack.enter_context(_open_file())
                spilled.writelines(line.encode() for line in sorted(set(pending) - without))
                bounds.append(spilled.tell())
                pending, size = [], 0
        self._few = [line.encode() for line in sorted(set(pending) - without)]
        self._count = len(self._few)
        if spilled:
            block = max(_LEAST_BLOCK, min(_BLOCK, run // len(bounds)))  # all fit into one run
            readers = [_read_run(spilled, *ends, block) for ends in pairwise(bounds)]
            self._merge([*readers, iter([self._few] if self._few else [])])
            self._few = []

    def _merge(self, readers: Sequence[Iterator[Piece]]) -> None:
        """Write sorted runs as one."""
        self._file = _open_file()
        self._count = 0
        for parts in walk_together(readers):
            together = [line for part in parts for line in part]
            together.sort()  # of sorted runs: linear
            piece = list(dict.fromkeys(together))
            self._count += len(piece)
            self._file.write(b"".join(piece))
        self._size = self._file.tell()


def walk_together(readers: Sequence[Iterator[Piece]]) -> Iterator[list[Piece]]:
    """Yield, for one stretch of the order after another, the lines that each reader has there.

    >>> list(walk_together([iter([[b"a", b"d"]]), iter([[b"a"], [b"b"]])]))
    [[[b'a'], [b'a']], [[], [b'b']], [[b'd'], []]]
    """
    pieces = [next(reader, []) for reader in readers]
    starts = [0] * len(readers)
    while any(pieces):
        last = min(piece[-1] for piece in pieces if piece)
        ends = [
            bisect_right(piece, last, start) for piece, start in zip(pieces, starts, strict=True)
        ]
        yield [piece[start:end] for piece, start, end in zip(pieces, starts, ends, strict=True)]
        for at, reader in enumerate(readers):
            starts[at] = ends[at]
            if ends[at] == len(pieces[at]):
                pieces[at], starts[at] = next(reader, []), 0


def _read_run(file: IO[bytes], start: int, end: int, block: int = _BLOCK) -> Iterator[Piece]:
    """Yield the lines between two places of a file, of which several may be read in turns."""
    while start < end:
        file.seek(start)
        data = file.read(min(block, end - start))
        if not data.endswith(b"\n"):
            data += file.readline()
        start += len(data)
        yield BytesIO(data).readlines()


def _open_file() -> IO[bytes]:
    from tempfile import TemporaryFile  # loads more than most commands need

    return TemporaryFile(prefix="evidence-kb-")
