"""Renaming, merging and withdrawing items of a base."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_kb.curation.check import check
from evidence_kb.curation.identity import Editor, Revision
from evidence_kb.errors import DataError, EnvironmentFault, InputError
from evidence_kb.knowledge_base import KnowledgeBase
from tests.conftest import FIXTURE


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A copy of the fixture that may be edited."""
    return Path(shutil.copytree(FIXTURE, tmp_path / "base"))


def tell(revision: Revision) -> list[tuple[str, str]]:
    return [(change.id, change.text) for change in revision.changes]


def ask(base: Path, text: str) -> bool:
    return KnowledgeBase.open(base).ask(f"ASK {{ {text} }}")


def test_a_renamed_concept_takes_its_references_along(base: Path) -> None:
    """Every file follows, the old id keeps a tombstone, and the base keeps the model."""
    revision = Editor(base).rename("outcome:all-cause-mortality", "death")

    revision.apply()

    assert tell(revision) == [
        ("outcome:all-cause-mortality", "id renamed to outcome:death"),
        (
            "outcome:all-cause-mortality",
            "references now lead to outcome:death: C001, CR01, E001, F012, SE01",
        ),
        ("outcome:death", "takes the place of outcome:all-cause-mortality"),
    ]
    assert ask(base, "kb:F012 ekb:outcome outcome:death")
    assert ask(
        base,
        "outcome:all-cause-mortality owl:deprecated true ; dcterms:isReplacedBy outcome:death",
    )
    assert check(str(base)) == check(str(FIXTURE)) == []


def test_the_names_of_a_renamed_concept_mean_the_new_id(base: Path) -> None:
    """A label means one concept: the tombstone gives up the words that it was found by."""
    Editor(base).rename("all-cause-mortality", "outcome:dying").apply()

    kb = KnowledgeBase.open(base)

    assert {kb.resolve(name).rpartition("/")[2] for name in ("death", "All-cause mortality")} == {
        "dying"
    }


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("C001", "c1", "keeps its id"),
        ("outcome:stroke", "Brain Attack", "small letters"),
        ("outcome:stroke", "exposure:stroke", "small letters"),
        ("outcome:stroke", "social-anxiety", "never used again"),
    ],
)
def test_a_rename_that_makes_no_sense_is_refused(
    base: Path, old: str, new: str, words: str
) -> None:
    """Opaque ids stay, ids have a form, and no id is used twice."""
    with pytest.raises(InputError, match=words):
        Editor(base).rename(old, new)


def test_a_relabelled_concept_keeps_its_old_name(base: Path) -> None:
    """The old label stays among the other labels; that of a claim goes."""
    Editor(base).relabel("outcome:stroke", "Brain attack").apply()
    Editor(base).relabel("C002", "Ties lower stress").apply()

    assert ask(base, 'outcome:stroke skos:prefLabel "Brain attack"@en; skos:altLabel "Stroke"@en')
    assert ask(base, 'kb:C002 skos:prefLabel "Ties lower stress"@en')
    assert not ask(base, "kb:C002 skos:altLabel ?any")


def test_a_merged_claim_gives_its_passages_and_references(base: Path) -> None:
    """What rested on the one rests on the other, which is now stated in the passages of both."""
    revision = Editor(base).merge("C003", "C002")

    revision.apply()

    assert ("C003", "merged into C002") in tell(revision)
    assert ask(base, "kb:C002 ekb:statedIn kb:P002, kb:P005 . kb:R001 ekb:restsOn kb:C002")
    assert ask(base, "kb:C003 owl:deprecated true ; ekb:statedIn kb:P005")
    assert check(str(base)) == []


def test_a_merge_says_what_only_the_tombstone_keeps(base: Path) -> None:
    """Values that the other claim lacks, and those that differ where there can be but one."""
    [notice] = Editor(base).merge("C003", "C002").notices

    assert notice.startswith("C003 says what C002 does not; only the tombstone of C003 keeps it:\n")
    assert "\n  population: population:socially-anxious-adults" in notice
    assert "\n  hedge: can (C002: likely)\n" in notice
    assert "P005" not in notice


def test_a_merge_that_loses_nothing_says_nothing(base: Path) -> None:
    """What a concept hands on, its labels and its place in the tree, is not lost."""
    with (base / "concepts.ttl").open("a") as file:
        file.write("outcome:infarct a skos:Concept ; skos:inScheme outcome:scheme ;\n")
        file.write(' skos:prefLabel "Infarct"@en ; ekb:valence ekb:undesirable .\n')

    assert Editor(base).merge("outcome:infarct", "outcome:stroke").notices == ()


