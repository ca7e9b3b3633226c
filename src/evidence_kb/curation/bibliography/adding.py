"""References into a base: new ones become sources, known ones get what they lack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from evidence_kb.curation.bibliography.kinds import find_class, find_genre
from evidence_kb.curation.bibliography.matching import MATCHED, Known, Verdict
from evidence_kb.curation.bibliography.names import list_authors, make_key, shorten_authors
from evidence_kb.curation.bibliography.reference import Reference
from evidence_kb.curation.triples import read_text
from evidence_kb.graph.terms import IRI, write_term
from evidence_kb.vocabulary import DCTERMS, EKB, PREFIXES, RDF_TYPE, XSD

if TYPE_CHECKING:
    from evidence_kb.curation.revision import Workspace

DEFAULT_LANGUAGE = "en"

_FABIO, _PRISM = PREFIXES["fabio"], PREFIXES["prism"]
_TITLE, _AUTHORS, _YEAR = DCTERMS + "title", EKB + "authors", _FABIO + "hasPublicationYear"
_AUTHOR_LIST = EKB + "authorList"
_TEXTS = {
    "container": EKB + "journal",
    "doi": _PRISM + "doi",
    "pmid": _FABIO + "hasPubMedId",
    "pmcid": _FABIO + "hasPubMedCentralId",
    "volume": _PRISM + "volume",
    "number": _PRISM + "number",
    "first_page": _PRISM + "startingPage",
    "last_page": _PRISM + "endingPage",
    "issn": _PRISM + "issn",
    "isbn": _PRISM + "isbn",
    "publisher": DCTERMS + "publisher",
    "language": DCTERMS + "language",
}
"""The fields of a reference that are plain text in a base, with their properties."""
_WORDS = {"container": "journal", "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "issn": "ISSN"}
_WORDS |= {"isbn": "ISBN", "first_page": "first page", "last_page": "last page"}


class Sources:
    """The sources of a base that is edited: what is known of them, and adding to them."""

    def __init__(self, workspace: Workspace):
        self._workspace = workspace
        self._subjects = {
            workspace.shorten(subject): subject
            for subject in workspace.pages.list_subjects(EKB + "Source")
        }

    def list_known(self) -> list[Known]:
        """Return every source, withdrawn ones too, by its id."""
        return [
            Known(
                name,
                self._get(subject, _TITLE),
                self._get(subject, _YEAR),
                self._get(subject, _AUTHORS),
                self._get(subject, _TEXTS["doi"]),
                self._get(subject, _TEXTS["pmid"]),
            )
            for name, subject in self._subjects.items()
        ]

    def _get(self, subject: str, name: str) -> str:
        return next((read_text(value) for value in self._workspace.pages.get(subject, name)), "")

    def add(
        self, references: Iterable[Reference], language: str = DEFAULT_LANGUAGE
    ) -> dict[str, str]:
        """Describe a new source for each reference; return their citation keys by place.

        ``language`` is that of a title whose record does not say one. A standing is never
        claimed: it is ``not-checked``. Raises InputError for a base that does not say where ids
        are made.
        """
        from evidence_kb.curation.fields import find_kind

        kind = find_kind("source")
        keys: dict[str, str] = {}
        for reference in references:
            key = make_key(reference, self._is_taken)
            subject = self._workspace.make_term(key)
            self._workspace.describe(subject, kind, _describe(reference, language))
            keys[str(reference.place)] = key
        return keys

    def _is_taken(self, key: str) -> bool:
        return self._workspace.pages.has(self._workspace.make_term(key))

    def list_gaps(self, verdict: Verdict) -> dict[str, str]:
        """Return what a matched source lacks and its record has: terms by property."""
        subject = self._subjects[verdict.target]
        values = _list_texts(verdict.reference)
        if authors := list_authors(verdict.reference):
            values[_AUTHOR_LIST] = write_term(authors)
        pages = self._workspace.pages
        return {name: term for name, term in values.items() if not pages.get(subject, name)}

    def fill(self, verdicts: Sequence[Verdict]) -> None:
        """Give each matched source what it lacks and its record has; nothing is overwritten."""
        for verdict in verdicts:
            if verdict.status == MATCHED:
                for name, term in self.list_gaps(verdict).items():
                    self._workspace.pages.add(self._subjects[verdict.target], name, term)


def name_gaps(gaps: Mapping[str, str]) -> list[str]:
    """Return the names of properties for a reader, in the order of the model.

    >>> name_gaps({"http://prismstandard.org/namespaces/basic/2.0/doi": '"10.5555/x"'})
    ['DOI']
    """
    names = {prop: _WORDS.get(name, name) for name, prop in _TEXTS.items()}
    names[_AUTHOR_LIST] = "list of authors"
    return [word for prop, word in names.items() if prop in gaps]


def _describe(reference: Reference, language: str) -> dict[str, list[str]]:
    """Return what a base says of a new source: terms by property."""
    tag = reference.language or language
    values = {
        RDF_TYPE: write_term(IRI(_FABIO + find_class(reference))),
        _TITLE: f"{write_term(reference.title)}@{tag}",
        _AUTHORS: write_term(shorten_authors(reference)),
        _YEAR: f'"{reference.year}"^^<{XSD}gYear>',
        EKB + "publicationType": f"<{EKB}{find_genre(reference)}>",
        EKB + "standing": f"<{EKB}not-checked>",
        **_list_texts(reference),
    }
    if authors := list_authors(reference):
        values[_AUTHOR_LIST] = write_term(authors)
    if reference.url and not reference.doi:
        values[_FABIO + "hasURL"] = f"{write_term(reference.url)}^^<{XSD}anyURI>"
    return {name: [term] for name, term in values.items()}


def _list_texts(reference: Reference) -> dict[str, str]:
    return {
        prop: write_term(getattr(reference, name))
        for name, prop in _TEXTS.items()
        if getattr(reference, name)
    }
