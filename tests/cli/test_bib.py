"""The command ``bib``: reports, what is written after a yes, exit codes, what goes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from evidence_kb.cli.group import evidence_kb
from tests.cli.conftest import Ask
from tests.conftest import FIXTURE
from tests.curation.bibliography import samples

Run = Callable[..., Result]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    copytree(FIXTURE, tmp_path / "base")
    return tmp_path / "base"


@pytest.fixture
def refs(tmp_path: Path) -> Path:
    path = tmp_path / "refs.bib"
    path.write_text(samples.ZOTERO_BIBTEX)
    return path


@pytest.fixture
def run(base: Path) -> Run:
    """Run a command line on a copy of the fixture base."""

    def run(*arguments: str | Path) -> Result:
        command = ["--kb", str(base), *map(str, arguments)]
        return CliRunner().invoke(evidence_kb, command, catch_exceptions=False)

    return run


def test_nothing_is_written_without_a_yes(run: Run, base: Path, refs: Path) -> None:
    """The report and the change are shown; without --yes and a terminal that is all."""
    before = (base / "literature.ttl").read_bytes()

    result = run("bib", "add", refs)

    assert result.exit_code == 2
    assert "1 new" in result.stdout
    assert "nobody-2013-made added: Nobody et al. 2013" in result.stdout
    assert "nothing is written without a yes: add --yes" in result.stderr
    assert (base / "literature.ttl").read_bytes() == before


def test_after_a_yes_it_is_written_and_a_second_time_nothing_is(run: Run, refs: Path) -> None:
    """The exit code is 0 both times."""
    first = run("bib", "add", refs, "--yes")
    second = run("bib", "add", refs, "--yes")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "literature.ttl" in first.stderr
    assert "1 matched" in second.stdout
    assert "nothing would change" in second.stderr
    assert run("sources", "--search", "cafés", "--columns", "id").stdout == "id\nnobody-2013-made\n"


def test_what_is_broken_is_told_and_the_rest_is_taken(run: Run, tmp_path: Path) -> None:
    """Exit code 1 says that something was left out; --skip-bad says that this is known."""
    path = tmp_path / "refs.bib"
    path.write_text(samples.ZOTERO_BIBTEX + "@article{lost, title = {Lost\n" + samples.BIBLATEX)

    result = run("bib", "add", path, "--yes")

    assert result.exit_code == 1
    assert "2 new" in result.stdout
    line = path.read_text().partition("@article{lost")[0].count("\n") + 1
    assert f"{path}:{line}: the entry '@article{{lost" in " ".join(result.stdout.split())
    assert run("bib", "add", path, "--yes", "--skip-bad").exit_code == 0


def test_the_report_is_json_for_scripts(run: Run, base: Path, refs: Path) -> None:
    """The output is one JSON object; it is written with --yes alone, and says whether it was."""
    before = (base / "literature.ttl").read_bytes()

    dry = json.loads(run("bib", "add", refs, "-f", "json").stdout)
    unchanged = (base / "literature.ttl").read_bytes() == before
    done = json.loads(run("bib", "add", refs, "-f", "json", "--yes").stdout)

    assert unchanged
    assert (dry["written"], done["written"]) == (False, True)
    assert done["counts"]["new"] == 1
    assert done["records"][0] | {"reason": ""} == {
        "place": f"{refs}:2", "key": "nobody_made-up_2013", "status": "new",
        "source": "nobody-2013-made", "year": "2013", "authors": "Nobody et al.", "reason": "",
        "title": "A made-up study of the DNA of cafés: 50% < 3 & more",
        "doi": "10.5555/made_up.1", "pmid": "99000001",
    }  # fmt: skip


def test_a_screening_becomes_a_search_and_its_flow(run: Run, tmp_path: Path) -> None:
    """The options describe the search; table flow gives the numbers that PRISMA asks for."""
    for name, text in samples.COVIDENCE.items():
        (tmp_path / f"review_1_{name}_csv_2.csv").write_text(text)

    result = run(
        "bib", "add", *sorted(tmp_path.glob("review*.csv")), "--yes", "--hits", "10",
        "--duplicates", "4", "--exposure", "loneliness", "--outcome", "all-cause-mortality",
        "--searched-in", "PubMed", "--query-text", "walks", "--date", "2026-05-01",
        "--status", "systematic", "--eligibility", "Cohorts of adults",
    )  # fmt: skip

    assert result.exit_code == 0, result.stderr
    (flow,) = json.loads(run("table", "flow", "--where", "status=systematic", "-f", "json").stdout)
    assert flow["identified"] - flow["duplicates"] == flow["screened"] == 6
    assert flow["screened"] - flow["excluded"] == flow["assessed"] == 3
    assert flow["assessed"] - flow["excluded_in_full"] == flow["included"] == 1
    assert run("check").exit_code == 0


def test_a_search_shows_its_exclusions(ask: Ask) -> None:
    """Shown are the numbers and the reasons of a search, and the search of a reason."""
    assert "EX01  12: wrong outcome (full text)" in ask("show", "SE01").stdout
    assert "SE01  PubMed, 2026-11-23" in ask("show", "EX01").stdout


def test_a_base_without_a_search_says_so(run_program: Callable[..., object], base: Path) -> None:
    """An empty flow is the header alone in a pipe, and words on a terminal."""
    (base / "literature.ttl").unlink()
    result = CliRunner().invoke(evidence_kb, ["--kb", str(base), "table", "flow", "-f", "csv"])

    assert result.exit_code == 0
    assert result.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("suffix", "begins"), [("bib", "@article{"), ("ris", "TY  - JOUR\n"), ("json", "[\n")]
)
def test_the_suffix_chooses_the_format(ask: Ask, tmp_path: Path, suffix: str, begins: str) -> None:
    """BibTeX, RIS or CSL-JSON; stdout has the same as the file."""
    path = tmp_path / f"refs.{suffix}"
    name = {"bib": "bibtex"}.get(suffix, suffix)

    result = ask("bib", "export", "-o", str(path))

    assert f"wrote {path}: 1 source\n" == result.stderr
    assert path.read_text().startswith(begins)
    assert path.read_text() == ask("bib", "export", "-f", name).stdout


def test_filters_choose_what_goes_out(ask: Ask) -> None:
    """Those of the table of sources, and the claims that a source bears on."""
    assert "steptoe-2013-isolation" in ask("bib", "export", "--claim", "C001").stdout
    assert ask("bib", "export", "--claim", "C002").stdout == ""
    assert ask("bib", "export", "--year", "1999", "-f", "json").stdout == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["export", "--claim", "C0001"], "did you mean"),
        (["export", "-o", "refs.txt"], "the suffix should be one of .bib, .ris, .json"),
        (["export", "-f", "xml"], "'xml'"),
        (["add"], "missing argument"),
        (["add", "x.bib", "--stage", "half"], "'half'"),
    ],
)
def test_what_is_typed_wrong_is_exit_code_2(ask: Ask, arguments: list[str], told: str) -> None:
    """An unknown claim, suffix, format or stage."""
    result = ask("bib", *arguments)

    assert result.exit_code == 2
    assert told in result.stderr.lower() or told in result.stderr


def test_a_missing_file_is_exit_code_5(ask: Ask) -> None:
    """As everywhere."""
    assert ask("bib", "add", "no-such-file.bib").exit_code == 5


def test_the_group_alone_shows_its_help(ask: Ask) -> None:
    """And so do its commands, with two or three examples in 80 columns."""
    assert ask("bib").stdout == ask("bib", "--help").stdout
    for name in ("add", "export"):
        text = ask("bib", name, "--help").stdout
        examples = text.partition("Examples:\n")[2].strip().splitlines()
        assert max(map(len, text.splitlines())) <= 80
        assert 2 <= len(examples) <= 3


EXAMPLES = [
    line.strip()
    for name in ("add", "export")
    for line in evidence_kb.get_command(None, "bib")  # type: ignore[arg-type]
    .get_command(None, name)  # type: ignore[attr-defined]
    .examples.strip()
    .splitlines()
]


@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, base: Path, line: str
) -> None:
    """With files of those names, on a copy of the fixture base."""
    monkeypatch.chdir(tmp_path)
    Path("refs.bib").write_text(samples.ZOTERO_BIBTEX)
    Path("refs.json").write_text(samples.ZOTERO_CSL)
    Path("articles.csv").write_text(samples.RAYYAN)
    words = line.replace("C020", "C001").replace("dementia", "all-cause-mortality").split()[1:]
    if "add" in words and "json" not in words:
        words.append("--yes")

    result = CliRunner().invoke(evidence_kb, ["--kb", str(base), *words], catch_exceptions=False)

    assert result.exit_code == 0, result.stderr
