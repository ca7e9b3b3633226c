"""Adding to a base: ids, the file in which something goes, and what is refused."""

from __future__ import annotations

from pathlib import Path
from shutil import copy, copytree

import pytest

from evidence_kb.curation.fields import find_kind
from evidence_kb.curation.revision import Workspace
from evidence_kb.errors import DataError, EnvironmentFault, InputError
from evidence_kb.vocabulary import DCTERMS, EKB, PREF_LABEL, PREFIXES, SKOS
from tests.conftest import FIXTURE

LABEL = {PREF_LABEL: ['"Sleep"@en']}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copytree(FIXTURE, tmp_path / "base")
    return tmp_path / "base"


def describe_outcome(workspace: Workspace, name: str = "sleep") -> None:
    scheme = f"<{workspace.kb.base.namespace}outcome/scheme>"
    values = {
        **LABEL,
        SKOS + "inScheme": [scheme],
        SKOS + "definition": ['"Rest"@en'],
        EKB + "valence": [f"<{EKB}desirable>"],
    }
    workspace.describe(workspace.make_term(f"outcome:{name}"), find_kind("concept"), values)


def test_ids_go_on_above_all_that_were_given(folder: Path) -> None:
    """The next id is one above the highest, and none is given twice."""
    workspace = Workspace(folder)
    claim = find_kind("claim")

    assert [workspace.take_id(claim), workspace.take_id(claim)] == ["C004", "C005"]
    assert workspace.take_id(find_kind("search")) == "SE02"


def test_a_new_item_stands_where_its_like_are(folder: Path) -> None:
    """A new outcome goes to the file of the outcomes, and no other file is written."""
    workspace = Workspace(folder)

    describe_outcome(workspace)
    revision = workspace.revise()

    assert [Path(path).name for path in revision.files] == ["concepts.ttl"]
    assert [change.action for change in revision.changes] == ["added"]


def test_a_file_is_made_for_what_has_none(folder: Path) -> None:
    """In a folder without sources, the first one makes literature.ttl."""
    (folder / "literature.ttl").unlink()
    workspace = Workspace(folder)
    values = {
        PREFIXES["rdf"] + "type": [f"<{PREFIXES['fabio']}JournalArticle>"],
        DCTERMS + "title": ['"Made up"@en'],
        EKB + "authors": ['"Nobody"'],
        PREFIXES["fabio"] + "hasPublicationYear": [
            '"2020"^^<http://www.w3.org/2001/XMLSchema#gYear>'
        ],
        EKB + "publicationType": [f"<{EKB}primary-study>"],
        EKB + "standing": [f"<{EKB}not-checked>"],
    }

    workspace.describe(workspace.make_term("nobody-2020"), find_kind("source"), values)
    workspace.revise().apply()

    assert "kb:nobody-2020 a ekb:Source, fabio:JournalArticle" in (
        (folder / "literature.ttl").read_text()
    )


def test_a_single_file_takes_everything(tmp_path: Path) -> None:
    """A base that is one file stays one file."""
    copy(FIXTURE / "concepts.ttl", tmp_path)
    with (tmp_path / "concepts.ttl").open("a") as file:
        file.write((FIXTURE / "base.ttl").read_text())
    workspace = Workspace(tmp_path / "concepts.ttl")

    describe_outcome(workspace)

    assert list(workspace.revise().files) == [str(tmp_path / "concepts.ttl")]


def test_an_item_that_is_there_is_not_added_again(folder: Path) -> None:
    """A name that is in use is refused."""
    with pytest.raises(InputError, match="outcome:stroke is in the base already"):
        describe_outcome(Workspace(folder), "stroke")


def test_what_breaks_the_model_is_refused(folder: Path) -> None:
    """A claim without its tier is not written; the message names the rule."""
    workspace = Workspace(folder)
    name = workspace.make_term(workspace.take_id(find_kind("claim")))

    workspace.describe(name, find_kind("claim"), LABEL)

    with pytest.raises(DataError, match=r"\[claim-tier\]"):
        workspace.revise()


def test_a_file_made_meanwhile_is_not_replaced(folder: Path) -> None:
    """A new file that somebody else made first stays as it is."""
    (folder / "concepts.ttl").rename(folder / "terms.ttl")
    (folder / "literature.ttl").unlink()
    workspace = Workspace(folder)
    name = workspace.make_term(workspace.take_id(find_kind("search")))
    workspace.describe(
        name,
        find_kind("search"),
        {
            EKB + "exposure": [workspace.make_term("exposure:loneliness")],
            EKB + "searchedIn": ['"PubMed"'],
            EKB + "queryText": ['"x"'],
            EKB + "searchStatus": [f"<{EKB}scoping>"],
            PREFIXES["prov"] + "generatedAtTime": [
                '"2026-11-23"^^<http://www.w3.org/2001/XMLSchema#date>'
            ],
        },
    )
    revision = workspace.revise()
    (folder / "literature.ttl").write_text("")

    with pytest.raises(EnvironmentFault, match="changed meanwhile"):
        revision.apply()


def test_nothing_edited_is_nothing_to_write(folder: Path) -> None:
    """A workspace that was only looked at gives an empty revision."""
    revision = Workspace(folder).revise()

    assert not revision
    assert not revision.changes
