"""A draft as sheets: out, accepted by a person, and in again; the base then passes its check."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from evidence_kb.curation.check import check
from evidence_kb.curation.drafting.book import REASON, make_draft_book
from evidence_kb.curation.drafting.drafts import draft
from evidence_kb.curation.passages import Document, hash_text
from evidence_kb.curation.revision import Workspace
from evidence_kb.curation.sheets.arrival import Arrival, take_in
from evidence_kb.curation.sheets.books import read_book, write_book
from evidence_kb.curation.sheets.columns import Columns
from evidence_kb.curation.sheets.ledger import Ledger
from evidence_kb.knowledge_base import KnowledgeBase
from tests.conftest import FIXTURE

TEXT = """# Loneliness

Loneliness can raise the risk of stroke. Call a friend today.

Loneliness is the unwelcome feeling of too few ties.

## FAQ

### Is loneliness common?

Many people know loneliness.
"""
DOCUMENT = Document("text.md", TEXT, hash_text(TEXT))


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURE, tmp_path / "base"))


def write(base: Path, target: Path, document: Document = DOCUMENT) -> None:
    ledger = Ledger(Workspace(base))
    found = draft(ledger.workspace.kb, document)
    write_book(make_draft_book(ledger, found, document), str(target))


def bring_in(base: Path, source: Path) -> Arrival:
    ledger = Ledger(Workspace(base))
    return take_in(ledger, read_book(str(source), Columns(ledger).list_expected()))


def edit(folder: Path, sheet: str, mark: str = "new", **cells: str) -> None:
    """Mark every proposed row of a sheet, and fill in cells that are empty."""
    path = folder / f"{sheet}.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for number, row in enumerate(rows, 1):
        row["mark"] = mark
        row.update({name: f"{text} {number}" for name, text in cells.items() if not row[name]})
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("name", ["draft.xlsx", "draft"])
def test_proposed_rows_change_nothing(base: Path, tmp_path: Path, name: str) -> None:
    """As a workbook and as a folder of CSV: what nobody marked is left out, and counted."""
    write(base, tmp_path / name)

    arrival = bring_in(base, tmp_path / name)

    assert (bool(arrival.revision), arrival.faults) == (False, [])
    assert "13 draft rows are left out" in " ".join(arrival.notices)


def test_accepted_rows_become_statements_of_a_base_that_passes_its_check(
    base: Path, tmp_path: Path
) -> None:
    """References between new rows are kept; only labels of statements had to be worded."""
    folder = tmp_path / "draft"
    write(base, folder)
    edit(folder, "documents")
    edit(folder, "passages")
    edit(folder, "sections")
    for sheet in ("recommendations", "definitions", "questions"):
        edit(folder, sheet, label="In my words")
    edit(folder, "claims", label="In my words", direction="harmful")
    rows = (folder / "claims.csv").read_text("utf-8").replace("harmful 1", "harmful")
    (folder / "claims.csv").write_text(rows, encoding="utf-8")

    arrival = bring_in(base, folder)
    assert arrival.faults == []
    assert arrival.revision is not None
    arrival.revision.apply()

    assert check(str(base)) == []
    kb = KnowledgeBase.open(base)
    said = kb.select(
        "SELECT ?id ?start WHERE { ?c dcterms:identifier ?id ; ekb:statedIn/oa:hasSelector/oa:start"
        " ?start ; ekb:statedIn/oa:hasSource/dcterms:title ?title FILTER(?title = 'Loneliness'@en)"
        " } ORDER BY ?start"
    )
    assert said.rows == [("C004", 14), ("R002", 55), ("D002", 77), ("C005", 166)]
    assert draft(kb, DOCUMENT).statements == ()


def test_the_passage_of_an_accepted_statement_comes_with_it(base: Path, tmp_path: Path) -> None:
    """Whoever accepts a statement need not mark its passage, section and document too."""
    write(base, tmp_path / "draft")
    edit(tmp_path / "draft", "recommendations", label="In my words")

    arrival = bring_in(base, tmp_path / "draft")

    assert arrival.faults == []
    assert arrival.revision is not None
    told = [(change.group, change.action) for change in arrival.revision.changes]
    assert told.count(("Recommendations", "added")) == 1
    assert ("Passages", "added") in told
    assert ("Claims", "added") not in told


def test_a_repeat_of_a_statement_of_the_base_is_added_by_clearing_its_mark(
    base: Path, tmp_path: Path
) -> None:
    """Its row is the statement as it is, with one passage more."""
    folder = tmp_path / "draft"
    write(base, folder)
    for sheet in ("recommendations", "questions", "definitions"):
        edit(folder, sheet, label="In my words")
    edit(folder, "claims", label="In my words", direction="not-stated")
    rows = (folder / "claims.csv").read_text("utf-8").replace("not-stated 1", "harmful")
    (folder / "claims.csv").write_text(rows, encoding="utf-8")
    first = bring_in(base, folder).revision
    assert first is not None
    first.apply()
    longer = f"{TEXT}\n## Summary\n\nLoneliness can raise stroke risk.\n"
    known = (base / "claims.ttl").read_text("utf-8")
    known = known.replace(DOCUMENT.sha256, hash_text(longer))
    known = known.replace(f"ekb:characters {len(TEXT)}", f"ekb:characters {len(longer)}")
    (base / "claims.ttl").write_text(known, encoding="utf-8")
    again = tmp_path / "again"
    write(base, again, Document("text.md", longer, hash_text(longer)))

    edit(again, "claims", mark="")
    arrival = bring_in(base, again)

    assert arrival.faults == []
    assert arrival.revision is not None
    arrival.revision.apply()
    told = KnowledgeBase.open(base).select(
        "SELECT (COUNT(?p) AS ?n) WHERE { ?c dcterms:identifier 'C004' ; ekb:statedIn ?p }"
    )
    assert told.rows == [(2,)]


def test_what_a_person_reads_to_decide_stands_first(base: Path) -> None:
    """The mark, the words of the document, and the reason; what is not filled in comes last."""
    ledger = Ledger(Workspace(base))

    book = make_draft_book(ledger, draft(ledger.workspace.kb, DOCUMENT), DOCUMENT)

    claims = next(grid for grid in book.grids if grid.name == "claims")
    names = [column.name for column in claims.columns]
    assert names[:4] == ["mark", "id", "stated_in (label)", REASON]
    assert names.index("narrows") > names.index("stated_in")
    row = dict(zip(names, claims.rows[0], strict=True))
    assert row["stated_in (label)"] == "Loneliness can raise the risk of stroke."
    assert row["exposure (label)"] == "Loneliness"
