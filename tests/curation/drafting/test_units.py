"""Units: what each sentence, item and list comes to, and which stretches say it."""

from __future__ import annotations

from evidence_kb.curation.drafting.outline import read_outline
from evidence_kb.curation.drafting.units import Unit, list_questions, list_units


def read(text: str) -> list[Unit]:
    return list_units(read_outline(text))


def spans(text: str, unit: Unit) -> list[str]:
    return [text[start:end] for start, end in unit.spans]


def test_an_item_that_cannot_stand_alone_takes_its_lead_in_along() -> None:
    """Each item with its lead-in is one statement; the lead-in alone is none."""
    text = "Tea may help people:\n- to rest\n- to talk"

    units = read(text)

    assert [spans(text, unit) for unit in units] == [
        ["Tea may help people:", "to rest"],
        ["Tea may help people:", "to talk"],
    ]


def test_a_lead_in_that_says_something_is_a_statement_of_its_own() -> None:
    """What stands before "including" or "especially" is complete."""
    text = "Some drinks disturb sleep, including those with:\n- sugar\n- caffeine"

    units = read(text)

    assert spans(text, units[0]) == ["Some drinks disturb sleep, including those with:"]
    assert [unit.verdict.hedge for unit in units] == [("some",)] * 3


def test_items_that_are_sentences_stand_alone() -> None:
    """A complete lead-in does not govern whole sentences."""
    text = "The evidence shows three things:\n- Tea is warm.\n- Milk may harm sleep."

    units = read(text)

    assert [len(unit.spans) for unit in units] == [1, 1, 1]


def test_a_list_of_what_a_thing_takes_in_is_one_definition() -> None:
    """A lead-in with "includes" and parts gather; with risks they do not."""
    rest = "Good rest includes:\n- a dark room\n- quiet"
    risks = "Risks include:\n- a dark mood\n- headaches"

    assert [(u.verdict.kind, len(u.spans)) for u in read(rest)] == [("definition", 3)]
    assert [u.verdict.kind for u in read(risks)] == ["claim", "claim"]


def test_most_of_a_list_decides_for_an_odd_item() -> None:
    """A verb that is not known for an imperative is one among imperatives."""
    text = "Tonight\n\n- Go to bed early\n- Avoid screens\n- Dim every lamp\n\nThat is all."

    kinds = [unit.verdict.kind for unit in read(text)]

    assert kinds[:3] == ["recommendation"] * 3


def test_a_further_sentence_of_an_item_is_not_governed_by_the_lead_in() -> None:
    """It could be true alone."""
    text = "Tea may:\n- calm people. Milk harms sleep."

    units = read(text)

    assert [unit.verdict.hedge for unit in units] == [("may",), ()]
    assert spans(text, units[1]) == ["Milk harms sleep."]


def test_text_that_the_rules_cannot_read_is_left_to_a_person() -> None:
    """Every sentence is proposed without tier and rule."""
    units = read("茶与睡眠\n\n茶可能有帮助。牛奶不行。")

    assert [(u.verdict.kind, u.verdict.tier, u.verdict.rule) for u in units] == [
        ("claim", "", ""),
        ("claim", "", ""),
    ]


def test_headings_that_ask_are_questions_in_a_section_of_questions() -> None:
    """A heading that asks elsewhere is a heading."""
    text = "# What is tea?\n\nA drink.\n\n# FAQ\n\n## Is it old?\n\nYes.\n\n## Is it warm?\n\nYes."
    outline = read_outline(text)

    asked = [outline.sections[q.section] for q in list_questions(outline)]

    assert [text[s.start : s.end] for s in asked] == ["Is it old?", "Is it warm?"]


def test_three_headings_that_ask_side_by_side_are_questions() -> None:
    """A list of questions need not say that it is one."""
    text = "# Is it old?\n\nIt is.\n\n# Is it warm?\n\nIt is.\n\n# Is it good?\n\nIt is."

    assert len(list_questions(read_outline(text))) == 3
