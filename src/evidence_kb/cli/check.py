"""The command that says all that is wrong with a base, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence_kb.cli.command import command
from evidence_kb.cli.findings import draw_findings
from evidence_kb.cli.output import count_nouns, on_terminal, screen_width, send_text
from evidence_kb.cli.process import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.cli.session import Session
    from evidence_kb.curation.finding import Finding


@command(
    "check",
    """
    evidence-kb check
    evidence-kb check --format github --strict
    evidence-kb check --explain claim-tier
    """,
    [
        click.Option(
            ["-f", "--format"],
            type=click.Choice(["text", "json", "sarif", "github"]),
            default="text",
            metavar="FORMAT",
            help="text, json, sarif or github.",
        ),
        click.Option(["--strict"], is_flag=True, help="End with 1 on warnings too."),
        click.Option(
            ["--guide"],
            metavar="FILE",
            envvar="EVIDENCE_KB_GUIDE",
            type=click.Path(),
            help="The document: look its passages up [or EVIDENCE_KB_GUIDE].",
        ),
        click.Option(
            ["--explain"], metavar="RULE", help="Say what a rule is for, with examples, and stop."
        ),
    ],
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@click.pass_obj
def check_command(
    session: Session,
    /,
    paths: tuple[str, ...],
    format: str,
    strict: bool,
    guide: str | None,
    explain: str | None,
) -> None:
    """Say all that is wrong with a base, and where.

    PATH are files or folders, together one base; without one, the base that --kb names. Each
    finding has file, line and column, and what to do. Exit code 1 says that there are errors.
    """
    from evidence_kb.curation.reports import FORMATS

    if explain:
        from evidence_kb.curation.rules import find_rule, format_rule

        send_text(format_rule(find_rule(explain)))
        return
    findings = _check(session, paths, guide)
    if format == "text" and on_terminal():
        if findings:
            send_text(draw_findings(findings, screen_width()))
    elif format != "text" or findings:
        send_text(FORMATS[format](findings))
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    where = "" if paths or session.source else " in the bundled base"
    say(f"{count_nouns(errors, 'errors')}, {count_nouns(warnings, 'warnings')}{where}")
    if errors or (strict and warnings):
        raise click.exceptions.Exit(1)


def _check(session: Session, paths: Sequence[str], guide: str | None) -> list[Finding]:
    from evidence_kb.curation.check import check
    from evidence_kb.curation.passages import read_document
    from evidence_kb.resources import find_folder

    document = read_document(guide) if guide else None
    places = paths or [session.source or find_folder("data")]
    limit = {} if session.max_size is None else {"max_size": session.max_size}
    return check(*places, document=document, timeout=session.timeout, **limit)
