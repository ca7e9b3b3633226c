"""The command ``add`` in scripts: everything by options, nothing written without a yes."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import click
import pytest
from click.testing import CliRunner, Result

from evidence_kb.cli.add import KINDS, add_command
from evidence_kb.cli.group import evidence_kb
from evidence_kb.curation.check import check
from tests.conftest import FIXTURE, ROOT

CLAIM = [
    "add", "claim", "--label", "Company may ease strain", "--passage", "P002", "--tier-rule", "T6",
    "--hedge", "may", "--claim-type", "association", "--direction", "beneficial",
    "--exposure", "social-connection",
]  # fmt: skip


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return Path(copytree(FIXTURE, tmp_path / "base"))


def run(base: Path, *arguments: str) -> Result:
    """Run a command line on a base; there is no terminal, so nothing is asked."""
    command = ["--kb", str(base), *arguments]
    return CliRunner().invoke(evidence_kb, command, catch_exceptions=False)


def read_all(base: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in base.iterdir()}


def test_a_claim_is_written_by_options(base: Path) -> None:
    """It gets the next id, its block is shown as it will stand, and the base keeps the model."""
    result = run(base, *CLAIM, "--yes")

    assert result.exit_code == 0, result.stderr
    assert "# claims.ttl\n\nkb:C004 a ekb:Claim, ekb:Statement ;\n" in result.stdout
    assert 'C004 added: "Company may ease strain" (nuanced, T6)' in result.stdout
    assert "tier: nuanced, as rule T6 gives it" in result.stderr
    assert result.stdout.split("\n\n")[1] in (base / "claims.ttl").read_text()
    assert [found.severity for found in check(str(base))] == []


def test_without_a_yes_nothing_is_written(base: Path) -> None:
    """What would be written is shown, and the exit code says that it was not."""
    before = read_all(base)

    result = run(base, *CLAIM)

    assert result.exit_code == 2
    assert "kb:C004" in result.stdout
    assert "add --yes" in result.stderr
    assert read_all(base) == before


def test_what_is_missing_is_named_with_its_meaning(base: Path) -> None:
    """All at once, each with its option and the values it takes."""
    result = run(base, "add", "claim", "--label", "Company may ease strain", "--tier-rule", "T6")

    assert result.exit_code == 2
    for option in ("--claim-type", "--direction", "--exposure", "--passage"):
        assert f"  {option}: " in result.stderr
    assert "bidirectional" in result.stderr
    assert "--tier:" not in result.stderr
    assert max(map(len, result.stderr.splitlines())) <= 80


def test_a_claim_without_a_passage_is_told_where_own_claims_go(base: Path) -> None:
    """A claim stands in some text; one's own text will do."""
    arguments = [word for word in CLAIM if word not in ("--passage", "P002")]

    result = run(base, *arguments, "--yes")

    assert result.exit_code == 2
    assert "--guide FILE" in result.stderr
    assert "file of notes" in " ".join(result.stderr.split())


def test_all_that_is_wrong_is_told_at_once(base: Path) -> None:
    """Each with its option, what was found and the nearest value."""
    result = run(base, *CLAIM, "--tier", "nuansed", "--outcome", "strok", "--yes")

    assert result.exit_code == 2
    assert "2 things are wrong" in result.stderr
    assert "--tier: no tier 'nuansed'; did you mean 'nuanced'?" in result.stderr
    assert "--outcome: no outcome 'strok'; did you mean 'outcome:stroke'?" in result.stderr
    assert "--new-concept 'strok | what it means | desirable" in result.stderr


def test_a_new_concept_is_made_with_the_claim(base: Path) -> None:
    """One command, one revision, two files."""
    new = ["--outcome", "calm", "--new-concept", "Calm | Being at ease | desirable"]

    result = run(base, *CLAIM, *new, "--yes")

    assert result.exit_code == 0, result.stderr
    assert "wrote" in result.stderr
    assert 'skos:prefLabel "Calm"@en' in (base / "concepts.ttl").read_text()
    assert "ekb:outcome outcome:calm" in (base / "claims.ttl").read_text()
    assert check(str(base)) == []


def test_words_of_a_document_become_a_passage(base: Path, tmp_path: Path) -> None:
    """The passage is recorded with the claim, and fits the text."""
    guide = tmp_path / "notes.txt"
    guide.write_text("# Notes\n\nCompany may ease strain.\n")
    document = run(base, "add", "document", str(guide), "--yes")
    arguments = [word for word in CLAIM if word not in ("--passage", "P002")]

    words = ["--words", "company may ease strain", "--guide", str(guide)]
    result = run(base, *arguments, *words, "--yes")

    assert document.exit_code == result.exit_code == 0, result.stderr
    assert "kb:P006 a ekb:Passage" in result.stdout
    shown = run(base, "show", "C004", "--guide", str(guide))
    assert "Company may ease strain" in shown.stdout


def test_words_need_a_text(base: Path) -> None:
    """Which file they stand in is asked for."""
    result = run(base, *CLAIM, "--words", "company", "--yes")

    assert result.exit_code == 2
    assert "--guide FILE" in result.stderr


def test_what_is_like_it_is_said(base: Path) -> None:
    """A script is told on stderr which claims say much the same, and goes on."""
    like = ["--label", "Connection likely lowers stress load"]

    result = run(base, *CLAIM, *like, "--yes")

    assert result.exit_code == 0
    assert "like it is already there" in result.stderr
    assert "C002  Connection likely protects health" in result.stderr


def test_the_very_same_label_is_refused(base: Path) -> None:
    """The claim that is there is named, and how to add a passage to it."""
    label = "Connection likely protects health by lowering long-run stress load"

    result = run(base, *CLAIM, "--label", label.upper(), "--yes")

    assert result.exit_code == 2
    assert "C002 says just that already" in result.stderr
    assert "add claim --repeats C002" in result.stderr


