"""Text: lines for a pipe, columns or blocks for a terminal."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from rich.cells import cell_len

from evidence_kb.tables.formats.text import print_table
from evidence_kb.tables.table import Column, Table
from tests.tables.formats_samples import SAMPLE, hostile_text, single, untimed, written

STATEMENT = "Isolated or lonely people fare worse in mind and body in long-term studies"
CLAIMS = Table(
    "claims",
    (
        Column("id"),
        Column("statement"),
        Column("tier", type="concept"),
        Column("outcomes", type="concept", one=False),
        Column("findings", type="count"),
        Column("contested", type="flag"),
    ),
    [
        (
            "C001",
            STATEMENT,
            "High confidence",
            ("all-cause mortality", "cardiovascular disease"),
            12,
            True,
        ),
        ("C002", STATEMENT, "Unknown", None, 0, False),
    ],
    "Claims",
)


def drawn(table: Table, width: int, color: bool = False) -> str:
    file = io.StringIO()
    print_table(table, width, color, file)
    return file.getvalue()


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_a_pipe_gets_a_line_a_row() -> None:
    """Line ends and tabs in a cell do not break the row."""
    assert written(single("a\tb\r\nc"), "text") == b"c\na b c\n"


@untimed
@given(hostile_text)
def test_a_pipe_gets_nothing_that_a_terminal_obeys(text: str) -> None:
    """No control character but the line end is written."""
    lines = written(single(text), "text").decode()

    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", lines) is None
    assert lines.count("\n") == 2


def test_flags_are_words_in_a_pipe() -> None:
    """Flags are yes and no, nothing recorded is nothing."""
    assert written(single(True, False, None), "text") == b"c\nyes\nno\n\n"


@pytest.mark.parametrize("width", [40, 80, 100, 160])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """Whatever the width, lines stay within it."""
    assert max(map(cell_len, drawn(CLAIMS, width).splitlines())) <= width


@pytest.mark.parametrize("width", [20, 40, 80, 160])
def test_nothing_is_cut(width: int) -> None:
    """Every word of every cell is there at any width."""
    shown = "".join(words(drawn(CLAIMS, width)))

    for text in ("C001", "confidence", "cardiovascular", "lonely", "studies", "yes"):
        assert text in shown


def test_a_word_wider_than_the_terminal_is_folded() -> None:
    """A long word goes on in the next line."""
    shown = drawn(single("x" * 50), 20)

    assert shown.count("x") == 50


def test_a_wide_terminal_gets_columns() -> None:
    """Where the words fit, headings stand above columns."""
    lines = drawn(CLAIMS, 100).splitlines()

    assert words(lines[2]) == ["Id", "Statement", "Tier", "Outcomes", "Findings", "Contested"]
    assert lines[4].startswith("C001  Isolated or lonely")


def test_a_single_column_fits_any_terminal() -> None:
    """A table of one column with long words is shown at the smallest width."""
    assert "interventioneffect" in drawn(single("interventioneffect"), 5).replace("\n", "")


def test_a_narrow_terminal_gets_blocks() -> None:
    """Where the words do not fit, each row is a block with headings beside values."""
    shown = drawn(CLAIMS, 50)

    assert "C001  Isolated or lonely" in shown
    assert "Tier: High confidence" in shown


def test_a_line_breaks_at_hyphens_between_letters_only() -> None:
    """Compound words may break; negative numbers and ranges may not."""
    shown = drawn(single("intervention-effect 1990-1999 or-0.35"), 16).splitlines()

    assert shown[2:5] == ["intervention-", "effect 1990-1999", "or-0.35"]


@pytest.mark.parametrize(("rows", "text"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
def test_the_last_line_counts_the_rows(rows: int, text: str) -> None:
    """The footer says how many rows there are."""
    assert drawn(single(*"ab"[:rows]), 80).splitlines()[-1] == text


@pytest.mark.parametrize(
    ("tier", "code"),
    [("High confidence", 32), ("Nuanced", 33), ("Mechanism", 36), ("Unknown", 35)],
)
def test_tiers_have_their_colours(tier: str, code: int) -> None:
    """High confidence is green, nuanced yellow, mechanism cyan, unknown magenta."""
    table = Table("t", (Column("tier", type="concept"),), [(tier,)])

    assert f"\x1b[{code}m{tier}" in drawn(table, 80, color=True)


def test_colour_only_adds() -> None:
    """Without its colours a coloured table is the plain one."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", drawn(CLAIMS, 100, color=True))

    assert [line.rstrip() for line in plain.splitlines()] == drawn(CLAIMS, 100).splitlines()


def test_without_colour_there_are_no_codes() -> None:
    """A terminal without colour gets none."""
    assert "\x1b" not in drawn(SAMPLE, 100)


def test_a_flag_that_is_not_set_is_blank() -> None:
    """On a terminal only flags that are set show."""
    shown = drawn(CLAIMS, 100)

    assert "yes" in shown
    assert "no" not in words(shown)


@untimed
@given(hostile_text)
def test_hostile_text_sends_no_codes(text: str) -> None:
    """No text makes the terminal obey it, nor is it read as markup."""
    shown = drawn(single(text + "[bold]x[/bold]"), 2000)

    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown) is None
    assert "[bold]x[/bold]" in shown


def test_wide_characters_line_up() -> None:
    """Characters that take two places are counted as two."""
    table = Table("t", (Column("a"), Column("b")), [("漢字", "x"), ("ab", "x")])

    lines = drawn(table, 80).splitlines()[2:4]

    assert {cell_len(line) for line in lines} == {7}


@pytest.mark.parametrize("name", ["COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM"])
def test_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """What is drawn depends on the width and the colour that were asked for."""
    before = drawn(CLAIMS, 100, color=True)
    monkeypatch.setenv(name, "30")

    assert drawn(CLAIMS, 100, color=True) == before
