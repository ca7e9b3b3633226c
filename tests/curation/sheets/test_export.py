"""A base as sheets: what stands in which column, and what stands beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_kb.curation.fields import list_kinds
from evidence_kb.curation.passages import Document, hash_text
from evidence_kb.curation.revision import Workspace
from evidence_kb.curation.sheets.export import make_book
from evidence_kb.curation.sheets.grid import Book
from evidence_kb.curation.sheets.ledger import Ledger
from evidence_kb.curation.sheets.selection import Choice
from evidence_kb.errors import InputError, UnknownName
from tests.curation.sheets.conftest import Workbook, make_workbook

TEXT = "Being with people helps. Being alone hurts."


def find_row(workbook: Workbook, sheet: str, id_: str) -> dict[str, str]:
    return next(row for row in workbook.rows[sheet] if row["id"] == id_)


def find_column(book: Book, sheet: str, name: str) -> tuple[str, tuple[str, ...], bool]:
    """Return kind, choices and openness of a column."""
    (grid,) = [grid for grid in book.grids if grid.name == sheet]
    (column,) = [column for column in grid.columns if column.name == name]
    return column.kind, column.choices, column.open


def test_every_kind_has_a_sheet(workbook: Workbook) -> None:
    """Kinds of which there is nothing yet have an empty one, to be filled in."""
    assert list(workbook.rows) == [kind.plural for kind in list_kinds()]


def test_every_value_with_a_field_is_in_a_column(folder: Path, workbook: Workbook) -> None:
    """Of each item all properties that are fields stand in its row, and nothing else does."""
    ledger = Ledger(Workspace(folder))
    for kind in list_kinds():
        iris = {field.iri for field in kind.fields if field.name != "id" and not field.through}
        for id_, subject in ledger.items[kind.plural].items():
            said = ledger.workspace.pages.list_values_of(subject)
            told = {
                iri for iri in said if iri in iris and set(said[iri]) - set(map(wrap, kind.types))
            }
            lanes = {lane.name: lane.field for lane in ledger.list_lanes(kind)}
            shown = workbook.exported[kind.plural][id_]
            assert {lanes[name].iri for name in shown if not lanes[name].through} == told


def wrap(iri: str) -> str:
    return f"<{iri}>"


def test_labels_stand_beside_references(workbook: Workbook) -> None:
    """A reference is an id, with its label in the next column; a finding shows its figure."""
    claim = find_row(workbook, "claims", "C001")
    line = find_row(workbook, "evidence lines", "E001")

    assert claim["exposure"] == "exposure:loneliness; exposure:social-isolation"
    assert claim["exposure (label)"] == "Loneliness; Social isolation"
    assert claim["stated_in (label)"] == "Research summary: high confidence"
    assert line["finding (label)"] == "Steptoe et al. 2013: 0.92 (0.78 to 1.09)"


def test_closed_lists_and_concepts_are_offered(workbook: Workbook) -> None:
    """A closed list is a dropdown; concepts of the scheme are offered, and others can be typed."""
    book = workbook.book

    assert find_column(book, "claims", "tier") == (
        "text",
        ("high-confidence", "nuanced", "mechanism", "unknown"),
        False,
    )
    assert find_column(book, "findings", "outcome") == (
        "text",
        (
            "outcome:all-cause-mortality",
            "outcome:cardiovascular-disease",
            "outcome:social-anxiety",
            "outcome:stroke",
        ),
        True,
    )
    assert find_column(book, "concepts", "pole")[1] == (
        "less-connection",
        "more-connection",
        "off-axis",
    )


def test_numbers_days_and_flags_are_such(workbook: Workbook) -> None:
    """What a spreadsheet can compute with is written as that; text that looks alike is not."""
    kinds = {
        name: find_column(workbook.book, "findings", name)[0]
        for name in ("estimate", "participants", "pooled", "seen_on", "as_printed")
    }

    assert list(kinds.values()) == ["number", "number", "flag", "date", "text"]


def test_what_every_kind_has_is_shown_only_where_used(folder: Path) -> None:
    """A column for notes turns up with the first note."""
    file = folder / "claims.ttl"
    assert "note" not in make_workbook(folder).columns["claims"]
    file.write_text(
        file.read_text().replace('ekb:hedge "can"', 'skos:note "A note"@en ; ekb:hedge "can"')
    )

    assert find_row(make_workbook(folder), "claims", "C003")["note"] == "A note"


def test_another_language_has_a_column_of_its_own(folder: Path) -> None:
    """The language that most texts are in goes without saying; others stand in the name."""
    file = folder / "concepts.ttl"
    file.write_text(file.read_text().replace('"death"@en', '"death"@en, "Tod"@de, "Sterben"@de'))
    workbook = make_workbook(folder)

    row = find_row(workbook, "concepts", "outcome:all-cause-mortality")

    assert (row["alt_label"], row["alt_label@de"]) == ("death", "Tod\nSterben")


def test_what_is_withdrawn_is_left_out(folder: Path) -> None:
    """A tombstone has no row."""
    file = folder / "claims.ttl"
    withdrawn = 'owl:deprecated true ; skos:editorialNote "No"@en ; ekb:restsOn'
    text = file.read_text().replace("ekb:restsOn", withdrawn)
    file.write_text("@prefix owl: <http://www.w3.org/2002/07/owl#> .\n" + text)

    assert make_workbook(folder).rows["recommendations"] == []


def test_the_facts_tell_what_it_was_made_from(workbook: Workbook, folder: Path) -> None:
    """Content hash, title and namespace go with the sheets."""
    kb = Workspace(folder).kb

    assert workbook.facts["content_hash"] == kb.base.content_hash
    assert (workbook.facts["title"], workbook.facts["language"]) == (kb.base.title, "en")


def test_the_codebook_explains_every_column_that_is_edited(workbook: Workbook) -> None:
    """Definition, what is allowed, and an example from the base."""
    told = {(entry.sheet, entry.field): entry for entry in workbook.book.codebook}

    for grid in workbook.book.grids:
        for column in grid.columns:
            assert (column.kind == "aid") != ((grid.name, column.name) in told)
    tier = told["claims", "tier"]
    assert tier.allowed == "high-confidence, nuanced, mechanism or unknown; required"
    assert tier.example == "high-confidence"
    assert tier.definition.startswith("How confident the document is")


def test_passages_show_their_words_where_the_hash_is_right(folder: Path) -> None:
    """The text of a document at hand is shown beside passages and statements, never stored."""
    file = folder / "claims.ttl"
    text = (
        file.read_text()
        .replace("oa:start 13196", "oa:start 0")
        .replace("oa:end 13403", "oa:end 24")
    )
    hashed = "1003410f435776e589fcfa2e2993f81d157d5f87e33c15117782c01e7f9ffc3c"
    file.write_text(text.replace(hashed, hash_text(TEXT[:24])))
    document = Document("guide.txt", TEXT, hash_text(TEXT))

    book = make_book(Ledger(Workspace(folder)), documents=[document])

    workbook = Workbook(book)
    assert find_row(workbook, "passages", "P001")["words"] == "Being with people helps."
    assert find_row(workbook, "passages", "P002")["words"] == ""
    assert find_row(workbook, "claims", "C001")["stated_in (label)"] == "Being with people helps."
    assert not any(TEXT[:24] in cells.values() for cells in book.exported["passages"].values())


def test_a_document_that_is_not_of_the_base_is_refused(folder: Path) -> None:
    """Where there are several documents, a text must be one of them."""
    file = folder / "claims.ttl"
    file.write_text(file.read_text() + '\nkb:other a ekb:Document ; dcterms:title "Other"@en .\n')
    document = Document("guide.txt", TEXT, hash_text(TEXT))

    with pytest.raises(InputError, match=r"guide\.txt: it is none of the 2 documents"):
        make_book(Ledger(Workspace(folder)), documents=[document])


def test_names_that_do_not_exist_are_answered_with_the_nearest(folder: Path) -> None:
    """Filters are those of the claims, sheets those of the kinds."""
    ledger = Ledger(Workspace(folder))

    with pytest.raises(UnknownName, match="did you mean 'nuanced'"):
        make_book(ledger, Choice({"tier": "nuancd"}))
    with pytest.raises(UnknownName, match="did you mean 'claim'"):
        make_book(ledger, Choice(only=("clam",)))
