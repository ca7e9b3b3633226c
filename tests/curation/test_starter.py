"""A new base: it keeps every rule from the first moment, and it is made whole or not at all."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from evidence_kb.curation import starter
from evidence_kb.curation.addition import Adder
from evidence_kb.curation.check import check
from evidence_kb.curation.fields import find_kind
from evidence_kb.curation.layout import is_formatted
from evidence_kb.curation.passages import read_document
from evidence_kb.curation.starter import start_base
from evidence_kb.errors import EnvironmentFault, InputError
from evidence_kb.knowledge_base import KnowledgeBase
from tests.conftest import ROOT

DAY = date(2026, 11, 23)


def read_all(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def add_outcome(folder: Path) -> None:
    adder, kind = Adder(folder), find_kind("concept")
    texts = {"scheme": "outcome", "label": "Sleep", "definition": "Rest", "valence": "desirable"}
    adder.add(kind, {name: adder.read(kind.find(name), [text]) for name, text in texts.items()})
    adder.revise().apply()


def test_a_new_base_has_nothing_to_put_right(tmp_path: Path) -> None:
    """No error and no warning, and every file in the canonical layout."""
    folder = tmp_path / "sleep"

    start = start_base(str(folder), today=DAY)

    assert check(str(folder)) == []
    assert all(is_formatted(path) for path in folder.glob("*.ttl"))
    assert sorted(read_all(folder)) == list(start.files)


def test_without_its_example_it_has_nothing_to_put_right_either(tmp_path: Path) -> None:
    """Deleting two files takes the example away, and leaves a base that keeps every rule."""
    folder = tmp_path / "sleep"
    start_base(str(folder), today=DAY)

    for name in ("example.ttl", "example.txt"):
        (folder / name).unlink()

    assert check(str(folder)) == []
    assert KnowledgeBase.open(folder).table("claims").rows == []
    start_base(str(tmp_path / "none" / "sleep"), example=False, today=DAY)
    there, never = read_all(folder), read_all(tmp_path / "none" / "sleep")
    assert b"example.ttl" in there.pop("README.md")
    assert b"example.t" not in never.pop("README.md")
    assert there == never


def test_the_example_is_marked_and_has_no_doi(tmp_path: Path) -> None:
    """Nobody can take what is made up for a finding."""
    start_base(str(tmp_path / "a"), today=DAY)
    text = (tmp_path / "a" / "example.ttl").read_text()

    assert text.startswith("# EXAMPLE, MADE UP")
    assert "prism:doi" not in text
    assert "[EXAMPLE, MADE UP]" in text


def test_nothing_is_added_to_the_file_of_the_example(tmp_path: Path) -> None:
    """New items stand in the files that stay, with short names."""
    folder = tmp_path / "sleep"
    start_base(str(folder), today=DAY)
    before = (folder / "example.ttl").read_bytes()

    add_outcome(folder)

    assert (folder / "example.ttl").read_bytes() == before
    assert "outcome:sleep a skos:Concept" in (folder / "concepts.ttl").read_text()


def test_a_claim_is_written_with_the_prefixes_of_other_files(tmp_path: Path) -> None:
    """In a file that had no block, names are as short as in the others."""
    folder = tmp_path / "sleep"
    start_base(str(folder), today=DAY)
    adder, kind = Adder(folder), find_kind("claim")
    texts = {
        "label": "Tea helps", "tier_rule": "T6", "hedge": "may", "claim_type": "association",
        "direction": "beneficial", "exposure": "example-evening-tea", "stated_in": "P001",
    }  # fmt: skip
    said = {name: adder.read(kind.find(name), [text]) for name, text in texts.items()}
    adder.complete(kind, said)

    adder.add(kind, said)
    adder.revise().apply()

    assert "ekb:exposure exposure:example-evening-tea" in (folder / "claims.ttl").read_text()


def test_the_same_day_gives_the_same_bytes(tmp_path: Path) -> None:
    """Nothing but the day changes between two runs."""
    start_base(str(tmp_path / "a" / "sleep"), today=DAY)
    start_base(str(tmp_path / "b" / "sleep"), today=DAY)

    assert read_all(tmp_path / "a") == read_all(tmp_path / "b")
    assert b'dcterms:modified "2026-11-23"' in read_all(tmp_path / "a")["sleep/base.ttl"]


@pytest.mark.parametrize(
    "title",
    ['Say "hi"', "back\\slash", "NAMESPACE", "2026-11-23", "BASE: data", "<b>", "Schlaf 睡眠 😴"],
)
def test_a_title_of_any_characters_is_kept(tmp_path: Path, title: str) -> None:
    """What a title holds is text, also where it looks like something of the templates."""
    start_base(str(tmp_path / "a"), title=title, today=DAY)

    assert check(str(tmp_path / "a")) == []
    assert KnowledgeBase.open(tmp_path / "a").base.title == title


@pytest.mark.parametrize(
    ("folder", "title", "namespace"),
    [
        ("my-sleep_base", "My sleep base", "https://example.org/my-sleep-base/"),
        ("睡眠", "睡眠", "https://example.org/base/"),
    ],
)
def test_title_and_address_come_from_the_folder(
    tmp_path: Path, folder: str, title: str, namespace: str
) -> None:
    """Where nothing is said, the name of the folder serves; the address is one that nobody owns."""
    start = start_base(str(tmp_path / folder), today=DAY)

    assert KnowledgeBase.open(tmp_path / folder).base.title == title
    assert (start.namespace, start.invented) == (namespace, True)


def test_another_address_is_used_everywhere(tmp_path: Path) -> None:
    """No id is made under the placeholder where a person has an address of their own."""
    start = start_base(str(tmp_path / "a"), namespace="http://lab.example.com/kb#", today=DAY)

    held = b"".join(read_all(tmp_path / "a").values())
    assert not start.invented
    assert b"<http://lab.example.com/kb#outcome/>" in held
    assert b"https://example.org/new" not in held
    assert check(str(tmp_path / "a")) == []


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://lab.example.com/kb", "https://lab.example.com/kb/"),
        ("lab.example.com/", "begins with https://"),
        ("https:///", "is no address"),
        ('https://a.example/"/', "is no address"),
        ("urn:kb:", "is no address"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused(tmp_path: Path, address: str, told: str) -> None:
    """The message says what one looks like, and nothing is made."""
    with pytest.raises(InputError, match="(?s)" + told.replace(".", r"\.")):
        start_base(str(tmp_path / "a"), namespace=address, today=DAY)

    assert not (tmp_path / "a").exists()


def test_the_poles_of_another_topic(tmp_path: Path) -> None:
    """The first stands for more, the second for less, all others are off the axis."""
    poles = ["more-sleep", "less-sleep", "off-axis"]
    start_base(str(tmp_path / "a"), poles=poles, today=DAY)
    kb = KnowledgeBase.open(tmp_path / "a")

    text = """SELECT ?name ?sense WHERE { ?base ekb:poles ?pole . ?pole skos:prefLabel ?name .
        OPTIONAL { ?pole ekb:poleSense/skos:notation ?sense } } ORDER BY ?name"""
    assert kb.select(text).rows == [
        ("less sleep", "less"), ("more sleep", "more"), ("off axis", None),
    ]  # fmt: skip
    assert check(str(tmp_path / "a")) == []


@pytest.mark.parametrize("poles", [["a b"], ["x", "x"], ["scheme"], ["-"]])
def test_poles_that_cannot_be_names_are_refused(tmp_path: Path, poles: list[str]) -> None:
    """Each is a word of its own."""
    with pytest.raises(InputError, match="no name of a pole"):
        start_base(str(tmp_path / "a"), poles=poles, today=DAY)


def test_a_document_is_recorded_and_not_copied(tmp_path: Path) -> None:
    """Its title, length, hash and sections are there, its words are not."""
    guide = tmp_path / "guide.txt"
    guide.write_text("# Coffee\n\nIt wakes.\n\n## At night\n\nIt may cut sleep short.\n")

    start_base(str(tmp_path / "a"), document=str(guide), today=DAY)

    kb = KnowledgeBase.open(tmp_path / "a")
    assert kb.base.title == "Coffee"
    assert kb.select(
        "SELECT ?l ?a { ?s a ekb:Section ; skos:prefLabel ?l ;"
        " oa:hasSource/dcterms:title 'Coffee'@en"
        " OPTIONAL { ?s dcterms:isPartOf/skos:prefLabel ?a } } ORDER BY ?l"
    ).rows == [("At night", "Coffee"), ("Coffee", None)]
    assert check(str(tmp_path / "a"), document=read_document(str(guide))) == []
    assert b"cut sleep short" not in b"".join(read_all(tmp_path / "a").values())


@pytest.mark.parametrize("name", ["notes.txt", ".hidden", "folder/file"])
def test_a_folder_that_holds_something_is_refused(tmp_path: Path, name: str) -> None:
    """What is there stays as it is, and nothing comes beside it."""
    there = tmp_path / "a" / name
    there.parent.mkdir(parents=True)
    there.write_text("mine")

    with pytest.raises(InputError, match="give a folder that is new or empty"):
        start_base(str(tmp_path / "a"), today=DAY)

    assert read_all(tmp_path / "a") == {name: b"mine"}


def test_a_repository_without_files_is_empty(tmp_path: Path) -> None:
    """Who ran git init first is not sent away."""
    (tmp_path / "a" / ".git").mkdir(parents=True)

    start_base(str(tmp_path / "a"), today=DAY)

    assert (tmp_path / "a" / "base.ttl").is_file()


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """It is told apart from a folder."""
    (tmp_path / "a").write_text("")

    with pytest.raises(InputError, match="is a file"):
        start_base(str(tmp_path / "a"), today=DAY)


def test_where_writing_fails_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file and no folder that was made for one stays behind."""

    def fail(contents: object) -> None:
        raise EnvironmentFault("disk full")

    monkeypatch.setattr(starter, "replace_files", fail)

    with pytest.raises(EnvironmentFault):
        start_base(str(tmp_path / "deep" / "a"), today=DAY)

    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "folder"),
    [("github-workflow.yml", "BASE: data"), ("pre-commit-config.yaml", "check data")],
)
def test_the_settings_are_the_documented_ones(name: str, folder: str) -> None:
    """One source: what a base gets is what docs/examples shows, with its folder."""
    shipped = ROOT / "src" / "evidence_kb" / "starter" / name

    assert shipped.read_text() == (ROOT / "docs/examples" / name).read_text()
    assert folder in shipped.read_text()


def test_the_settings_for_pre_commit_name_the_documented_hooks(tmp_path: Path) -> None:
    """The two hooks of the project, for a base at the root of its repository."""
    start_base(str(tmp_path / "a"), today=DAY)
    text = (tmp_path / "a" / ".pre-commit-config.yaml").read_text()

    documented = (ROOT / ".pre-commit-hooks.yaml").read_text()
    for hook in ("evidence-kb-fmt", "evidence-kb-check"):
        assert f"id: {hook}" in text
        assert f"id: {hook}" in documented
    assert "entry: evidence-kb check .\n" in text
    assert "BASE: ." in (tmp_path / "a" / ".github/workflows/evidence.yml").read_text()


def test_every_file_of_the_templates_is_used() -> None:
    """Nothing lies in the package that no base gets."""
    home = ROOT / "src" / "evidence_kb" / "starter"

    assert sorted(read_all(home)) == sorted(starter._FILES.values())
