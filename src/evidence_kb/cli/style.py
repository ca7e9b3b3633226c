"""Bold, dim and the colours of the tiers, where stdout shows colour; plain text elsewhere."""

from __future__ import annotations

import click

from evidence_kb.cli.output import use_color

_TIER_COLORS = {
    "High confidence": "green",
    "Nuanced": "yellow",
    "Mechanism": "cyan",
    "Unknown": "magenta",
}


def bold(text: str) -> str:
    """Return the text in bold, for headings."""
    return click.style(text, bold=True) if use_color() else text


def dim(text: str) -> str:
    """Return the text dimmed, for what stands beside."""
    return click.style(text, dim=True) if use_color() else text


def paint_tier(text: str) -> str:
    """Return the name of a tier in its colour; any other text as it is."""
    color = _TIER_COLORS.get(text.strip())
    return click.style(text, fg=color) if color and use_color() else text


def wrap(text: str, width: int, first: str = "", later: str | None = None) -> list[str]:
    """Return the lines of a text in ``width``, with indents; at least one.

    >>> wrap("all-cause mortality", 12, "  ", "    ")
    ['  all-cause', '    mortality']
    """
    import textwrap

    indent = first if later is None else later
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return lines or [first.rstrip()]
