"""A base in git: the hook and the workflow of the documents, in a real repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import FIXTURE, ROOT

EXAMPLES = ROOT / "docs" / "examples"
TIER = "    ekb:tier tier:mechanism ;"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with the fixture base, laid out, the hook installed and one commit made."""
    folder = tmp_path / "repo"
    shutil.copytree(FIXTURE, folder / "data")
    assert run(folder, "evidence-kb", "fmt", "data").returncode == 0
    assert run(folder, "git", "init", "--quiet").returncode == 0
    for hook in ("pre-commit", "pre-merge-commit"):
        shutil.copy(EXAMPLES / "pre-commit", folder / ".git" / "hooks" / hook)
    first = commit(folder)
    assert first.returncode == 0, first.stderr
    return folder


def run(folder: Path, *command: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run a program with the command on its path and no settings of the machine's own."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "EVIDENCE_KB_GUIDE": "",
        **extra,
    }
    for role in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{role}_NAME": "A", f"GIT_{role}_EMAIL": "a@example.org"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


def commit(folder: Path, stage: bool = True) -> subprocess.CompletedProcess[str]:
    """Commit what is staged, or everything."""
    if stage:
        run(folder, "git", "add", "--all")
    return run(folder, "git", "commit", "--quiet", "--message", "change")


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "data" / "claims.ttl"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def count_commits(folder: Path) -> int:
    return int(run(folder, "git", "rev-list", "--count", "HEAD").stdout)


def test_a_good_change_is_committed(repo: Path) -> None:
    """The hook lets through what is laid out and keeps the rules."""
    change(repo, "Isolated or lonely people", "Lonely or isolated people")

    answer = commit(repo)

    assert (answer.returncode, count_commits(repo)) == (0, 2), answer.stderr


def test_a_change_in_another_layout_is_refused(repo: Path) -> None:
    """The way out is told; after it the commit goes through."""
    change(repo, TIER, "  " + TIER)

    refused = commit(repo)
    run(repo, "evidence-kb", "fmt", "data")

    assert (refused.returncode, count_commits(repo)) == (1, 1)
    assert "claims.ttl" in refused.stdout + refused.stderr
    assert "run  evidence-kb fmt data" in refused.stderr


def test_a_broken_rule_is_refused_with_its_line(repo: Path) -> None:
    """A misspelt tier is named at its place, in the file that the person edits."""
    change(repo, TIER, TIER.replace("mechanism", "mechanisms"))

    answer = commit(repo)

    told = answer.stdout + answer.stderr
    line = next(
        number
        for number, text in enumerate((repo / "data" / "claims.ttl").read_text().splitlines(), 1)
        if "tier:mechanisms" in text
    )
    assert (answer.returncode, count_commits(repo)) == (1, 1)
    assert f"data/claims.ttl:{line}:14" in told
    assert "tier:mechanism" in told


def test_what_is_staged_counts_not_what_lies_in_the_folder(repo: Path) -> None:
    """A fault that was mended after staging is still refused, one made after it does not matter."""
    change(repo, TIER, TIER.replace("mechanism", "mechanisms"))
    run(repo, "git", "add", "--all")
    change(repo, "tier:mechanisms", "tier:mechanism")
    refused = commit(repo, stage=False)

    run(repo, "git", "add", "--all")
    change(repo, "Isolated or lonely people", "Lonely people")
    run(repo, "git", "add", "--all")
    change(repo, TIER, TIER.replace("mechanism", "mechanisms"))
    passed = commit(repo, stage=False)

    assert (refused.returncode, passed.returncode) == (1, 0)


def test_a_commit_beside_the_base_is_not_held_up(repo: Path) -> None:
    """Where the base is untouched, nothing is run: not even a missing program matters."""
    (repo / "README").write_text("about\n")
    run(repo, "git", "add", "README")

    answer = run(
        repo, "git", "commit", "--quiet", "--message", "words", PATH="/usr/local/bin:/usr/bin:/bin"
    )

    assert answer.returncode == 0, answer.stderr


def test_the_folder_can_be_another(repo: Path) -> None:
    """The setting of the repository names it."""
    shutil.copytree(repo / "data", repo / "my base")
    run(repo, "git", "config", "evidence-kb.folder", "my base")
    bad = repo / "my base" / "claims.ttl"
    bad.write_text(bad.read_text().replace("tier:mechanism", "tier:wrong"))

    answer = commit(repo)

    assert answer.returncode == 1
    assert "run  evidence-kb fmt my base" not in answer.stderr
    assert "put right what check found" in answer.stderr


def test_a_missing_program_is_named_as_the_reason(repo: Path) -> None:
    """Nothing is said of the base, which nobody looked at."""
    change(repo, "Isolated or lonely people", "Lonely or isolated people")
    run(repo, "git", "add", "--all")

    answer = run(
        repo, "git", "commit", "--quiet", "--message", "words", PATH="/usr/local/bin:/usr/bin:/bin"
    )

    assert (answer.returncode, count_commits(repo)) == (1, 1)
    assert "evidence-kb is not on the PATH" in answer.stderr
    assert "pipx install ." in answer.stderr
    assert "fmt" not in answer.stderr


