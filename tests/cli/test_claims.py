"""The command ``claims``: filters, search, columns, order, formats, mistakes."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from evidence_kb.tables.declaration import TableRule

if TYPE_CHECKING:
    from pathlib import Path

    from evidence_kb.knowledge_base import KnowledgeBase
    from tests.cli.conftest import Ask


def list_ids(ask: Ask, *arguments: str) -> list[str]:
    result = ask("claims", "--columns", "id", *arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()[1:]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--tier", "nuanced"], ["C003"]),
        (["--tier", "High confidence"], ["C001"]),
        (["--basis", "inferred"], ["C003"]),
        (["--type", "mechanism"], ["C002"]),
        (["--direction", "harmful"], ["C001"]),
        (["--exposure", "loneliness"], ["C001"]),
        (["--outcome", "outcome:social-anxiety"], ["C003"]),
        (["--mechanism", "stress-load"], ["C002"]),
        (["--population", "Socially anxious adults"], ["C003"]),
        (["--section", "S05"], ["C003"]),
        (["--contested"], ["C001"]),
        (["--not-contested"], ["C003", "C002"]),
        (["--with-findings"], ["C001"]),
        (["--without-findings"], ["C003", "C002"]),
        (["--search", "stress"], ["C002"]),
    ],
)
def test_a_filter_keeps_what_it_names(ask: Ask, arguments: list[str], expected: list[str]) -> None:
    """Each filter keeps the claims it names, by id or by label, and no other."""
    assert list_ids(ask, *arguments) == expected


def test_an_option_given_twice_takes_either(ask: Ask) -> None:
    """Values of one option are or-ed."""
    assert list_ids(ask, "--tier", "nuanced", "--tier", "mechanism") == ["C003", "C002"]


def test_different_options_narrow_each_other(ask: Ask) -> None:
    """Options are and-ed."""
    assert list_ids(ask, "--tier", "nuanced", "--direction", "harmful") == []


def test_a_broader_concept_takes_the_narrower_in(ask: Ask) -> None:
    """A filter on a concept keeps claims on what is below it."""
    assert list_ids(ask, "--exposure", "social-disconnection") == ["C001"]
    assert list_ids(ask, "--section", "S01") == ["C001", "C002"]


def test_every_filter_of_the_declaration_is_an_option(ask: Ask, kb: KnowledgeBase) -> None:
    """The command offers what the table declares."""
    rule = kb.find_table("claims")
    assert isinstance(rule, TableRule)

    help_text = ask("claims", "--help").stdout

    for option in rule.options:
        assert option.replace("_", "-") in help_text


def test_columns_are_chosen_and_ordered(ask: Ask) -> None:
    """--columns takes names with commas, or given twice, and keeps their order."""
    result = ask("claims", "--columns", "tier,id", "--columns", "rule", "--limit", "1")

    assert result.stdout == "tier\tid\trule\nHigh confidence\tC001\tT1\n"


def test_text_shows_the_main_columns_and_other_formats_all(ask: Ask) -> None:
    """Without --columns text keeps to the brief ones; a file to load has every one."""
    text = ask("claims").stdout.splitlines()[0].split("\t")
    loaded = json.loads(ask("claims", "-f", "json").stdout)

    assert text == ["id", "label", "tier", "direction", "exposures", "outcomes", "mechanisms"]
    assert set(loaded[0]) > set(text)


def test_all_columns_can_be_had_as_text(ask: Ask) -> None:
    """--columns all gives every column in text too."""
    text = ask("claims", "--columns", "all").stdout.splitlines()[0].split("\t")

    assert text == list(json.loads(ask("claims", "-f", "json").stdout)[0])


def test_sort_takes_several_keys_and_descends(ask: Ask) -> None:
    """--sort orders by each key; a minus turns it round."""
    assert list_ids(ask, "--sort", "-id") == ["C003", "C002", "C001"]
    assert list_ids(ask, "--sort", "basis,-id") == ["C003", "C002", "C001"]
    assert list_ids(ask, "--sort", "-basis,id") == ["C001", "C002", "C003"]


def test_limit_cuts_after_the_order(ask: Ask) -> None:
    """--limit keeps the first rows; 0 keeps none."""
    assert list_ids(ask, "--sort", "-id", "--limit", "1") == ["C003"]
    assert list_ids(ask, "--limit", "0") == []


def test_ids_stand_in_place_of_labels(ask: Ask) -> None:
    """--ids shows concepts by id."""
    result = ask("claims", "--tier", "nuanced", "--ids", "--columns", "tier,outcomes")

    assert result.stdout.splitlines()[1] == "tier:nuanced\toutcome:social-anxiety"


@pytest.mark.parametrize("name", ["text", "csv", "tsv", "json", "jsonl", "md", "html", "latex"])
def test_a_format_is_written_to_a_pipe(ask: Ask, name: str) -> None:
    """Every text format goes to stdout with all claims in it."""
    result = ask("claims", "-f", name)

    assert result.exit_code == 0
    assert all(name in result.stdout for name in ("C001", "C002", "C003"))


@pytest.mark.parametrize("suffix", ["csv", "json", "md", "html", "tex", "xlsx", "txt"])
def test_the_suffix_of_the_file_chooses_the_format(ask: Ask, tmp_path: Path, suffix: str) -> None:
    """-o writes the file, prints nothing, and says what it wrote."""
    target = tmp_path / f"answer.{suffix}"

    result = ask("claims", "--tier", "nuanced", "-o", str(target))

    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == f"wrote {target}: 1 claim\n"
    assert target.stat().st_size > 0


def test_the_format_option_outweighs_the_suffix(ask: Ask, tmp_path: Path) -> None:
    """-f decides where both are given."""
    target = tmp_path / "answer.txt"

    ask("claims", "--columns", "id", "-f", "csv", "-o", str(target))

    assert list(csv.reader(target.read_text().splitlines())) == [
        ["id"],
        ["C001"],
        ["C003"],
        ["C002"],
    ]


def test_nothing_found_is_a_header_and_no_failure(ask: Ask) -> None:
    """An empty answer in a pipe is its header; the exit code is 0."""
    result = ask("claims", "--search", "zzz", "--columns", "id")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "id\n", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--tier", "hihg-confidence"], ["no tier 'hihg-confidence'", "'high-confidence'"]),
        (["--outcome", "strok"], ["no outcome 'strok'", "'stroke'"]),
        (["--exposure", "zzzz"], ["no exposure 'zzzz'", "there are loneliness"]),
        (["--columns", "teir"], ["no column 'teir'", "'tier'"]),
        (["--sort", "-teir"], ["no column 'teir'", "'tier'"]),
        (["--teir", "nuanced"], ["no option '--teir'", "'--tier'"]),
        (["-f", "jsn"], ["no format 'jsn'", "'json'", "xlsx (.xlsx)"]),
        (["-o", "answer.xslx"], ["'.xslx'", "'xlsx'"]),
        (["-o", "answer"], ["'answer' has no suffix"]),
        (["--limit", "many"], ["'--limit'", "'many' is not a valid integer"]),
        (["--limit", "-1"], ["'--limit'", "-1"]),
        (["--timeout", "0"], ["'--timeout'"]),
        (["--tier"], ["'--tier' requires an argument"]),
        (["extra"], ["unexpected extra argument"]),
    ],
)
def test_a_mistake_is_answered_with_what_to_type(
    ask: Ask, arguments: list[str], words: list[str]
) -> None:
    """One clear line on stderr names what was found and the nearest that is; exit code 2."""
    result = ask("claims", *arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("evidence-kb: ")
    assert all(word in result.stderr for word in words), result.stderr


@pytest.mark.parametrize(("size", "code"), [("100MB", 0), ("2 gb", 0), ("5000000", 0), ("1kB", 4)])
def test_a_size_is_read_with_or_without_a_unit(ask: Ask, size: str, code: int) -> None:
    """The limit on a base is a number of bytes, in decimal units."""
    assert ask("claims", "--max-size", size).exit_code == code


@pytest.mark.parametrize("size", ["", "0", "much", "-1MB", "1.5GB", "M"])
def test_what_is_no_size_is_refused(ask: Ask, size: str) -> None:
    """The message shows how to write one."""
    result = ask("claims", "--max-size", size)

    assert result.exit_code == 2
    assert "write it as 500MB or 2GB" in result.stderr
