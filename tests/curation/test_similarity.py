"""Near-duplicates: found by rare words and shared concepts, whatever the form of the words."""

from __future__ import annotations

import pytest

from evidence_kb.curation.similarity import LEAST, Index, stem


def make_index(*texts: str) -> Index:
    index = Index()
    for number, text in enumerate(texts, 1):
        index.add(f"C{number}", text)
    return index


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sleeps", "sleeping"),
        ("studies", "study"),
        ("lonely", "loneliness"),
        ("associated", "associates"),
        ("severely", "severe"),
    ],
)
def test_forms_of_a_word_are_one_word(one: str, other: str) -> None:
    """Plurals, verb forms, adverbs and qualities meet at one stem."""
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["stress", "virus", "analysis", "gas", "red"])
def test_a_word_that_only_looks_inflected_stays(word: str) -> None:
    """No ending is taken from a word that would be another one without it."""
    assert stem(word) == word


def test_another_wording_is_found_with_the_words_that_are_shared() -> None:
    """The likest comes first, and says why it is alike: rare words before frequent ones."""
    index = make_index("Coffee late in the day shortens sleep", "Tea lifts mood", "Coffee is drunk")

    near = index.find("Sleep is shortened by late coffee")

    assert near[0].key == "C1"
    assert near[0].words == ("late", "shortened", "sleep", "coffee")


def test_what_shares_frequent_words_alone_is_not_near() -> None:
    """Words that say little make nothing alike."""
    index = make_index("It may be that some people are more like this than others")

    assert index.find("Some of the people may be more like that") == []


def test_shared_concepts_raise_the_score() -> None:
    """Of two equal wordings the one about the same things is nearer, and names them."""
    index = Index()
    index.add("C1", "Coffee harms rest", ["outcome:mood"])
    index.add("C2", "Coffee harms rest", ["exposure:caffeine", "outcome:sleep"])

    near = index.find("Coffee spoils rest", ["exposure:caffeine", "outcome:sleep"], least=0)

    assert [each.key for each in near] == ["C2", "C1"]
    assert near[0].score > near[1].score
    assert near[0].concepts == ("exposure:caffeine", "outcome:sleep")


def test_concepts_alone_do_not_make_a_repeat() -> None:
    """Many different statements are about the same things."""
    index = Index()
    index.add("C1", "Evening drinks delay bedtime", ["exposure:caffeine", "outcome:sleep"])

    assert index.find("Morning cups calm nobody", ["exposure:caffeine", "outcome:sleep"]) == []


def test_the_likest_of_several_texts_of_a_key_counts_once() -> None:
    """A thing with several labels is found by each of them, and listed once."""
    index = Index()
    index.add("outcome:mortality", "All-cause mortality")
    index.add("outcome:mortality", "Death from any cause")

    near = index.find("death of any cause")

    assert [each.key for each in near] == ["outcome:mortality"]
    assert near[0].score > LEAST


def test_letter_case_and_width_do_not_matter() -> None:
    """Words are compared after NFKC and case folding."""
    near = make_index("Ｃａｆｆｅｉｎｅ and STRASSE").find("caffeine straße")

    assert near[0].score == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize("text", ["", "   ", "?!"])
def test_no_words_are_like_nothing(text: str) -> None:
    """An empty text finds nothing, and being known is no harm."""
    index = make_index(text, "Coffee harms rest")

    assert index.find(text, least=0) == []


def test_the_order_of_equals_is_the_order_they_came_in() -> None:
    """The answer does not hang on chance."""
    index = make_index(*["Coffee harms rest"] * 5)

    assert [near.key for near in index.find("Coffee harms rest", limit=4)] == [
        "C1", "C2", "C3", "C4",
    ]  # fmt: skip


def test_the_nearest_of_ten_thousand_is_found() -> None:
    """Every text is compared, and the one that shares the rarest word comes first."""
    index = make_index(*[f"Thing {n} changes measure {n % 97} slowly" for n in range(10_000)])

    found = index.find("Measure 56 is slowly changed by thing 5003")

    assert found[0].key == "C5004"
    assert found[0].words[0] == "5003"