def test_a_merged_concept_leaves_its_place_to_the_other(base: Path) -> None:
    """A concept merged into its narrower one hands its broader one down, and its labels."""
    claims = base / "concepts.ttl"
    claims.write_text(
        claims.read_text()
        + """
outcome:disease a skos:Concept ; skos:inScheme outcome:scheme ; skos:prefLabel "Disease"@en ;
    ekb:valence ekb:undesirable .
outcome:cardiovascular-disease skos:broader outcome:disease .
"""
    )

    Editor(base).merge("outcome:cardiovascular-disease", "outcome:stroke").apply()

    assert ask(base, "outcome:stroke skos:broader outcome:disease")
    assert not ask(base, "outcome:stroke skos:broader outcome:stroke")
    assert ask(base, 'outcome:stroke skos:altLabel "Cardiovascular disease"@en')
    assert ask(base, "kb:C001 ekb:outcome outcome:stroke")


def test_a_link_between_two_that_are_merged_goes(base: Path) -> None:
    """A claim that narrowed the other would narrow itself."""
    with (base / "claims.ttl").open("a") as file:
        file.write('kb:C003 ekb:narrows kb:C002 ; skos:editorialNote "One case"@en .\n')
        file.write('kb:C002 ekb:conflictsWith kb:C003 ; skos:editorialNote "So"@en .\n')

    Editor(base).merge("C003", "C002").apply()

    assert not ask(base, "kb:C002 ekb:conflictsWith ?any")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("S01", "skos:prefLabel"),
        ("R001", "skos:prefLabel"),
        ("panel-1", "skos:prefLabel"),
        ("outcome:scheme", "skos:prefLabel"),
        ("steptoe-2013-isolation", "dcterms:title"),
        ("guide", "dcterms:title"),
    ],
)
def test_everything_with_a_label_or_title_is_reworded(base: Path, name: str, path: str) -> None:
    """A section, an agent, a scheme by its label; a source, a document by its title."""
    Editor(base).relabel(name, "Other words").apply()

    kb = KnowledgeBase.open(base)
    assert kb.ask(f'ASK {{ <{kb.resolve(name)}> {path} "Other words"@en }}')
    assert check(str(base)) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("F012", "F012 is a finding: it has neither a label nor a title"),
        ("E001", "E001 is an evidence line: it has neither"),
        ("P001", "P001 is a passage: it has neither"),
    ],
)
def test_what_has_no_label_is_not_reworded(base: Path, name: str, told: str) -> None:
    """It is said what the thing is."""
    with pytest.raises(InputError, match=told):
        Editor(base).relabel(name, "Other words")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("steptoe-2013-isolation", "is a source, and keeps its id; reword it with --label"),
        ("F012", "is a finding, and keeps its id; it has no label"),
    ],
)
def test_only_a_concept_gets_another_id(base: Path, name: str, told: str) -> None:
    """The way out is told only where there is one."""
    with pytest.raises(InputError, match=told):
        Editor(base).rename(name, "another")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C001", "R001"),
        ("C001", "C001"),
        ("F012", "C001"),
        ("outcome:stroke", "exposure:loneliness"),
    ],
)
def test_only_two_of_a_kind_are_merged(base: Path, one: str, other: str) -> None:
    """Two kinds, two schemes, or one thing twice are refused."""
    with pytest.raises(InputError):
        Editor(base).merge(one, other)


def test_what_would_break_the_model_is_refused(base: Path) -> None:
    """An evidence line on a merged claim has to fit the other one; else nothing is written."""
    revision = Editor(base).merge("C001", "C002")

    assert ("C001", "merged into C002") in tell(revision)
    with pytest.raises(DataError, match=r"nothing is written(?s:.*)line-exposure-of-claim"):
        revision.apply()
    assert ask(base, "kb:C001 ekb:tier ?any") and not ask(base, "kb:C001 owl:deprecated true")


def test_a_refusal_names_what_is_to_be_mended_and_where(base: Path) -> None:
    """An error is told once, with each item and its place in the files as they are."""
    with (base / "literature.ttl").open("a") as file:
        file.write("kb:E002 a ekb:EvidenceLine ; ekb:finding kb:F012 ; ekb:bearsOn kb:C001 ;\n")
        file.write("  ekb:addressesExposure exposure:loneliness .\n")
    lines = (base / "literature.ttl").read_text().splitlines()
    places = [number for number, line in enumerate(lines, 1) if "ekb:addressesExposure" in line]

    told = Editor(base).merge("C001", "C002").refusal

    assert told.count("[line-exposure-of-claim]") == 1
    assert f"  E001  {base / 'literature.ttl'}:{places[0]}:27\n" in told
    assert f"  E002  {base / 'literature.ttl'}:{places[1]}:25\n" in told


