"""States of a base that git keeps."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from evidence_kb.curation.diff import diff
from evidence_kb.curation.revisions import open_revision
from evidence_kb.errors import DataError, EnvironmentFault, InputError, LimitError
from tests.conftest import FIXTURE


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a base in ``data``, reworded in its second commit, dirty since."""
    root = tmp_path / "repository"
    shutil.copytree(FIXTURE, root / "data")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    claims = root / "data" / "claims.ttl"
    claims.write_text(claims.read_text().replace("Begin with tiny", "Start with small"))
    git(root, "commit", "-q", "-a", "-m", "second")
    claims.write_text(claims.read_text().replace('"T6"', '"T7"'))
    return root


def test_a_revision_is_the_base_as_it_stood(repository: Path) -> None:
    """A bare revision means the folder of the base, whatever lies in it now."""
    data = str(repository / "data")

    assert [c.id for c in diff(open_revision("HEAD", data), data)] == ["C003"]
    assert [c.id for c in diff(open_revision("HEAD~1", data), data)] == ["C003", "R001"]


def test_a_revision_of_a_file_is_that_file(repository: Path) -> None:
    """Where the base is one file, so is its earlier state."""
    claims = str(repository / "data" / "claims.ttl")

    assert [c.id for c in diff(open_revision("HEAD", claims), claims)] == ["C003"]


@pytest.mark.parametrize("spec", ["HEAD:data", "HEAD:./", "HEAD:../data"])
def test_a_path_in_a_revision_is_as_git_writes_it(
    repository: Path, monkeypatch: pytest.MonkeyPatch, spec: str
) -> None:
    """A path counts from the root of the repository, or from here where it begins with a dot."""
    monkeypatch.chdir(repository / "data")

    assert not diff(open_revision(spec, "."), open_revision("HEAD", "."))


def test_a_notice_names_a_file_in_a_revision_once(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is the one that was typed, without the file's own name behind it."""
    (repository / "data" / "more.trig").write_text("<http://e/g> { <http://e/a> a <http://e/K> }")
    git(repository, "add", "data/more.trig")
    git(repository, "commit", "-q", "-m", "third")
    monkeypatch.chdir(repository)

    notices = [open_revision(f"HEAD:data{name}", ".").notices for name in ("/more.trig", "")]

    told = "named graphs are read together, as one graph"
    assert notices == [(f"HEAD:data/more.trig: {told}",)] * 2


@pytest.mark.parametrize("spec", ["HEAD~7", "nowhere", "--output=x", "HEAD:other", "HEAD:../../x"])
def test_what_git_does_not_have_is_an_input_error(
    repository: Path, monkeypatch: pytest.MonkeyPatch, spec: str
) -> None:
    """An unknown revision, a path that it lacks, an option in disguise: told, nothing done."""
    monkeypatch.chdir(repository)

    with pytest.raises(InputError):
        open_revision(spec, "data")
    assert not (repository / "x").exists()


def test_a_folder_outside_git_is_told(tmp_path: Path) -> None:
    """Without a repository there are no revisions."""
    with pytest.raises(EnvironmentFault, match="in no git repository"):
        open_revision("HEAD", str(tmp_path))


def test_a_machine_without_git_is_told(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where git is not installed, that is said."""
    monkeypatch.setenv("PATH", str(repository))

    with pytest.raises(EnvironmentFault, match="git is not installed"):
        open_revision("HEAD", str(repository / "data"))


def test_a_broken_file_of_a_revision_is_named_by_it(repository: Path) -> None:
    """A syntax error names revision, file and line, and no temporary place."""
    (repository / "data" / "base.ttl").write_text("kb:base a\n")
    git(repository, "commit", "-q", "-a", "-m", "broken")

    with pytest.raises(DataError) as caught:
        open_revision("HEAD", str(repository / "data"))

    assert str(caught.value).startswith("HEAD/base.ttl:1:")


def test_a_link_in_a_revision_is_not_followed(repository: Path) -> None:
    """A symbolic link that git keeps is left out: it may lead anywhere."""
    os.symlink("/etc/passwd", repository / "data" / "link.ttl")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "link")

    base = open_revision("HEAD", str(repository / "data"))

    assert "link.ttl" not in map(os.path.basename, base.files)


def test_the_size_limit_holds_for_revisions(repository: Path) -> None:
    """A state over the limit is refused before it is read."""
    with pytest.raises(LimitError, match=r"^HEAD: .*--max-size"):
        open_revision("HEAD", str(repository / "data"), max_size=1000)


def test_settings_of_a_hook_do_not_mislead(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inside a hook, git points at its own repository; the one of the base is meant."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))

    assert open_revision("HEAD", str(repository / "data")).version == "0.1.0"
