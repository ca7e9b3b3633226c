"""On a terminal: drawn in its width, coloured unless told not to, words where nothing is found."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import sys
import termios
from shutil import copytree
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

import pytest

from tests.cli.test_passages import TEXT, write_base
from tests.conftest import FIXTURE, ROOT

if TYPE_CHECKING:
    from pathlib import Path

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


BUNDLED = str(ROOT / "data")


def look(width: int, *arguments: str, **environment: str) -> tuple[str, int]:
    """Run a command in a pseudo-terminal; return what it shows and the exit code."""
    pid, screen = pty.fork()
    if pid == 0:
        size = struct.pack("HHHH", 40, width, 0, 0)
        fcntl.ioctl(1, termios.TIOCSWINSZ, size)
        settings = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
        settings |= {"TERM": "xterm-256color", "EVIDENCE_KB": str(FIXTURE), **environment}
        os.execve(sys.executable, [sys.executable, "-m", "evidence_kb", *arguments], settings)
    shown = b""
    while True:
        try:
            piece = os.read(screen, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(screen)
    _, status = os.waitpid(pid, 0)
    return shown.decode().replace("\r\n", "\n"), os.waitstatus_to_exitcode(status)


def measure(text: str) -> int:
    """Return the width of the widest line, as a terminal counts it."""
    lines = ESCAPE.sub("", text).split("\n")
    return max(sum(1 + (east_asian_width(c) in "WF") for c in line) for line in lines)


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize("base", [str(FIXTURE), BUNDLED], ids=["fixture", "bundled"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["claims"],
        ["claims", "--columns", "all"],
        ["sources"],
        ["show", "C001"],
        ["show", "social-disconnection"],
        ["show", "S01"],
        ["concepts"],
        ["stats"],
        ["queries"],
        ["table"],
        ["table", "mechanisms"],
        ["query", "claims_by_tier"],
        ["cite"],
        ["--help"],
        ["claims", "--help"],
    ],
    ids=" ".join,
)
def test_no_line_is_wider_than_the_screen(width: int, base: str, arguments: list[str]) -> None:
    """At 80 and at 160 columns everything fits, and nothing is lost of an id."""
    text, code = look(width, *arguments, EVIDENCE_KB=base)

    assert code == 0
    assert text.strip()
    assert measure(text) <= width


def test_colour_is_there_and_can_be_turned_off() -> None:
    """A terminal shows colour; NO_COLOR or a dumb terminal shows the same words without."""
    coloured, _ = look(100, "show", "C001")
    plain, _ = look(100, "show", "C001", NO_COLOR="1")
    dumb, _ = look(100, "show", "C001", TERM="dumb")

    assert ESCAPE.search(coloured)
    assert plain == dumb == ESCAPE.sub("", coloured)


def test_nothing_found_is_said_in_words() -> None:
    """On a terminal an empty answer is a sentence, not a bare header."""
    text, code = look(80, "claims", "--search", "zzz")

    assert (text, code) == ("no claims match\n", 0)


def test_what_a_base_does_not_have_is_said_in_words(tmp_path: Path) -> None:
    """An empty table that nobody narrowed says that there is nothing of the kind."""
    (tmp_path / "base.ttl").write_text("<https://example.org/a> a <https://example.org/b> .")

    text, code = look(80, "--kb", str(tmp_path), "claims")

    assert (text, code) == ("this base has no claims\n", 0)


def test_a_column_without_values_is_left_out_unless_asked_for() -> None:
    """Drawn by default are the columns that say something; those named are always drawn."""
    brief, _ = look(160, "table", "claims", "--where", "tier=high-confidence", NO_COLOR="1")
    named, _ = look(160, "claims", "--tier", "high-confidence", "--columns", "id,mechanisms")

    assert "Outcomes" in brief
    assert "Mechanisms" not in brief
    assert "Mechanisms" in named


@pytest.mark.parametrize("name", ["xlsx", "parquet"])
def test_bytes_are_kept_off_the_screen(name: str) -> None:
    """A workbook on a terminal is refused with what to type."""
    text, code = look(80, "claims", "-f", name)

    assert code == 2
    assert f"-o answer.{name}" in text


def test_a_passage_that_moved_is_one_line(tmp_path: Path) -> None:
    """Old offsets, new offsets and line stand beside each other at 80 columns."""
    write_base(tmp_path / "base")
    (tmp_path / "guide.txt").write_text("New words.\n" + TEXT.replace("Begin", "Start"))
    command = ["--kb", str(tmp_path / "base"), "passages", "check"]

    text, code = look(80, *command, "--guide", str(tmp_path / "guide.txt"), NO_COLOR="1")

    lines = text.splitlines()
    start = TEXT.index("Lonely")
    assert code == 1
    assert lines[1] == f"P001  moved    {start}-{start + 25} -> {start + 11}-{start + 36}  line 6"
    assert re.fullmatch(r"P002  missing  \d+-\d+  was near line \d+: read what is new", lines[3])


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A base with an error far to the right in a long line."""
    base = tmp_path / "base"
    copytree(FIXTURE, base)
    claims = base / "claims.ttl"
    text = claims.read_text().replace(
        '    ekb:hedge "can" ;',
        '    skos:editorialNote "A note that goes on for so long that the line has no room"@en ; '
        'ekb:hegde "can" ; skos:altLabel "Something else that stands behind it"@en ;',
    )
    claims.write_text(text)
    return base


def test_findings_fit_the_screen(wrong: Path) -> None:
    """Messages are wrapped at words; a source line is cut so that the caret shows its place."""
    coloured, code = look(80, "check", str(wrong))
    text = ESCAPE.sub("", coloured)

    lines = text.splitlines()
    caret = next(
        n for n, line in enumerate(lines) if line.strip() == "^" and "hegde" in lines[n - 1]
    )
    assert code == 1
    assert measure(text.replace(str(wrong), "")) <= 80
    assert lines[caret - 1][lines[caret].index("^") :].startswith("ekb:hegde")
    assert "\x1b[31m\x1b[1merror:" in coloured
    assert text == look(80, "check", str(wrong), NO_COLOR="1")[0]


def test_an_edit_is_shown_in_the_width_of_the_screen() -> None:
    """What would change and what stands in its way: no line is left to the terminal to cut."""
    text, code = look(80, "merge", "C001", "C002")

    assert code == 1
    assert "C001 merged into C002" in ESCAPE.sub("", text)
    assert measure(text) <= 80


def test_every_kind_of_change_has_its_colour(tmp_path: Path) -> None:
    """Added green, gone red, and what changed is not plain."""
    base = tmp_path / "base"
    copytree(FIXTURE, base)
    claims = (base / "claims.ttl").read_text()
    (base / "claims.ttl").write_text(claims.replace("Isolated or lonely people", "Lonely people"))

    text, _ = look(80, "diff", str(FIXTURE), str(base))

    assert re.search(r"C001\x1b\[0m\x1b\[33m reworded", text)
    assert measure(text.replace(str(base), "").replace(str(FIXTURE), "")) <= 80


def test_stats_say_plainly_what_is_not_there() -> None:
    """A count of nothing reads none."""
    text, _ = look(80, "stats", NO_COLOR="1")

    assert re.search(r"Unknown +none\n", text)
