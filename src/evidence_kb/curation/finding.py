"""A finding of the check: one thing that is wrong, where it stands, and the line it stands in."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.graph.reading import find_format, read_source
from evidence_kb.graph.source import quote_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evidence_kb.graph.source import Source


class Finding(NamedTuple):
    """What is wrong and where; line and column (code points) count from 1.

    ``severity`` is "error" or "warning", ``rule`` the name of the rule, ``excerpt`` the source
    line with a caret below the value at fault, None where there is no such line. ``node`` and
    ``path`` are the IRIs of the item and of the property at fault, empty where none is.
    """

    file: str
    line: int
    column: int
    severity: str
    rule: str
    message: str
    excerpt: str | None = None
    node: str = ""
    path: str = ""

    def __str__(self) -> str:
        """Return the finding as a compiler would print it.

        >>> print(Finding("a.ttl", 3, 5, "error", "claim-tier", "No such tier."))
        a.ttl:3:5: error: No such tier. [claim-tier]
        """
        head = f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message}"
        return f"{head} [{self.rule}]" + (f"\n{self.excerpt}" if self.excerpt else "")


class File(NamedTuple):
    """A file of a base, read again when its text is asked for: a large one is not held."""

    name: str
    max_size: int

    @property
    def format(self) -> str:
        """The form of RDF, by its suffix."""
        return find_format(self.name)

    def read(self) -> Source:
        """Return the text; raises what ``read_source`` does."""
        return read_source(self.name, max_size=self.max_size)


def find_lines(files: Sequence[File], findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings, each with its source line and a caret."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.file, []).append(finding)
    for file in files:
        here = found.pop(file.name, [])
        wanted = {finding.line: b"" for finding in here}
        for number, line in enumerate(BytesIO(file.read().data) if here else (), 1):
            if number in wanted:
                wanted[number] = line.rstrip(b"\n")
        for finding in here:
            yield finding._replace(excerpt=quote_line(wanted[finding.line], 1, finding.column))
    for unread in found.values():
        yield from unread
