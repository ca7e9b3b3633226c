"""What a check found, drawn for a terminal: in its width, what matters in colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence_kb.cli.fitting import fit_excerpt
from evidence_kb.cli.output import use_color
from evidence_kb.cli.style import bold, dim, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.curation.finding import Finding

_COLORS = {"error": "red", "warning": "yellow"}


def draw_findings(findings: Sequence[Finding], width: int) -> str:
    """Return findings as a compiler prints them, each with its source line and a caret."""
    return "\n".join(_draw_finding(finding, width) for finding in findings)


def _draw_finding(finding: Finding, width: int) -> str:
    place = f"{finding.file}:{finding.line}:{finding.column}:"
    rule = f"[{finding.rule}]"
    lines = wrap(f"{place} {finding.severity}: {finding.message} {rule}", width, later="  ")
    text = "\n".join(lines).replace(place, bold(place), 1)
    text = text.replace(f"{finding.severity}:", _paint(finding.severity), 1)
    before, found, after = text.rpartition(rule)
    text = before + dim(found) + after
    return f"{text}\n{fit_excerpt(finding.excerpt, width)}" if finding.excerpt else text


def _paint(severity: str) -> str:
    told = f"{severity}:"
    return click.style(told, fg=_COLORS.get(severity), bold=True) if use_color() else told