def test_a_repeat_gives_its_passage_to_the_claim_that_is_there(base: Path) -> None:
    """No claim is added."""
    result = run(base, "add", "claim", "--repeats", "C002", "--passage", "P001", "--yes")

    assert result.exit_code == 0, result.stderr
    assert "C002" in result.stdout
    assert "kb:C004" not in (base / "claims.ttl").read_text()


def test_a_repeat_needs_a_passage(base: Path) -> None:
    """Else there is nothing to add."""
    result = run(base, "add", "claim", "--repeats", "C002", "--yes")

    assert result.exit_code == 2
    assert "name the passage" in result.stderr


def test_precision_is_worked_out_and_said(base: Path) -> None:
    """The interval and the null value of the measure decide."""
    result = run(
        base, "add", "evidence", "--claim", "C001", "--finding", "F012", "--exposure", "loneliness",
        "--outcome", "cardiovascular-disease", "--bearing", "none", "--exposure-directness", "same",
        "--outcome-directness", "other", "--population-directness", "related", "--yes",
    )  # fmt: skip

    assert result.exit_code == 0, result.stderr
    told = "precise: false, as the interval 0.78 to 1.09 holds 1 (hazard ratio)"
    assert told in result.stderr
    assert "ekb:precise false" in result.stdout


def test_what_breaks_the_model_is_not_written(base: Path) -> None:
    """The rule is named, and no file changes."""
    before = read_all(base)

    result = run(base, *CLAIM, "--tier", "unknown", "--yes")

    assert result.exit_code == 1
    assert "[claim-t6]" in result.stderr
    assert read_all(base) == before


@pytest.mark.parametrize(
    ("typed", "told"), [("clam", "did you mean 'claim'"), ("zzz", "there are claim")]
)
def test_an_unknown_kind_is_answered_with_the_nearest(base: Path, typed: str, told: str) -> None:
    """As an unknown command is."""
    result = run(base, "add", typed)

    assert result.exit_code == 2
    assert told in result.stderr


def test_the_help_lists_what_can_be_added(base: Path) -> None:
    """Without a kind, and with --help."""
    result = run(base, "add")

    assert result.exit_code == 0
    assert all(f"\n  {name} " in result.stdout for name in KINDS)
    assert result.stdout == run(base, "add", "--help").stdout


@pytest.mark.parametrize("name", KINDS)
def test_the_help_of_a_kind_fits_and_explains_each_field(base: Path, name: str) -> None:
    """Required first; every option has its meaning, in words that need no RDF."""
    text = run(base, "add", name, "--help").stdout

    command = add_command.get_command(click.Context(add_command), name)  # type: ignore[attr-defined]
    assert max(map(len, text.splitlines())) <= 80
    assert "\nExamples:\n" in text
    assert "skos:" not in text
    for option in command.params:
        assert isinstance(option, click.Argument) or option.help, option.name
    if "\nRequired:" in text and "\nOptional:" in text:
        assert text.index("\nRequired:") < text.index("\nOptional:")


def list_examples() -> list[str]:
    found = []
    for name in KINDS:
        command = add_command.get_command(click.Context(add_command), name)  # type: ignore[attr-defined]
        joined = " ".join(line.strip().removesuffix("\\") for line in command.examples.splitlines())
        found += [f"evidence-kb {each.strip()}" for each in joined.split("evidence-kb ")[1:]]
    return found


@pytest.mark.parametrize("line", [line for line in list_examples() if "words" not in line])
def test_every_example_of_a_kind_runs(tmp_path: Path, line: str) -> None:
    """On a copy of the bundled base, which keeps the model."""
    base = tmp_path / "data"
    copytree(ROOT / "data", base)
    (tmp_path / "guide.txt").write_text("# A guide\n\nTea may help.\n")
    words = [sys.executable, "-m", "evidence_kb", *shlex.split(line)[1:], "--kb", "data", "--yes"]

    result = subprocess.run(words, cwd=tmp_path, capture_output=True, stdin=subprocess.DEVNULL)

    assert result.returncode == 0, result.stderr.decode()
    assert b"wrote data" in result.stderr


def test_a_document_may_be_called_by_hand(base: Path, tmp_path: Path) -> None:
    """Title and id are those that were given."""
    guide = tmp_path / "a b.txt"
    guide.write_text("Tea may help.\n")

    result = run(base, "add", "document", str(guide), "--title", "On tea", "--id", "tea", "--yes")

    assert result.exit_code == 0, result.stderr
    assert 'kb:tea a ekb:Document ;\n    dcterms:title "On tea"@en' in result.stdout


def test_a_passage_alone_may_be_recorded(base: Path, tmp_path: Path) -> None:
    """With a note, before any claim."""
    guide = tmp_path / "tea.txt"
    guide.write_text("Tea may help.\n")
    run(base, "add", "document", str(guide), "--yes")

    result = run(
        base, "add", "passage", "--words", "tea may", "--guide", str(guide),
        "--editorial-note", "check again", "--yes",
    )  # fmt: skip

    assert result.exit_code == 0, result.stderr
    assert 'skos:editorialNote "check again"@en' in result.stdout


@pytest.mark.parametrize("text", ['"; } x', "a\\nb", "\u202e", "=1+1", "'''"])
def test_a_label_of_any_characters_is_text(base: Path, text: str) -> None:
    """Nothing that is typed is taken for Turtle."""
    result = run(base, *CLAIM, "--label", f"Company {text}", "--yes")

    assert result.exit_code == 0, result.stderr
    label = run(base, "claims", "-f", "json", "--columns", "id,label").stdout
    assert "C004" in label
    assert [found.severity for found in check(str(base)) if found.severity == "error"] == []
