"""The documents say what is true: their blocks are run, their links lead somewhere."""

from __future__ import annotations

import doctest
import re
import tomllib
from pathlib import Path

import pytest

from evidence_kb import KnowledgeBase, __version__
from evidence_kb.cli.group import COMMANDS
from evidence_kb.curation.rules import format_page
from tools.documents import ROOT, describe_tables, list_documents, refresh_blocks

DOCUMENTS = list_documents()


def name_of(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_console_blocks_show_what_the_commands_print(path: Path) -> None:
    """Each block is what a terminal of 80 columns shows; `python -m tools.documents` renews it."""
    text = path.read_text()

    assert refresh_blocks(text, path.with_suffix("")) == text


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_python_blocks_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example in Python gives what stands below it."""
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```$", path.read_text(), re.DOTALL | re.MULTILINE)
    parser = doctest.DocTestParser()
    test = parser.get_doctest("\n".join(blocks), {}, path.name, str(path), 0)

    result = doctest.DocTestRunner().run(test)

    assert result.failed == 0
    assert result.attempted > 0 or not blocks


@pytest.mark.parametrize("path", [*DOCUMENTS, ROOT / "CHANGELOG.md"], ids=name_of)
def test_links_lead_to_files_that_are_there(path: Path) -> None:
    """No link within the project is dead."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", path.read_text())

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_page_of_tables_is_fresh() -> None:
    """Every column of every table is listed."""
    assert (ROOT / "docs" / "tables.md").read_text() == describe_tables()


def test_the_page_of_rules_is_fresh() -> None:
    """Every rule of the check has its entry, in the words of `--explain`."""
    assert (ROOT / "docs" / "rules.md").read_text() == format_page()


def test_the_readme_names_every_command() -> None:
    """No command is undocumented."""
    readme = (ROOT / "README.md").read_text()

    assert [name for name in COMMANDS if f"| `{name}" not in readme] == []


def test_the_version_is_said_alike_everywhere() -> None:
    """Package, citation file and metadata name one version."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)

    assert cited is not None
    assert declared == __version__ == cited[1]


def test_the_readme_counts_what_the_base_holds() -> None:
    """Its first figures are those of the bundled base."""
    kb = KnowledgeBase.open()
    counts = {(row[0], row[1]): row[2] for row in kb.query("statistics")}  # type: ignore[union-attr]
    readme = " ".join((ROOT / "README.md").read_text().split())

    said = re.search(r"(\d+) claims, (\d+) recommendations and (\d+) definitions", readme)
    found = re.search(r"(\d+) findings of (\d+) publications", readme)

    assert said is not None
    assert found is not None
    names = ("Claims", "Recommendations", "Definitions")
    assert [int(number) for number in said.groups()] == [counts["Statements", n] for n in names]
    assert [int(number) for number in found.groups()] == [
        counts["Evidence", "Findings"],
        counts["Evidence", "Sources"],
    ]
