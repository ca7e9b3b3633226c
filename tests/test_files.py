"""Files are whole or not there."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from evidence_kb.errors import EnvironmentFault, InputError
from evidence_kb.files import replace_file, replace_folder


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


def write_folder(path: Path, *names: str) -> None:
    with replace_folder(str(path), {"a.csv", "b.csv"}) as folder:
        for name in names:
            (Path(folder) / name).write_text("new")


def test_a_folder_is_there_whole(tmp_path: Path) -> None:
    """After the block the folder holds what was written, and nothing lies beside it."""
    write_folder(tmp_path / "sheets", "a.csv", "b.csv")

    assert os.listdir(tmp_path) == ["sheets"]
    assert sorted(os.listdir(tmp_path / "sheets")) == ["a.csv", "b.csv"]


def test_a_folder_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    """Files of the older folder that were not written again are gone."""
    write_folder(tmp_path / "sheets", "a.csv", "b.csv")

    write_folder(tmp_path / "sheets", "a.csv")

    assert os.listdir(tmp_path) == ["sheets"]
    assert os.listdir(tmp_path / "sheets") == ["a.csv"]


def test_a_folder_of_somebody_is_not_replaced(tmp_path: Path) -> None:
    """A folder that holds a file of another name stays as it is."""
    (tmp_path / "thesis.docx").write_text("x")

    with pytest.raises(InputError, match=r"holds other files, such as 'thesis\.docx'"):
        write_folder(tmp_path, "a.csv")

    assert os.listdir(tmp_path) == ["thesis.docx"]


def test_a_file_is_not_replaced_by_a_folder(target: Path) -> None:
    """A file at the path of the folder stays, and is told."""
    with pytest.raises(EnvironmentFault, match="a part of the path is a file, not a folder"):
        write_folder(target, "a.csv")

    assert_untouched(target)


def test_a_failure_leaves_the_old_folder(tmp_path: Path) -> None:
    """Whatever goes wrong in the block, the old folder is whole and nothing lies beside it."""
    write_folder(tmp_path / "sheets", "a.csv")

    with (
        pytest.raises(KeyboardInterrupt),
        replace_folder(str(tmp_path / "sheets"), {"a.csv"}) as folder,
    ):
        (Path(folder) / "b.csv").write_text("new")
        raise KeyboardInterrupt

    assert os.listdir(tmp_path) == ["sheets"]
    assert os.listdir(tmp_path / "sheets") == ["a.csv"]


@pytest.mark.parametrize("failing", [1, 2])
def test_a_failing_rename_leaves_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """Where the machine refuses one of the two renames, the old folder is put back."""
    write_folder(tmp_path / "sheets", "a.csv")
    rename, calls = os.rename, []

    def refuse(source: str, to: str) -> None:
        calls.append(source)
        if len(calls) == failing:
            fail()
        rename(source, to)

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(EnvironmentFault, match="no space left"):
        write_folder(tmp_path / "sheets", "b.csv")

    assert os.listdir(tmp_path) == ["sheets"]
    assert os.listdir(tmp_path / "sheets") == ["a.csv"]
