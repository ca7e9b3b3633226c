"""What a base has already that a new item may be."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from evidence_kb.curation.addition import Adder
from evidence_kb.curation.fields import find_kind
from tests.conftest import FIXTURE


@pytest.fixture
def adder(tmp_path: Path) -> Adder:
    return Adder(copytree(FIXTURE, tmp_path / "base"))


def read(adder: Adder, kind: str, **texts: str) -> dict[str, list[str]]:
    return {name: adder.read(find_kind(kind).find(name), [text]) for name, text in texts.items()}


def list_near(adder: Adder, kind: str, **texts: str) -> list[str]:
    near = adder.repeats.find_near(find_kind(kind), read(adder, kind, **texts))
    return [each.id for each in near]


def test_another_wording_of_a_claim_is_found_and_says_why(adder: Adder) -> None:
    """Its tier, and the words and the concepts that are shared, are told."""
    said = read(adder, "claim", label="Lonely people fare worse in body", exposure="loneliness")

    (near,) = adder.repeats.find_near(find_kind("claim"), said)

    assert near.id == "C001"
    assert near.because == "high-confidence; both: body, fare, lonely, worse; Loneliness"


def test_a_claim_on_something_else_is_not_like_any(adder: Adder) -> None:
    """Nothing is said where there is nothing to look at."""
    assert list_near(adder, "claim", label="Coffee late at night delays bedtime") == []


def test_statements_of_another_kind_are_no_repeats(adder: Adder) -> None:
    """A recommendation does not repeat a claim."""
    label = "Isolated or lonely people fare worse in mind and body in long-term studies"

    assert list_near(adder, "recommendation", label=label) == []


def test_what_is_withdrawn_is_no_repeat(tmp_path: Path) -> None:
    """A claim that was dropped may be said again, in a better way."""
    base = Path(copytree(FIXTURE, tmp_path / "base"))
    path = base / "claims.ttl"
    path.write_text(
        path.read_text().replace(
            'dcterms:identifier "C001" ;',
            'dcterms:identifier "C001" ;\n    owl:deprecated true ;\n'
            '    skos:editorialNote "x"@en ;',
        ).replace("@prefix xsd:", "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix xsd:")
    )  # fmt: skip

    assert list_near(Adder(base), "claim", label="Lonely people fare worse in body") == []


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("Isolated or lonely people fare worse in mind and body in long-term studies", True),
        ("isolated  OR lonely people fare worse in mind and body in long-term studies", True),
        ("Isolated or lonely people fare worse", False),
    ],
)
def test_the_very_same_label_is_the_same_claim(adder: Adder, label: str, found: bool) -> None:
    """Case and spacing make no other claim."""
    equal = adder.repeats.find_equal(find_kind("claim"), read(adder, "claim", label=label))

    assert (equal is not None) == found


def test_concepts_of_two_schemes_may_share_a_label(adder: Adder) -> None:
    """An outcome and an exposure of one name are two concepts."""
    kind = find_kind("concept")

    assert adder.repeats.find_equal(kind, read(adder, "concept", scheme="outcome", label="Stroke"))
    assert not adder.repeats.find_equal(
        kind, read(adder, "concept", scheme="exposure", label="Stroke")
    )


def test_a_concept_is_found_by_a_word_of_another_label(adder: Adder) -> None:
    """Other labels count, and the scheme limits what is offered."""
    scheme = adder.list_schemes()["outcome"]

    assert [near.id for near in adder.repeats.find_concepts("sudden death", scheme)] == [
        "outcome:all-cause-mortality"
    ]
    assert adder.repeats.find_concepts("death", adder.list_schemes()["exposure"]) == []


def test_a_second_line_on_the_same_question_is_told(adder: Adder) -> None:
    """Lines have no words: they are the same where they tie the same things."""
    same = {"bears_on": "C001", "finding": "F012", "addresses_exposure": "loneliness"}

    assert list_near(
        adder, "evidence line", **same, addresses_outcome="all-cause-mortality"
    ) == ["E001"]  # fmt: skip
    assert list_near(adder, "evidence line", **same, addresses_outcome="stroke") == []
