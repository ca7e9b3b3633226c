"""Sentences: where they end and where they do not, in prose of several kinds."""

from __future__ import annotations

import pytest

from evidence_kb.curation.drafting.clauses import split_clauses
from evidence_kb.curation.drafting.sentences import split_sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Tea helps. Milk harms.", 2),
        ("Sleep fell by 1.5 h. It rose again.", 2),
        ("Drinks (e.g. tea) help. So does rest.", 2),
        ("Drinks, e.g. Tea, help.", 1),
        ("Dr. Lee and J. Smith agree.", 1),
        ("See Fig. 2 and Lee et al. 2010 for more.", 1),
        ("They sleep at 11 p.m. and wake early.", 1),
        ("They sleep at 11 p.m. Others wake then.", 2),
        ("Take vitamin D. Sunlight helps.", 2),
        ("Tea, coffee, etc. Milk is another matter.", 2),
        ("Why? Nobody knows! Or do they?", 3),
        ("It helps... perhaps not.", 1),
        ("See www.example.org for more. It is free.", 2),
        ("The U.S. guideline says so.", 1),
        ("1. Sleep early.", 1),
    ],
)
def test_a_full_stop_ends_a_sentence_only_where_one_ends(text: str, count: int) -> None:
    """Abbreviations, initials, decimals and addresses hold full stops of their own."""
    assert len(cut(text)) == count


def test_what_is_in_quotation_marks_or_brackets_is_not_cut() -> None:
    """A quotation of two sentences belongs to the sentence around it."""
    text = "Say “I am tired. I must go.” and leave (this works. Mostly). Then rest."

    assert cut(text) == [
        "Say “I am tired. I must go.” and leave (this works. Mostly).",
        "Then rest.",
    ]


def test_a_sentence_ends_with_its_closing_quotation_mark() -> None:
    """The mark after the full stop belongs to the sentence before it."""
    assert cut('She said "no." He left.') == ['She said "no."', "He left."]


def test_an_unclosed_bracket_holds_nothing_together() -> None:
    """A bracket without an end does not swallow the rest."""
    assert len(cut("It helps (mostly. It harms. It stays.")) == 3


def test_full_stops_of_other_scripts_need_no_space() -> None:
    """Chinese, Hindi and Arabic marks end sentences too."""
    assert len(cut("茶有帮助。牛奶不行！真的？")) == 3
    assert len(cut("चाय अच्छी है। दूध नहीं।")) == 2
    assert len(cut("هل الشاي مفيد؟ نعم.")) == 2


def test_every_offset_is_that_of_the_text() -> None:
    """Line ends and white space stay outside, or inside a sentence as they are."""
    text = "  One is\nlong.  \n Two. "

    assert cut(text) == ["One is\nlong.", "Two."]


def clauses(text: str) -> list[str]:
    return [text[start:end] for start, end in split_clauses(text, 0, len(text))]


def test_halves_that_could_be_true_alone_are_split() -> None:
    """Rule T8: each half has a verb of its own."""
    assert clauses("Tea is a drink, and it may disturb sleep.") == [
        "Tea is a drink",
        "it may disturb sleep.",
    ]
    assert len(clauses("Rest helps the old; it rarely harms the young.")) == 2


@pytest.mark.parametrize(
    "text",
    [
        "If tea is strong, it may disturb sleep.",
        "While some rest, others work on.",
        "Tea disturbs sleep, but not rest.",
        "The aim is not to sleep more, but to sleep better at night.",
        "Does it help, and does it last?",
        "Tea (a drink, and it is old) helps people.",
    ],
)
def test_a_condition_or_an_incomplete_half_stays(text: str) -> None:
    """A half without a verb, or one that is a condition of the other, is not split off."""
    assert clauses(text) == [text]
