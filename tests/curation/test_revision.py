"""Adding to a base: ids, the file in which something goes, and what is refused."""

from __future__ import annotations

from pathlib import Path
from shutil import copy, copytree

import pytest

from evidence_kb.curation.fields import find_kind
from evidence_kb.curation.layout import format_turtle
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


def test_a_comment_that_would_be_lost_stops_the_writing_alone(folder: Path) -> None:
    """A file with a comment inside a block is looked at as any other, and never written."""
    file = folder / "concepts.ttl"
    file.write_text(file.read_text().replace("a skos:Concept ;", "a skos:Concept ; # why\n", 1))
    workspace = Workspace(folder)

    assert '"Stroke"@en' in workspace.pages.list_values(PREF_LABEL)
    assert not workspace.revise()
    describe_outcome(workspace)
    with pytest.raises(DataError, match=r"concepts.ttl:\d+:\d+: a comment stands inside"):
        workspace.revise()


def test_all_errors_of_a_revision_can_be_seen(folder: Path) -> None:
    """What a revision would break is listed by item and property, and never written."""
    workspace = Workspace(folder)
    claim = f"<{workspace.kb.base.namespace}C001>"
    workspace.pages.replace(claim, EKB + "tier", [])
    workspace.pages.replace(claim, EKB + "tierRule", ['"T9"'])

    revision = workspace.examine()

    assert {(each.rule, each.path) for each in revision.problems} >= {
        ("claim-tier", EKB + "tier"),
        ("claim-tier-rule", EKB + "tierRule"),
    }
    assert {each.node for each in revision.problems} == {claim[1:-1]}
    with pytest.raises(DataError, match="no longer keep the model"):
        revision.apply()


def test_a_new_error_like_an_old_one_is_seen(folder: Path) -> None:
    """A base with an error may be edited, but the same error is not made a second time."""
    file = folder / "claims.ttl"
    file.write_text(file.read_text().replace("    ekb:tier tier:high-confidence ;\n", "", 1))
    workspace = Workspace(folder)
    second = f"<{workspace.kb.base.namespace}C002>"
    workspace.pages.replace(second, EKB + "hedge", ['"likely so"'])

    assert not workspace.examine().problems
    workspace.pages.replace(second, EKB + "tier", [])
    assert [each.node for each in workspace.examine().problems] == [second[1:-1]]


def test_what_is_written_has_the_layout(folder: Path) -> None:
    """A file in any layout comes out as fmt would leave it, blocks in several parts as one."""
    for file in folder.glob("*.ttl"):
        note, claim = f"<{SKOS}note>", f"<{Workspace(FIXTURE).kb.base.namespace}C001>"
        more = f"\n{claim} {note} 'more'@en . {claim} {note} 1.50 . @prefix z: <{SKOS}> .\n# end\n"
        file.write_text(file.read_text().replace(" ;\n    ", ";") + more)
    workspace = Workspace(folder)
    for page in workspace.pages.pages:
        page.edited = True

    written = workspace.pages.write()

    assert len(written) == 4
    assert all(text == format_turtle(text) for text in written.values())


def test_the_bundled_base_is_edited_from_its_checkout_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who forgot to name a base does not write into the one that comes along."""
    monkeypatch.chdir(tmp_path)
    workspace = Workspace(None)
    describe_outcome(workspace, "made-up")

    with pytest.raises(InputError, match="--kb"):
        workspace.revise()
