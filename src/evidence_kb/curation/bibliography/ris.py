"""Reading RIS as Zotero, EndNote, Mendeley, PubMed clients and databases write it; home of rispy.

rispy passes over what stands between records and reads on over a lost ``ER``: so the text is cut
into records here first, each with its line, and rispy reads one at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from evidence_kb.curation.bibliography.cleaning import (
    clean_text,
    clean_title,
    complete_page,
    find_doi,
    find_isbn,
    find_issn,
    find_labelled_doi,
    find_labelled_pmid,
    find_language,
    find_pmcid,
    find_pmid,
    find_url,
    find_year,
    split_pages,
)
from evidence_kb.curation.bibliography.names import read_names
from evidence_kb.curation.bibliography.rayyan import read_decision
from evidence_kb.curation.bibliography.reference import Broken, Reference
from evidence_kb.errors import Place

_KINDS = {
    **dict.fromkeys(("JOUR", "EJOUR", "JFULL", "ABST", "INPR"), "JournalArticle"),
    **dict.fromkeys(("BOOK", "EBOOK", "EDBOOK"), "Book"),
    **dict.fromkeys(("CHAP", "ECHAP"), "BookChapter"),
    **dict.fromkeys(("CONF", "CPAPER"), "ConferencePaper"),
    **dict.fromkeys(("ELEC", "BLOG", "ICOMM", "WEB"), "WebPage"),
    **dict.fromkeys(("DATA", "AGGR", "DBASE"), "Dataset"),
    "THES": "Thesis",
    "RPRT": "ReportDocument",
    "GOVDOC": "PolicyDocument",
}
_LINE = re.compile(r"^([A-Z][A-Z0-9])\s{1,2}-(?:\s|$)(.*)$")
_NUMBER = re.compile(r"[0-9]+\.")
_PUBMED = re.compile(r"pubmed|medline|\bNLM\b", re.IGNORECASE)
_TITLES = ("primary_title", "title", "BT", "CT")
_CONTAINERS = (
    *("journal_name", "alternate_title3", "secondary_title"),
    *("alternate_title2", "alternate_title1"),
)
_LISTS = ("authors", "first_authors", "notes", "urls", "secondary_authors")


class _Record(NamedTuple):
    line: int
    lines: list[str]


def read_ris(text: str, path: str) -> tuple[list[Reference], list[Broken]]:
    r"""Return the records of a RIS text, and what stands outside of any, by its line.

    A record ends with ``ER``, or where the next one begins.

    >>> ris = "TY  - JOUR\nTI  - Ties\nAU  - Kim, S.\nPY  - 2013/05//\nER  - \n"
    >>> (ref,), broken = read_ris(ris, "a.ris")
    >>> ref.title, ref.year, ref.place.line, broken
    ('Ties', '2013', 1, [])
    """
    broken: list[Broken] = []
    records = list(_cut(text, path, broken))
    return [_make(_parse(record), Place(path, record.line)) for record in records], broken


def _cut(text: str, path: str, broken: list[Broken]) -> Iterator[_Record]:
    record: _Record | None = None
    lost = False
    for number, line in enumerate(text.split("\n"), 1):
        match = _LINE.match(line)
        tag = match[1] if match else ""
        if tag == "TY":
            if record:
                yield record
            record, lost = _Record(number, []), False
        elif record and tag == "ER":
            yield record
            record = None
            continue
        elif record is None and line.strip() and not _NUMBER.fullmatch(line.strip()):
            if not lost:  # a record without its first line is told once
                told = f"'{clean_text(line)[:60]}' stands in no record: is its TY line lost?"
                broken.append(Broken(Place(path, number), told))
            lost = tag != "ER"
            continue
        if record and line.strip():
            record.lines.append(f"{tag}  - {match[2]}" if match else line)
    if record:
        yield record


def _parse(record: _Record) -> dict[str, object]:
    """Return what rispy reads of one record; tags that it does not know by their own name."""
    import rispy

    (found,) = rispy.loads("\n".join([*record.lines, "ER  - "]))
    unknown: dict[str, list[str]] = found.pop("unknown_tag", {})
    return {**{tag: " ".join(texts) for tag, texts in unknown.items() if tag}, **found}


def _make(fields: dict[str, object], place: Place) -> Reference:
    def get(*names: str) -> str:
        return next((str(fields[n]) for n in names if isinstance(fields.get(n), str)), "")

    def get_all(name: str) -> Sequence[str]:
        found = fields.get(name, ())
        return [str(each) for each in found] if isinstance(found, list) else []

    given = get_all("authors") or get_all("first_authors") or get_all("secondary_authors")
    authors, complete = read_names(given)
    notes = " ".join([*get_all("notes"), get("note"), get("research_notes"), get("custom2")])
    urls = " ".join(get_all("urls"))
    first, last = split_pages(get("start_page"))
    if end := clean_text(get("end_page")):
        last = complete_page(first, end)
    serial = get("issn")
    return Reference(
        place=place,
        key=get("id", "label"),
        kind=_KINDS.get(get("type_of_reference").strip().upper(), ""),
        title=clean_title(get(*_TITLES)),
        authors=authors,
        complete=complete,
        year=next(filter(None, map(find_year, map(get, ("year", "publication_year", "date")))), ""),
        container=clean_text(get(*_CONTAINERS)),
        doi=_find_doi(get("doi"), get("type_of_work"), urls, notes),
        pmid=_find_pmid(fields, get("accession_number"), f"{notes} {urls}"),
        pmcid=find_pmcid(f"{notes} {urls}"),
        url=find_url(urls),
        volume=clean_text(get("volume")),
        number=clean_text(get("number")),
        first_page=first,
        last_page=last,
        issn="" if find_isbn(serial) else find_issn(serial),
        isbn=find_isbn(serial),
        publisher=clean_text(get("publisher")),
        language=find_language(get("language")),
        decision=read_decision(notes),
    )


def _find_doi(doi: str, work: str, urls: str, notes: str) -> str:
    """Return the DOI; EndNote has it in M3 at times, databases in an address or a note."""
    if found := find_doi(doi) or find_doi(work):
        return found
    address = next((url for url in urls.split() if "doi.org/" in url), "")
    return find_doi(address) or find_labelled_doi(notes)


def _find_pmid(fields: dict[str, object], accession: str, notes: str) -> str:
    """Return the PubMed id; an accession number is one where the record comes from PubMed."""
    if found := find_labelled_pmid(f"{notes} {accession}"):
        return found
    origin = " ".join(str(fields.get(n, "")) for n in ("name_of_database", "database_provider"))
    return find_pmid(accession) if _PUBMED.search(f"{origin} {notes}") else ""
