"""How to cite a base, something in it, or a source: as text, BibTeX or CSL-JSON.

Only what is recorded is written: no author, identifier or publisher is ever made up. The content
hash says which data is meant, whatever the version number says.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evidence_kb.vocabulary import DCTERMS, EKB, RDF_TYPE

if TYPE_CHECKING:
    from evidence_kb.graph.terms import IRI
    from evidence_kb.knowledge_base import KnowledgeBase

FORMATS = ("text", "bibtex", "json")
_FABIO_YEAR = "http://purl.org/spar/fabio/hasPublicationYear"
_PMID = "http://purl.org/spar/fabio/hasPubMedId"
_DOI = "http://prismstandard.org/namespaces/basic/2.0/doi"
_PREF_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
_FACTS = """SELECT ?property ?value WHERE {
    VALUES ?item { UNDEF }
    ?item ?property ?value .
} ORDER BY ?property STR(?value)"""
_CREATORS = """SELECT ?name WHERE {
    ?base a ekb:Base ; dcterms:creator ?agent .
    OPTIONAL { ?agent skos:prefLabel ?label }
    BIND(COALESCE(?label, ?agent) AS ?name)
} ORDER BY ?name"""
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


@dataclass(frozen=True, slots=True)
class Citation:
    """What is known of a thing to cite; empty texts stand for what is not recorded.

    ``kind`` is ``dataset`` for a base, ``entry`` for something in it, ``publication`` for a source.
    ``authors`` is the text that is recorded, not taken apart.
    """

    key: str
    kind: str
    title: str
    authors: str = ""
    year: str = ""
    date: str = ""
    container: str = ""
    version: str = ""
    url: str = ""
    doi: str = ""
    pmid: str = ""
    licence: str = ""
    content_hash: str = ""
    entry: str = ""


def cite(kb: KnowledgeBase, name: str | None = None) -> Citation:
    """Return the citation of a base (None), or of an item, concept or source in it.

    Raises UnknownName, with the nearest, for a name that means nothing.

    >>> from evidence_kb import KnowledgeBase
    >>> cite(KnowledgeBase.open()).title
    'Social connection and health'
    """
    if name is None:
        return _cite_base(kb)
    iri = kb.resolve(name)
    facts: dict[str, list[str]] = {}
    for prop, value in kb.look_up(_FACTS, {"item": [iri]}).rows:
        facts.setdefault(str(prop), []).append(str(value))
    if EKB + "Source" in facts.get(RDF_TYPE, []):
        return _cite_source(kb, iri, facts)
    if EKB + "Base" in facts.get(RDF_TYPE, []):
        return _cite_base(kb)
    base = _cite_base(kb)
    short = facts.get(DCTERMS + "identifier", [kb.base.shorten(iri)])[0]
    title = _first(facts, _PREF_LABEL) or _first(facts, DCTERMS + "title")
    if not title:
        from evidence_kb.description import describe

        title = describe(kb, name).label
    return Citation(
        key=short.replace(":", "-"),
        kind="entry",
        title=title or short,
        authors=base.authors,
        year=base.year,
        date=base.date,
        container=base.title,
        version=base.version,
        url=str(iri),
        licence=base.licence,
        content_hash=base.content_hash,
        entry=short,
    )


def _cite_base(kb: KnowledgeBase) -> Citation:
    base = kb.base
    date = base.modified or ""
    words = [word for word in base.title.lower().split() if word.isalnum()]
    return Citation(
        key="-".join([*words, (base.version or "").replace(".", "-")]).strip("-") or "base",
        kind="dataset",
        title=base.title,
        authors="; ".join(str(row[0]) for row in kb.look_up(_CREATORS, {}).rows),
        year=date[:4],
        date=date,
        version=base.version or "",
        url=base.namespace,
        licence=base.licence or "",
        content_hash=base.content_hash,
    )


def _cite_source(kb: KnowledgeBase, iri: IRI, facts: dict[str, list[str]]) -> Citation:
    doi = _first(facts, _DOI)
    return Citation(
        key=kb.base.shorten(iri),
        kind="publication",
        title=_first(facts, DCTERMS + "title"),
        authors=_first(facts, EKB + "authorList") or _first(facts, EKB + "authors"),
        year=_first(facts, _FABIO_YEAR),
        container=_first(facts, EKB + "journal"),
        url=f"https://doi.org/{doi}" if doi else "",
        doi=doi,
        pmid=_first(facts, _PMID),
    )


def _first(facts: dict[str, list[str]], prop: str) -> str:
    return min(facts.get(prop, [""]))


def format_text(citation: Citation) -> str:
    """Return one paragraph that a person can paste.

    >>> print(format_text(Citation("a-2013", "publication", "On ties", "A et al.", "2013")))
    A et al. (2013). On ties.
    """
    parts = [f"{citation.entry}: {citation.title}" if citation.entry else citation.title]
    if citation.kind == "entry":
        parts.append(f"In: {citation.container}")
    elif citation.container:
        parts.append(citation.container)
    issue = [f"version {citation.version}" if citation.version else "", citation.date]
    if any(issue):
        parts[-1] += f" ({', '.join(filter(None, issue))})"
    if citation.kind != "publication":
        parts[-1] += " [data set]"
    if citation.authors and citation.year:
        parts.insert(0, f"{citation.authors} ({citation.year})")
    elif citation.authors:
        parts.insert(0, citation.authors)
    elif citation.kind == "publication" and citation.year:
        parts.insert(0, f"({citation.year})")
    if citation.url:
        parts.append(citation.url)
    if citation.pmid:
        parts.append(f"PMID {citation.pmid}")
    if citation.content_hash:
        parts.append(f"Content hash sha256:{citation.content_hash}")
    if citation.licence:
        parts.append(f"Licence {citation.licence}")
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts)


def format_bibtex(citation: Citation) -> str:
    r"""Return one BibTeX entry; a recorded author text is kept whole, in braces.

    >>> print(format_bibtex(Citation("a-2013", "publication", "On ties & death", year="2013")))
    @misc{a-2013,
      title = {{On ties \& death}},
      year = {2013},
    }
    """
    journal = citation.kind == "publication" and citation.container
    note = [
        f"Part of {citation.container}" if citation.kind == "entry" else "",
        f"Entry {citation.entry}" if citation.entry else "",
        f"Content hash sha256:{citation.content_hash}" if citation.content_hash else "",
        f"Licence {citation.licence}" if citation.licence else "",
        f"PMID {citation.pmid}" if citation.pmid else "",
    ]
    fields = [
        ("author", f"{{{_escape(citation.authors)}}}" if citation.authors else ""),
        ("title", f"{{{_escape(citation.title)}}}"),
        ("year", citation.year),
        ("journal", _escape(citation.container) if journal else ""),
        ("version", _escape(citation.version)),
        ("doi", citation.doi),
        ("url", citation.url),
        ("note", _escape("; ".join(filter(None, note)))),
    ]
    lines = [f"  {name} = {{{value}}}," for name, value in fields if value]
    kind = "article" if journal else "misc"
    return "\n".join([f"@{kind}{{{citation.key},", *lines, "}"])


def format_json(citation: Citation) -> str:
    """Return a CSL-JSON array with one item, as reference managers read it.

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
    kinds = {"dataset": "dataset", "entry": "entry"}
    published = "article-journal" if citation.container else "document"
    when = (citation.date or citation.year)[:10]
    parts = [int(part) for part in when.split("-") if part.isdecimal()]
    fields: dict[str, object] = {
        "id": citation.key,
        "type": kinds.get(citation.kind, published),
        "title": citation.title,
        "author": [{"literal": citation.authors}] if citation.authors else None,
        "issued": {"date-parts": [parts]} if parts else None,
        "container-title": citation.container,
        "number": citation.entry,
        "version": citation.version,
        "DOI": citation.doi,
        "PMID": citation.pmid,
        "URL": citation.url,
        "license": citation.licence,
        "note": f"sha256: {citation.content_hash}" if citation.content_hash else "",
    }
    kept = {name: value for name, value in fields.items() if value}
    return json.dumps([kept], ensure_ascii=False, indent=2)


def _escape(text: str) -> str:
    return "".join(_IN_BIBTEX.get(character, character) for character in text)
