"""Findings as text, JSON, SARIF and GitHub's workflow commands: pure text, in a fixed order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evidence_kb.curation.finding import Finding
    from evidence_kb.curation.rules import Rule

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
# https://docs.github.com/actions/reference/workflow-commands-for-github-actions
_IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_TOLD = ("file", "line", "column", "severity", "rule", "message", "excerpt")
_IN_PROPERTY = _IN_MESSAGE | {":": "%3A", ",": "%2C"}


def format_text(findings: Sequence[Finding]) -> str:
    """Return each finding as a compiler prints it, with its source line; the empty text for none.

    >>> format_text([])
    ''
    """
    return "\n".join(map(str, findings))


def format_json(findings: Sequence[Finding]) -> str:
    """Return a JSON list of objects: file, line, column, severity, rule, message, excerpt."""
    told = [dict(zip(_TOLD, finding, strict=False)) for finding in findings]
    return json.dumps(told, indent=2, ensure_ascii=False)


def format_github(findings: Sequence[Finding]) -> str:
    """Return a workflow command for each finding, which GitHub shows beside the line.

    >>> from evidence_kb.curation.finding import Finding
    >>> format_github([Finding("a,b.ttl", 3, 5, "error", "claim-tier", "100 % wrong.")])
    '::error file=a%2Cb.ttl,line=3,col=5,title=claim-tier::100 %25 wrong.'
    """
    return "\n".join(
        f"::{finding.severity} file={_escape(finding.file, _IN_PROPERTY)},line={finding.line},"
        f"col={finding.column},title={finding.rule}::{_escape(finding.message, _IN_MESSAGE)}"
        for finding in findings
    )


def format_sarif(findings: Sequence[Finding]) -> str:
    """Return a SARIF 2.1.0 log with one run, which code scanners and editors read."""
    from urllib.parse import quote

    from evidence_kb import __version__
    from evidence_kb.curation.rules import find_rule

    rules = sorted({finding.rule for finding in findings})
    results = [
        {
            "ruleId": finding.rule,
            "ruleIndex": rules.index(finding.rule),
            "level": finding.severity,
            "message": {"text": finding.message},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(finding.file)},
                        "region": {"startLine": finding.line, "startColumn": finding.column},
                    }
                }
            ],
        }
        for finding in findings
    ]
    driver = {
        "name": "evidence-kb",
        "version": __version__,
        "rules": [_describe(find_rule(rule)) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False)


def _describe(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.purpose},
        "defaultConfiguration": {"level": rule.severity},
        "help": {"text": f"Wrong:\n{rule.wrong}\n\nRight:\n{rule.right}"},
    }


def _escape(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)


FORMATS: dict[str, Callable[[Sequence[Finding]], str]] = {
    "text": format_text,
    "json": format_json,
    "sarif": format_sarif,
    "github": format_github,
}
