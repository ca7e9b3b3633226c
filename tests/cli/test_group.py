"""The group of commands: help, version, base options, and how failures end."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from evidence_kb import __version__
from evidence_kb.cli.command import Command
from evidence_kb.cli.group import COMMANDS, evidence_kb
from tests.conftest import FIXTURE, ROOT
from tests.curation.bibliography.samples import ZOTERO_BIBTEX

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ask


def get_command(name: str) -> Command:
    command = evidence_kb.get_command(click.Context(evidence_kb), name)
    assert isinstance(command, Command)
    return command


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_in_the_help_is_the_first_of_the_command(name: str) -> None:
    """The list of commands, which loads none, says what each command says of itself."""
    assert (get_command(name).help or "").split("\n")[0] == COMMANDS[name][1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_and_example_is_in_the_help(ask: Ask, name: str) -> None:
    """Help fits 80 columns, explains each option and shows two or three examples."""
    text = ask(name, "--help").stdout

    examples = text.partition("Examples:\n")[2].strip().splitlines()
    assert max(map(len, text.splitlines())) <= 80
    assert 2 <= len(examples) <= 3
    assert all("evidence-kb " in example for example in examples)
    for option in get_command(name).params:
        assert isinstance(option, click.Argument) or getattr(option, "help", None), option.name


PROGRAM = "evidence-kb"
EXAMPLES = [
    line.strip()
    for name in COMMANDS
    for line in get_command(name).examples.strip().splitlines()
    if "--guide" not in line
]


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository with a copy of the bundled base in ``data``, four commits and a tag."""
    root = tmp_path_factory.mktemp("repository")
    shutil.copytree(ROOT / "data", root / "data")
    person = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    commit = ["git", *person, "commit", "-q", "--allow-empty", "-m", "more"]
    for words in (
        ["git", "init", "-q"],
        ["git", "add", "."],
        *([commit] * 4),
        ["git", "tag", "v0.1.0"],
    ):
        subprocess.run(words, cwd=root, check=True, capture_output=True)
    return root


@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_of_the_help_runs(tmp_path: Path, repository: Path, line: str) -> None:
    """What the help shows does what it says: on the bundled base, or a copy where it writes."""
    folder = Path(shutil.copytree(repository, tmp_path / "here"))
    (folder / "mine.rq").write_text("SELECT ?claim WHERE { ?claim a ekb:Claim } ORDER BY ?claim")
    (folder / "guide.txt").write_text("Tea and sleep\n\nTea may help people sleep.\n")
    (folder / "refs.bib").write_text(ZOTERO_BIBTEX)
    environment = {k: v for k, v in os.environ.items() if k != "EVIDENCE_KB"}
    if re.search(r"evidence-kb (--kb \S+ )?(diff|rename|merge|deprecate|(bib )?add) ", line):
        environment["EVIDENCE_KB"] = "data"
    if "sheet in" in line or "sheet compare" in line:
        made = (
            f"sheet out base.xlsx && {PROGRAM} sheet out ann.xlsx && {PROGRAM} sheet out ben.xlsx"
        )
        line = f"{PROGRAM} {made} && {line}"
    (folder / "guide.txt").write_text("# A guide\n\nTea may help.\n")
    if (
        re.search(r"evidence-kb (rename|merge|deprecate|(bib )?add) ", line)
        and "--help" not in line
    ):
        line = line.removesuffix(" --yes") + " --yes"
    script = f'evidence-kb() {{ "{sys.executable}" -m evidence_kb "$@"; }}; {line}'

    result = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True
    )

    assert result.returncode == 0, result.stderr.decode()


def test_without_a_command_the_help_is_shown(ask: Ask) -> None:
    """The bare program says what it can do."""
    result = ask()

    assert result.exit_code == 0
    assert all(f"\n  {name}  " in result.stdout or name in result.stdout for name in COMMANDS)
    assert result.stdout == ask("--help").stdout == ask("-h").stdout


def test_the_version_is_the_packages(ask: Ask) -> None:
    """--version prints one line."""
    assert ask("--version").stdout == f"evidence-kb {__version__}\n"


@pytest.mark.parametrize(
    ("typed", "near"), [("claim", "'claims'"), ("shwo", "'show'"), ("zzzz", "there are claims")]
)
def test_an_unknown_command_is_answered_with_the_nearest(ask: Ask, typed: str, near: str) -> None:
    """A typo in a command is exit code 2, with what may be meant."""
    result = ask(typed)

    assert result.exit_code == 2
    assert f"no command '{typed}'" in result.stderr
    assert near in result.stderr


def test_the_base_is_chosen_before_or_after_the_command() -> None:
    """--kb is taken on both sides of the command; the nearer one wins."""
    run = CliRunner().invoke
    after = run(evidence_kb, ["stats", "--kb", str(FIXTURE)])
    before = run(evidence_kb, ["--kb", str(FIXTURE), "stats"])
    both = run(evidence_kb, ["--kb", "/no/such/folder", "stats", "--kb", str(FIXTURE)])

    assert after.stdout == before.stdout == both.stdout != ""


