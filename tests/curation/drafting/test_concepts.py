"""Candidate concepts: found by their names, and given the part that their place suggests."""

from __future__ import annotations

import pytest

from evidence_kb.curation.drafting.assignment import Concepts, choose_concepts, choose_defined
from evidence_kb.curation.drafting.candidates import Names, find_concepts, fold_words, read_names
from evidence_kb.curation.drafting.reading import Sentence
from evidence_kb.curation.drafting.tiering import judge
from evidence_kb.curation.drafting.units import Unit
from evidence_kb.knowledge_base import KnowledgeBase


@pytest.fixture
def names() -> Names:
    made = Names()
    for words, concept, scheme in (
        ("Tea", "exposure:tea", "exposure"),
        ("Green tea", "exposure:green-tea", "exposure"),
        ("Rest", "exposure:rest", "exposure"),
        ("Rest", "outcome:rest", "outcome"),
        ("Sleep", "outcome:sleep", "outcome"),
        ("Deep sleep", "outcome:deep-sleep", "outcome"),
        ("Habits", "mechanism:habit", "mechanism"),
        ("Habit", "outcome:habit", "outcome"),
        ("Older adults", "population:older-adults", "population"),
        ("People", "population:people", "population"),
    ):
        made.add(words, concept, scheme)
    made.broader = {
        "exposure:green-tea": {"exposure:tea"},
        "outcome:deep-sleep": {"outcome:sleep"},
    }
    return made


def choose(names: Names, text: str, lead: str = "", path: tuple[str, ...] = ()) -> Concepts:
    verdict = judge(Sentence(text, lead, path))
    return choose_concepts(Unit(verdict, ((0, 1),), text, lead, None, 0), path, names)


def test_plurals_letter_case_width_and_spelling_do_not_matter(names: Names) -> None:
    """Names are compared folded, word by word."""
    assert [m.concept for m in find_concepts("ＨＡＢＩＴＳ", names)] == [
        "outcome:habit",
        "mechanism:habit",
    ]
    assert [word for word, _, _ in fold_words("Behaviours of the ageing")] == [
        word for word, _, _ in fold_words("behavior of the aging")
    ]


def test_a_name_is_found_at_the_edges_of_words_only(names: Names) -> None:
    """There is no tea in a team."""
    assert not find_concepts("The team teased.", names)


def test_the_longest_name_is_taken_and_what_is_inside_it_is_not(names: Names) -> None:
    """Green tea names no tea beside it."""
    assert [m.concept for m in find_concepts("Green tea helps.", names)] == ["exposure:green-tea"]


def test_the_narrower_of_two_concepts_is_proposed(names: Names) -> None:
    """Where both are named, the broader one adds nothing."""
    chosen = choose(names, "Tea, and green tea above all, disturbs sleep and deep sleep.")

    assert chosen.exposure == ("exposure:green-tea",)
    assert chosen.outcome == ("outcome:deep-sleep",)


def test_one_name_is_an_exposure_before_the_verb_and_an_outcome_after_it(names: Names) -> None:
    """What acts stands before the verb."""
    before = choose(names, "Rest improves sleep.")
    after = choose(names, "Tea improves rest.")

    assert (before.exposure, before.outcome) == (("exposure:rest",), ("outcome:sleep",))
    assert (after.exposure, after.outcome) == (("exposure:tea",), ("outcome:rest",))


def test_after_by_or_through_stands_what_acts(names: Names) -> None:
    """A cause may come last."""
    assert choose(names, "Sleep is improved through tea.").exposure == ("exposure:tea",)


def test_one_name_is_a_mechanism_in_a_claim_on_a_pathway(names: Names) -> None:
    """Elsewhere it is an outcome."""
    pathway = choose(names, "Tea works because it builds habits.")
    plain = choose(names, "Tea improves habits.")

    assert (pathway.mechanism, pathway.outcome) == (("mechanism:habit",), ())
    assert (plain.mechanism, plain.outcome) == ((), ("outcome:habit",))


def test_a_lead_in_lends_its_exposure_and_a_heading_where_there_is_none(names: Names) -> None:
    """Where each was taken from is told."""
    led = choose(names, "deep sleep", "Tea can improve:")
    headed = choose(names, "It improves sleep.", path=("Tea", "In the evening"))

    assert (led.exposure, led.outcome) == (("exposure:tea",), ("outcome:deep-sleep",))
    assert dict(led.sources) == {"exposure": "lead-in", "outcome": "sentence"}
    assert dict(headed.sources)["exposure"] == "heading"


def test_a_cause_in_a_list_of_causes_is_the_exposure(names: Names) -> None:
    """After "including" or "through" the items act."""
    chosen = choose(names, "green tea", "Some drinks disturb sleep, including:")

    assert chosen.exposure == ("exposure:green-tea",)


def test_everyone_is_no_population(names: Names) -> None:
    """People in general say nothing."""
    assert choose(names, "Tea helps people.").population == ()
    assert choose(names, "Tea helps older adults.").population == ("population:older-adults",)


def test_a_definition_defines_what_it_names_first(names: Names) -> None:
    """The subject comes first, in whichever schemes it is."""
    assert choose_defined("Rest is a time without sleep or tea.", names) == (
        "exposure:rest",
        "outcome:rest",
    )


def test_the_concepts_of_a_base_are_read_with_their_other_labels(kb: KnowledgeBase) -> None:
    """Alternative labels count; concepts of other schemes, such as cohorts, do not."""
    names = read_names(kb)

    assert [m.concept for m in find_concepts("Death comes.", names)] == [
        "outcome:all-cause-mortality"
    ]
    assert not find_concepts("English Longitudinal Study of Ageing", names)
