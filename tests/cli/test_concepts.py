"""The commands ``concepts`` and ``stats``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Ask


def test_concepts_stand_below_their_broader_ones(ask: Ask) -> None:
    """A tree indents the narrower concept and counts the claims on each."""
    lines = ask("concepts", "outcome").stdout.splitlines()

    broader = next(i for i, line in enumerate(lines) if line.startswith("  Cardiovascular disease"))
    assert lines[broader].split() == ["Cardiovascular", "disease", "1"]
    assert lines[broader + 1] == "    Stroke"


def test_all_schemes_are_shown_without_a_name(ask: Ask) -> None:
    """Each scheme has its tree; concepts in no scheme come last."""
    heads = [line for line in ask("concepts").stdout.splitlines() if line and line[0] != " "]

    assert [head.split("  ")[0] for head in heads] == [
        "Exposures",
        "Outcomes",
        "Mechanisms",
        "Populations",
        "Without a scheme",
    ]


@pytest.mark.parametrize("name", ["outcome", "outcomes", "Outcomes", "outcome:scheme"])
def test_a_scheme_goes_by_id_or_label(ask: Ask, name: str) -> None:
    """Singular, plural, label and id mean the same scheme."""
    assert ask("concepts", name).stdout == ask("concepts", "outcome").stdout


def test_flat_gives_the_table_of_one_scheme(ask: Ask) -> None:
    """--flat prints rows, as does any format other than text."""
    flat = ask("concepts", "mechanism", "--flat", "--columns", "id").stdout
    loaded = json.loads(ask("concepts", "mechanism", "-f", "json").stdout)

    assert flat == "id\nmechanism:stress-load\n"
    assert [row["id"] for row in loaded] == ["mechanism:stress-load"]


def test_an_unknown_scheme_is_answered_with_the_nearest(ask: Ask) -> None:
    """A typo in a scheme is exit code 2."""
    result = ask("concepts", "outcom")

    assert result.exit_code == 2
    assert "no scheme 'outcom'; did you mean 'outcome'?" in result.stderr


def test_stats_count_the_base(ask: Ask) -> None:
    """Statements, tiers, concepts and places are counted, what is not there as 0."""
    rows = json.loads(ask("stats", "-f", "json").stdout)
    counts = {(row["group"], row["name"]): row["count"] for row in rows}

    assert counts["Statements", "Claims"] == 3
    assert counts["Claims by tier", "High confidence"] == 1
    assert counts["Claims by tier", "Unknown"] == 0
    assert counts["Claims by basis of the tier", "inferred"] == 1
    assert counts["Concepts", "Outcomes"] == 4
    assert counts["Documents", "Passages"] == 5
    assert counts["Evidence", "Findings"] == 1
    assert counts["Evidence", "Claims with an evidence line"] == 1


def test_stats_go_out_in_any_format(ask: Ask) -> None:
    """Figures are a table like another."""
    assert ask("stats", "-f", "csv").stdout.startswith("group,name,count\nStatements,Claims,3\n")
