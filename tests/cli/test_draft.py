"""The command draft: what it prints and writes, and what it says of what it left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ask

TEXT = "# Loneliness\n\nLoneliness can raise the risk of stroke. Call a friend today.\n"


@pytest.fixture
def guide(tmp_path: Path) -> str:
    path = tmp_path / "text.md"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_proposals_are_printed_as_rows(ask: Ask, guide: str) -> None:
    """In a pipe the table is plain; a summary goes to stderr."""
    result = ask("draft", "--document", guide, "-f", "csv")

    head, claim, advice = result.stdout.splitlines()
    assert head.startswith("key,kind,tier,rule,hedge")
    assert "claim,nuanced,T6,can" in claim
    assert "exposure:loneliness" in claim
    assert "recommendation" in advice
    assert "proposed: 1 claim, 1 recommendation; 2 new passages" in result.stderr


def test_the_guide_of_the_environment_is_taken(
    ask: Ask, guide: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for the commands on passages."""
    monkeypatch.setenv("EVIDENCE_KB_GUIDE", guide)

    assert ask("draft").exit_code == 0


def test_json_holds_the_rows_of_the_sheets(ask: Ask, guide: str, tmp_path: Path) -> None:
    """To stdout, and to a file by its suffix."""
    target = tmp_path / "draft.json"

    printed = ask("draft", "--document", guide, "-f", "json").stdout
    written = ask("draft", "--document", guide, "-o", str(target))

    assert json.loads(printed) == json.loads(target.read_text("utf-8"))
    assert json.loads(printed)["claims"][0]["tier_rule"] == "T6"
    assert f"wrote {target}: 2 proposals" in written.stderr


def test_quote_makes_labels_of_the_sentences(ask: Ask, guide: str) -> None:
    """For a text that may be quoted."""
    told = json.loads(ask("draft", "--document", guide, "--quote", "-f", "json").stdout)

    assert told["claims"][0]["label"] == "Loneliness can raise the risk of stroke."


def test_without_a_document_it_says_what_it_needs(ask: Ask) -> None:
    """Nothing is read from elsewhere."""
    result = ask("draft", "--document", "")

    assert result.exit_code in (2, 5)
    assert ask("draft").stderr.strip().endswith("give it with --document FILE")


def test_a_document_that_is_no_text_is_refused_with_its_line(ask: Ask, tmp_path: Path) -> None:
    """As everywhere else: file and line, no traceback."""
    path = tmp_path / "text.txt"
    path.write_bytes(b"One.\nTw\xff.")

    result = ask("draft", "--document", str(path))

    assert result.exit_code == 1
    assert f"{path}:2: byte 0xff is not UTF-8" in result.stderr


def test_an_empty_document_proposes_nothing(ask: Ask, tmp_path: Path) -> None:
    """Nothing to say is no error."""
    path = tmp_path / "empty.txt"
    path.write_text("", encoding="utf-8")

    result = ask("draft", "--document", str(path), "-f", "csv")

    assert result.exit_code == 0
    assert result.stdout.count("\n") == 1
    assert "proposed: nothing; 0 new passages" in result.stderr


def test_a_workbook_is_written_and_not_over_another_one(
    ask: Ask, guide: str, tmp_path: Path
) -> None:
    """It may hold decisions of a person by then."""
    target = tmp_path / "draft.xlsx"

    first = ask("draft", "--document", guide, "-o", str(target))
    second = ask("draft", "--document", guide, "-o", str(target))
    forced = ask("draft", "--document", guide, "-o", str(target), "--force")

    assert (first.exit_code, second.exit_code, forced.exit_code) == (0, 2, 0)
    assert f"wrote {target}: 2 proposals" in first.stderr
    assert "--force replaces it" in second.stderr


def test_a_folder_gets_a_csv_file_for_each_sheet(ask: Ask, guide: str, tmp_path: Path) -> None:
    """The same rows as in a workbook."""
    target = tmp_path / "draft"

    ask("draft", "--document", guide, "-o", str(target))

    assert {"claims.csv", "passages.csv", "recommendations.csv"} <= {
        path.name for path in target.iterdir()
    }


def test_what_the_document_says_twice_is_proposed_once(ask: Ask, tmp_path: Path) -> None:
    """With both passages."""
    path = tmp_path / "text.md"
    path.write_text("# A\n\nTea helps the sleep of tired people.\n" * 2, encoding="utf-8")

    result = ask("draft", "--document", str(path), "-f", "csv")

    assert "proposed: 1 claim; 2 new passages" in result.stderr