def test_the_environment_chooses_the_base_where_no_option_does() -> None:
    """EVIDENCE_KB names the base; --kb outweighs it."""
    run = CliRunner(env={"EVIDENCE_KB": str(FIXTURE)}).invoke

    assert json.loads(run(evidence_kb, ["stats", "-f", "json"]).stdout)[0]["count"] == 3
    assert run(evidence_kb, ["--kb", "/no/such/folder", "stats"]).exit_code == 5


def test_without_a_choice_the_bundled_base_is_asked() -> None:
    """The default is the base that comes with the program."""
    result = CliRunner(env={"EVIDENCE_KB": None}).invoke(evidence_kb, ["cite"])

    assert result.exit_code == 0
    assert "Social connection and health" in result.stdout


def test_verbose_says_on_stderr_what_was_opened(ask: Ask) -> None:
    """Title, version, files and triples go to stderr; the answer stays as it was."""
    result = ask("claims", "-v")

    assert result.stdout == ask("claims").stdout
    assert "Social connection and health 0.1.0" in result.stderr
    assert "4 files" in result.stderr
    assert "triples" in result.stderr


def test_a_notice_of_the_base_is_one_line_on_stderr() -> None:
    """A file opened alone tells that references lead outside, once."""
    result = CliRunner().invoke(evidence_kb, ["--kb", str(FIXTURE / "claims.ttl"), "claims"])

    assert result.exit_code == 0
    assert len(result.stderr.splitlines()) == 1
    assert "not in this file show as ids" in result.stderr


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("<x:a> <x:b> .", 1, "base.ttl:1:"),
        ('<x:a> <x:b> "open', 1, "base.ttl:1"),
        (None, 5, "no RDF file in this folder"),
    ],
)
def test_a_base_that_cannot_be_opened_says_where(
    tmp_path: Path, content: str | None, code: int, words: str
) -> None:
    """Bad data names file, line and column; an empty folder is a matter of the machine."""
    if content is not None:
        (tmp_path / "base.ttl").write_text(content)

    result = CliRunner().invoke(evidence_kb, ["--kb", str(tmp_path), "claims"])

    assert result.exit_code == code
    assert words in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("name", ["nosuch", "nosuch/", "nosuch.ttl", "nosuch.rdfx", "no/such.ttl"])
@pytest.mark.parametrize(
    "command",
    ["check {}", "fmt {}", "hash --kb {}", "claims --kb {}", "deprecate C001 --because x --kb {}"],
)
def test_what_is_not_there_is_told_the_same_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, name: str
) -> None:
    """A missing path is a matter of the machine, whatever its suffix: one message, exit 5."""
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(evidence_kb, command.format(name).split())

    assert result.exit_code == 5
    assert result.stderr == f"evidence-kb: {name}: there is no such file or folder\n"


LOADED = """
import sys
from evidence_kb.cli.group import evidence_kb
code = evidence_kb.run({arguments!r})
assert code == 0, code
print(sorted(set(sys.modules) & set({watched!r})), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "watched"),
    [
        (["--help"], ["pyoxigraph", "rich", "pandas", "rdflib", "pyshacl", "tomllib", "difflib"]),
        (["claims", "--help"], ["pyoxigraph", "rich", "pandas", "rdflib", "pyshacl"]),
        (["show", "--help"], ["pyoxigraph", "rich", "pandas", "rdflib", "pyshacl"]),
        (["init", "--help"], ["pyoxigraph", "rich", "pandas", "rdflib", "pyshacl"]),
        (["add", "--help"], ["pyoxigraph", "rich", "pandas", "rdflib", "pyshacl", "difflib"]),
        (["add", "claim", "--help"], ["pyoxigraph", "rich", "pandas", "rdflib", "pyshacl"]),
        (["claims"], ["rich", "pandas", "rdflib", "pyshacl", "difflib", "xlsxwriter"]),
        (["show", "C001"], ["rich", "pandas", "rdflib", "pyshacl"]),
        (["query", "claims_by_tier"], ["rich", "pandas", "rdflib", "pyshacl"]),
        (["claims", "-f", "html"], ["rich", "pandas", "rdflib", "pyshacl"]),
        (["concepts"], ["rich", "pandas", "rdflib", "pyshacl"]),
    ],
)
def test_a_command_loads_only_what_it_needs(arguments: list[str], watched: list[str]) -> None:
    """Help loads no engine; commands in a pipe load neither frames nor validators nor rich."""
    line = arguments if "--help" in arguments else ["--kb", str(FIXTURE), *arguments]
    script = LOADED.format(arguments=line, watched=watched)

    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert result.stderr.strip() == "[]"


def test_the_module_is_the_command(
    run_program: Callable[..., subprocess.CompletedProcess[bytes]],
) -> None:
    """``python -m evidence_kb`` does what ``evidence-kb`` does."""
    assert run_program("--version").stdout == f"evidence-kb {__version__}\n".encode()
