"""Citations as reference managers read them: BibTeX, RIS and CSL-JSON.

Only what is recorded is written. RIS is written by rispy.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from evidence_kb.citation import Citation

_IN_BIBTEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


class _Form(NamedTuple):
    """What a class of FaBiO is called in BibTeX, RIS and CSL, and where it stands in BibTeX."""

    bibtex: str
    ris: str
    csl: str
    container: str = ""


_ARTICLE = _Form("article", "JOUR", "article-journal", "journal")
_REPORT = _Form("techreport", "RPRT", "report", "institution")
_OTHER = _Form("misc", "GEN", "document")
_FORMS = {
    **dict.fromkeys(("JournalArticle", "ReviewArticle", "SystematicReview"), _ARTICLE),
    **dict.fromkeys(("ReportDocument", "PolicyDocument", "ClinicalGuideline"), _REPORT),
    "Preprint": _Form("misc", "UNPB", "article", "howpublished"),
    "Book": _Form("book", "BOOK", "book"),
    "BookChapter": _Form("incollection", "CHAP", "chapter", "booktitle"),
    "ConferencePaper": _Form("inproceedings", "CPAPER", "paper-conference", "booktitle"),
    "Thesis": _Form("phdthesis", "THES", "thesis", "school"),
    "Dataset": _Form("misc", "DATA", "dataset", "howpublished"),
    "WebPage": _Form("misc", "ELEC", "webpage", "howpublished"),
}


def format_bibtex(*citations: Citation) -> str:
    r"""Return BibTeX entries; an author text that is not a list is kept whole, in braces.

    >>> print(format_bibtex(Citation("a-2013", "publication", "On ties & death", year="2013")))
    @misc{a-2013,
      title = {{On ties \& death}},
      year = {2013},
    }
    """
    return "\n\n".join(map(_format_entry, citations))


def _format_entry(citation: Citation) -> str:
    form = _find_form(citation)
    note = [
        f"Part of {citation.container}" if citation.kind == "entry" else "",
        f"Entry {citation.entry}" if citation.entry else "",
        f"Content hash sha256:{citation.content_hash}" if citation.content_hash else "",
        f"Licence {citation.licence}" if citation.licence else "",
        f"PMID {citation.pmid}" if citation.pmid else "",
        f"PMCID {citation.pmcid}" if citation.pmcid else "",
    ]
    fields = [
        ("author", _list_in_bibtex(citation)),
        ("title", f"{{{_escape(citation.title)}}}"),
        ("year", citation.year),
        (form.container, _escape(citation.container) if form.container else ""),
        ("volume", _escape(citation.volume)),
        ("number", _escape(citation.number)),
        ("pages", _escape(citation.pages.replace("-", "--", 1))),
        ("publisher", _escape(citation.publisher)),
        ("issn", citation.issn),
        ("isbn", citation.isbn),
        ("langid", citation.language),
        ("version", _escape(citation.version)),
        ("doi", citation.doi),
        ("url", citation.url),
        ("pubstate", "preprint" if citation.form == "Preprint" else ""),
        ("note", _escape("; ".join(filter(None, note)))),
    ]
    lines = [f"  {name} = {{{value}}}," for name, value in fields if value]
    return "\n".join([f"@{form.bibtex}{{{citation.key},", *lines, "}"])


def _find_form(citation: Citation) -> _Form:
    if citation.kind != "publication":
        return _FORMS["Dataset"] if citation.kind == "dataset" else _OTHER
    form = _FORMS.get(citation.form) or (_ARTICLE if citation.container else _OTHER)
    # A guideline that a journal printed is cited as its article.
    return _ARTICLE if citation.form == "ClinicalGuideline" and citation.container else form


def _list_in_bibtex(citation: Citation) -> str:
    if not citation.people:
        return f"{{{_escape(citation.authors)}}}" if citation.authors else ""
    return " and ".join(
        f"{_escape(family)}, {_escape(given)}" if given else f"{{{_escape(family)}}}"
        for family, given in citation.people
    )


def format_json(*citations: Citation) -> str:
    """Return a CSL-JSON array, as reference managers read it.

    >>> print(format_json(Citation("b", "dataset", "Base", version="0.1.0")))
    [
      {
        "id": "b",
        "type": "dataset",
        "title": "Base",
        "version": "0.1.0"
      }
    ]
    """
    return json.dumps(list(map(_make_item, citations)), ensure_ascii=False, indent=2)


def _make_item(citation: Citation) -> dict[str, object]:
    kinds = {"dataset": "dataset", "entry": "entry"}
    when = (citation.date or citation.year)[:10]
    parts = [int(part) for part in when.split("-") if part.isdecimal()]
    people = [
        {"family": family, "given": given} if given else {"literal": family}
        for family, given in citation.people
    ]
    whole = [{"literal": citation.authors}] if citation.authors else None
    fields: dict[str, object] = {
        "id": citation.key,
        "type": kinds.get(citation.kind) or _find_form(citation).csl,
        "title": citation.title,
        "author": people or whole,
        "issued": {"date-parts": [parts]} if parts else None,
        "container-title": citation.container,
        "volume": citation.volume,
        "issue": citation.number,
        "page": citation.pages,
        "publisher": citation.publisher,
        "number": citation.entry,
        "version": citation.version,
        "DOI": citation.doi,
        "PMID": citation.pmid,
        "PMCID": citation.pmcid,
        "ISSN": citation.issn,
        "ISBN": citation.isbn,
        "URL": citation.url,
        "language": citation.language,
        "license": citation.licence,
        "note": f"sha256: {citation.content_hash}" if citation.content_hash else "",
    }
    return {name: value for name, value in fields.items() if value}


def format_ris(*citations: Citation) -> str:
    """Return RIS records.

    >>> print(format_ris(Citation("a-2013", "publication", "On ties", year="2013")))
    TY  - GEN
    ID  - a-2013
    TI  - On ties
    PY  - 2013
    ER  -
    """
    import rispy

    class Writer(rispy.RisWriter):  # type: ignore[misc]  # the package carries no types
        """The writer of rispy without the numbers that it puts before each record."""

        def set_header(self, _count: int) -> str:
            return ""

    text: str = rispy.dumps(list(map(_make_record, citations)), implementation=Writer)
    return "\n".join(line.rstrip() for line in text.splitlines())


def _make_record(citation: Citation) -> dict[str, object]:
    """Return a record by the names that rispy has for the tags."""
    people = [", ".join(filter(None, name)) for name in citation.people]
    # A comma would divide family and given name: a short form is one author after the other.
    short = citation.authors.replace(" & ", ", ").split(", ") if citation.authors else []
    notes = [
        f"PMID: {citation.pmid}" if citation.pmid else "",
        f"PMCID: {citation.pmcid}" if citation.pmcid else "",
    ]
    fields: dict[str, object] = {
        "type_of_reference": _find_form(citation).ris,
        "id": citation.key,
        "title": citation.title,
        "authors": people or short,
        "year": citation.year,
        "secondary_title": citation.container,
        "volume": citation.volume,
        "number": citation.number,
        "start_page": citation.first_page,
        "end_page": citation.last_page,
        "publisher": citation.publisher,
        "issn": citation.issn or citation.isbn,
        "language": citation.language,
        "doi": citation.doi,
        "urls": [citation.url] if citation.url else [],
        "notes": [note for note in notes if note],
    }
    return {name: value for name, value in fields.items() if value}


BIBLIOGRAPHIES: dict[str, Callable[..., str]] = {
    "bibtex": format_bibtex,
    "ris": format_ris,
    "json": format_json,
}
"""What writes any number of citations, by the name of the format."""


def _escape(text: str) -> str:
    return "".join(_IN_BIBTEX.get(character, character) for character in text)
