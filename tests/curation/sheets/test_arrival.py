"""A workbook brought back into its base: each rule for rows and cells, one by one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evidence_kb.curation.passages import Document, hash_text
from evidence_kb.curation.revision import Workspace
from evidence_kb.curation.sheets.arrival import take_in
from evidence_kb.curation.sheets.grid import Fault
from evidence_kb.curation.sheets.ledger import Ledger
from tests.curation.sheets.conftest import Workbook, bring_in, make_workbook, point, tell

NAP = {
    "id": "exposure:napping",
    "mark": "new",
    "label": "Napping",
    "definition": "Sleep by day",
    "pole": "off-axis",
}
CLAIM = {
    "label": "Naps help",
    "tier_rule": "T6",
    "hedge": "can",
    "claim_type": "causal-effect",
    "direction": "beneficial",
    "exposure": "loneliness",
    "outcome": "stroke",
    "stated_in": "P001",
}


def list_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# -- nothing edited -------------------------------------------------------------------------


def test_no_edit_changes_nothing(folder: Path, workbook: Workbook) -> None:
    """What was exported and not edited is no change, and no file is to be written."""
    arrival = bring_in(folder, workbook)

    assert not arrival.revision
    assert (arrival.faults, arrival.notices) == ([], [])


def test_no_edit_leaves_what_the_base_changed(folder: Path, workbook: Workbook) -> None:
    """A sheet of an older state takes back nothing of what was edited in the base since."""
    file = folder / "claims.ttl"
    file.write_text(file.read_text().replace('ekb:hedge "can"', 'ekb:hedge "may"'))

    assert not bring_in(folder, workbook).revision


def test_a_missing_row_changes_nothing(folder: Path, workbook: Workbook) -> None:
    """A row that was deleted, or filtered away, is no deletion."""
    workbook.rows["claims"].clear()

    assert not bring_in(folder, workbook).revision


def test_a_missing_column_changes_nothing(folder: Path, workbook: Workbook) -> None:
    """A column that was deleted takes no value away."""
    workbook.columns["claims"].remove("tier")

    assert not bring_in(folder, workbook).revision


# -- edits ----------------------------------------------------------------------------------


def test_an_edit_is_told_in_the_words_of_the_field(folder: Path, workbook: Workbook) -> None:
    """A changed tier with its rule is one change."""
    workbook.edit("claims", "C003", tier="High confidence", tier_rule="T4")

    assert tell(bring_in(folder, workbook)) == ["C003 tier: nuanced -> high-confidence (T6 -> T4)"]


def test_only_files_with_edits_are_written(folder: Path, workbook: Workbook) -> None:
    """An edit of a concept rewrites the file of the concepts alone."""
    before = list_bytes(folder)
    workbook.edit("concepts", "outcome:stroke", definition="A stroke")

    arrival = bring_in(folder, workbook)
    assert arrival.revision
    arrival.revision.apply()

    after = list_bytes(folder)
    assert [name for name in after if after[name] != before[name]] == ["concepts.ttl"]


def test_an_empty_cell_takes_the_value_away(folder: Path, workbook: Workbook) -> None:
    """A cell that held something and is empty now is shown as removed."""
    workbook.edit("claims", "C002", hedge="")

    assert tell(bring_in(folder, workbook)) == ["C002 hedge: removed likely"]


def test_a_label_is_looked_up(folder: Path, workbook: Workbook) -> None:
    """Where an id is wanted, a label will do; a label of what is there already is no edit."""
    workbook.edit("claims", "C001", exposure="Social isolation; Loneliness")
    workbook.edit("claims", "C003", outcome="Stroke")

    assert tell(bring_in(folder, workbook)) == ["C003 outcome: Social anxiety -> Stroke"]


def test_what_is_in_no_column_stays(folder: Path) -> None:
    """A property of which the model knows nothing stays as it is when its item is edited."""
    file = folder / "claims.ttl"
    file.write_text(
        file.read_text().replace(
            'ekb:hedge "can" ;', 'ekb:hedge "can" ;\n    <https://example.org/p> "kept" ;'
        )
    )
    workbook = make_workbook(folder)
    workbook.edit("claims", "C003", hedge="may")

    arrival = bring_in(folder, workbook)

    assert arrival.revision
    assert '<https://example.org/p> "kept"' in arrival.revision.files[str(file)]


def test_the_offsets_of_a_passage_are_edited_at_their_selector(
    folder: Path, workbook: Workbook
) -> None:
    """Start and end stand with the position of the passage; the hash has to be given with them."""
    workbook.edit("passages", "P001", start="13195", sha256="0" * 64)

    told = tell(bring_in(folder, workbook))

    assert told[0].startswith("P001 moved: characters 13196–13403 -> 13195–13403")


def test_a_column_for_another_language_may_be_added(folder: Path, workbook: Workbook) -> None:
    """Texts in a column named for a language are in that language, beside those that are there."""
    workbook.columns["concepts"].append("alt_label@de")
    workbook.edit("concepts", "outcome:stroke", **{"alt_label@de": "Schlaganfall"})

    arrival = bring_in(folder, workbook)

    assert arrival.revision
    assert '"Schlaganfall"@de' in arrival.revision.files[str(folder / "concepts.ttl")]


def test_only_texts_have_a_language(folder: Path, workbook: Workbook) -> None:
    """A language at the name of a closed list or a reference is a mistake."""
    workbook.columns["claims"].append("tier@de")

    (fault,) = bring_in(folder, workbook).faults

    assert (fault.rule, fault.found) == ("no-language", "tier@de")


def test_line_ends_of_another_system_are_no_edit(folder: Path) -> None:
    """A cell that a spreadsheet saved with carriage returns says what it said."""
    file = folder / "claims.ttl"
    file.write_text(file.read_text().replace('ekb:hedge "can"', 'ekb:hedge "can,\\nor may"'))
    workbook = make_workbook(folder)
    workbook.edit("claims", "C003", hedge="can,\r\nor may")

    assert not bring_in(folder, workbook).revision


def test_a_control_character_is_refused(folder: Path, workbook: Workbook) -> None:
    """What no text of a base may hold is told by its cell."""
    workbook.edit("claims", "C003", hedge="can\x0b")

    (fault,) = bring_in(folder, workbook).faults

    assert (fault.address, fault.rule) == ("claims!I4", "value")
    assert "U+000B" in fault.message


# -- conflicts ------------------------------------------------------------------------------


def test_a_cell_changed_on_both_sides_is_a_conflict(folder: Path, workbook: Workbook) -> None:
    """The fault names the cell and all three texts, and nothing is written."""
    file = folder / "claims.ttl"
    file.write_text(file.read_text().replace('ekb:hedge "can"', 'ekb:hedge "may"'))
    workbook.edit("claims", "C003", hedge="could", direction="mixed")

    arrival = bring_in(folder, workbook)

    assert arrival.revision is None
    assert arrival.faults == [
        Fault(
            "claims!I4",
            "conflict",
            "changed in the sheet and in the base: it was 'can', the sheet says 'could', the base "
            "'may'",
            "error",
            "could",
            "may",
        )
    ]


def test_a_cell_changed_alike_on_both_sides_is_well(folder: Path, workbook: Workbook) -> None:
    """Whoever made the same edit already is no conflict."""
    file = folder / "claims.ttl"
    file.write_text(file.read_text().replace("ekb:outcome outcome:social-anxiety ;", ""))
    workbook.edit("claims", "C003", outcome="")

    assert not bring_in(folder, workbook).revision


def test_another_way_to_say_what_was_there_is_no_conflict(folder: Path, workbook: Workbook) -> None:
    """A label in place of the id that was exported is no edit, so the base's edit stays."""
    file = folder / "claims.ttl"
    file.write_text(file.read_text().replace("outcome:social-anxiety ;", "outcome:stroke ;"))
    workbook.edit("claims", "C003", outcome="Social anxiety")

    assert not bring_in(folder, workbook).revision


