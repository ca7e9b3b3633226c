"""The commands ``fmt`` and ``hash``."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest

from evidence_kb.curation.layout import format_turtle
from evidence_kb.graph.reading import read_source
from evidence_kb.graph.store import read_triples
from tests.cli.conftest import Ask
from tests.conftest import FIXTURE

LOOSE = "<http://e/a>  a <http://e/K> .\n"
REFUSED = "<http://e/a> a <http://e/K> . # why\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the fixture that may be changed."""
    return Path(shutil.copytree(FIXTURE, tmp_path / "base"))


def test_a_folder_is_formatted(ask: Ask, folder: Path) -> None:
    """Files that change are named; the others are left alone, and a second run changes none."""
    (folder / "more.ttl").write_text(LOOSE)

    first, second = ask("fmt", str(folder)), ask("fmt", str(folder))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stderr == f"formatted {folder}/more.ttl\n"
    assert (folder / "more.ttl").read_text() == "<http://e/a> a <http://e/K> .\n"
    assert second.output == ""


def test_check_lists_what_would_change(ask: Ask, folder: Path) -> None:
    """--check writes nothing and is exit code 1, with the files on stdout."""
    (folder / "more.ttl").write_text(LOOSE)

    result = ask("fmt", "--check", str(folder))

    assert result.exit_code == 1
    assert result.stdout == f"{folder}/more.ttl\n"
    assert "1 file would change" in result.stderr
    assert (folder / "more.ttl").read_text() == LOOSE


def test_check_of_formatted_files_is_silent(ask: Ask) -> None:
    """Nothing to do is exit code 0 and no word."""
    result = ask("fmt", "--check", str(FIXTURE))

    assert (result.exit_code, result.output) == (0, "")


def test_without_paths_the_base_is_meant(ask: Ask, folder: Path) -> None:
    """The files of the base that --kb names are formatted."""
    (folder / "more.ttl").write_text(LOOSE)

    result = ask("--kb", str(folder), "fmt", "--check")

    assert result.stdout == f"{folder}/more.ttl\n"


def test_a_refused_file_does_not_stop_the_others(ask: Ask, tmp_path: Path) -> None:
    """Each file is formatted or named with the place that stands in the way."""
    (tmp_path / "a.ttl").write_text(REFUSED)
    (tmp_path / "b.ttl").write_text(LOOSE)

    result = ask("fmt", str(tmp_path))

    assert result.exit_code == 1
    assert f"{tmp_path}/a.ttl:1:31: a comment" in result.stderr
    assert f"formatted {tmp_path}/b.ttl" in result.stderr
    assert (tmp_path / "a.ttl").read_text() == REFUSED