def test_a_merge_that_breaks_the_base_is_refused(repo: Path) -> None:
    """Two branches that are well each may give one label to two concepts."""
    labels = {"other": ("outcome:flu", "Flu"), "main": ("outcome:influenza", "Flu")}
    run(repo, "git", "branch", "--move", "main")
    run(repo, "git", "checkout", "--quiet", "-b", "other")
    for branch, (name, label) in labels.items():
        run(repo, "git", "checkout", "--quiet", branch)
        (repo / "data" / f"{branch}.ttl").write_text(
            "@prefix ekb: <https://w3id.org/evidence-kb/ns#> .\n"
            "@prefix outcome: <https://w3id.org/evidence-kb/connection/outcome/> .\n"
            "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\n"
            f"{name} a skos:Concept ;\n    skos:inScheme outcome:scheme ;\n"
            f'    skos:prefLabel "{label}"@en ;\n    skos:definition "A disease."@en ;\n'
            "    ekb:valence ekb:undesirable .\n"
        )
        run(repo, "evidence-kb", "fmt", "data")
        answer = commit(repo)
        assert answer.returncode == 0, answer.stdout + answer.stderr

    answer = run(repo, "git", "merge", "--quiet", "--no-edit", "other")

    assert answer.returncode != 0
    assert "[scheme-labels]" in answer.stdout + answer.stderr
    assert "put right what check found" in answer.stderr
    assert count_commits(repo) == 2


def test_a_folder_that_is_gone_is_told(repo: Path) -> None:
    """The commit goes through, but nobody believes that it was checked, then or later."""
    run(repo, "git", "mv", "data", "base")
    moved = commit(repo)
    (repo / "README").write_text("about\n")
    later = commit(repo)

    assert (moved.returncode, later.returncode) == (0, 0)
    for answer in (moved, later):
        assert "there is no folder 'data' in this commit" in answer.stderr
        assert "git config evidence-kb.folder" in answer.stderr


def read_steps() -> dict[str, str]:
    """The steps of the workflow that run something, by name."""
    text = (EXAMPLES / "github-workflow.yml").read_text()
    return dict(re.findall(r"- name: (.+)\n(?: +if: .+\n)? +run: (.+)\n", text))


def test_the_workflow_passes_a_good_base_and_marks_a_bad_one(repo: Path) -> None:
    """Its own lines are run; a finding is written as the server reads it."""
    steps = read_steps()
    good = {name: run(repo, "bash", "-c", steps[name], BASE="data") for name in ("Layout", "Rules")}
    change(repo, TIER, "  " + TIER.replace("mechanism", "mechanisms"))

    bad = {name: run(repo, "bash", "-c", steps[name], BASE="data") for name in ("Layout", "Rules")}

    assert [answer.returncode for answer in good.values()] == [0, 0]
    assert [answer.returncode for answer in bad.values()] == [1, 1]
    assert re.search(
        r"^::error file=data/claims.ttl,line=\d+,col", bad["Rules"].stdout, re.MULTILINE
    )


def test_the_workflow_tells_what_a_branch_changes(repo: Path) -> None:
    """The summary of a pull request says it in the words of the field."""
    run(repo, "git", "update-ref", "refs/remotes/origin/main", "HEAD")
    change(repo, "Isolated or lonely people", "Lonely or isolated people")
    summary = repo.parent / "summary.md"

    answer = run(
        repo, "bash", "-c", read_steps()["What changed"],
        BASE="data", GITHUB_BASE_REF="main", GITHUB_STEP_SUMMARY=str(summary),
    )  # fmt: skip

    assert answer.returncode == 0, answer.stderr
    assert "C001" in summary.read_text()


def test_the_workflow_tells_what_changed_whatever_else_failed() -> None:
    """The summary is what a reviewer reads first, above all where something is wrong."""
    text = (EXAMPLES / "github-workflow.yml").read_text()

    for name in ("Rules", "What changed"):
        assert re.search(rf"- name: {name}\n +if: always\(\)", text)


def test_the_configuration_for_the_pre_commit_program_names_hooks_that_are_there() -> None:
    """Each id is declared by this repository."""
    declared = re.findall(r"- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text())
    used = re.findall(r"- id: (\S+)", (EXAMPLES / "pre-commit-config.yaml").read_text())

    assert used == declared


def test_the_hooks_for_the_pre_commit_program_name_commands_that_are_there() -> None:
    """Each entry with its arguments is accepted by the command line."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text()
    entries = re.findall(r"entry: evidence-kb (\w+)\n(?:  args: \[(\w+)\]\n)?", text)

    assert entries == [("fmt", ""), ("check", "data")]
    assert text.count(r"files: \.ttl$") == text.count("- id: ") == 2
    for command, _ in entries:
        assert run(ROOT, "evidence-kb", command, "--help").returncode == 0