def test_what_the_base_changed_is_not_withdrawn(folder: Path, workbook: Workbook) -> None:
    """An item that somebody edited since is not withdrawn unseen."""
    file = folder / "claims.ttl"
    file.write_text(file.read_text().replace('ekb:hedge "can"', 'ekb:hedge "may"'))
    workbook.edit("claims", "C003", mark="delete", because="No")

    arrival = bring_in(folder, workbook)

    assert point(arrival) == [("claims!A4", "conflict")]
    assert "hedge: can -> may" in arrival.faults[0].message


def test_an_item_withdrawn_meanwhile_is_not_edited(folder: Path, workbook: Workbook) -> None:
    """An edit of what the base has withdrawn is a fault; without an edit nothing is said."""
    other = make_workbook(folder)
    other.edit("recommendations", "R001", mark="delete", because="No")
    arrival = bring_in(folder, other)
    assert arrival.revision
    arrival.revision.apply()

    assert not bring_in(folder, workbook).revision
    workbook.edit("recommendations", "R001", label="Begin")
    assert point(bring_in(folder, workbook)) == [("recommendations!C2", "gone")]


# -- the exported state ---------------------------------------------------------------------


def test_without_the_exported_state_the_hash_must_be_that_of_the_base(
    folder: Path, workbook: Workbook
) -> None:
    """Where the exported state is gone, a base that is still the same serves for it."""
    workbook.exported = {}
    workbook.edit("claims", "C003", hedge="may")

    assert tell(bring_in(folder, workbook)) == ["C003 hedge: can -> may"]


