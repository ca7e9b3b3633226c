"""Findings for machines: SARIF as its standard has it, GitHub's commands without loopholes."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from evidence_kb.curation.finding import Finding
from evidence_kb.curation.reports import FORMATS, format_github, format_json, format_sarif

FINDINGS = [
    Finding("a b.ttl", 3, 5, "error", "claim-tier", "100 % wrong:\nmend it.", "  x\n  ^"),
    Finding("c.ttl", 1, 1, "warning", "two-blocks", "Twice.", None),
    Finding("data/é:1,2%.ttl", 2, 9, "error", "claim-tier", "No such tier.\r\n::error::x", None),
]


def read_run(findings: list[Finding]) -> dict[str, Any]:
    """Return the one run of a SARIF log."""
    log = json.loads(format_sarif(findings))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    return dict(run)


@pytest.mark.parametrize("findings", [[], FINDINGS], ids=["none", "some"])
def test_sarif_has_what_its_schema_requires(findings: list[Finding]) -> None:
    """The log has the members and the values that SARIF 2.1.0 asks for (sections 3.14 to 3.30).

    A run has its tool, a driver its name, a rule its id, a result its message; levels and kinds
    of column are of closed lists, lines and columns count from 1.
    """
    run = read_run(findings)

    driver = run["tool"]["driver"]
    assert driver["name"] == "evidence-kb"
    assert re.fullmatch(r"[0-9]+(\.[0-9]+)*[0-9a-z.+-]*", driver["version"])
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    assert len(run["results"]) == len(findings)
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"].startswith("Wrong:\n")
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
    for result in run["results"]:
        assert isinstance(result["message"]["text"], str)
        assert result["level"] in ("none", "note", "warning", "error")
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1


def test_sarif_says_which_rule_where_and_how_bad() -> None:
    """A scanner finds each rule by its index, and the file by a URI, whatever its name holds."""
    run = read_run(FINDINGS)

    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    told = [
        (
            rules[result["ruleIndex"]],
            result["ruleId"],
            result["level"],
            result["locations"][0]["physicalLocation"]["region"],
        )
        for result in run["results"]
    ]
    assert told == [
        (each.rule, each.rule, each.severity, {"startLine": each.line, "startColumn": each.column})
        for each in FINDINGS
    ]
    for result, finding in zip(run["results"], FINDINGS, strict=True):
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii()
        assert urlsplit(uri).scheme == ""
        assert unquote(urlsplit(uri).path) == finding.file


def test_a_workflow_command_stays_on_one_line() -> None:
    """No finding can begin a second command: line ends and percent signs are escaped."""
    lines = format_github(FINDINGS).split("\n")

    assert len(lines) == len(FINDINGS)
    assert lines[0].endswith("::100 %25 wrong:%0Amend it.")
    assert lines[2].endswith("::No such tier.%0D%0A::error::x")


def test_a_property_of_a_command_holds_no_mark_of_commands() -> None:
    """In a property a colon, a comma and a percent sign are escaped too, and come back."""
    line = format_github(FINDINGS[2:])

    head, file = line.partition(",line=")[0].split(" file=")
    assert head == "::error"
    assert file == "data/é%3A1%2C2%25.ttl"
    assert unquote(file) == FINDINGS[2].file


def test_a_command_has_line_column_and_rule() -> None:
    """GitHub shows the message beside the line, with the rule as its title."""
    assert format_github(FINDINGS[1:2]) == (
        "::warning file=c.ttl,line=1,col=1,title=two-blocks::Twice."
    )


def test_json_has_every_field() -> None:
    """A list of objects, from which the findings can be made again."""
    told = json.loads(format_json(FINDINGS))

    assert [Finding(**each) for each in told] == FINDINGS


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_has_an_answer_for_nothing(name: str) -> None:
    """Nothing wrong is an empty list, not an error."""
    text = FORMATS[name]([])

    assert text == "" or json.loads(text) is not None
