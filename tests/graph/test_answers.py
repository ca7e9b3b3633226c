"""Answers kept between runs."""

from __future__ import annotations

import os
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from evidence_kb.graph.answers import Answers, open_answers
from evidence_kb.graph.base import Base
from evidence_kb.graph.terms import IRI, Answer
from evidence_kb.knowledge_base import KnowledgeBase
from tests.conftest import FIXTURE

VALUES = ("text", "", IRI("http://e/a"), 7, True, None, 0.25, Decimal("1.50"), date(2026, 11, 23))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVIDENCE_KB_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURE, tmp_path / "base"))


def open_and_save(base: Path) -> KnowledgeBase:
    """A run of the command line: open, ask, keep."""
    kb = KnowledgeBase.open(base, remember=True)
    kb.table("claims", tier="nuanced")
    assert kb.base.answers is not None
    kb.base.answers.save()
    return kb


def test_every_kind_of_value_is_kept_as_it_was(folder: Path) -> None:
    """Texts, IRIs, numbers, flags, dates and nothing come back equal and of the same type."""
    answers = Answers(str(folder / "a.json"), {})
    answers.keep("SELECT", {"x": [IRI("http://e/a")]}, Answer(("v",), [VALUES]))
    answers.save()

    again = Answers(
        str(folder / "a.json"), __import__("json").loads((folder / "a.json").read_text())
    )
    found = again.find("SELECT", {"x": [IRI("http://e/a")]})

    assert found == Answer(("v",), [VALUES])
    assert [type(value) for value in found.rows[0]] == [type(value) for value in VALUES]


def test_another_value_is_another_question(folder: Path) -> None:
    """A text and an IRI of the same letters are told apart."""
    answers = Answers(str(folder / "a.json"), {})
    answers.keep("SELECT", {"x": ["http://e/a"]}, Answer(("v",), []))

    assert answers.find("SELECT", {"x": [IRI("http://e/a")]}) is None


def test_a_second_run_reads_no_file_and_says_the_same(
    folder: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was asked before is answered without the graph."""
    first = open_and_save(base).table("claims", tier="nuanced").rows
    monkeypatch.setattr(Base, "store", property(lambda self: pytest.fail("the graph was read")))

    second = KnowledgeBase.open(base, remember=True).table("claims", tier="nuanced").rows

    assert second == first


def test_something_new_is_still_answered(folder: Path, base: Path) -> None:
    """A question of which no answer is kept goes to the graph."""
    open_and_save(base)

    kb = KnowledgeBase.open(base, remember=True)

    assert kb.table("claims", tier="mechanism").column("id") == ["C002"]


def test_a_changed_file_is_read_again(folder: Path, base: Path) -> None:
    """An edit that keeps size and time of a file is seen all the same."""
    open_and_save(base)
    path = base / "claims.ttl"
    state = path.stat()
    path.write_text(path.read_text().replace("can ease", "may ease"))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))

    (label,) = (
        KnowledgeBase.open(base, remember=True).table("claims", tier="nuanced").column("label")
    )

    assert "may ease" in str(label)


def test_a_new_file_in_the_folder_is_read(folder: Path, base: Path) -> None:
    """A base is all of its files."""
    open_and_save(base)
    (base / "more.ttl").write_text(
        "<http://e/c> a <https://w3id.org/evidence-kb/ns#Claim> ; "
        "<https://w3id.org/evidence-kb/ns#tier> <https://w3id.org/evidence-kb/tier/nuanced> ."
    )

    assert len(KnowledgeBase.open(base, remember=True).table("claims", tier="nuanced")) == 2


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe", b'{"state": "another"}'])
def test_a_damaged_file_is_as_none(folder: Path, base: Path, damage: bytes) -> None:
    """What cannot be read, or is of another state, is passed over."""
    open_and_save(base)
    for path in folder.iterdir():
        path.write_bytes(damage)

    kb = KnowledgeBase.open(base, remember=True)

    assert kb.table("claims", tier="nuanced").column("id") == ["C003"]


def test_a_folder_that_cannot_be_written_keeps_nothing(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is given, and no word said."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EVIDENCE_KB_CACHE", str(tmp_path / "file" / "folder"))

    assert open_and_save(base).table("claims", tier="nuanced").column("id") == ["C003"]


def test_nothing_is_kept_where_the_folder_is_set_to_nothing(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person can turn it off."""
    monkeypatch.setenv("EVIDENCE_KB_CACHE", "")

    assert open_answers([str(base / "claims.ttl")], "1") is None


def test_the_oldest_states_go(folder: Path, base: Path) -> None:
    """Only the last few states of bases stay on the disk."""
    for number in range(12):
        (base / "more.ttl").write_text(f"<http://e/{number}> <http://e/p> {number} .")
        open_and_save(base)

    assert len(list(folder.iterdir())) == 8


def test_the_library_keeps_nothing_unless_asked(folder: Path, base: Path) -> None:
    """A notebook leaves no files behind."""
    KnowledgeBase.open(base).table("claims")

    assert not folder.exists()
