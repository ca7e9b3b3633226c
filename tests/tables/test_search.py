"""Free-text search."""

from __future__ import annotations

import pytest

from evidence_kb.tables.search import score_item, split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Long-run stress", ["long", "run", "stress"]),
        ("ﬁnding", ["finding"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("snake_case", ["snake", "case"]),
        ("  ,;  ", []),
    ],
)
def test_words_are_folded_and_split(text: str, words: list[str]) -> None:
    """Compatibility forms and case do not matter; what is not alphanumeric splits."""
    assert split_words(text) == words


def test_every_word_must_begin_some_word() -> None:
    """One word that is not found is enough to miss."""
    texts = [(1, "loneliness and death")]

    assert score_item(["lone", "dea"], texts) == 2
    assert score_item(["lone", "eath"], texts) == 0


def test_a_heavier_text_scores_more() -> None:
    """A hit in the statement counts more than one in a concept."""
    assert score_item(["a"], [(3, "a")]) > score_item(["a"], [(1, "a")])
