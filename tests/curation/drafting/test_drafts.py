"""Whole drafts: keys, repeats, what the base knows already, rows for sheets, the same bytes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evidence_kb.curation.drafting.candidates import Names
from evidence_kb.curation.drafting.drafter import propose
from evidence_kb.curation.drafting.drafts import draft
from evidence_kb.curation.drafting.proposals import Draft, Known, Said
from evidence_kb.curation.drafting.rows import AIDS, SHEETS, list_rows, write_json
from evidence_kb.curation.fields import find_kind
from evidence_kb.curation.passages import Document, hash_text
from evidence_kb.errors import InputError
from evidence_kb.knowledge_base import KnowledgeBase

TEXT = """# Tea and sleep

Strong tea may disturb the sleep of old people. It is a drink.

## FAQ

### Does it help?

Drink it early in the day.

## Key takeaways

- Strong tea may disturb sleep.
- Milk harms teeth.
"""


def read(text: str, path: str = "tea.md") -> Document:
    return Document(path, text, hash_text(text))


@pytest.fixture
def made() -> Draft:
    return propose(TEXT, Names())


def test_every_key_is_its_own_and_every_reference_leads_to_one(made: Draft) -> None:
    """Sections, passages and statements share one row of keys."""
    places = [*made.sections, *made.passages]
    keys = [thing.key for thing in (*places, *made.statements)]
    named = {key for p in made.statements for key in (*p.stated_in, *p.answered_by, p.section)}
    named |= {place.part_of for place in places} - {""}

    assert len(set(keys)) == len(keys)
    assert named <= set(keys)
    assert all(re.fullmatch(r"new-\d+", key) for key in keys)


def test_every_place_is_an_exact_stretch_of_the_text(made: Draft) -> None:
    """Offsets and hash are those of the words."""
    for place in (*made.sections, *made.passages):
        assert TEXT[place.start : place.end] == place.text
        assert place.sha256 == hash_text(place.text)


def test_a_repeat_is_another_passage_of_what_it_repeats(made: Draft) -> None:
    """Rule T2, read more widely under a heading that announces a summary."""
    first = next(p for p in made.statements if p.text.startswith("Strong tea"))

    assert len(first.stated_in) == 2
    assert "says it again" in first.reason
    assert [p.text for p in made.statements][-2:] == ["Milk harms teeth.", "Does it help?"]


def test_the_items_of_a_list_do_not_repeat_each_other() -> None:
    """What they share is their lead-in; each says something of its own."""
    text = "Strong tea in the late evening may harm people with:\n- pain\n- fear\n- colds"

    found = propose(text, Names())

    assert len(found.statements) == 3


def test_a_question_is_answered_by_what_its_section_says(made: Draft) -> None:
    """The statements under the heading that asks."""
    asked = made.statements[-1]
    answer = next(p for p in made.statements if p.kind == "recommendation")

    assert (asked.kind, asked.answered_by) == ("question", (answer.key,))
    assert asked.section == answer.section


def test_labels_are_empty_unless_the_text_may_be_quoted(made: Draft) -> None:
    """A label is in the words of the person who accepts it."""
    quoted = propose(TEXT, Names(), quote=True)

    assert not any(p.label for p in made.statements)
    assert all(p.label == p.text for p in quoted.statements)


def test_sections_are_labelled_by_their_headings_told_apart() -> None:
    """As where a document is recorded with a new base."""
    found = propose("# Tea\n\n## Risks\n\nIt harms.\n\n# Milk\n\n## Risks\n\nIt goes off.", Names())

    assert [s.label for s in found.sections] == ["Tea", "Tea: Risks", "Milk", "Milk: Risks"]


def test_what_stands_before_the_first_heading_has_a_section_all_the_same() -> None:
    """A passage needs one: it is that of the opening."""
    found = propose("Tea helps people.\nMilk harms teeth.", Names())

    assert [(s.label, s.text) for s in found.sections] == [("Opening", "Tea helps people.")]


def test_what_statements_cover_is_not_proposed_again() -> None:
    """Of a document that is half done the rest is proposed, under the sections that are there."""
    text = "# Tea\n\nTea helps people. Milk harms teeth."
    known = Known("tea", False, {(2, 5): "S01"}, {(7, 24): "P001"}, ((7, 24),))

    found = propose(text, Names(), known)

    assert (found.document, found.skipped) == ("tea", 1)
    assert [(p.text, p.section) for p in found.statements] == [("Milk harms teeth.", "S01")]
    assert not found.sections


def test_a_recorded_passage_is_used_and_not_made_again() -> None:
    """A passage without a statement is in the base already."""
    text = "# Tea\n\nTea helps people."
    known = Known("tea", False, {(2, 5): "S01"}, {(7, 24): "P001"})

    found = propose(text, Names(), known)

    assert found.statements[0].stated_in == ("P001",)
    assert not found.passages


def test_what_says_again_a_statement_of_the_base_is_told_apart() -> None:
    """It is a passage more for that statement, and no new one."""
    said = Said("C007", "claim", "Strong tea disturbs sleep at night.")
    known = Known("tea", False, said=(said,))

    found = propose("# Tea\n\nStrong tea disturbs sleep.", Names(), known)

    assert not found.statements
    assert [(r.statement, r.passage) for r in found.repeats] == [("C007", found.passages[0].key)]


def test_the_same_text_gives_the_same_draft(made: Draft) -> None:
    """Nothing is left to the order of a set or to the clock."""
    assert propose(TEXT, Names()) == made


def test_rows_hold_the_fields_of_their_kinds_and_two_aids(made: Draft) -> None:
    """What a sheet has not is not in a row."""
    rows = list_rows(made, read(TEXT))

    for sheet in SHEETS:
        fields = {field.name for field in find_kind(sheet).fields}
        for row in rows[sheet]:
            assert set(row) - fields == {"mark", *AIDS}
            assert row["mark"] == "proposed"


def test_a_document_that_is_new_to_the_base_has_a_row(made: Draft) -> None:
    """Its passages and sections refer to it by the id that it is to have."""
    rows = list_rows(made, read(TEXT))

    assert rows["documents"][0]["sha256"] == hash_text(TEXT)
    assert rows["documents"][0]["title"] == "Tea and sleep"
    assert {row["document"] for row in rows["passages"]} == {rows["documents"][0]["id"]}


def test_the_json_holds_the_rows_of_every_sheet(made: Draft) -> None:
    """Scripts read the same as the sheets hold."""
    told = json.loads(write_json(made, read(TEXT)))

    assert len(told["claims"]) == sum(p.kind == "claim" for p in made.statements)
    assert told["covered"] == 0


def test_a_document_of_the_base_is_known_by_its_hash(kb: KnowledgeBase) -> None:
    """The same text under another name is the same document; an other one gets a free id."""
    bundled = draft(kb, read("# A\n\nTea helps people.", "guide.txt"))

    assert (bundled.document, bundled.is_new) == ("guide-2", True)


def test_an_edited_copy_of_a_recorded_document_is_refused(tmp_path: Path) -> None:
    """Its passages would be recorded a second time: the base is brought up to date first."""
    text = "Tea helps people. Milk harms teeth."
    (tmp_path / "base.ttl").write_text(
        f"""@prefix kb: <https://example.org/tea/> .
@prefix ekb: <https://w3id.org/evidence-kb/ns#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix vann: <http://purl.org/vocab/vann/> .
kb: a ekb:Base ; vann:preferredNamespaceUri "https://example.org/tea/" .
kb:guide a ekb:Document ; ekb:sha256 "{hash_text(text)}" .
kb:P001 a ekb:Passage ; oa:hasSource kb:guide ; oa:hasSelector kb:P001-position ;
    ekb:sha256 "{hash_text(text[:17])}" .
kb:P001-position oa:start 0 ; oa:end 17 .
""",
        encoding="utf-8",
    )
    kb = KnowledgeBase.open(tmp_path)

    with pytest.raises(InputError, match="edited copy of guide: 1 of 1 passages"):
        draft(kb, read(f"New. {text}"))
