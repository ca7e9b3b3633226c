"""The commands ``diff``, ``rename``, ``merge`` and ``deprecate``."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evidence_kb.cli.group import evidence_kb
from tests.conftest import FIXTURE


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(evidence_kb, list(map(str, arguments)), catch_exceptions=False)


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the fixture with another tier."""
    folder = Path(shutil.copytree(FIXTURE, tmp_path / "edited"))
    claims = folder / "claims.ttl"
    text = claims.read_text().replace("ekb:tier tier:nuanced ;", "ekb:tier tier:high-confidence ;")
    claims.write_text(text.replace('"T6"', '"T4"'))
    return folder


def test_changes_are_told_in_groups(edited: Path) -> None:
    """The change stands under its heading, the count goes to stderr."""
    result = run("diff", FIXTURE, edited)

    assert "Claims\n  C003 tier: nuanced -> high-confidence (T6 -> T4)\n" in result.stdout
    assert result.stderr == "1 change: 1 in claims\n"
    assert result.exit_code == 0


def test_one_argument_is_compared_with_the_working_base(edited: Path) -> None:
    """Without a second argument the base of --kb is the new state."""
    assert "nuanced -> high-confidence" in run("--kb", edited, "diff", FIXTURE).stdout


def test_no_change_is_told_on_stderr_alone() -> None:
    """The same content prints nothing."""
    result = run("diff", FIXTURE, FIXTURE)

    assert (result.stdout, result.stderr, result.exit_code) == ("", "no changes\n", 0)


def test_release_notes_are_markdown(edited: Path, tmp_path: Path) -> None:
    """The suffix of the file chooses the format."""
    run("diff", FIXTURE, edited, "-o", tmp_path / "notes.md")

    text = (tmp_path / "notes.md").read_text()
    assert "## Claims\n\n- **C003** tier: nuanced -&gt; high-confidence (T6 -&gt; T4)\n" in text


def test_json_holds_the_triples(edited: Path) -> None:
    """Machines get what was removed and added, and both hashes."""
    told = json.loads(run("diff", FIXTURE, edited, "-f", "json").stdout)

    (change,) = told["changes"]
    assert change["id"] == "C003"
    assert len(change["removed"]) == len(change["added"]) == 2
    assert told["old"]["content_hash"] != told["new"]["content_hash"]


def test_json_of_no_change_is_json(edited: Path) -> None:
    """A machine reads an answer even where nothing changed."""
    assert json.loads(run("diff", FIXTURE, FIXTURE, "-f", "json").stdout)["changes"] == []


def test_release_notes_say_that_nothing_changed() -> None:
    """The summary of a run is not empty where there is nothing to tell."""
    told = run("diff", FIXTURE, FIXTURE, "-f", "md").stdout

    assert told.startswith("# Social connection and health")
    assert "\nNo changes. Content hash: `" in told


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nowhere.ttl"], 5, "no such file"),
        ([str(FIXTURE), "-f", "xlsx", "-o", "x.xlsx"], 2, "changes have no xlsx form"),
        (
            [str(FIXTURE), "-o", "notes.docx"],
            2,
            "notes.docx: changes have no docx form; 3 forms: text (.txt), md (.md), json (.json)",
        ),
        ([], 2, "missing argument"),
    ],
)
def test_what_cannot_be_compared_is_told(arguments: list[str], code: int, words: str) -> None:
    """One clear line and the exit code of its kind."""
    result = run("diff", *arguments)

    assert result.exit_code == code
    assert words in result.stderr


