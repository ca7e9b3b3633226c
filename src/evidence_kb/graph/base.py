"""Opening a base: a file or a folder of RDF files read as one graph, with the ontology beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from evidence_kb.errors import DataError, EnvironmentFault, Place
from evidence_kb.graph.reading import RDF_SUFFIXES, read_source
from evidence_kb.graph.source import Source
from evidence_kb.graph.store import Store
from evidence_kb.graph.terms import shorten
from evidence_kb.graph.worker import run_in_worker
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import PREFIXES

MAX_SIZE = 100_000_000
"""Bytes that a base may have without a store; beyond, memory and time grow past what is usable."""

_DESCRIBE = """SELECT ?title ?version ?modified ?licence ?namespace WHERE {
    ?base a ekb:Base .
    OPTIONAL { ?base dcterms:title ?title }
    OPTIONAL { ?base dcat:version ?version }
    OPTIONAL { ?base dcterms:modified ?modified }
    OPTIONAL { ?base dcterms:license ?licence }
    OPTIONAL { ?base vann:preferredNamespaceUri ?namespace }
} ORDER BY ?base ?title LIMIT 1"""
_SCHEMES = """SELECT DISTINCT ?scheme WHERE {
    ?scheme a skos:ConceptScheme .
    FILTER(STRENDS(STR(?scheme), "/scheme"))
} ORDER BY ?scheme"""
_IMPORTS = "SELECT ?import WHERE { ?ontology owl:imports ?import } ORDER BY ?import LIMIT 1"
_DANGLING = """SELECT (COUNT(DISTINCT ?object) AS ?count) WHERE {
    ?subject ?property ?object .
    FILTER(isIRI(?object) && STRSTARTS(STR(?property), STR(ekb:)))
    FILTER NOT EXISTS { ?object ?any ?thing }
}"""


class Facts(NamedTuple):
    """What a base says of itself; None where it does not say."""

    title: str | None = None
    version: str | None = None
    modified: str | None = None
    licence: str | None = None
    namespace: str | None = None


class Base:
    """An open base: its graph, what it says of itself, and what is worth telling its user.

    ``files`` are the paths that were read, ``own_folders`` those where queries and tables of its
    own may lie, ``prefixes`` what its queries may use and its outputs abbreviate with.
    """

    def __init__(
        self,
        store: Store,
        facts: Facts,
        source: str,
        files: Sequence[str],
        prefixes: Mapping[str, str],
        own_folders: Sequence[str] = (),
        notices: Sequence[str] = (),
    ):
        self.store = store
        self.source = source
        self.files = tuple(files)
        self.title = facts.title or os.path.basename(os.path.abspath(files[0]))
        self.version = facts.version
        self.modified = facts.modified
        self.licence = facts.licence
        self.namespace = facts.namespace or ""
        self.prefixes = dict(prefixes)
        self.own_folders = tuple(own_folders)
        self.notices = tuple(notices)

    @cached_property
    def content_hash(self) -> str:
        """The sha256 of the base's content without the ontology, in hexadecimal."""
        ontology = Store()
        ontology.load(_read_ontology())
        return self.store.content_hash(without=ontology)

    def shorten(self, iri: str) -> str:
        """Return the short id of an IRI: the name below the base's own namespace, else a CURIE.

        It depends on the content of the base alone, never on the prefixes of the file that held
        it: ``outcome:stroke`` for ``.../connection/outcome/stroke``.
        """
        if self.namespace and iri.startswith(self.namespace):
            local = iri[len(self.namespace) :]
            return local.replace("/", ":", 1) if local else iri
        return shorten(iri, self.prefixes)


def open_base(path: str | None, max_size: int = MAX_SIZE) -> Base:
    """Return the base at a path: a file, or a folder of files; None opens the bundled one.

    Only syntax, encoding, depth and size are checked here. Raises DataError for what does not
    parse, EnvironmentFault for what cannot be read, InputError for an unknown suffix, LimitError
    for what is too large.
    """
    return run_in_worker(lambda: _open(path, max_size))


def _open(path: str | None, max_size: int) -> Base:
    place = path if path is not None else find_folder("data")
    files = _list_files(place)
    store = Store()
    store.load(_read_ontology())
    notices: list[str] = []
    declared: dict[str, str] = {}
    for file in files:
        source = read_source(file, max_size=max_size)
        max_size -= len(source.data)
        declared = dict(source.prefixes) | declared
        if store.load(source):
            notices.append(f"{file}: named graphs are read together, as one graph")
    _refuse_imports(store, place)
    if os.path.isfile(place) and (count := _count_dangling(store)):
        notices.append(
            f"{place}: {count} references lead outside this file and show as ids; "
            "open the folder to have them"
        )
    facts = _read_facts(store)
    prefixes = declared | _find_schemes(store) | PREFIXES
    if facts.namespace:
        prefixes["kb"] = facts.namespace
    folder = place if os.path.isdir(place) else os.path.dirname(os.path.abspath(place))
    own_folders = [os.path.join(folder, "queries")] if path is not None else []
    shown = path if path is not None else "the bundled base"
    return Base(store, facts, shown, files, prefixes, own_folders, notices)


def _read_ontology() -> Source:
    return read_source(os.path.join(find_folder("schema"), "ontology.ttl"))


def _list_files(place: str) -> list[str]:
    try:
        entries = sorted(os.listdir(place))
    except NotADirectoryError:
        return [place]
    except OSError as error:
        raise EnvironmentFault(f"{place}: {error.strerror}") from error
    files = [
        os.path.join(place, entry)
        for entry in entries
        if not entry.startswith(".") and os.path.splitext(entry)[1].lower() in RDF_SUFFIXES
    ]
    if not files:
        known = ", ".join(sorted(RDF_SUFFIXES))
        raise EnvironmentFault(f"{place}: no RDF file in this folder ({known})")
    return files


def _refuse_imports(store: Store, place: str) -> None:
    for (imported,) in store.select(_IMPORTS, PREFIXES).rows:
        raise DataError(
            f"owl:imports of <{imported}> is not followed: put that file beside this one and "
            "remove the import",
            place=Place(place),
        )


def _count_dangling(store: Store) -> int:
    (row,) = store.select(_DANGLING, PREFIXES).rows
    return int(str(row[0]))


def _read_facts(store: Store) -> Facts:
    for row in store.select(_DESCRIBE, PREFIXES).rows:
        return Facts(*(None if value is None else str(value) for value in row))
    return Facts()


def _find_schemes(store: Store) -> dict[str, str]:
    """Return a prefix for each scheme: ``outcome`` for ``.../outcome/scheme``."""
    schemes: dict[str, str] = {}
    for (scheme,) in store.select(_SCHEMES, PREFIXES).rows:
        home = str(scheme).removesuffix("scheme")
        schemes[home.rstrip("/").rpartition("/")[2]] = home
    return schemes
