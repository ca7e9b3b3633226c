"""The store: the one home of pyoxigraph. What goes in is guarded, what comes out is finished."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NoReturn

import pyoxigraph as ox

from evidence_kb.errors import DataError, EnvironmentFault, InputError, LimitError, Place
from evidence_kb.graph.guard import guard_query
from evidence_kb.graph.lines import SortedLines
from evidence_kb.graph.queries import bind_parameters
from evidence_kb.graph.source import Source
from evidence_kb.graph.terms import IRI, Answer, Triple, Value, read_literal
from evidence_kb.graph.worker import run_in_worker
from evidence_kb.vocabulary import XSD

_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_WITH_NAMED_GRAPHS = {"trig", "nquads", "jsonld"}
_LINE_BY_LINE = {"turtle", "trig", "ntriples", "nquads"}
_TYPED = '"^^<'  # in every line with a value that the store may rewrite
_MANY = 10_000  # triples
_QUICKLY_LOADED = 5_000_000
"""Bytes that are loaded in about a tenth of a second (measured, Turtle)."""
_NOWHERE = "https://relative.invalid/"
_PLAIN_STRINGS = {XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}


class Store:
    """One graph in memory.

    >>> store = Store()
    >>> store.select("SELECT (1 + 1 AS ?two) WHERE {}", {})
    Answer(columns=('two',), rows=[(2,)])
    """

    def __init__(self) -> None:
        self._store = ox.Store()

    def __len__(self) -> int:
        return len(self._store)

    def load(self, source: Source) -> bool:
        """Add a source's triples; return whether some stood in named graphs (read as one graph).

        Raises DataError, with file, line and column, where the source does not parse; then
        nothing of it is added.
        """
        return run_in_worker(lambda: self._load(source))

    def _load(self, source: Source) -> bool:
        try:
            if source.format not in _WITH_NAMED_GRAPHS:
                # load is faster, but holds Python while it works: Ctrl-C would not be seen.
                small = len(source.data) <= _QUICKLY_LOADED
                load = self._store.load if small else self._store.bulk_load
                load(source.data, _FORMATS[source.format])
                return False
            # JSON-LD drops what it cannot resolve without a word: a base that no IRI has shows it.
            base = _NOWHERE if source.format == "jsonld" else None
            syntax = _FORMATS[source.format]
            quads = list(ox.parse(source.data, syntax, base_iri=base, rename_blank_nodes=True))
            _refuse_relative(quads, source)
            self._store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
            return any(not isinstance(quad.graph_name, ox.DefaultGraph) for quad in quads)
        except SyntaxError as error:
            from evidence_kb.graph.syntax import explain_syntax_error  # when one is made

            place = error.lineno, error.offset
            raise explain_syntax_error(str(error.msg), *place, source) from error
        except OSError as error:
            raise EnvironmentFault(f"{source.name}: {error}") from error

    def select(
        self,
        text: str,
        prefixes: Mapping[str, str],
        timeout: float | None = None,
        values: Mapping[str, Sequence[Value]] | None = None,
    ) -> Answer:
        """Return the finished answer of a SELECT; InputError for any other form of query."""
        answer = self.answer(text, prefixes, timeout, values)
        if not isinstance(answer, Answer):
            raise InputError("this query is not a SELECT")
        return answer

    def answer(
        self,
        text: str,
        prefixes: Mapping[str, str],
        timeout: float | None = None,
        values: Mapping[str, Sequence[Value]] | None = None,
    ) -> Answer | bool | list[Triple]:
        """Return what a query gives: an Answer (SELECT), a bool (ASK), triples (CONSTRUCT).

        ``prefixes`` are those the text may use without declaring them; ``timeout`` is in seconds;
        ``values`` fill the text's parameters.
        Raises InputError where the text does not parse or asks another server (SERVICE), and
        LimitError where the time is over or the text is too long or too deep.
        """
        return self.prepare(text, prefixes, values)(timeout)

    def prepare(
        self,
        text: str,
        prefixes: Mapping[str, str],
        values: Mapping[str, Sequence[Value]] | None = None,
    ) -> Callable[[float | None], Answer | bool | list[Triple]]:
        """Return the function that answers a query within a time; errors as in :meth:`answer`.

        What is wrong with the text or its values is raised here, before the engine is asked.
        """
        guarded = guard_query(text)
        if values:  # written as terms, which hold no keyword and no bracket
            text, guarded = bind_parameters(text, values), bind_parameters(guarded, values)
        return lambda timeout: run_in_worker(lambda: self._answer(text, guarded, prefixes), timeout)

    def _answer(
        self, text: str, guarded: str, prefixes: Mapping[str, str]
    ) -> Answer | bool | list[Triple]:
        try:
            results = self._store.query(guarded, prefixes=dict(prefixes))
            if isinstance(results, ox.QuerySolutions):
                columns = tuple(variable.value for variable in results.variables)
                return Answer(columns, [tuple(map(_read_term, row)) for row in results])
            if isinstance(results, ox.QueryBoolean):
                return bool(results)
            triples = {(str(t.subject), str(t.predicate), str(t.object)) for t in results}
            return sorted(triples)
        except SyntaxError as error:
            from evidence_kb.graph.complaint import explain_query_error  # when one is made

            raise explain_query_error(text, str(error.msg), prefixes) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise InputError(f"the query cannot be answered: {error}") from error

    def ntriples(self) -> bytes:
        """Return the whole graph as canonical N-Triples: lines sorted, blank nodes by RDFC-1.0."""
        return b"".join(line for piece in self.sort_lines().read() for line in piece)

    def list_lines(self) -> set[str]:
        r"""Return the lines of N-Triples, each with its ``\n``; a graph without blank nodes."""
        return run_in_worker(lambda: {f"{quad} .\n" for quad in self._store})

    def sort_lines(self, without: Store | None = None) -> SortedLines:
        """Return the lines of the canonical N-Triples, those that the content hash is made of.

        Triples of ``without`` are left out: what is loaded with every base is no part of one.
        Blank nodes get the labels of RDFC-1.0 (https://www.w3.org/TR/rdf-canon/); the rest is its
        canonical form already.
        """
        return run_in_worker(lambda: SortedLines(self._write_lines(without)))

    def content_hash(self, without: Store | None = None) -> str:
        """Return the sha256, in hexadecimal, of the canonical N-Triples of the graph.

        Layout, order, prefixes and file boundaries do not change it; see :meth:`sort_lines`.
        """
        return self.sort_lines(without).hash()

    def _write_lines(self, without: Store | None) -> Iterator[str]:
        def read() -> Iterator[ox.Quad]:
            return (q for q in self._store if without is None or q not in without._store)

        quads: Iterable[ox.Quad] = read()  # read twice rather than held: a large base has millions
        if any(ox.BlankNode in (type(quad.subject), type(quad.object)) for quad in read()):
            dataset = ox.Dataset(quads)
            dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
            quads = dataset
        return (f"{quad} .\n" for quad in quads)


class LineReader:
    r"""Reads sources as the lines that a store would give of them, without keeping any.

    ``needs_store`` says afterwards that they hold what only a whole graph can write: blank nodes,
    whose labels depend on all of it, triples in triples, or a syntax that is not read in pieces.
    ``named_graphs`` says whether some triples stood in one.

    >>> from evidence_kb.graph.reading import read_bytes
    >>> list(LineReader().read(read_bytes(b"<a:s> <a:p> 1.50 .", "a.ttl", "turtle")))
    ['<a:s> <a:p> "1.5"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n']
    """

    def __init__(self) -> None:
        self.needs_store = self.named_graphs = False

    def read(self, source: Source) -> Iterator[str]:
        r"""Yield lines of N-Triples, each with its ``\n``, in no order and with repeats.

        Raises DataError, with file, line and column, where the source does not parse.
        """
        if source.format not in _LINE_BY_LINE or self.needs_store:
            self.needs_store = True
            return
        typed: list[ox.Quad] = []
        for quad in _parse(source):
            triple = quad.triple
            line = f"{triple} .\n"
            unusual = " _:" in line or " <<(" in line
            if line[0] == "_" or (unusual and not _is_plain(triple)):
                self.needs_store = True
                return
            if source.format in _WITH_NAMED_GRAPHS:
                self.named_graphs |= not isinstance(quad.graph_name, ox.DefaultGraph)
            if _TYPED not in line:
                yield line
                continue
            typed.append(ox.Quad(*triple))
            if len(typed) == _MANY:
                yield from _rewrite(typed)
                typed = []
        yield from _rewrite(typed)


def _rewrite(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Yield lines with the values as the store keeps them: ``1.50`` as ``1.5``."""
    store = ox.Store()
    store.extend(quads)
    return (f"{quad} .\n" for quad in store)


def _is_plain(triple: ox.Triple) -> bool:
    return isinstance(triple.object, ox.NamedNode | ox.Literal)


def read_triples(source: Source) -> Iterator[Triple]:
    """Yield the triples of a source as they come, in N-Triples syntax; graphs are read as one.

    Raises DataError, with file, line and column, where the source does not parse or a triple
    stands as a term, LimitError where a piece of it is longer than the engine takes at once
    (16 MB); what came before stands.

    >>> from evidence_kb.graph.reading import read_bytes
    >>> list(read_triples(read_bytes(b"<a:s> a <a:o> .", "a.ttl", "turtle")))[0][2]
    '<a:o>'
    """
    for quad in _parse(source):
        if source.format == "jsonld":
            _refuse_relative([quad], source)
        if type(quad.object) is ox.Triple:
            _refuse_triple(source)
        yield str(quad.subject), str(quad.predicate), str(quad.object)


def _parse(source: Source) -> Iterator[ox.Quad]:
    base = _NOWHERE if source.format == "jsonld" else None
    try:
        yield from ox.parse(source.data, _FORMATS[source.format], base_iri=base)
    except SyntaxError as error:
        from evidence_kb.graph.syntax import explain_syntax_error  # when one is made

        place = error.lineno, error.offset
        raise explain_syntax_error(str(error.msg), *place, source) from error
    except MemoryError as error:
        if "buffer" not in str(error):
            raise
        told = "a text, IRI or comment is longer than 16 MB: split it"
        raise LimitError(f"{source.name}: {told}") from error


def _refuse_relative(quads: Iterable[ox.Quad], source: Source) -> None:
    for quad in quads:
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(_NOWHERE):
                relative = term.value.removeprefix(_NOWHERE)
                raise DataError(
                    f"'{relative}' is a relative IRI: write it in full, or with a prefix",
                    place=Place(source.name),
                )


def _refuse_triple(source: Source) -> NoReturn:
    if source.format not in ("jsonld", "rdfxml"):
        from evidence_kb.graph.tokens import read_statements  # when there is one

        for _ in read_statements(source.data.decode(), source.name):
            pass  # it stops at the place
    told = "a triple stands where a term is expected: this model has none"
    raise DataError(told, place=Place(source.name))


def _read_term(term: object) -> Value:
    if type(term) is ox.NamedNode:
        return IRI(term.value)
    if type(term) is ox.Literal:
        datatype = term.datatype.value
        return term.value if datatype in _PLAIN_STRINGS else read_literal(term.value, datatype)
    return None if term is None else str(term)