def test_an_edit_is_shown_and_needs_a_yes(edited: Path) -> None:
    """Where nobody can be asked, the changes are shown, nothing is written, and it is exit 2."""
    before = (edited / "concepts.ttl").read_bytes()

    result = run("--kb", edited, "rename", "outcome:stroke", "brain-attack")

    assert "outcome:stroke id renamed to outcome:brain-attack" in result.stdout
    assert result.exit_code == 2
    assert "--yes" in result.stderr
    assert (edited / "concepts.ttl").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["rename", "outcome:stroke", "brain-attack"],
        ["rename", "outcome:stroke", "--label", "Brain attack"],
        ["merge", "C003", "C002"],
        ["deprecate", "C003", "--because", "Too vague"],
        ["deprecate", "C003", "--because", "Too vague", "--replaced-by", "C002"],
    ],
    ids=" ".join,
)
def test_a_script_says_yes(edited: Path, tmp_path: Path, arguments: list[str]) -> None:
    """With --yes what was shown is what diff says afterwards."""
    before = shutil.copytree(edited, tmp_path / "before")

    shown = run("--kb", edited, *arguments, "--yes")
    told = run("diff", before, edited)

    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[1:] == told.stdout.splitlines()[1:] != []
    assert f"wrote {edited / 'c'}" in shown.stderr


def test_a_rename_is_one_change(edited: Path, tmp_path: Path) -> None:
    """The references that follow and the new id are told, but are no changes of their own."""
    before = shutil.copytree(edited, tmp_path / "before")
    run("--kb", edited, "rename", "outcome:all-cause-mortality", "death", "--yes")

    told = run("diff", before, edited)

    assert told.stdout.count("outcome:all-cause-mortality") == 3
    assert told.stderr == "1 change: 1 in concepts\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["rename", "outcome:stroke"],
        ["rename", "outcome:stroke", "brain-attack", "--label", "Brain attack"],
        ["deprecate", "C003"],
        ["merge", "C003", "C999"],
    ],
    ids=" ".join,
)
def test_a_half_typed_edit_is_told(edited: Path, arguments: list[str]) -> None:
    """What is missing or unknown is the person's to mend."""
    assert run("--kb", edited, *arguments, "--yes").exit_code == 2


def test_a_refused_edit_is_shown_before_it_is_refused(edited: Path) -> None:
    """One sees what it was to be, and what stands in its way; exit 1, nothing written."""
    before = (edited / "claims.ttl").read_bytes()

    result = run("--kb", edited, "merge", "C001", "C002", "--yes")

    assert result.exit_code == 1
    assert "C001 merged into C002" in result.stdout
    assert f"  E001  {edited / 'literature.ttl'}:65:27" in result.stderr
    assert (edited / "claims.ttl").read_bytes() == before


@pytest.mark.parametrize(("answer", "written"), [(b"y\n", True), (b"n\n", False)])
def test_a_person_is_asked(edited: Path, answer: bytes, written: bool) -> None:
    """At a terminal the answer decides."""
    leader, follower = pty.openpty()
    command = ["--kb", str(edited), "rename", "outcome:stroke", "brain-attack"]
    environment = {**os.environ, "EVIDENCE_KB_CACHE": ""}
    process = subprocess.Popen(
        [sys.executable, "-m", "evidence_kb", *command],
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    os.write(leader, answer)
    _, words = process.communicate(timeout=60)
    os.close(leader)
    os.close(follower)

    assert process.returncode == 0
    assert b"Write 1 file?" in words
    assert ("brain-attack" in (edited / "concepts.ttl").read_text()) == written


def test_a_revision_is_told_apart_from_a_file(
    tmp_path: Path, edited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word that is no path is a revision of the repository of the base."""
    git: Callable[..., object] = lambda *words: subprocess.run(  # noqa: E731
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words],
        cwd=edited,
        check=True,
        capture_output=True,
    )
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "one")

    assert run("--kb", edited, "diff", "HEAD").stderr == "no changes\n"
    assert run("--kb", edited, "diff", "HEAD~12..").stderr.startswith(
        "evidence-kb: 'HEAD~12..' is a range: give its ends as two arguments, HEAD~12 and HEAD\n"
    )
    result = run("--kb", edited, "diff", "HEAD~9")
    assert result.exit_code == 2
    assert "'HEAD~9' is neither a file" in result.stderr
