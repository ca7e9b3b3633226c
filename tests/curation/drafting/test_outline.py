"""The outline of documents in several layouts: sections, list items, lead-ins, exact offsets."""

from __future__ import annotations

from evidence_kb.curation.drafting.outline import Outline, read_outline, read_plain


def tell(outline: Outline) -> list[tuple[str, str]]:
    """Each stretch with the nearest heading above it."""
    return [
        ((outline.name_path(s.section) or ("",))[-1], outline.text[s.start : s.end])
        for s in outline.stretches
    ]


MARKDOWN = """---
title: Tea
---
# Tea and sleep

Tea may help people
to rest. It is old.

## What it does ##

Tea can:

- calm people
  who are tired
  - by its warmth
  - by habit
* Another list helps.

> **Note:** Ask first. Then drink.

```python
code = "No. Sentence."
```

| a | b |
|---|---|

**In bold**

A word on milk helps.
"""


def test_markdown_with_nested_lists() -> None:
    """Headings, callouts and items are told apart; code, tables and front matter are left out."""
    outline = read_outline(MARKDOWN)

    assert tell(outline) == [
        ("Tea and sleep", "Tea may help people\nto rest."),
        ("Tea and sleep", "It is old."),
        ("What it does", "Tea can:"),
        ("What it does", "calm people\n  who are tired"),
        ("What it does", "by its warmth"),
        ("What it does", "by habit"),
        ("What it does", "Another list helps."),
        ("What it does", "Ask first."),
        ("What it does", "Then drink."),
        ("In bold", "A word on milk helps."),
    ]
    assert [s.kind for s in outline.stretches[6:9]] == ["item", "callout", "callout"]


def test_an_item_is_led_by_the_sentence_or_the_item_above_it() -> None:
    """A nested item has its parent as lead-in; another kind of mark begins another list."""
    outline = read_outline(MARKDOWN)

    leads = [s.lead for s in outline.stretches]

    assert leads[3:7] == [2, 3, 3, None]
    nested = outline.stretches[4]
    assert [outline.text[s.start : s.end] for s in outline.list_leads(nested)] == [
        "Tea can:",
        "calm people\n  who are tired",
    ]


PLAIN = """Good Sleep

Why Sleep Matters

What it is for
Sleep helps people to learn, and to forget what they need not keep in mind.

What harms it

Light harms sleep. The risks are:
• lamps
• screens, which are
  bright
All of these can be put out.

1) Put out the light

Dark rooms help.

2) Go to bed early

Habits help too.
"""


def test_plain_text_with_headings_told_by_their_looks() -> None:
    """A short line without a full stop is a heading, and so is a numbered line above a text."""
    outline = read_outline(PLAIN)

    headings = [outline.text[s.start : s.end] for s in outline.sections]

    assert headings == [
        "Why Sleep Matters",
        "What it is for",
        "What harms it",
        "1) Put out the light",
        "2) Go to bed early",
    ]
    assert outline.name_path(1) == ("Why Sleep Matters", "What it is for")
    assert [s.lead for s in outline.stretches if s.kind == "item"] == [2, 2]


def test_a_line_after_a_list_that_is_not_set_in_is_a_new_paragraph() -> None:
    """Only what is set in, or begins with a small letter, goes on with an item."""
    outline = read_outline(PLAIN)

    texts = [text for _, text in tell(outline)]

    assert "screens, which are\n  bright" in texts
    assert "All of these can be put out." in texts


def test_numbers_of_headings_give_their_levels() -> None:
    """2.1 stands in 2, whatever its letters look like."""
    text = (
        "1. Basics\n\nTea is old.\n\n2. Effects on sleep\n\nIt may help.\n\n2.1 Dose\n\nIt counts."
    )

    outline = read_outline(text)

    assert [s.parent for s in outline.sections] == [None, None, 1]


def test_a_numbered_list_is_no_row_of_headings() -> None:
    """Items that follow each other, or that end as sentences do, are items."""
    close = read_outline("Steps\n\n1. Sleep early\n2. Rise late\n\nThat is all.")
    apart = read_outline("Steps\n\n1. Sleep early.\n\n2. Rise late.\n\nThat is all.")

    for outline in (close, apart):
        assert [s.kind for s in outline.stretches] == ["item", "item", "paragraph"]


def test_underlined_headings() -> None:
    """Headings with a line of signs below, as in reStructuredText."""
    outline = read_outline("Tea\n===\n\nIt helps.\n\nMilk\n----\n\nIt harms.\n")

    assert [(s.level, s.parent) for s in outline.sections] == [(1, None), (2, 0)]


def test_a_text_without_headings_is_read_all_the_same() -> None:
    """There need be no section."""
    outline = read_outline("Tea helps. Milk harms, and nobody knows why.")

    assert not outline.sections
    assert [s.section for s in outline.stretches] == [None, None]


def test_a_wall_of_text_is_cut_into_its_sentences() -> None:
    """A long line is no heading, and its sentences are found."""
    outline = read_outline("Tea helps people to sleep. " * 500)

    assert len(outline.stretches) == 500


def test_short_lines_in_a_row_are_verse_and_no_headings() -> None:
    """More headings than title, part, chapter and section do not follow each other."""
    outline = read_outline("\n\n".join(["Rose", "Red", "Violet", "Blue", "Sugar", "Sweet"]))

    assert not outline.sections
    assert len(outline.stretches) == 6


def test_other_scripts_have_headings_and_items() -> None:
    """Nothing here needs Latin letters."""
    outline = read_outline("茶与睡眠\n\n茶可能有帮助。牛奶不行。\n\n• 减少睡眠\n• 提高警觉")

    assert tell(outline)[0] == ("茶与睡眠", "茶可能有帮助。")
    assert [s.kind for s in outline.stretches] == ["paragraph", "paragraph", "item", "item"]


def test_sections_under_which_nothing_is_said_are_left_out() -> None:
    """An empty heading is not proposed; one around others that say something is."""
    outline = read_outline("# A\n\n## B\n\nTea helps.\n\n# C\n")

    assert [outline.text[s.start : s.end] for s in outline.sections] == ["A", "B"]


def test_dashes_and_numbers_that_only_wrapped_are_no_items() -> None:
    """A line that begins with a dash in the middle of a sentence goes on with it."""
    outline = read_outline("Tea helps people who are\n- mostly - tired and more than\n2. a day.")

    assert [s.kind for s in outline.stretches] == ["paragraph"]


def test_words_are_read_without_marks_of_emphasis() -> None:
    """What the rules read has no marks; an underscore inside a name stays."""
    text = "**Tea** and _milk_ in `a_b` [help](https://example.org/x)."

    assert read_plain(text, 0, len(text)) == "Tea and milk in a_b help."


def test_hostile_text_takes_no_more_time_than_prose() -> None:
    """Runs of one sign and deep lists are read in one pass (each would hang a quadratic one)."""
    for text in ("(" * 200_000, '"' * 200_000, "> " * 100_000, "*" * 200_000, "[a](" * 50_000):
        read_outline(text)
    deep = read_outline("".join(" " * depth + "- it\n" for depth in range(600)))

    assert len(deep.stretches) == 600
    assert len(deep.list_leads(deep.stretches[-1])) == 3
