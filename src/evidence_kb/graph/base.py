"""Opening a base: a file or a folder of RDF files, read as one graph with the ontology."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb import __version__
from evidence_kb.errors import DataError, Place
from evidence_kb.graph.answers import Answers, open_answers
from evidence_kb.graph.source import Source, list_files
from evidence_kb.graph.terms import shorten
from evidence_kb.graph.worker import run_in_worker
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import EKB, OWL, PREFIXES, SKOS

if TYPE_CHECKING:
    from evidence_kb.graph.lines import SortedLines
    from evidence_kb.graph.store import Store

MAX_SIZE = 100_000_000
"""Bytes that a base may have without a store; beyond, memory and time grow past what is usable."""

_ONTOLOGY = os.path.join(find_folder("schema"), "ontology.ttl")
_PROGRAM = [
    _ONTOLOGY,
    *(os.path.join(os.path.dirname(__file__), f"{n}.py") for n in ("store", "terms")),
]
"""What an answer depends on beside the files of a base."""

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
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
_TELLING = tuple(f"<{name}> .\n" for name in (EKB + "Base", SKOS + "ConceptScheme"))
_IMPORT = f" <{OWL}imports> "
"""Which lines are of an item that says something of the base as a whole."""
_NAMED_GRAPHS = "{}: named graphs are read together, as one graph"
_DANGLING = """SELECT (COUNT(DISTINCT ?object) AS ?count) WHERE {
    ?subject ?property ?object .
    FILTER(isIRI(?object) && STRSTARTS(STR(?property), STR(ekb:)))
    FILTER NOT EXISTS { ?object ?any ?thing }
}"""


class Facts(NamedTuple):
    """What a base says of itself (None where it does not), its prefixes, what to tell its user."""

    title: str | None
    version: str | None
    modified: str | None
    licence: str | None
    namespace: str | None
    prefixes: dict[str, str]
    notices: list[str]


class Base:
    """An open base: its graph, what it says of itself, and what is worth telling its user.

    ``files`` are the paths that were read, ``own_folders`` those where queries and tables of its
    own may lie, ``prefixes`` what its queries may use and its outputs abbreviate with.
    """

    def __init__(
        self,
        facts: Facts,
        source: str,
        files: Sequence[str],
        own_folders: Sequence[str],
        load: Callable[[], Store],
        answers: Answers | None = None,
        lines: SortedLines | None = None,
    ):
        self.source = source
        self.files = tuple(files)
        self.title = facts.title or os.path.basename(os.path.abspath(files[0]))
        self.version = facts.version
        self.modified = facts.modified
        self.licence = facts.licence
        self.namespace = facts.namespace or ""
        self.prefixes = dict(facts.prefixes)
        self.notices = tuple(facts.notices)
        self.own_folders = tuple(own_folders)
        self.answers = answers
        self._load = load
        self._lines = lines

    @cached_property
    def store(self) -> Store:
        """The graph, with the ontology; read now where kept answers were enough so far."""
        return self._load()

    @cached_property
    def content_hash(self) -> str:
        """The sha256 of the base's content without the ontology, in hexadecimal."""
        return self.sort_lines().hash()

    def sort_lines(self) -> SortedLines:
        """Return the base's content without the ontology: canonical N-Triples in order."""
        if self._lines is None:
            return self.store.sort_lines(without=load_ontology())
        return self._lines

    def shorten(self, iri: str) -> str:
        """Return the short id of an IRI: the name below the base's own namespace, else a CURIE.

        It depends on the content of the base alone, never on the prefixes of the file that held
        it: ``outcome:stroke`` for ``.../connection/outcome/stroke``.
        """
        if self.namespace and iri.startswith(self.namespace):
            local = iri[len(self.namespace) :]
            return local.replace("/", ":", 1) if local else iri
        return shorten(iri, self.prefixes)


def open_base(path: str | None, max_size: int = MAX_SIZE, remember: bool = False) -> Base:
    """Return the base at a path: a file, or a folder of files; None opens the bundled one.

    Only syntax, encoding, depth and size are checked here. With ``remember`` answers are kept
    between runs, and the files are read when something new is asked. Raises DataError for what
    does not parse, EnvironmentFault for what cannot be read, InputError for an unknown suffix,
    LimitError for what is too large.
    """
    place = path if path is not None else find_folder("data")
    files = list_files(place)
    shown = path if path is not None else "the bundled base"
    own_folders = _list_own_folders(path)

    def load() -> Store:
        return run_in_worker(lambda: _read(path, place, files, max_size)[0])

    answers = open_answers([*files, *_PROGRAM], f"{__version__} {max_size}") if remember else None
    if answers and (kept := _read_facts(answers.find_fact("base"))):
        return Base(kept, shown, files, own_folders, load, answers)
    store, facts = run_in_worker(lambda: _read(path, place, files, max_size))
    if answers:
        answers.keep_fact("base", list(facts))
    return Base(facts, shown, files, own_folders, lambda: store, answers)


