"""How to cite a base, something in it, or sources: what is recorded of it, and as text.

Only what is recorded is written: no author, identifier or publisher is ever made up. The content
hash says which data is meant, whatever the version number says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evidence_kb.errors import UnknownName
from evidence_kb.vocabulary import DCTERMS, EKB, IDENTIFIER, PREF_LABEL, PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from evidence_kb.knowledge_base import KnowledgeBase

_FABIO, _PRISM = PREFIXES["fabio"], PREFIXES["prism"]
_FACTS = """SELECT ?property ?value WHERE {
    VALUES ?item { UNDEF }
    ?item ?property ?value .
} ORDER BY ?property STR(?value)"""
_SOURCES = """SELECT ?item ?property ?value WHERE {
    ?item a ekb:Source ; ?property ?value .
} ORDER BY ?item ?property STR(?value)"""
_CREATORS = """SELECT ?name WHERE {
    ?base a ekb:Base ; dcterms:creator ?agent .
    OPTIONAL { ?agent skos:prefLabel ?label }
    BIND(COALESCE(?label, ?agent) AS ?name)
} ORDER BY ?name"""


@dataclass(frozen=True, slots=True)
class Citation:
    """What is known of a thing to cite; empty texts stand for what is not recorded.

    ``kind`` is ``dataset`` for a base, ``entry`` for something in it, ``publication`` for a
    source, whose ``form`` is the local name of its FaBiO class. ``authors`` is the text that is
    recorded; ``people`` are family and given name of each, where all are recorded.
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
    form: str = ""
    people: tuple[tuple[str, str], ...] = ()
    pmcid: str = ""
    volume: str = ""
    number: str = ""
    first_page: str = ""
    last_page: str = ""
    issn: str = ""
    isbn: str = ""
    publisher: str = ""
    language: str = ""

    @property
    def pages(self) -> str:
        """First and last page with a hyphen between, or the one that is recorded."""
        return "-".join(filter(None, (self.first_page, self.last_page)))


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
    short = facts.get(IDENTIFIER, [kb.base.shorten(iri)])[0]
    title = _first(facts, PREF_LABEL) or _first(facts, DCTERMS + "title")
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


def cite_sources(kb: KnowledgeBase, ids: Sequence[str]) -> list[Citation]:
    """Return the citations of sources, by their ids and in their order.

    Raises UnknownName for an id that is of no source.

    >>> from evidence_kb import KnowledgeBase
    >>> [found.year for found in cite_sources(KnowledgeBase.open(), ["barth-2010-lack"])]
    ['2010']
    """
    facts: dict[str, dict[str, list[str]]] = {}
    for item, prop, value in kb.look_up(_SOURCES, {}).rows:
        facts.setdefault(str(item), {}).setdefault(str(prop), []).append(str(value))
    names = {name: iri for iri, name in kb.names.identify(list(facts)).items()}
    for name in ids:
        if name not in names:
            raise UnknownName("source", name)
    return [_cite_source(kb, names[name], facts[names[name]]) for name in ids]


def _cite_source(kb: KnowledgeBase, iri: str, facts: dict[str, list[str]]) -> Citation:
    doi, url = _first(facts, _PRISM + "doi"), _first(facts, _FABIO + "hasURL")
    whole = _first(facts, EKB + "authorList")
    forms = [name.removeprefix(_FABIO) for name in facts.get(RDF_TYPE, ()) if _FABIO in name]
    return Citation(
        key=kb.base.shorten(iri),
        kind="publication",
        title=_first(facts, DCTERMS + "title"),
        authors=whole or _first(facts, EKB + "authors"),
        year=_first(facts, _FABIO + "hasPublicationYear"),
        container=_first(facts, EKB + "journal"),
        url=f"https://doi.org/{doi}" if doi else url,
        doi=doi,
        pmid=_first(facts, _FABIO + "hasPubMedId"),
        form=min(forms, default=""),
        people=_split_people(whole),
        pmcid=_first(facts, _FABIO + "hasPubMedCentralId"),
        volume=_first(facts, _PRISM + "volume"),
        number=_first(facts, _PRISM + "number"),
        first_page=_first(facts, _PRISM + "startingPage"),
        last_page=_first(facts, _PRISM + "endingPage"),
        issn=_first(facts, _PRISM + "issn"),
        isbn=_first(facts, _PRISM + "isbn"),
        publisher=_first(facts, DCTERMS + "publisher"),
        language=_first(facts, DCTERMS + "language"),
    )


def _split_people(authors: str) -> tuple[tuple[str, str], ...]:
    """Return family and given name of each author in a list as a base records it."""
    names = [name.strip() for name in authors.split(";") if name.strip()]
    parts = (name.partition(",") for name in names)
    return tuple((family.strip(), given.strip()) for family, _, given in parts)


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
