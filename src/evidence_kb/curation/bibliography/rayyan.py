r"""Reading what Rayyan exports, with the decisions of those who screened.

The columns are those of Rayyan's own CSV plug-in (rayyan-formats-plugins: key, title, year, month,
day, journal, issn, volume, issue, pages, authors, url, language, publisher, location, abstract,
notes, pubmed_id, pmc_id, any order); newer exports add doi and keywords. Decisions stand in the
notes, in CSV, RIS and BibTeX alike, as many published analyses read them::

    RAYYAN-INCLUSION: {"Ana"=>"Included", "Ben"=>"Excluded"} | RAYYAN-LABELS: a,b |
    RAYYAN-EXCLUSION-REASONS: wrong population,wrong outcome | USER-NOTES: {"Ana"=>["see it"]}
"""

from __future__ import annotations

import re

from evidence_kb.curation.bibliography.cleaning import (
    clean_text,
    clean_title,
    find_doi,
    find_issn,
    find_labelled_pmid,
    find_language,
    find_pmcid,
    find_pmid,
    find_url,
    find_year,
    split_pages,
)
from evidence_kb.curation.bibliography.names import read_names, split_names
from evidence_kb.curation.bibliography.reference import (
    CONFLICT,
    EXCLUDED,
    INCLUDED,
    UNDECIDED,
    Broken,
    Decision,
    Reference,
)
from evidence_kb.curation.bibliography.rows import Row, read_rows
from evidence_kb.errors import Place

COLUMNS = {"key", "title", "notes"}
"""Columns that every export of Rayyan has."""

_PARTS = re.compile(r"(?:\s*\|\s*)?\b(RAYYAN-[A-Z-]+|USER-NOTES):\s*")
_VOTE = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*"?(\w+)"?')
_WORDS = {"included": INCLUDED, "excluded": EXCLUDED, "true": INCLUDED, "false": EXCLUDED}


def read_decision(notes: str) -> Decision | None:
    """Return what the notes of a record say was decided; None where they say nothing of it.

    Only what all who voted agree on is a decision: one "Maybe" leaves the record undecided, and
    an inclusion beside an exclusion is a conflict.

    >>> read_decision('RAYYAN-INCLUSION: {"A"=>"Included", "B"=>"Excluded"}').verdict
    'conflict'
    >>> read_decision("RAYYAN-EXCLUSION-REASONS: wrong population,no data").reasons
    ('wrong population', 'no data')
    """
    pieces = _PARTS.split(" ".join(notes.split()))
    parts = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    if not {"RAYYAN-INCLUSION", "RAYYAN-EXCLUSION-REASONS"} & parts.keys():
        return None
    votes = tuple(_VOTE.findall(parts.get("RAYYAN-INCLUSION", "")))
    given = [reason.strip() for reason in parts.get("RAYYAN-EXCLUSION-REASONS", "").split(",")]
    reasons = tuple(dict.fromkeys(filter(None, given)))
    verdicts = {_WORDS.get(word.casefold(), UNDECIDED) for _, word in votes}
    if {INCLUDED, EXCLUDED} <= verdicts:
        return Decision(CONFLICT, "", reasons, votes)
    return Decision(verdicts.pop() if len(verdicts) == 1 else UNDECIDED, "", reasons, votes)


def read_rayyan(text: str, path: str) -> tuple[list[Reference], list[Broken]]:
    r"""Return the records of a CSV export of Rayyan with their decisions, and the broken rows.

    >>> notes = '"RAYYAN-INCLUSION: {""Ana""=>""Included""}"'
    >>> (ref,), broken = read_rayyan(f"key,title,authors,notes\n1,Ties,Kim S.,{notes}\n", "a.csv")
    >>> ref.decision.verdict, ref.authors[0].family, broken
    ('included', 'Kim', [])
    """
    rows, broken = read_rows(text, path)
    return [_make(row, Place(path, row.line)) for row in rows], broken


def _make(row: Row, place: Place) -> Reference:
    notes = row.get("notes")
    authors, complete = read_names(split_names(row.get("authors")))
    first, last = split_pages(row.get("pages"))
    url = row.get("url")
    return Reference(
        place=place,
        key=row.get("key"),
        title=clean_title(row.get("title")),
        authors=authors,
        complete=complete,
        year=find_year(row.get("year")),
        container=clean_text(row.get("journal")),
        doi=find_doi(row.get("doi")) or (find_doi(url) if "doi.org/" in url else ""),
        pmid=find_pmid(row.get("pubmed_id")) or find_labelled_pmid(f"{url} {notes}"),
        pmcid=find_pmcid(row.get("pmc_id")),
        url=find_url(url),
        volume=clean_text(row.get("volume")),
        number=clean_text(row.get("issue")),
        first_page=first,
        last_page=last,
        issn=find_issn(row.get("issn")),
        publisher=clean_text(row.get("publisher")),
        language=find_language(row.get("language")),
        decision=read_decision(notes) or Decision(UNDECIDED),
    )