def test_without_the_exported_state_a_changed_base_is_refused(
    folder: Path, workbook: Workbook
) -> None:
    """What a sheet was made from must be known before it may write over anything."""
    workbook.exported = {}
    file = folder / "claims.ttl"
    file.write_text(file.read_text().replace('ekb:hedge "can"', 'ekb:hedge "may"'))

    assert point(bring_in(folder, workbook)) == [("book.xlsx", "state-missing")]


def test_new_rows_alone_need_no_exported_state(folder: Path, workbook: Workbook) -> None:
    """A sheet that a person made from nothing may add items."""
    workbook.exported, workbook.facts = {}, {}
    for rows in workbook.rows.values():
        rows.clear()
    workbook.add("claims", **CLAIM)

    assert [told[:10] for told in tell(bring_in(folder, workbook))] == ["C004 added"]


def test_a_workbook_of_another_base_is_refused(folder: Path, workbook: Workbook) -> None:
    """The same ids under another namespace are other items."""
    workbook.facts["namespace"] = "https://example.org/other/"

    assert point(bring_in(folder, workbook)) == [("book.xlsx", "other-base")]


# -- ids ------------------------------------------------------------------------------------


def test_a_row_copied_with_its_id_is_refused(folder: Path, workbook: Workbook) -> None:
    """One id twice is a fault that names both rows."""
    workbook.rows["claims"].append(workbook.rows["claims"][0] | {"label": "A copy"})

    arrival = bring_in(folder, workbook)

    assert point(arrival) == [("claims!C5", "same-id")]
    assert "in row 2 and in row 5" in arrival.faults[0].message


@pytest.mark.parametrize(
    ("id_", "nearest"), [("C01", "C001"), ("c001", "C001"), ("C017", ""), ("x", "")]
)
def test_a_changed_id_is_refused(folder: Path, workbook: Workbook, id_: str, nearest: str) -> None:
    """Ids never change; the fault names the one that was probably there."""
    workbook.rows["claims"][0]["id"] = id_

    (fault,) = bring_in(folder, workbook).faults

    assert (fault.address, fault.rule, fault.nearest) == ("claims!C2", "unknown-id", nearest)


def test_a_row_that_lost_its_id_is_no_new_item(folder: Path, workbook: Workbook) -> None:
    """A row that says just what an exported one said is that one."""
    workbook.rows["claims"][1]["id"] = ""

    assert [(f.address, f.rule, f.nearest) for f in bring_in(folder, workbook).faults] == [
        ("claims!C3", "lost-id", "C002")
    ]


def test_a_row_that_lost_its_id_and_was_edited_is_no_new_item(
    folder: Path, workbook: Workbook
) -> None:
    """A row much like one that is missing is that one; what was copied on purpose has both."""
    row = workbook.rows["findings"][0]
    row.update(id="", estimate="0.95")

    assert [(f.rule, f.nearest) for f in bring_in(folder, workbook).faults] == [("lost-id", "F012")]
    workbook.rows["findings"].insert(0, row | {"id": "F012", "estimate": "0.92"})
    assert len(tell(bring_in(folder, workbook))) == 1


def test_an_id_of_the_base_is_not_new(folder: Path, workbook: Workbook) -> None:
    """The mark new is for rows that have no item yet."""
    workbook.edit("claims", "C001", mark="new")

    assert point(bring_in(folder, workbook)) == [("claims!C2", "known-id")]


def test_a_new_item_does_not_choose_its_number(folder: Path, workbook: Workbook) -> None:
    """Numbers are given by the program, above all that ever were."""
    workbook.add("claims", id="C999", mark="new", **CLAIM)

    assert point(bring_in(folder, workbook)) == [("claims!C5", "bad-id")]


