"""New items for a base: read, named and written."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from evidence_kb.curation.addition import Adder, UnknownConcept
from evidence_kb.curation.fields import find_kind
from evidence_kb.errors import InputError
from tests.conftest import FIXTURE


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return Path(copytree(FIXTURE, tmp_path / "base"))


@pytest.fixture
def adder(base: Path) -> Adder:
    return Adder(base)


def read(adder: Adder, kind: str, **texts: str) -> dict[str, list[str]]:
    return {name: adder.read(find_kind(kind).find(name), [text]) for name, text in texts.items()}


CONCEPT = {"scheme": "outcome", "label": "Sleep quality", "definition": "x", "valence": "desirable"}


def test_a_concept_gets_an_id_from_its_label(adder: Adder) -> None:
    """The id is what a person would guess."""
    term = adder.add(find_kind("concept"), read(adder, "concept", **CONCEPT))

    assert adder.values.identify(term) == "outcome:sleep-quality"


@pytest.mark.parametrize("name", ["sleep", "outcome:sleep"])
def test_an_id_may_be_chosen(adder: Adder, name: str) -> None:
    """With or without the name of the scheme."""
    term = adder.add(find_kind("concept"), read(adder, "concept", **CONCEPT), name)

    assert adder.values.identify(term) == "outcome:sleep"


@pytest.mark.parametrize(
    ("name", "told"), [("a b", "is no id"), ("", "is no id"), ("stroke", "in the base already")]
)
def test_an_id_that_cannot_be_given_is_refused(adder: Adder, name: str, told: str) -> None:
    """A word of its own that is free."""
    with pytest.raises(InputError, match=told):
        adder.add(find_kind("concept"), read(adder, "concept", **CONCEPT), name)


def test_a_label_without_latin_letters_needs_an_id(adder: Adder) -> None:
    """Nothing is made up for it."""
    with pytest.raises(InputError, match="choose it with --id"):
        adder.add(find_kind("concept"), read(adder, "concept", **{**CONCEPT, "label": "睡眠"}))


def test_an_unknown_concept_comes_with_the_nearest(adder: Adder) -> None:
    """Near in spelling first, then in words."""
    field = find_kind("claim").find("outcome")

    with pytest.raises(UnknownConcept) as caught:
        adder.read(field, ["strok"])
    with pytest.raises(UnknownConcept) as by_words:
        adder.read(field, ["anxiety in company"])

    assert caught.value.near[0].id == "outcome:stroke"
    assert by_words.value.near[0].id == "outcome:social-anxiety"


def test_an_announced_concept_is_made_when_it_is_named(adder: Adder) -> None:
    """Once, with the scheme of the field that names it."""
    adder.announce("Sleep quality | How well one sleeps | desirable")
    field = find_kind("claim").find("outcome")

    first = adder.read(field, ["sleep quality"])

    assert adder.read(field, ["Sleep Quality"]) == first
    assert [change.text for change in adder.revise().changes] == ["added: Sleep quality"]


def test_an_announced_concept_that_nothing_names_is_not_made(adder: Adder) -> None:
    """It is no order to add it."""
    adder.announce("Sleep quality | How well one sleeps | desirable")

    assert not adder.revise()


@pytest.mark.parametrize(
    ("text", "field", "told"),
    [
        ("Sleep", "outcome", "'label | definition'"),
        ("Sleep | Rest | a | b", "outcome", "'label | definition'"),
        ("Sleep | Rest", "outcome", "needs its valence"),
        ("Sleep | Rest | good", "outcome", "no valence 'good'"),
        ("Sleep | Rest | good", "population", "with nothing more"),
    ],
)
def test_an_announcement_of_another_form_is_refused(
    adder: Adder, text: str, field: str, told: str
) -> None:
    """The message says what is wanting."""
    with pytest.raises(InputError, match=told.replace("|", r"\|")):
        adder.announce(text)
        adder.read(find_kind("claim").find(field), ["sleep"])


def test_several_references_may_stand_in_one_text(adder: Adder) -> None:
    """Set apart by a semicolon, each once."""
    field = find_kind("claim").find("exposure")

    terms = adder.read(field, ["loneliness; social-isolation", "loneliness"])

    assert adder.values.show(field, terms) == "exposure:loneliness; exposure:social-isolation"


def test_two_values_for_one_are_refused(adder: Adder) -> None:
    """The message names the field."""
    with pytest.raises(InputError, match="tier takes one value, not 2"):
        adder.read(find_kind("claim").find("tier"), ["nuanced", "unknown"])


def test_texts_are_in_the_language_of_the_base(base: Path) -> None:
    """A base with a German title gets German labels."""
    path = base / "base.ttl"
    path.write_text(path.read_text().replace('"Social connection and health"@en', '"Nähe"@de'))
    adder = Adder(base)

    assert adder.read(find_kind("claim").find("label"), ["Schlaf"]) == ['"Schlaf"@de']


def test_an_item_that_was_added_can_be_changed(adder: Adder) -> None:
    """What is taken away is gone, what it is stays."""
    kind = find_kind("concept")
    said = read(adder, "concept", **CONCEPT, alt_label="Sleep")
    term = adder.add(kind, said)
    del said["alt_label"]

    adder.change(term, kind, said | read(adder, "concept", definition="Rest"))

    (block,) = adder.format_blocks(adder.revise())[
        str(Path(adder.workspace.folder or "") / "concepts.ttl")
    ]
    assert "a skos:Concept" in block
    assert 'skos:definition "Rest"@en' in block
    assert "altLabel" not in block


def test_the_blocks_are_those_that_will_stand_in_the_files(base: Path, adder: Adder) -> None:
    """What is shown is what is written."""
    adder.add(find_kind("concept"), read(adder, "concept", **CONCEPT))
    revision = adder.revise()
    shown = adder.format_blocks(revision)

    revision.apply()

    assert list(shown) == [str(base / "concepts.ttl")]
    assert all(
        block in (base / "concepts.ttl").read_text() for block in shown[str(base / "concepts.ttl")]
    )


def test_a_repeat_adds_its_passage_to_the_claim(adder: Adder) -> None:
    """No new claim: the one that is there is said in one more place."""
    claim = adder.find_item(find_kind("claim"), "C001")

    adder.join(claim, adder.read(find_kind("claim").find("stated_in"), ["P002"]))

    assert [change.id for change in adder.revise().changes] == ["C001"]


def test_an_item_is_found_among_its_kind_alone(adder: Adder) -> None:
    """A recommendation is no claim to add a passage to."""
    with pytest.raises(InputError, match="claim 'R001' is there, but it is no Claim"):
        adder.find_item(find_kind("claim"), "R001")
