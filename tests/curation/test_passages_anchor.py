"""From words to the block of a passage."""

from __future__ import annotations

import pytest

from evidence_kb.curation.anchor import choose_anchor, find_anchors, find_free_id, find_nearest
from evidence_kb.curation.coverage import measure_coverage
from evidence_kb.curation.places import Locus, Mark
from evidence_kb.errors import InputError

TEXT = "Opening\n\n• People’s ties -\nmatter (a lot). More [of it] helps.\nTies matter."


@pytest.mark.parametrize(
    "words",
    [
        "People’s ties - matter",
        "people's  TIES – matter",
        "ties - matter (a lot).",
        "more [of it]",
        "People's ... lot).",
        "Opening … helps.",
    ],
)
def test_words_are_found_however_they_are_typed(words: str) -> None:
    """Case, white space, quotation marks and hyphens do not matter; marks are no patterns."""
    [anchor] = find_anchors(TEXT, words)

    assert anchor.text == TEXT[anchor.start : anchor.end]
    assert anchor.text.split()[-1].casefold() == words.split()[-1].casefold()


def test_every_place_is_listed() -> None:
    """What stands twice is given twice, in order, with lines."""
    assert [anchor.line for anchor in find_anchors(TEXT, "ties")] == [3, 5]


def test_no_word_is_refused() -> None:
    """White space alone would stand everywhere."""
    with pytest.raises(InputError, match="give the words"):
        find_anchors(TEXT, "  ")


def test_the_nearest_sentence_comes_first() -> None:
    """The one that shares most words and letters."""
    assert find_nearest(TEXT, "ties mattered")[0].text == "Ties matter."


def test_a_rare_word_tells_more_than_likeness() -> None:
    """A long sentence with the words that few have comes before a short one that looks alike."""
    rare = "Some call it the universal “cuddle hormone.” In other settings it can do the opposite."
    text = f"There is no universal number. {rare} A universal hormone rises."

    assert find_nearest(text, 'universal "cuddle hormone"')[0].text.startswith("Some call it")


def test_a_place_within_a_longer_one_is_found_too() -> None:
    """Words with a gap between them end at the next last word, from each first word on."""
    text = "ties one\nties two last"

    assert [(a.line, a.text) for a in find_anchors(text, "ties ... last")] == [
        (1, "ties one\nties two last"),
        (2, "ties two last"),
    ]


def test_words_that_begin_on_other_lines_are_listed() -> None:
    """A wrong line is no wrong word."""
    with pytest.raises(InputError, match=r"do not begin on line 9, but\n  line 5: Ties matter"):
        choose_anchor(TEXT, "ties matter", "g.txt", 9)


def test_a_free_id_is_never_a_used_one() -> None:
    """It follows the highest, though lower ones are free: ids are never used again."""
    assert find_free_id(["P001", "P099", "P0099"]) == "P0100"


def test_headings_marks_and_the_frame_do_not_count() -> None:
    """What is before the first passage, after the last, a heading or a bullet is no gap."""
    text = "Site nav\nOne. Open.\nHead\n• Two.\n> left\nSix. Foot"

    def place(words: str, kind: str = "Passage") -> Locus:
        start = text.index(words)
        end = start + len(words)
        return Locus(Mark(f"e:{words}", kind, "X", "d", "s", start, end, ""), "found", start, end)

    found = measure_coverage(text, [place("One."), place("Head", "Section"), place("Six.")])

    assert [(gap.line, gap.text) for gap in found.gaps] == [(2, "Open."), (4, "Two."), (5, "left")]
    assert (found.said, found.covered) == (8 + 5 + 4 + 4, 8)