# -- new rows -------------------------------------------------------------------------------


def test_a_new_row_gets_an_id(folder: Path, workbook: Workbook) -> None:
    """A row without an id is added under the next one; what follows from it is filled in."""
    workbook.add("claims", **CLAIM)

    arrival = bring_in(folder, workbook)

    assert tell(arrival) == ['C004 added: "Naps help" (nuanced, T6); Loneliness → Stroke']


def test_rows_refer_to_each_other_by_keys(folder: Path, workbook: Workbook) -> None:
    """A key stands for the row that has it, in whichever sheet and order the rows come."""
    workbook.add(
        "evidence lines",
        bears_on="new-1",
        finding="F012",
        bearing="against",
        exposure_directness="same",
        population_directness="same",
    )
    workbook.add("claims", id="new-1", **(CLAIM | {"exposure": "Napping"}))
    workbook.add("concepts", **NAP)

    assert [told.partition(" ")[0] for told in tell(bring_in(folder, workbook))] == [
        "C004",
        "E002",
        "exposure:napping",
    ]


def test_one_key_may_stand_in_several_sheets(folder: Path, workbook: Workbook) -> None:
    """Which new row is meant is told by the kind that a column takes."""
    finding = {**workbook.rows["findings"][0], "id": "new-1", "estimate": "0.95"}
    workbook.rows["findings"].append(finding)
    workbook.add("claims", id="new-1", **CLAIM)
    workbook.add(
        "evidence lines",
        bears_on="new-1",
        finding="new-1",
        bearing="against",
        exposure_directness="same",
        population_directness="same",
    )

    told = tell(bring_in(folder, workbook))

    assert next(text for text in told if text.startswith("E002")).startswith(
        "E002 added: F013 (0.92 (0.78 to 1.09), Steptoe et al. 2013) on C004: against"
    )


def test_an_unknown_concept_is_not_made(folder: Path, workbook: Workbook) -> None:
    """A word that is no concept gets the nearest, and how to add a new one."""
    workbook.edit("claims", "C001", exposure="Lonelyness")

    (fault,) = bring_in(folder, workbook).faults

    assert (fault.rule, fault.found, fault.nearest) == (
        "value",
        "Lonelyness",
        "exposure:loneliness",
    )
    assert "add a row to the sheet concepts, with new in the column mark" in fault.message


@pytest.mark.parametrize("sheet", ["concepts", "sources", "agents"])
def test_what_has_a_readable_id_must_be_marked_as_new(
    folder: Path, workbook: Workbook, sheet: str
) -> None:
    """A row that turned up at the end of a sheet is no new concept, source or agent."""
    name = "title" if sheet == "sources" else "label"
    workbook.add(sheet, **{name: "Napping"})

    faults = bring_in(folder, workbook).faults

    assert ("mark", "unmarked-row", "new") in [
        (
            "mark" if f.address == f"{sheet}!A{len(workbook.rows[sheet]) + 1}" else "",
            f.rule,
            f.nearest,
        )
        for f in faults
    ]


def test_an_id_is_made_of_the_label(folder: Path, workbook: Workbook) -> None:
    """A new concept without an id is named by its label, in the scheme of its row."""
    workbook.add("concepts", **(NAP | {"id": "", "scheme": "Exposures"}))

    assert tell(bring_in(folder, workbook)) == ["exposure:napping added: Napping"]


def test_a_citation_key_is_made_for_a_source(folder: Path, workbook: Workbook) -> None:
    """A new source without an id is named by author, year and title."""
    workbook.add(
        "sources",
        mark="new",
        title="Made up about naps",
        authors="Nobody et al.",
        year="2020",
        type="journal-article",
        publication_type="primary-study",
    )
    arrival = bring_in(folder, workbook)

    assert point(arrival) == [("sources!E3", "value")]
    workbook.rows["sources"][-1]["type"] = arrival.faults[0].nearest
    assert tell(bring_in(folder, workbook))[0].startswith("nobody-2020-made added")


def test_an_id_must_be_in_the_scheme_of_its_row(folder: Path, workbook: Workbook) -> None:
    """A concept of the exposures has an id of the exposures."""
    workbook.add("concepts", **(NAP | {"scheme": "outcome:scheme"}))

    faults = bring_in(folder, workbook).faults

    assert [(f.address, f.rule) for f in faults] == [("concepts!C15", "bad-id")]
    assert "write outcome:napping" in faults[0].message


