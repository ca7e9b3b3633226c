"""Reading the CSV exports of Covidence; which list a file is, its name says.

Columns as published exports have them: Title, Authors, Abstract, Published Year, Published Month,
Journal, Volume, Issue, Pages, Accession Number, DOI, Ref, Covidence #, Study, Notes, Tags. There
is one export for each list, named ``review_59500_irrelevant_csv_20190925102123.csv``: irrelevant
(left out on title and abstract), select (to be read in full), excluded (left out in full, Notes
say ``Exclusion reason: Wrong study design; ``), included, and screen (not yet decided).
"""

from __future__ import annotations

import os
import re

from evidence_kb.curation.bibliography.cleaning import (
    clean_text,
    clean_title,
    find_doi,
    find_labelled_pmid,
    find_year,
    split_pages,
)
from evidence_kb.curation.bibliography.names import read_names, split_names
from evidence_kb.curation.bibliography.reference import (
    ABSTRACT,
    EXCLUDED,
    FULL_TEXT,
    INCLUDED,
    UNDECIDED,
    Broken,
    Decision,
    Reference,
)
from evidence_kb.curation.bibliography.rows import Row, read_rows
from evidence_kb.errors import Place

COLUMNS = {"title", "covidence #"}
"""Columns that every export of Covidence has."""
LISTS = {
    "irrelevant": Decision(EXCLUDED, ABSTRACT),
    "excluded": Decision(EXCLUDED, FULL_TEXT),
    "included": Decision(INCLUDED, FULL_TEXT),
    "select": Decision(UNDECIDED, FULL_TEXT),
    "screen": Decision(UNDECIDED, ABSTRACT),
}
"""What being in one of the lists means for a record."""

_IN_NAME = re.compile(rf"(?:^|[^a-z])({'|'.join(LISTS)})(?:[^a-z]|$)")
_REASON = re.compile(r"\bExclusion reason:\s*([^;]+)", re.IGNORECASE)


def find_list(path: str) -> str:
    """Return the list that the name of a file says it is; empty where it says none.

    >>> find_list("review_59500_irrelevant_csv_20190925102123.csv"), find_list("mine.csv")
    ('irrelevant', '')
    """
    match = _IN_NAME.search(os.path.basename(path).lower())
    return match[1] if match else ""


def read_covidence(text: str, path: str, listed: str = "") -> tuple[list[Reference], list[Broken]]:
    r"""Return the records of a CSV export of Covidence, and the broken rows.

    ``listed`` is the list that the file is, a key of :data:`LISTS`; without it the name says it.

    >>> text = 'Title,Covidence #,Notes\nTies,#1,Exclusion reason: Wrong outcomes; \n'
    >>> (ref,), broken = read_covidence(text, "review_1_excluded_csv_2.csv")
    >>> ref.decision.verdict, ref.decision.stage, ref.decision.reasons
    ('excluded', 'full-text', ('Wrong outcomes',))
    """
    rows, broken = read_rows(text, path)
    listed = listed or find_list(path)
    return [_make(row, Place(path, row.line), listed) for row in rows], broken


def _make(row: Row, place: Place, listed: str) -> Reference:
    notes = row.get("notes")
    reasons = tuple(dict.fromkeys(clean_text(reason) for reason in _REASON.findall(notes)))
    # Only what is read in full gets a reason: it tells the list where the name does not.
    decision = LISTS.get(listed or ("excluded" if reasons else ""), Decision(UNDECIDED))
    authors, complete = read_names(split_names(row.get("authors")))
    first, last = split_pages(row.get("pages"))
    return Reference(
        place=place,
        key=row.get("covidence #"),
        title=clean_title(row.get("title")),
        authors=authors,
        complete=complete,
        year=find_year(row.get("published year")),
        container=clean_text(row.get("journal")),
        doi=find_doi(row.get("doi")),
        pmid=find_labelled_pmid(f"{row.get('accession number')} {notes}"),
        volume=clean_text(row.get("volume")),
        number=clean_text(row.get("issue")),
        first_page=first,
        last_page=last,
        decision=decision._replace(reasons=reasons if decision.verdict == EXCLUDED else ()),
    )
