"""Where passages stand now, drawn for a terminal: a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence_kb.cli.output import use_color
from evidence_kb.cli.style import bold, dim, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.curation.places import Locus

_COLORS = {"moved": "yellow", "missing": "red", "ambiguous": "magenta"}


def draw_loci(loci: Sequence[Locus], width: int) -> str:
    """Return a line for each locus, as ``P266  moved  20169-20261 -> 19238-19330  line 344``.

    What does not fit in ``width`` goes on below, under the offsets.
    """
    names = max((len(locus.mark.id) for locus in loci), default=0)
    statuses = max((len(locus.status) for locus in loci), default=0)
    lines: list[str] = []
    for mark, status, start, end, line, note in loci:
        lead = f"{mark.id.ljust(names)}  {status.ljust(statuses)}  "
        told = f"{mark.start}-{mark.end}"
        if status == "moved":
            told += f" -> {start}-{end}"
        if start is not None:
            told += f"  line {line}"
        first, *later = wrap(f"{told}  {note}" if note else told, width, " " * len(lead))
        lines.append(f"{bold(mark.id.ljust(names))}  {_paint(status.ljust(statuses))}  "
                     f"{first[len(lead):]}")  # fmt: skip
        lines += [dim(each) for each in later]
    return "\n".join(lines)


def _paint(status: str) -> str:
    color = _COLORS.get(status.strip())
    return click.style(status, fg=color) if color and use_color() else status
