"""The commands ``fmt`` and ``hash``."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from evidence_kb.curation.layout import format_turtle
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

    assert result.exit_code == (code if path != "none" else 2)
    assert result.stderr.startswith("evidence-kb: ")


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