def test_both_of_two_equal_labels_are_named(base: Path) -> None:
    """Whose label it is already is told as well as whose it would be."""
    told = Editor(base).relabel("outcome:stroke", "Cardiovascular disease").refusal

    assert "outcome:stroke  " in told
    assert "outcome:cardiovascular-disease  " in told


def test_an_old_fault_stops_no_edit(base: Path) -> None:
    """Only what the edit itself would break is a reason to refuse it."""
    claims = base / "claims.ttl"
    claims.write_text(
        claims.read_text().replace("ekb:direction ekb:harmful", "ekb:direction ekb:x")
    )

    assert Editor(base).relabel("C002", "Ties lower stress").files


def test_a_withdrawn_claim_keeps_its_block_and_the_reason(base: Path) -> None:
    """It is deprecated, says why, and what still refers to it is told."""
    revision = Editor(base).deprecate("C003", "Too vague")

    revision.apply()

    assert tell(revision) == [("C003", "withdrawn: Too vague")]
    assert revision.notices == ("C003 is still referred to by Q001, R001",)
    assert ask(base, 'kb:C003 owl:deprecated true ; skos:editorialNote "Too vague"@en')


def test_references_follow_to_a_replacement(base: Path) -> None:
    """With a replacement, what referred to the old refers to the new, in every file."""
    Editor(base).deprecate("C003", "Split", "C002").apply()

    assert ask(base, "kb:R001 ekb:restsOn kb:C002 . kb:C003 dcterms:isReplacedBy kb:C002")
    assert not ask(base, "?any ekb:restsOn kb:C003")


def test_a_tombstone_is_not_edited_again(base: Path) -> None:
    """What is withdrawn says where it went."""
    Editor(base).deprecate("C003", "Split", "C002").apply()

    with pytest.raises(InputError, match="withdrawn already, replaced by C002"):
        Editor(base).merge("C003", "C001")


def test_numbers_keep_their_printed_form_and_comments_their_block(base: Path) -> None:
    """A file that is edited keeps 1.50 as 1.50 and the comment above a block."""
    literature = base / "literature.ttl"
    text = literature.read_text().replace("ekb:estimate 0.92", "ekb:estimate 0.920")
    literature.write_text(text.replace("kb:F012 a", "# the older cohort\nkb:F012 a"))

    Editor(base).rename("outcome:all-cause-mortality", "death").apply()

    assert "ekb:estimate 0.920" in literature.read_text()
    assert "# the older cohort\nkb:F012 a" in literature.read_text()


def test_only_files_that_change_are_written(base: Path) -> None:
    """A base file that says nothing of the item stays as it is."""
    revision = Editor(base).rename("outcome:stroke", "brain-attack")

    assert [Path(path).name for path in revision.files] == ["concepts.ttl"]


def test_a_file_that_changed_meanwhile_is_not_overwritten(base: Path) -> None:
    """Between the showing and the yes somebody may have saved the file."""
    revision = Editor(base).rename("outcome:stroke", "brain-attack")
    with (base / "concepts.ttl").open("a") as file:
        file.write("# mine\n")

    with pytest.raises(EnvironmentFault, match="changed meanwhile"):
        revision.apply()


def test_other_formats_are_not_edited(base: Path, tmp_path: Path) -> None:
    """Only Turtle has a layout to keep."""
    (base / "more.nt").write_text("<http://e/a> <http://e/b> <http://e/c> .\n")

    with pytest.raises(InputError, match="only Turtle"):
        Editor(base)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let the machine refuse to move a file into place after so many."""
    import os

    def arrange(count: int) -> None:
        real, moved = os.replace, []

        def refuse(source: str, target: str) -> None:
            if len(moved) == count:
                moved.append("refused")
                raise OSError(28, "No space left on device")
            moved.append(target)
            real(source, target)

        monkeypatch.setattr(os, "replace", refuse)

    return arrange


def test_all_files_are_written_or_none(base: Path, full: Callable[[int], None]) -> None:
    """Where the second file cannot take its place, the first gets its old bytes back."""
    before = {path.name: path.read_bytes() for path in base.iterdir()}
    revision = Editor(base).rename("outcome:all-cause-mortality", "death")
    assert len(revision.files) == 3
    full(1)

    with pytest.raises(EnvironmentFault, match="no space left"):
        revision.apply()

    assert {path.name: path.read_bytes() for path in base.iterdir()} == before
