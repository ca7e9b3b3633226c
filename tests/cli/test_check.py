"""The command check: exit codes, formats, the entry of a rule."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.conftest import FIXTURE


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """Return a base with a warning and no error."""
    folder = tmp_path / "base"
    shutil.copytree(FIXTURE, folder)
    concepts = folder / "concepts.ttl"
    text = concepts.read_text(encoding="utf-8")
    concepts.write_text(text.replace('"Loneliness"', '"Lone\u200bliness"'), encoding="utf-8")
    return folder


def test_a_base_that_is_well_ends_with_0(ask: Ask) -> None:
    """Nothing is printed on stdout, and the count on stderr."""
    result = ask("check")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "0 errors, 0 warnings" in result.stderr


def test_an_error_ends_with_1(ask: Ask, tmp_path: Path) -> None:
    """The finding is printed with its place, its rule and the line."""
    path = tmp_path / "a.ttl"
    path.write_text("<https://e.org/C1> a <https://w3id.org/evidence-kb/ns#Clam> .\n")

    result = ask("check", str(path))

    assert result.exit_code == 1
    assert result.stdout.startswith(f"{path}:1:22: error: The model has no class ekb:Clam; did you")
    assert result.stdout.endswith("^\n")


def test_a_warning_counts_only_when_strict(ask: Ask, doubtful: Path) -> None:
    """A warning alone ends well, with --strict it does not."""
    assert ask("check", str(doubtful)).exit_code == 0
    assert ask("check", "--strict", str(doubtful)).exit_code == 1


@pytest.mark.parametrize("format", ["json", "sarif"])
def test_machines_get_one_document(format: str, ask: Ask, doubtful: Path) -> None:
    """What a machine reads is whole JSON, with findings or without."""
    assert json.loads(ask("check", "-f", format, str(doubtful)).stdout)
    assert ask("check", "-f", format).stdout.strip()[0] in "[{"


def test_github_gets_a_command_a_finding(ask: Ask, doubtful: Path) -> None:
    """The workflow command names file, line and rule."""
    result = ask("check", "--format", "github", str(doubtful))

    assert result.stdout.startswith(f"::warning file={doubtful}/concepts.ttl,line=")


def test_a_rule_is_explained(ask: Ask) -> None:
    """The entry of a rule is printed, and nothing is checked."""
    result = ask("check", "--explain", "claim-tier")

    assert result.exit_code == 0
    assert result.stdout.startswith("claim-tier (error)\n")
    assert "Wrong:" in result.stdout


def test_a_missing_file_is_no_finding(ask: Ask) -> None:
    """A file that is not there is a matter of the machine, not of the data."""
    result = ask("check", "nothing.ttl")

    assert result.exit_code == 5
    assert "there is no such file" in result.stderr


def test_a_check_that_takes_too_long_is_given_up(ask: Ask) -> None:
    """The limit is told with the option that raises it, and nothing half is printed."""
    result = ask("check", "--timeout", "0.001", str(FIXTURE))

    assert (result.exit_code, result.stdout) == (4, "")
    assert "stopped after 0.001 s" in result.stderr
    assert "--timeout" in result.stderr


def test_a_text_that_the_base_does_not_record_is_refused(ask: Ask, tmp_path: Path) -> None:
    """Nobody is told that passages are well which were never looked up."""
    (tmp_path / "other.txt").write_text("Another text.", encoding="utf-8")

    result = ask("check", "--guide", str(tmp_path / "other.txt"))

    assert result.exit_code == 2
    assert "no document of the base has this text" in result.stderr


def test_a_misspelt_namespace_is_told_at_its_prefix(ask: Ask, tmp_path: Path) -> None:
    """All that a prefix names would be lost: that is said once, where the prefix is declared."""
    text = (FIXTURE / "claims.ttl").read_text(encoding="utf-8")
    (tmp_path / "claims.ttl").write_text(text.replace("/ns#>", "/ns/>"), encoding="utf-8")

    result = ask("check", str(tmp_path / "claims.ttl"))

    assert result.exit_code == 1
    assert "claims.ttl:1:14: error: The namespace of ekb: is" in result.stdout


def test_the_bundled_base_is_named(ask: Ask) -> None:
    """Where nobody named a base, the count says which was checked."""
    from click.testing import CliRunner

    from evidence_kb.cli.group import evidence_kb

    result = CliRunner().invoke(evidence_kb, ["check"])

    assert result.stderr.endswith("0 warnings in the bundled base\n")
