"""Reading the PubMed format (.nbib, MEDLINE): what PubMed saves for citation managers.

The tags are those of https://www.nlm.nih.gov/bsd/mms/medlineelements.html.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from evidence_kb.curation.bibliography.cleaning import (
    clean_text,
    clean_title,
    find_doi,
    find_issn,
    find_language,
    find_pmcid,
    find_pmid,
    find_year,
    split_pages,
)
from evidence_kb.curation.bibliography.names import read_names
from evidence_kb.curation.bibliography.reference import Broken, Reference
from evidence_kb.errors import Place

_LINE = re.compile(r"^([A-Z]{2,4}) *- ?(.*)$")
_GENRES = {
    "network meta-analysis": "network-meta-analysis",
    "meta-analysis": "pooled-review",
    "systematic review": "systematic-review",
    "practice guideline": "guideline",
    "guideline": "guideline",
    "editorial": "commentary",
    "letter": "commentary",
    "comment": "commentary",
    "randomized controlled trial": "primary-study",
    "clinical trial": "primary-study",
    "observational study": "primary-study",
}
"""Publication types of PubMed that say for certain what sort of publication it is."""

Record = tuple[int, dict[str, list[str]]]
"""The line of a record, and its texts by tag."""


def read_medline(text: str, path: str) -> tuple[list[Reference], list[Broken]]:
    r"""Return the records of a text in the PubMed format, and the lines that belong to none.

    >>> nbib = "PMID- 12\nTI  - Ties\n      that bind.\nFAU - Kim, Soo\nDP  - 2013 May"
    >>> (ref,), broken = read_medline(nbib, "a.nbib")
    >>> ref.title, ref.pmid, ref.year, broken
    ('Ties that bind', '12', '2013', [])
    """
    broken: list[Broken] = []
    records = list(_cut(text, path, broken))
    return [_make(fields, Place(path, line)) for line, fields in records], broken


def _cut(text: str, path: str, broken: list[Broken]) -> Iterator[Record]:
    record: Record | None = None
    tag = ""
    for number, line in enumerate(text.split("\n"), 1):
        match = _LINE.match(line)
        if match and match[1] == "PMID":
            if record:
                yield record
            record = (number, defaultdict(list))
        if not line.strip():
            continue
        if record is None:
            if not broken:  # a lost beginning is told once
                told = f"'{clean_text(line)[:60]}' stands before the first PMID line"
                broken.append(Broken(Place(path, number), told))
        elif match:
            tag = match[1]
            record[1][tag].append(match[2])
        elif tag:
            record[1][tag][-1] += " " + line.strip()
    if record:
        yield record


def _make(fields: dict[str, list[str]], place: Place) -> Reference:
    def get(*tags: str) -> str:
        return next((fields[tag][0] for tag in tags if fields.get(tag)), "")

    authors, complete = read_names(
        [*(fields.get("FAU") or fields.get("AU", [])), *(f"{name}," for name in fields["CN"])]
    )
    types = [text.casefold() for text in fields["PT"]]
    dois = [text for text in (*fields["LID"], *fields["AID"]) if text.endswith("[doi]")]
    first, last = split_pages(get("PG"))
    return Reference(
        place=place,
        kind="Preprint" if "preprint" in types else "Book" if "BTI" in fields else "JournalArticle",
        genre=next((genre for name, genre in _GENRES.items() if name in types), ""),
        title=clean_title(get("TI", "BTI")),
        authors=authors,
        complete=complete,
        year=find_year(get("DP")) or find_year(get("DEP")),
        container=clean_text(get("JT", "TA")),
        doi=find_doi(dois[0]) if dois else "",
        pmid=find_pmid(get("PMID")),
        pmcid=find_pmcid(get("PMC")),
        volume=clean_text(get("VI")),
        number=clean_text(get("IP")),
        first_page=first,
        last_page=last,
        issn=find_issn(get("IS")),
        publisher=clean_text(get("PB")),
        language=find_language(get("LA")),
    )
