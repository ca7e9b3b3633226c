"""Reading CSL-JSON, as Zotero exports it, and the JSON of Crossref, of its API and of doi.org.

The fields are those of https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables
and https://api.crossref.org; Crossref has lists where CSL has texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from evidence_kb.curation.bibliography.cleaning import (
    clean_text,
    clean_title,
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
from evidence_kb.curation.bibliography.names import OTHERS, read_name
from evidence_kb.curation.bibliography.reference import Author, Broken, Reference
from evidence_kb.errors import Place

_KINDS = {
    **dict.fromkeys(("article-journal", "journal-article"), "JournalArticle"),
    **dict.fromkeys(("book", "monograph", "edited-book", "reference-book"), "Book"),
    **dict.fromkeys(("chapter", "book-chapter", "book-section", "entry"), "BookChapter"),
    **dict.fromkeys(("paper-conference", "proceedings-article"), "ConferencePaper"),
    **dict.fromkeys(("thesis", "dissertation"), "Thesis"),
    **dict.fromkeys(("report", "report-component"), "ReportDocument"),
    **dict.fromkeys(("webpage", "post", "post-weblog"), "WebPage"),
    **dict.fromkeys(("legislation", "bill", "regulation"), "PolicyDocument"),
    **dict.fromkeys(("article", "posted-content", "preprint"), "Preprint"),
    "dataset": "Dataset",
}
_ARRAY = re.compile(r"\s*\[")
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_TOO_DEEP = "it is nested too deeply"
_BETWEEN = re.compile(r"[\s,]*")
_NEXT_ITEM = re.compile(r"\}\s*,\s*\{")
_DATES = ("issued", "published", "published-print", "published-online", "original-date")


def read_csl(text: str, path: str) -> tuple[list[Reference], list[Broken]]:
    """Return the items of a CSL-JSON text, and those that are none, by their lines.

    >>> (ref,), broken = read_csl('[{"title": "Ties", "DOI": "10.5555/X", "type": "book"}]', "a")
    >>> ref.title, ref.doi, ref.kind, ref.place.line, broken
    ('Ties', '10.5555/X', 'Book', 1, [])
    """
    references: list[Reference] = []
    broken: list[Broken] = []
    for line, item in _list_items(text):
        place = Place(path, line)
        if isinstance(item, json.JSONDecodeError):
            place = Place(path, item.lineno, item.colno)
            told = item.msg.removesuffix(" at")
            broken.append(Broken(place, f"this is no JSON: {told[:1].lower()}{told[1:]}"))
        elif not isinstance(item, dict):
            broken.append(Broken(place, f"{clean_text(json.dumps(item))[:40]} is no CSL item"))
        elif not {"title", "DOI", "type"} & item.keys():
            broken.append(Broken(place, "this object has neither title nor DOI nor type"))
        else:
            references.append(_make(item, place))
    return references, broken


def _list_items(text: str) -> Iterator[tuple[int, object]]:
    """Yield each item with its line, an error in place of one that is no JSON.

    An array is read item by item, so that one that is broken costs no other; so is the list in
    what the API of Crossref gives. Anything else is one item.
    """
    start = _ARRAY.match(text) or _ITEMS.search(text)
    if start:
        yield from _walk(text, start.end())
        return
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        yield error.lineno, error
        return
    except RecursionError:
        yield 1, json.JSONDecodeError(_TOO_DEEP, text, 0)
        return
    wrapped = content.get("message") if isinstance(content, dict) else None
    yield 1, wrapped if isinstance(wrapped, dict) else content


def _walk(text: str, at: int) -> Iterator[tuple[int, object]]:
    decoder = json.JSONDecoder()
    line, counted = 1, 0
    while True:
        at = _skip(text, at)
        line, counted = line + text.count("\n", counted, at), at
        if text[at : at + 1] == "]":
            return
        try:
            item, at = decoder.raw_decode(text, at)
            yield line, item
        except json.JSONDecodeError as error:
            yield error.lineno, error
            following = _NEXT_ITEM.search(text, error.pos)
            if following is None:
                return
            at = following.end() - 1
        except RecursionError:
            yield line, json.JSONDecodeError(_TOO_DEEP, text, at)
            return


def _skip(text: str, at: int) -> int:
    match = _BETWEEN.match(text, at)
    return match.end() if match else at


def _make(item: Mapping[str, object], place: Place) -> Reference:
    def get(*names: str) -> str:
        return next(filter(None, (_flatten(item.get(name)) for name in names)), "")

    note = get("note", "annote")
    authors, complete = _read_authors(item.get("author") or item.get("editor"))
    title = clean_title(get("title"))
    subtitle = clean_title(get("subtitle"))  # Crossref has it apart
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title}: {subtitle}"
    first, last = split_pages(get("page"))
    url = find_url(get("URL"))
    kind = _KINDS.get(get("type"), "")
    if kind == "Preprint" and get("container-title"):
        kind = "JournalArticle"
    return Reference(
        place=place,
        key=get("citation-key", "id"),
        kind=kind,
        title=title,
        authors=authors,
        complete=complete,
        year=next(filter(None, (_read_date(item.get(name)) for name in _DATES)), ""),
        container=clean_text(get("container-title")),
        doi=find_doi(get("DOI")) or (find_doi(url) if "doi.org/" in url else "")
        or find_labelled_doi(note),
        pmid=find_pmid(get("PMID")) or find_labelled_pmid(f"{note} {url}"),
        pmcid=find_pmcid(get("PMCID")) or find_pmcid(note),
        url=url,
        volume=clean_text(get("volume")),
        number=clean_text(get("issue", "number")),
        first_page=first or clean_text(get("article-number")),
        last_page=last,
        issn=find_issn(get("ISSN")),
        isbn=find_isbn(get("ISBN")),
        publisher=clean_text(get("publisher")),
        language=find_language(get("language")),
    )  # fmt: skip


def _flatten(value: object) -> str:
    """Return a field as one text: the first of a list, a number in digits."""
    if isinstance(value, list):
        return next(filter(None, map(_flatten, value)), "")
    return str(value).strip() if isinstance(value, str | int) else ""


def _read_date(value: object) -> str:
    if not isinstance(value, dict):
        return find_year(_flatten(value))
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
        return find_year(_flatten(parts[0]))
    return find_year(f"{_flatten(value.get('raw'))} {_flatten(value.get('literal'))}")


def _read_authors(value: object) -> tuple[tuple[Author, ...], bool]:
    found: list[Author] = []
    complete = True
    for person in value if isinstance(value, list) else []:
        author = _read_author(person)
        if author and OTHERS.fullmatch(author.family):
            complete = False
        elif author:
            found.append(author)
    return tuple(found), complete


def _read_author(person: object) -> Author | None:
    if isinstance(person, str):
        return read_name(person)
    if not isinstance(person, dict):
        return None
    whole = clean_text(_flatten(person.get("literal")) or _flatten(person.get("name")))
    names = ("non-dropping-particle", "dropping-particle", "family")
    family = clean_text(" ".join(_flatten(person.get(name)) for name in names))
    given = clean_text(f"{_flatten(person.get('given'))} {_flatten(person.get('suffix'))}")
    if whole or family:
        return Author(whole) if whole and not family else Author(family, given)
    return Author(given) if given else None