def scan_base(path: str | None, max_size: int = MAX_SIZE) -> Base:
    """Return the base at a path, read once from first to last: to be hashed or compared.

    The engine's store, which takes ten times the files in memory, is loaded when it is asked for;
    what a single file does not hold is not counted. Raises what :func:`open_base` does.

    >>> scan_base(None).content_hash == open_base(None).content_hash
    True
    """
    place = path if path is not None else find_folder("data")
    files = list_files(place)
    scanned = run_in_worker(lambda: _scan(path, place, files, max_size))
    if scanned is None:  # no two blank nodes are told apart without the whole graph
        return open_base(path, max_size)
    lines, facts = scanned

    def load() -> Store:
        store = load_ontology()
        text = b"".join(line for piece in lines.read() for line in piece)
        store.load(Source(place, "ntriples", text, {}))
        return store

    shown = path if path is not None else "the bundled base"
    return Base(facts, shown, files, _list_own_folders(path), load, lines=lines)


def _scan(
    path: str | None, place: str, files: Sequence[str], max_size: int
) -> tuple[SortedLines, Facts] | None:
    """Return the content in order and what it says of itself; None where that takes a store."""
    from evidence_kb.graph.lines import SortedLines
    from evidence_kb.graph.store import LineReader

    reader = LineReader()
    notices: list[str] = []
    declared: dict[str, str] = {}
    told: dict[str, None] = {}

    def read() -> Iterator[str]:
        nonlocal declared
        sources = [_read_bundled(files)] if path is None else _read_files(files, max_size)
        for source in sources:
            declared = _find_absolute(source) | declared
            for line in reader.read(source):
                if line.endswith(_TELLING) or _IMPORT in line:
                    told[line.split(" ", 1)[0]] = None
                yield line
            if reader.needs_store:
                return
            if reader.named_graphs:
                notices.append(_NAMED_GRAPHS.format(source.name))
                reader.named_graphs = False

    store = load_ontology()
    lines = SortedLines(read(), without=store.list_lines())
    if reader.needs_store:
        return None
    found = "".join(line for subject in told for line in lines.find(f"{subject} "))
    store.load(Source(place, "ntriples", found.encode(), {}))
    _refuse_imports(store, place)
    return lines, _gather_facts(store, declared, notices)


def _read_facts(kept: object) -> Facts | None:
    """Return facts that were kept; None where they are not as they were written."""
    if not isinstance(kept, list) or len(kept) != len(Facts._fields):
        return None
    facts = Facts(*kept)
    well = isinstance(facts.prefixes, dict) and isinstance(facts.notices, list)
    return facts if well else None


def _read(path: str | None, place: str, files: list[str], max_size: int) -> tuple[Store, Facts]:
    """Return the graph and what it says of itself."""
    from evidence_kb.graph.store import Store

    store = Store()
    notices: list[str] = []
    declared: dict[str, str] = {}
    if path is None:
        store.load(_read_bundled([_ONTOLOGY, *files]))
    else:
        store.load(_read_bundled([_ONTOLOGY]))
        for source in _read_files(files, max_size):
            declared = _find_absolute(source) | declared
            if store.load(source):
                notices.append(_NAMED_GRAPHS.format(source.name))
        _refuse_imports(store, place)
    if os.path.isfile(place) and (count := _count_dangling(store)):
        notices.append(
            f"{place}: references to {count} things that are not in this file show as ids"
        )
    return store, _gather_facts(store, declared, notices)


def _gather_facts(store: Store, declared: Mapping[str, str], notices: list[str]) -> Facts:
    """Return what a base says of itself, beside what is known of it already."""
    said: list[str | None] = [None] * 5
    for row in store.select(_DESCRIBE, PREFIXES).rows:
        said = [None if value is None else str(value) for value in row]
    prefixes = {**declared, **_find_schemes(store), **PREFIXES}
    if said[4]:
        prefixes["kb"] = said[4]
    return Facts(*said, prefixes, notices)  # type: ignore[arg-type, call-arg]


def _read_files(files: Sequence[str], max_size: int) -> Iterator[Source]:
    """Yield a user's files, one after the other, checked."""
    from evidence_kb.graph.reading import read_source

    for file in files:
        source = read_source(file, max_size=max_size)
        max_size -= len(source.data)
        yield source


def _find_absolute(source: Source) -> dict[str, str]:
    """Return the prefixes of a file that mean something outside it: those for no relative IRI."""
    return {name: iri for name, iri in source.prefixes.items() if _ABSOLUTE.match(iri)}


def _list_own_folders(path: str | None) -> list[str]:
    if path is None:
        return []
    folder = path if os.path.isdir(path) else os.path.dirname(os.path.abspath(path))
    return [os.path.join(folder, "queries")]


def _read_bundled(paths: Sequence[str]) -> Source:
    """Return Turtle that ships with the program, as one text: tests check it, no command need."""
    texts = []
    for path in paths:
        with open(path, "rb") as file:
            texts.append(file.read())
    return Source("the bundled base", "turtle", b"\n".join(texts), {})


def load_ontology() -> Store:
    """Return a store that holds the ontology alone."""
    from evidence_kb.graph.store import Store

    ontology = Store()
    ontology.load(_read_bundled([_ONTOLOGY]))
    return ontology


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


def _find_schemes(store: Store) -> dict[str, str]:
    """Return a prefix for each scheme: ``outcome`` for ``.../outcome/scheme``."""
    schemes: dict[str, str] = {}
    for (scheme,) in store.select(_SCHEMES, PREFIXES).rows:
        home = str(scheme).removesuffix("scheme")
        schemes[home.rstrip("/").rpartition("/")[2]] = home
    return schemes
