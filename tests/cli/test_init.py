"""The command ``init``: a base at once, and what to type next."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]
DAY = ("--date", "2026-11-23")


def test_the_tree_is_shown_and_the_next_commands(run_program: Run) -> None:
    """Files go to stdout, words to stderr; the notice tells that the address is nobody's."""
    result = run_program("init", "sleep", *DAY)

    tree, words = result.stdout.decode(), result.stderr.decode()
    assert result.returncode == 0
    assert tree.startswith("sleep/\n")
    assert "  example.ttl" in tree
    assert "https://example.org/sleep/" in words
    assert words.count("\n  evidence-kb ") == 3
    assert max(map(len, (tree + words).splitlines())) <= 80


def test_the_next_commands_run(run_program: Run, tmp_path: Path) -> None:
    """What the person is told to type does something, but for the one that asks."""
    words = run_program("init", "my base", *DAY).stderr.decode()
    commands = [line.strip() for line in words.splitlines() if line.startswith("  evidence-kb")]

    for command in commands[:2]:
        arguments = shlex.split(command)[1:]
        assert run_program(*arguments).stdout, command
    assert commands[2].endswith("add source")


@pytest.mark.parametrize("example", [True, False])
@pytest.mark.parametrize(
    "command",
    [
        "claims", "concepts", "concepts exposure", "sources", "stats", "queries", "cite", "table",
        "query claims_with_findings",
        "table overview", "table claims", "table overview -f md", "check --strict sleep",
        "fmt --check sleep", "hash", "query claims_by_tier",
    ],
)  # fmt: skip
def test_every_command_reads_it_at_once(run_program: Run, command: str, example: bool) -> None:
    """With its example and without: an empty answer is an answer."""
    run_program("init", "sleep", *DAY, *([] if example else ["--no-example"]))

    result = run_program(*command.split(), env={"EVIDENCE_KB": "sleep"})

    assert result.returncode == 0, result.stderr.decode()


def test_the_example_shows_its_own_text(run_program: Run) -> None:
    """The passage is verified against the text beside it."""
    run_program("init", "sleep", *DAY)

    guide = ("--guide", "sleep/example.txt")
    answer = run_program("--kb", "sleep", "query", "claims_with_findings", "--set", "tier=nuanced")
    shown = run_program("--kb", "sleep", "show", "C001", *guide).stdout.decode()
    found = run_program("--kb", "sleep", "passages", "check", *guide)

    assert answer.stdout.decode().count("\n") == 2
    assert "drink a cup of tea" in shown
    assert found.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["full"], 2, "full holds thing.txt"),
        (["new", "--namespace", "here"], 2, "is no address"),
        (["new", "--poles", "a b"], 2, "no name of a pole"),
        (["new", "--language", "english!"], 2, "no language tag"),
        (["new", "--date", "tomorrow"], 2, "--date is a day"),
        (["new", "--document", "none.txt"], 5, "none.txt"),
        (["full/thing.txt"], 2, "is a file"),
        (["full/thing.txt/deep"], 2, "is a file"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(
    run_program: Run, tmp_path: Path, arguments: list[str], code: int, told: str
) -> None:
    """One message, an exit code, and nothing made."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thing.txt").write_text("")

    result = run_program("init", *arguments)

    assert result.returncode == code
    assert told in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()
    assert os.listdir(tmp_path) == ["full"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_told(run_program: Run, tmp_path: Path) -> None:
    """The environment is at fault, not what was typed."""
    (tmp_path / "closed").mkdir(mode=0o555)

    assert run_program("init", "closed/base").returncode == 5


def test_a_commit_of_a_new_base_passes_its_own_workflow(run_program: Run, tmp_path: Path) -> None:
    """The steps of the workflow are run where they will be: at the root of the repository."""
    run_program("init", "sleep", *DAY)
    folder = tmp_path / "sleep"
    text = (folder / ".github/workflows/evidence.yml").read_text()
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "new"]):
        subprocess.run([*git, *words], cwd=folder, check=True, capture_output=True)
    program = f'evidence-kb() {{ "{sys.executable}" -m evidence_kb "$@"; }}; BASE=.; '

    for step in ('evidence-kb fmt --check "$BASE"', 'evidence-kb check --format github "$BASE"'):
        assert step in text
        result = subprocess.run(["bash", "-c", program + step], cwd=folder, capture_output=True)
        assert result.returncode == 0, result.stderr.decode()
    changed = subprocess.run(
        ["bash", "-c", program + 'evidence-kb diff "HEAD:$BASE" "$BASE" -f md'],
        cwd=folder, capture_output=True,
    )  # fmt: skip
    assert changed.returncode == 0, changed.stderr.decode()