def test_a_scheme_that_is_none_is_told_by_its_cell(folder: Path, workbook: Workbook) -> None:
    """A new concept is in a scheme of the base; who refers to its row is sent there."""
    workbook.add("concepts", **(NAP | {"id": "new-1", "scheme": "exposur"}))
    workbook.edit("claims", "C001", exposure="new-1")

    faults = bring_in(folder, workbook).faults

    assert [(f.address, f.rule, f.nearest) for f in faults] == [
        ("claims!R2", "value", ""),
        ("concepts!D15", "value", "exposure"),
    ]
    assert "is a row that is wrong itself" in faults[0].message


# -- marks ----------------------------------------------------------------------------------


def test_a_delete_mark_withdraws(folder: Path, workbook: Workbook) -> None:
    """The block stays as a tombstone with the reason; who still refers to it is said."""
    workbook.edit("claims", "C003", mark="delete", because="Nothing could refute it")

    arrival = bring_in(folder, workbook)

    assert tell(arrival) == ["C003 withdrawn: Nothing could refute it"]
    assert arrival.notices == ["C003 is still referred to by R001, Q001"]


def test_a_delete_mark_needs_a_reason(folder: Path, workbook: Workbook) -> None:
    """Nothing is withdrawn without a word why."""
    workbook.edit("claims", "C003", mark="delete")

    assert point(bring_in(folder, workbook)) == [("claims!B4", "reason-missing")]


def test_a_proposed_row_is_left_out(folder: Path, workbook: Workbook) -> None:
    """A draft is counted, adds nothing, and cannot be referred to."""
    workbook.add("claims", id="new-1", mark="proposed", **CLAIM)

    arrival = bring_in(folder, workbook)
    assert not arrival.revision
    assert arrival.notices == ["1 draft row is left out: write new in the column mark to add one"]

    workbook.edit("recommendations", "R001", rests_on="new-1")
    (fault,) = bring_in(folder, workbook).faults
    assert "only proposed" in fault.message


def test_an_unknown_mark_is_refused(folder: Path, workbook: Workbook) -> None:
    """A misspelt mark gets the nearest."""
    workbook.edit("claims", "C001", mark="delte")

    (fault,) = bring_in(folder, workbook).faults

    assert (fault.rule, fault.nearest) == ("unknown-mark", "delete")


# -- all at once ----------------------------------------------------------------------------


def test_all_that_is_wrong_is_told_at_once(folder: Path, workbook: Workbook) -> None:
    """Faults of the file, of ids, of values and of the model come together, in sheet order."""
    workbook.faults = [Fault("claims!D2", "formula", "a formula", "error", "=1")]
    workbook.edit("claims", "C001", label="")
    workbook.edit("claims", "C002", tier="mechanisms", tier_rule="T7")
    workbook.edit("claims", "C003", tier_rule="T5", exposure="")
    workbook.edit("findings", "F012", estimate="0,92", ci_low="1.2", ci_high="0.8")
    workbook.add("evidence lines", bears_on="C001")

    arrival = bring_in(folder, workbook)

    assert arrival.revision is None
    assert [f for f in point(arrival) if f[0].startswith(("claims", "findings"))] == [
        ("claims!D2", "formula"),
        ("claims!F3", "value"),
        ("claims!H3", "claim-t1"),
        ("claims!I3", "claim-t7-hedge"),
        ("claims!F4", "claim-t5"),
        ("claims!R4", "claim-exposure"),
        ("findings!AI2", "value"),
        ("findings!AJ2", "finding-low"),
    ]


def test_an_error_elsewhere_is_told_by_its_item(folder: Path, workbook: Workbook) -> None:
    """What an edit breaks in a row that was not edited is told with the id of that row."""
    workbook.edit("concepts", "outcome:cardiovascular-disease", broader="outcome:stroke")

    faults = bring_in(folder, workbook).faults

    assert faults
    assert all(f.address.startswith("concepts") for f in faults)


# -- passages and documents -----------------------------------------------------------------

TEXT = "Being with people helps. Being alone hurts."


def record_text(folder: Path) -> None:
    """Let the document of the base be the text."""
    file = folder / "claims.ttl"
    text = re.sub(r"ekb:characters \d+ ;\n    ekb:sha256 \"\w+\"", "{}", file.read_text(), count=1)
    recorded = f'ekb:characters 30000 ;\n    ekb:sha256 "{hash_text(TEXT)}"'
    file.write_text(text.replace("{}", recorded))


