"""States of a base that git keeps: read from the repository, never checked out.

Only git commands that read objects are used; they run no hook, no filter and no pager of the
repository, and fetch nothing.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.errors import DataError, EnvironmentFault, InputError, LimitError
from evidence_kb.graph.base import MAX_SIZE, Base, scan_base
from evidence_kb.graph.source import RDF_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SECONDS = 60
_SILENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
_REDIRECTIONS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""What a hook of git sets for its own repository, which may not be the one of the base."""
_REGULAR = (b"100644", b"100755")


class _Blob(NamedTuple):
    """A file that git keeps: its name in its folder, its object, its size in bytes."""

    name: str
    object: str
    size: int


def open_revision(spec: str, default: str, max_size: int = MAX_SIZE) -> Base:
    """Return the base as it stood at a revision of its git repository.

    ``spec`` is a revision (``HEAD~3``, a tag, a commit), which means the base at ``default`` as it
    was then, or a revision and a path as git writes them (``HEAD~3:data``, from the root of the
    repository; ``HEAD~3:./data``, from here). Raises InputError for a revision or a path in it
    that does not exist, EnvironmentFault where git is missing or this is no repository, and what
    opening a base raises, with the revision as the name of the file.
    """
    revision, colon, path = spec.partition(":")
    folder, path = (os.getcwd(), path) if colon else _split_default(default)
    commit = _find_commit(folder, revision)
    if not colon or path.split("/")[0] in (".", ".."):
        prefix = os.fsdecode(_ask(folder, ["rev-parse", "--show-prefix"]).rstrip(b"\n"))
        path = os.path.join(prefix, path)
    path = os.path.normpath(path or ".").strip("/")
    if path.split("/")[0] == "..":
        raise InputError(f"'{spec}' leads out of the repository")
    path = "" if path == "." else path
    blobs = _list_blobs(folder, commit, path, spec)
    with _write_files(folder, blobs, max_size, spec) as place:
        return _open(place, spec, path, max_size)


def _split_default(default: str) -> tuple[str, str]:
    """Return the folder to ask git in, and the base from there."""
    place = os.path.realpath(default)
    if os.path.isdir(place):
        return place, "."
    if not os.path.isdir(os.path.dirname(place)):
        raise EnvironmentFault(f"{default}: there is no such file or folder")
    return os.path.dirname(place), os.path.basename(place)


def _find_commit(folder: str, revision: str) -> str:
    _ask(folder, ["rev-parse", "--git-dir"])  # is it a repository at all?
    found = _run(
        folder,
        ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"],
    )
    if found.returncode != 0 and ".." in revision:
        old, _, new = revision.replace("...", "..").partition("..")
        raise InputError(
            f"'{revision}' is a range: give its ends as two arguments, "
            f"{old or 'HEAD'} and {new or 'HEAD'}"
        )
    if found.returncode != 0:
        raise InputError(
            f"'{revision}' is neither a file, nor a folder, nor a revision of the repository at "
            f"{folder}; see  git log --oneline"
        )
    return found.stdout.decode().strip()


def _list_blobs(folder: str, commit: str, path: str, spec: str) -> list[_Blob]:
    """Return the file at a path, or the RDF files of a folder."""
    root = _ask(folder, ["rev-parse", "--show-toplevel"]).decode().rstrip("\n")
    kind = _run(root, ["cat-file", "-t", f"{commit}:{path}"]).stdout.strip()
    if kind == b"blob":
        listed = _ask(root, ["ls-tree", "-z", "-l", commit, "--", path])
    elif kind == b"tree":
        listed = _ask(root, ["ls-tree", "-z", "-l", f"{commit}:{path}"])
    else:
        raise InputError(f"'{spec}': there is no '{path}' in that revision")
    blobs = []
    for entry in listed.split(b"\0")[:-1]:
        facts, _, name = entry.partition(b"\t")
        mode, _, object_name, size = facts.split()
        base = os.path.basename(os.fsdecode(name))
        wanted = os.path.splitext(base)[1].lower() in RDF_SUFFIXES and not base.startswith(".")
        if mode in _REGULAR and (kind == b"blob" or wanted):
            blobs.append(_Blob(base, object_name.decode(), int(size)))
    if not blobs:
        raise InputError(f"'{spec}': there is no RDF file ({', '.join(sorted(RDF_SUFFIXES))})")
    return blobs


@contextmanager
def _write_files(folder: str, blobs: Sequence[_Blob], max_size: int, spec: str) -> Iterator[str]:
    """Give a folder that holds the files, or the one file, for as long as the block runs."""
    total = sum(blob.size for blob in blobs)
    if total > max_size:
        raise LimitError(
            f"{spec}: {total:,} bytes are over the limit of {max_size:,}: raise it with --max-size"
        )
    with TemporaryDirectory(prefix="evidence-kb-") as place:
        for blob in blobs:
            data = _ask(folder, ["cat-file", "blob", blob.object])
            with open(os.path.join(place, blob.name), "wb") as file:
                file.write(data)
        yield place


def _open(place: str, spec: str, path: str, max_size: int) -> Base:
    """Open what was written; what is said of it names the revision, not the place."""
    files = os.listdir(place)
    single = len(files) == 1 and os.path.splitext(path)[1].lower() in RDF_SUFFIXES
    place = os.path.join(place, files[0]) if single else place
    try:
        base = scan_base(place, max_size)
    except DataError as error:
        source = error.place.source if error.place else ""
        name = spec if single else f"{spec}/{os.path.basename(source)}"
        where = error.place._replace(source=name) if error.place else None
        raise DataError(error.message, place=where, excerpt=error.excerpt) from error
    base.source = spec
    base.notices = tuple(notice.replace(place, spec) for notice in base.notices)
    return base


def _ask(folder: str, arguments: Sequence[str]) -> bytes:
    answer = _run(folder, arguments)
    if answer.returncode != 0:
        said = answer.stderr.decode(errors="replace").strip().splitlines()
        if said and "not a git repository" in said[0]:
            raise EnvironmentFault(
                f"{folder} is in no git repository, so it has no revisions: name two files or "
                "folders to compare"
            )
        raise EnvironmentFault(f"git cannot read this: {said[0] if said else 'no reason given'}")
    return answer.stdout


def _run(folder: str, arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if name not in _REDIRECTIONS}
    command = ["git", "--no-pager", "-c", "core.fsmonitor=false", *arguments]
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env={**kept, **_SILENT},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise EnvironmentFault(
            "git is not installed, so no revision can be read: name two files or folders"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise LimitError(f"git gave no answer within {_SECONDS} seconds") from error
    except OSError as error:
        raise EnvironmentFault(f"git cannot be run: {error.strerror}") from error
