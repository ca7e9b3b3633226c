"""Files that are either whole or not there: every file that is written goes through here."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from evidence_kb.errors import EnvironmentFault, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping


@contextmanager
def replace_file(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Give a binary stream whose content becomes the file at ``path`` when the block ends well.

    The bytes go to a temporary file beside the target, are flushed to the disk, and take the
    target's place in one step. Whatever goes wrong before that step, an interrupt included, the
    old file stays whole and nothing is left beside it. A symbolic link stays a link; the
    permissions of a file that is replaced are kept. The block should do nothing but write: every
    ``OSError`` in it counts as one of ``path``.

    Raises ``EnvironmentFault`` with path and reason: no such folder, no permission, a full disk,
    a target that is a folder or a device.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = os.path.join(folder, "answer.txt")
    ...     with replace_file(target) as stream:
    ...         _ = stream.write(b"42")
    ...     os.listdir(folder), os.path.getsize(target)
    (['answer.txt'], 2)
    """
    try:
        target = os.path.realpath(path)
    except OSError as error:  # the working folder is gone
        raise EnvironmentFault(f"cannot write {os.fspath(path)}: {_explain(error)}") from error
    # Short and random, so that a long target name fits and two writers do not meet.
    temporary = os.path.join(os.path.dirname(target), f".evidence-kb-{os.urandom(8).hex()}.tmp")
    try:
        mode = _read_mode(target)
        with open(temporary, "xb") as stream:
            yield stream
            stream.flush()
            if mode is not None:
                os.chmod(temporary, mode)
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    except OSError as error:
        raise EnvironmentFault(f"cannot write {os.fspath(path)}: {_explain(error)}") from error
    finally:
        # After the rename there is nothing of that name, which is as good.
        with suppress(OSError):
            os.unlink(temporary)
    _flush_folder(os.path.dirname(target))


def replace_files(contents: Mapping[str, bytes]) -> None:
    """Write several files, all of them or none.

    Every text is on the disk in a temporary file before the first takes its place; where one
    cannot take its place, those that did get their old bytes back. Only a crash of the machine
    between two renames can leave some new and some old, each of them whole.

    Raises ``EnvironmentFault`` with path and reason, as :func:`replace_file` does.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     replace_files({os.path.join(folder, name): b"42" for name in ("a.txt", "b.txt")})
    ...     sorted(os.listdir(folder))
    ['a.txt', 'b.txt']
    """
    before = {path: _read_old(path) for path in contents}
    replaced: list[str] = []
    try:
        with ExitStack() as pending:
            for path, data in contents.items():
                pending.push(_note_success(replaced, path))  # leaves after the file below it did
                stream = pending.enter_context(replace_file(path))
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
    except BaseException:
        for path in replaced:
            _put_back(path, before[path])
        raise


@contextmanager
def replace_folder(path: str, names: Collection[str]) -> Iterator[str]:
    """Give an empty folder that takes the place of the one at ``path`` when the block ends well.

    ``names`` are the files that it may replace: a folder that holds any other is refused with
    ``InputError``, for it is somebody's. Whatever goes wrong, the old folder stays whole. Raises
    ``EnvironmentFault`` with path and reason; every ``OSError`` in the block counts as one.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as above:
    ...     target = os.path.join(above, "sheets")
    ...     with replace_folder(target, {"a.csv"}) as folder, open(f"{folder}/a.csv", "w") as file:
    ...         _ = file.write("42")
    ...     os.listdir(target)
    ['a.csv']
    """
    target = os.path.realpath(path)
    mark = os.path.join(os.path.dirname(target), f".evidence-kb-{os.urandom(8).hex()}")
    fresh, old = f"{mark}.tmp", f"{mark}.old"
    try:
        _refuse_foreign(path, target, names)
        os.mkdir(fresh)
        yield fresh
        for name in os.listdir(fresh):
            _flush(os.path.join(fresh, name))
        _flush(fresh)
        with suppress(FileNotFoundError):
            os.rename(target, old)
        os.rename(fresh, target)
    except OSError as error:
        raise EnvironmentFault(f"cannot write {path}: {_explain(error)}") from error
    finally:
        if os.path.isdir(old) and not os.path.exists(target):
            os.rename(old, target)
        for rest in (fresh, old):
            shutil.rmtree(rest, ignore_errors=True)
    _flush_folder(os.path.dirname(target))


def _refuse_foreign(path: str, target: str, names: Collection[str]) -> None:
    """Refuse to replace what is no folder of ours."""
    if not os.path.lexists(target):
        return
    if others := sorted(set(os.listdir(target)) - set(names)):
        raise InputError(
            f"{path} holds other files, such as '{others[0]}': name a folder that is new or empty"
        )


def _read_old(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EnvironmentFault(f"cannot write {path}: {_explain(error)}") from error


def _note_success(done: list[str], path: str) -> Callable[..., None]:
    def leave(kind: object, *_: object) -> None:
        if kind is None:
            done.append(path)

    return leave


def _put_back(path: str, data: bytes | None) -> None:
    if data is None:
        os.unlink(path)
        return
    with replace_file(path) as stream:
        stream.write(data)


def _read_mode(target: str) -> int | None:
    """Return the permission bits of the file to be replaced, None where there is none yet."""
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(mode):
        # Renaming over /dev/null would replace the device itself.
        raise OSError(errno.EINVAL, "it is a device or a pipe, not a file")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only")
    return stat.S_IMODE(mode)


def explain_reading(error: OSError) -> str:
    """Return in plain words why the machine refuses to read a file or a folder.

    >>> explain_reading(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    'there is no such file or folder'
    """
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder"
    if isinstance(error, NotADirectoryError):
        return "a part of the path is a file, not a folder"
    if isinstance(error, PermissionError):
        return "it may not be read: check its permissions"
    return f"it cannot be read: {error.strerror or error}"


def _explain(error: OSError) -> str:
    """Say in plain words why the machine refuses to write."""
    if isinstance(error, FileNotFoundError):
        return "there is no such folder; make it first"
    if isinstance(error, NotADirectoryError):
        return "a part of the path is a file, not a folder"
    reason = error.strerror or str(error) or type(error).__name__
    return reason[:1].lower() + reason[1:]


def _flush(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _flush_folder(folder: str) -> None:
    """Ask the disk to keep the rename.

    A file system that cannot flush a folder is no failure: the new file is whole and in place, and
    the worst a power cut can do is to bring the old one back, whole as well.
    """
    with suppress(OSError):
        _flush(folder)