def bring_in_with(folder: Path, workbook: Workbook, text: str) -> list[str]:
    document = Document("guide.txt", text, hash_text(text))
    return tell(take_in(Ledger(Workspace(folder)), workbook.read(), [document]))


def test_a_new_passage_gets_its_hash_from_the_document(folder: Path, workbook: Workbook) -> None:
    """With the document at hand, start and end are enough."""
    record_text(folder)
    workbook = make_workbook(folder)
    workbook.add("passages", document="guide", start="0", end="24", section="S01")

    told = bring_in_with(folder, workbook, TEXT)

    assert told[0].startswith("P006 added: characters 0–24")


def test_an_edited_copy_gives_no_hashes(folder: Path, workbook: Workbook) -> None:
    """Offsets in another text than the recorded one say nothing of the recorded one."""
    workbook.add("passages", document="guide", start="0", end="24", section="S01")
    document = Document("copy.txt", TEXT, hash_text(TEXT))

    arrival = take_in(Ledger(Workspace(folder)), workbook.read(), [document])

    assert point(arrival) == [("passages!J7", "hash-missing")]
    assert arrival.notices[0].startswith("copy.txt is not the text that the base records")


def test_without_the_document_the_hash_must_be_given(folder: Path, workbook: Workbook) -> None:
    """A passage that moved cannot be verified without its text."""
    workbook.edit("passages", "P001", start="13190")
    workbook.add("passages", document="guide", start="0", end="24", section="S01")

    assert point(bring_in(folder, workbook)) == [
        ("passages!J2", "hash-missing"),
        ("passages!J7", "hash-missing"),
    ]


def test_a_hash_that_is_not_that_of_the_text_is_refused(folder: Path, workbook: Workbook) -> None:
    """The fault brings the right one."""
    record_text(folder)
    workbook = make_workbook(folder)
    workbook.add("passages", document="guide", start="0", end="5", section="S01", sha256="0" * 64)
    document = Document("guide.txt", TEXT, hash_text(TEXT))

    (fault,) = take_in(Ledger(Workspace(folder)), workbook.read(), [document]).faults

    assert (fault.rule, fault.nearest) == ("hash-wrong", hash_text("Being"))


def test_a_stretch_beyond_the_document_is_refused(folder: Path, workbook: Workbook) -> None:
    """Offsets past the end of the text are told by their cell."""
    record_text(folder)
    workbook = make_workbook(folder)
    workbook.add("passages", document="guide", start="0", end="99", section="S01")
    document = Document("guide.txt", TEXT, hash_text(TEXT))

    arrival = take_in(Ledger(Workspace(folder)), workbook.read(), [document])

    assert ("passages!G7", "no-stretch") in point(arrival)


def test_a_new_document_is_recorded_from_its_text(folder: Path, workbook: Workbook) -> None:
    """Length and hash of a document at hand need not be typed, nor those of its passages."""
    workbook.add("documents", id="leaflet", mark="new", title="A leaflet")
    workbook.add("sections", id="new-1", document="leaflet", start="0", end="5", label="Start")
    workbook.add("passages", document="leaflet", start="0", end="24", section="new-1")

    told = bring_in_with(folder, workbook, TEXT)

    assert [text.partition(":")[0] for text in told] == [
        "P006 added",
        "S06 added",
        "leaflet added",
    ]


# -- twice ----------------------------------------------------------------------------------


def test_a_workbook_brought_in_twice_adds_nothing_twice(folder: Path, workbook: Workbook) -> None:
    """Rows that were added the first time are told by the ids that they have by now."""
    workbook.add(
        "assessments",
        assesses="C002",
        assessed_tier="unknown",
        rationale="Made up",
        attributed_to="panel-1",
        generated_at="2026-11-23",
    )
    arrival = bring_in(folder, workbook)
    assert arrival.revision
    arrival.revision.apply()

    (fault,) = bring_in(folder, workbook).faults

    assert (fault.address, fault.rule, fault.nearest) == ("assessments!C3", "double", "A002")
    assert "brought in before" in fault.message


def test_a_copied_row_that_was_not_edited_is_refused(folder: Path, workbook: Workbook) -> None:
    """A copy without its id that says nothing new is no new item."""
    workbook.rows["findings"].append(workbook.rows["findings"][0] | {"id": ""})

    (fault,) = bring_in(folder, workbook).faults

    assert (fault.rule, fault.nearest) == ("double", "F012")
