"""The commands ``sources`` and ``table``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Ask


def test_sources_are_listed_with_their_findings(ask: Ask) -> None:
    """A source shows who, when, what, and how many findings it has."""
    result = ask("sources", "--columns", "id,authors,year,findings")

    assert result.stdout.splitlines()[1] == "steptoe-2013-isolation\tSteptoe et al.\t2013\t1"


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["--outcome", "all-cause-mortality"], 1),
        (["--outcome", "stroke"], 0),
        (["--publication-type", "primary-study"], 1),
        (["--with-findings"], 1),
        (["--without-findings"], 0),
        (["--year", "2013"], 1),
        (["--search", "steptoe"], 1),
    ],
)
def test_sources_are_filtered(ask: Ask, arguments: list[str], count: int) -> None:
    """Filters come from the declared table of sources."""
    result = ask("sources", "--columns", "id", *arguments)

    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) == count + 1


def test_table_without_a_name_lists_the_tables(ask: Ask) -> None:
    """Each declared table is there, with its title and the options that filter it."""
    listed = json.loads(ask("table", "-f", "json").stdout)

    claims = next(row for row in listed if row["name"] == "claims")
    assert claims["title"] == "Claims"
    assert "tier" in claims["filters"]
    assert "id" in claims["columns"]


def test_table_prints_a_declared_table(ask: Ask) -> None:
    """A table is printed by name."""
    result = ask("table", "recommendations", "--columns", "id,label")

    assert result.stdout.splitlines()[1] == "R001\tBegin with tiny exchanges in familiar places"


def test_a_derived_table_takes_the_filters_of_what_it_groups(ask: Ask) -> None:
    """A filter narrows the rows before they are grouped."""
    whole = ask("table", "claim-map").stdout.splitlines()
    narrowed = ask("table", "claim-map", "--where", "tier=nuanced").stdout.splitlines()

    assert narrowed == [whole[0], *(line for line in whole[1:] if "Nuanced" in line)]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("tier=nuanced", ["C003"]),
        ("contested=true", ["C001"]),
        ("contested=no", ["C002", "C003"]),
        ("findings=yes", ["C001"]),
    ],
)
def test_where_reads_option_and_value(ask: Ask, condition: str, expected: list[str]) -> None:
    """--where filters by any option, a flag by true or false."""
    result = ask("table", "claims", "--columns", "id", "--where", condition)

    assert sorted(result.stdout.splitlines()[1:]) == expected


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["clams"], ["no table 'clams'", "'claims'"]),
        (["claims", "--where", "teir=nuanced"], ["no filter 'teir'", "'tier'"]),
        (["claims", "--where", "tier"], ["'tier' should read name=value"]),
        (["claims", "--where", "contested=maybe"], ["'maybe'", "true or false"]),
        (["claims", "--where", "tier=hihg"], ["no tier 'hihg'", "'high-confidence'"]),
        (["claim-map", "--columns", "nothing"], ["no column 'nothing'", "outcome"]),
    ],
)
def test_a_mistake_names_the_nearest(ask: Ask, arguments: list[str], words: list[str]) -> None:
    """A table, a filter or a value that does not exist is exit code 2, with what does."""
    result = ask("table", *arguments)

    assert result.exit_code == 2
    assert all(word in result.stderr for word in words), result.stderr