@pytest.mark.parametrize(
    ("path", "code"), [("none.ttl", 5), ("none", 5), ("empty", 5), ("a.nt", 2)]
)
def test_what_cannot_be_formatted_says_why(ask: Ask, tmp_path: Path, path: str, code: int) -> None:
    """A missing file or an empty folder is the machine's, another format the person's."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.nt").write_text("")

    result = ask("fmt", str(tmp_path / path))

    assert result.exit_code == code
    assert result.stderr.startswith("evidence-kb: ")


def test_every_comment_that_would_be_lost_is_named(ask: Ask, tmp_path: Path) -> None:
    """One run is enough to know what is to be moved."""
    path = tmp_path / "a.ttl"
    path.write_text(
        "# kept\n@prefix e: <http://e/> .\n\n# kept\ne:a e:p 1 ; # one\n  # two\n"
        '  e:q "# no" . # three\n# four\nPREFIX f: <http://f/>\ne:b e:p <http://e#x> . # five'
    )

    result = ask("fmt", str(path))

    assert result.exit_code == 1
    places = re.findall(rf"{path}:(\d+:\d+): a\w+ (?:comment )?stands (\w+)", result.stderr)
    assert places == [
        ("6:3", "inside"),
        ("7:16", "at"),
        ("8:1", "above"),
        ("10:24", "at"),
    ]
    assert f"{path}:5:13: a comment stands inside a statement" in result.stderr


def test_standard_input_is_laid_out_to_standard_output(ask: Ask) -> None:
    """As formatters do for editors; --check tells by its exit code."""
    result = ask("fmt", "-", typed=LOOSE)

    assert (result.exit_code, result.stdout) == (0, "<http://e/a> a <http://e/K> .\n")
    assert ask("fmt", "--check", "-", typed=LOOSE).exit_code == 1
    assert ask("fmt", "--check", "-", typed=result.stdout).exit_code == 0
    assert ask("fmt", "-", typed=REFUSED).exit_code == 1
    assert ask("fmt", "-", typed="").stdout == ""


def test_a_file_of_another_format_is_written_as_turtle(ask: Ask, tmp_path: Path) -> None:
    """The content stays the same, and the names of the base get their prefixes."""
    source, target = tmp_path / "all.nt", tmp_path / "all.ttl"
    files = [read_source(path) for path in sorted(FIXTURE.glob("*.ttl"))]
    triples = [triple for file in files for triple in read_triples(file)]
    source.write_text("".join(f"{' '.join(triple)} .\n" for triple in triples))

    result = ask("fmt", str(source), "-o", str(target))

    assert result.stderr == f"wrote {target}: {source} as Turtle\n"
    assert "\nkb:C001 a ekb:Claim" in target.read_text()
    assert ask("hash", "--kb", str(target)).stdout == ask("hash", "--kb", str(FIXTURE)).stdout


@pytest.mark.parametrize(
    "arguments",
    [["-", "b.ttl"], ["a.ttl", "b.ttl", "-o", "c.ttl"], ["-", "-o", "c.nt"], ["-o", "c.ttl"]],
    ids=" ".join,
)
def test_one_text_is_written_at_a_time(ask: Ask, arguments: list[str]) -> None:
    """What has no single meaning is refused: exit 2."""
    assert ask("fmt", *arguments, typed="").exit_code == 2


def read_hash(ask: Ask, folder: Path) -> str:
    return ask("--kb", str(folder), "hash").stdout.strip()


def test_the_hash_is_that_of_the_library(ask: Ask, folder: Path) -> None:
    """The command prints what the base says of itself in provenance and citations."""
    assert f"sha256:{read_hash(ask, folder)[:12]}" in ask("cite").stdout


def test_layout_does_not_change_the_hash(ask: Ask, folder: Path) -> None:
    """Another order, other files, prefixes and line ends: one content, one hash."""
    before = read_hash(ask, folder)
    paths = sorted(folder.glob("*.ttl"))
    blocks = [block for path in paths for block in path.read_text().split("\n\n")]
    heads = {line for block in blocks for line in block.split("\n") if line[:7] == "@prefix"}
    blocks = [block for block in blocks if not block.startswith("@prefix")]
    random.Random(1).shuffle(blocks)
    text = "\n".join([*sorted(heads), *blocks]).replace("skos:", "s:").replace("ekb:", "other:")
    for path in paths:
        path.unlink()

    (folder / "one.ttl").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert read_hash(ask, folder) == before


def test_formatting_does_not_change_the_hash(ask: Ask, folder: Path) -> None:
    """A hostile layout of blank nodes and a formatted one are the same content."""
    path = folder / "more.ttl"
    path.write_text(
        "PREFIX e: <http://e/> e:a e:p [ e:q ( 1 2.50 [] ) ] , [ e:q _:x ] . _:x a e:K ."
    )
    before = read_hash(ask, folder)

    path.write_text(format_turtle(path.read_text()))

    assert read_hash(ask, folder) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("C001", "C901"),
        ("fare worse", "fare  worse"),
        ("tier:nuanced", "tier:unknown"),
        ("14405", "14406"),
    ],
)
def test_a_change_of_content_changes_the_hash(ask: Ask, folder: Path, old: str, new: str) -> None:
    """One character of one value is enough."""
    before = read_hash(ask, folder)
    path = folder / "claims.ttl"
    path.write_text(path.read_text().replace(old, new))

    assert read_hash(ask, folder) != before


def test_check_agrees_with_the_hash_in_any_spelling(ask: Ask) -> None:
    """Capital letters and the name of the algorithm are no difference."""
    found = ask("hash").stdout.strip()

    assert ask("hash", "--check", f"sha256:{found}".upper().replace("SHA", "sha")).exit_code == 0


def test_check_of_another_hash_fails(ask: Ask) -> None:
    """A difference is exit code 1, with both hashes."""
    result = ask("hash", "--check", "0" * 64)

    assert result.exit_code == 1
    assert result.stdout.strip() in result.stderr
    assert "0" * 64 in result.stderr


def test_check_wants_a_whole_hash(ask: Ask) -> None:
    """Part of a hash, which proves little, is a mistake of the person."""
    result = ask("hash", "--check", "abc")

    assert result.exit_code == 2
    assert "64 digits" in result.stderr
