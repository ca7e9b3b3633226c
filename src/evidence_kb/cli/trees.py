"""Trees and figures as text: concepts below each other, counts lined up."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from evidence_kb.cli.style import bold, dim, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.hierarchy import Branch
    from evidence_kb.tables.table import Cell

_COUNT = 10


def format_tree(title: str, roots: Sequence[Branch], width: int) -> str:
    """Return concepts below each other in ``width``, counts of claims and findings at the right.

    A column of findings is there when some concept of the tree has any.
    """
    walked = [(depth, branch) for root in roots for depth, branch in root.walk()]
    heads = ["claims", "findings"] if any(b.findings for _, b in walked) else ["claims"]
    names = max(2 * depth + 2 + len(branch.label) for depth, branch in walked)
    column = max(len(title), min(names, width - _COUNT * len(heads)))
    lines = [bold(title.ljust(column)) + dim("".join(f"{head:>{_COUNT}}" for head in heads))]
    for depth, branch in walked:
        indent = "  " * (depth + 1)
        *before, last = wrap(branch.label, column, indent, indent + "  ")
        counts = (branch.claims, branch.findings)[: len(heads)]
        shown = "".join(f"{count or '':>{_COUNT}}" for count in counts)
        lines += [*before, (last.ljust(column) + shown).rstrip()]
    return "\n".join(lines)


def format_figures(title: str, version: str | None, rows: Sequence[Sequence[Cell]]) -> str:
    """Return the figures of a base by group; a group without any says so."""
    lines = [bold(f"{title} {version}" if version else title)]
    width = max(len(str(row[1])) for row in rows)
    for group, members in groupby(rows, key=lambda row: str(row[0])):
        counted = list(members)
        lines += ["", bold(group)]
        for _, name, count in counted:
            shown = f"{count:>6,}" if count else dim("  none")
            lines.append(f"  {str(name).ljust(width)}  {shown}")
    return "\n".join(lines)
