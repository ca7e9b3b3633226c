"""A finding of the check: one thing that is wrong, where it stands, and the line it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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


def find_lines(sources: Sequence[Source], findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings, each with its source line and a caret."""
    split: dict[str, list[bytes]] = {}
    data = {source.name: source.data for source in sources}
    for finding in findings:
        if finding.file not in data:
            yield finding
            continue
        lines = split.setdefault(finding.file, data[finding.file].split(b"\n"))
        line = lines[finding.line - 1] if finding.line <= len(lines) else b""
        yield finding._replace(excerpt=quote_line(line, 1, finding.column))
