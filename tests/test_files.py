"""Files are whole or not there."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest

from evidence_kb.errors import EnvironmentFault
from evidence_kb.files import replace_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(b"old")
    return path


def fail(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def assert_untouched(target: Path) -> None:
    assert target.read_bytes() == b"old"
    assert os.listdir(target.parent) == [target.name]


def test_new_content_takes_the_place_of_the_old(target: Path) -> None:
    """After the block the file holds what was written, and nothing lies beside it."""
    with replace_file(target) as stream:
        stream.write(b"new")

    assert target.read_bytes() == b"new"
    assert os.listdir(target.parent) == [target.name]


def test_the_old_file_is_whole_while_the_new_one_is_written(target: Path) -> None:
    """A reader during the writing sees the old content."""
    with replace_file(target) as stream:
        stream.write(b"new")
        stream.flush()
        seen = target.read_bytes()

    assert seen == b"old"


@pytest.mark.parametrize("call", ["fsync", "replace", "chmod"])
def test_a_failing_call_leaves_the_old_file(
    target: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """A failing flush, rename or permission change leaves the old file whole and no other."""
    monkeypatch.setattr(os, call, fail)

    with pytest.raises(EnvironmentFault, match="no space left"), replace_file(target) as stream:
        stream.write(b"new")

    assert_untouched(target)


@pytest.mark.parametrize(
    "problem", [KeyboardInterrupt(), OSError(errno.EIO, "I/O error"), ValueError()]
)
def test_a_block_that_ends_badly_leaves_the_old_file(target: Path, problem: BaseException) -> None:
    """An interrupt, a failing write or a mistake inside the block leaves the old file whole."""
    expected = EnvironmentFault if isinstance(problem, OSError) else type(problem)

    with pytest.raises(expected), replace_file(target) as stream:
        stream.write(b"new")
        raise problem

    assert_untouched(target)


def test_a_failure_without_an_old_file_leaves_nothing(tmp_path: Path) -> None:
    """Where there was no file there is none after a failure."""
    with pytest.raises(KeyboardInterrupt), replace_file(tmp_path / "new.csv"):
        raise KeyboardInterrupt

    assert os.listdir(tmp_path) == []


def test_the_content_is_flushed_before_it_takes_its_place(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is flushed to the disk before the rename, the folder after it."""
    calls = []
    monkeypatch.setattr(os, "fsync", lambda _, real=os.fsync: (calls.append("fsync"), real(_)))
    monkeypatch.setattr(
        os, "replace", lambda a, b, real=os.replace: (calls.append("replace"), real(a, b))
    )

    with replace_file(target) as stream:
        stream.write(b"new")

    assert calls == ["fsync", "replace", "fsync"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The message names the path and says that the folder is missing."""
    path = tmp_path / "none" / "t.csv"

    with (
        pytest.raises(EnvironmentFault, match=r"none/t\.csv: there is no such folder"),
        replace_file(path),
    ):
        pass


def test_a_folder_is_no_target(tmp_path: Path) -> None:
    """A target that is a folder is refused in those words."""
    with pytest.raises(EnvironmentFault, match="it is a folder"), replace_file(tmp_path):
        pass


def test_a_device_is_no_target() -> None:
    """A device is refused: renaming a file over it would destroy it."""
    with pytest.raises(EnvironmentFault, match="device"), replace_file(os.devnull):
        pass

    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_read_only_file_is_refused(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be written is not replaced behind its owner's back."""
    monkeypatch.setattr(os, "access", lambda path, mode: False)

    with pytest.raises(EnvironmentFault, match="read-only"), replace_file(target):
        pass

    assert_untouched(target)


def test_permissions_are_kept(target: Path) -> None:
    """The file that takes the place of another has its permissions."""
    target.chmod(0o640)

    with replace_file(target) as stream:
        stream.write(b"new")

    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_symbolic_link_stays_one(target: Path) -> None:
    """Writing through a link changes the file it leads to, not the link."""
    link = target.parent / "link.csv"
    link.symlink_to(target)

    with replace_file(link) as stream:
        stream.write(b"new")

    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_long_name_fits(tmp_path: Path) -> None:
    """A name as long as the file system takes can be written."""
    path = tmp_path / ("n" * 251 + ".csv")

    with replace_file(path) as stream:
        stream.write(b"new")

    assert path.read_bytes() == b"new"
