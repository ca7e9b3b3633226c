"""The knowledge base: what every command and every notebook asks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from evidence_kb.errors import InputError, UnknownName
from evidence_kb.graph.asker import Asker
from evidence_kb.graph.base import MAX_SIZE, Base, open_base
from evidence_kb.graph.queries import NamedQuery, QueryFolder, find_parameters
from evidence_kb.graph.terms import IRI, Answer, Triple, Value, read_decimal
from evidence_kb.graph.worker import run_in_worker
from evidence_kb.resources import find_folder
from evidence_kb.tables.declaration import (
    GroupRule,
    TableRule,
    find_declarations,
    read_declaration,
)
from evidence_kb.tables.grouping import group_rows, list_columns
from evidence_kb.tables.names import Names
from evidence_kb.tables.plan import Plan, Request
from evidence_kb.tables.table import Cell, Column, Provenance, Table, guess_column
from evidence_kb.tables.wanted import Filter, Wanted

if TYPE_CHECKING:
    from decimal import Decimal

    import rdflib


class KnowledgeBase:
    """An open base. Queries give finished tables; nothing is ever written back.

    >>> kb = KnowledgeBase.open()
    >>> kb.select("SELECT (COUNT(?claim) > 0 AS ?some) WHERE { ?claim a ekb:Claim }").rows
    [(True,)]
    """

    def __init__(self, base: Base, timeout: float | None = None):
        self.base = base
        folders = [find_folder("queries"), *base.own_folders]
        declared = [os.path.join(folder, "tables") for folder in folders]
        self.queries = QueryFolder(folders)
        self._asker = Asker(base, QueryFolder(declared), timeout)
        self.names = Names(self._asker)
        self._declarations = find_declarations(declared)

    @classmethod
    def open(
        cls,
        source: str | os.PathLike[str] | None = None,
        *,
        timeout: float | None = None,
        max_size: int = MAX_SIZE,
        remember: bool = False,
    ) -> KnowledgeBase:
        """Open a base: a file or a folder of RDF files; None opens the bundled one.

        ``timeout`` is in seconds and holds for each query; ``max_size`` is in bytes; with
        ``remember`` answers are kept between runs, as the command line does. A folder
        ``queries`` beside the data adds its ``.rq`` files and ``tables/*.toml``. Raises DataError
        for what does not parse, EnvironmentFault for what cannot be read, LimitError for what is
        too large; ``check`` of the whole model is a step of its own.

        >>> KnowledgeBase.open().base.title
        'Social connection and health'
        """
        path = None if source is None else os.fspath(source)
        return cls(open_base(path, max_size, remember), timeout)

    def __repr__(self) -> str:
        return f"<KnowledgeBase {self.base.title}: {self.base.source}>"

    # -- SPARQL -----------------------------------------------------------------------------

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that a query may use without declaring them."""
        return self.base.prefixes

    def select(
        self, query: str, values: Mapping[str, Value | Sequence[Value]] | None = None
    ) -> Table:
        """Return the answer of a SELECT as a table of plain values, one column a variable.

        ``values`` binds parameters (``VALUES ?tier { UNDEF }``) to plain values or
        :class:`~evidence_kb.graph.terms.IRI`; several values are or-ed. Raises InputError for a
        text that does not parse or is no SELECT, LimitError for one that takes too long.
        """
        answer = self.answer(query, values)
        if not isinstance(answer, Table):
            raise InputError("this query is not a SELECT")
        return answer

    def ask(self, query: str, values: Mapping[str, Value | Sequence[Value]] | None = None) -> bool:
        """Return the answer of an ASK query; errors as in :meth:`select`."""
        answer = self.answer(query, values)
        if not isinstance(answer, bool):
            raise InputError("this query is not an ASK")
        return answer

    def construct(
        self, query: str, values: Mapping[str, Value | Sequence[Value]] | None = None
    ) -> str:
        """Return the triples of a CONSTRUCT or DESCRIBE as Turtle in the canonical layout."""
        answer = self.answer(query, values)
        if not isinstance(answer, str):
            raise InputError("this query is not a CONSTRUCT or DESCRIBE")
        return answer

    def answer(
        self,
        query: str,
        values: Mapping[str, Value | Sequence[Value]] | None = None,
        name: str = "query",
    ) -> Table | bool | str:
        """Return what a query of any form gives: a Table, a bool, or Turtle."""
        lists = {key: _as_list(value) for key, value in (values or {}).items()}
        return self._present(self._asker.answer(query, lists, tried=False), name, lists)

    def _present(
        self,
        answer: Answer | bool | list[Triple],
        name: str,
        values: Mapping[str, Sequence[Value]],
    ) -> Table | bool | str:
        if isinstance(answer, bool):
            return answer
        if isinstance(answer, list):
            from evidence_kb.graph.turtle import format_triples

            return format_triples(answer, self.prefixes)
        kinds = [{type(row[at]) for row in answer.rows} for at in range(len(answer.columns))]
        columns = tuple(map(guess_column, answer.columns, kinds))
        filters = [
            f"{key} = {' or '.join(self.base.shorten(str(value)) for value in given)}"
            for key, given in values.items()
        ]
        provenance = self.describe_source(f"query {name}", filters)
        return Table(name, columns, answer.rows, provenance=provenance)

    def query(
        self, name: str, values: Mapping[str, str | Sequence[str]] | None = None
    ) -> Table | bool | str:
        """Return the answer of a named query; ``values`` are names, ids, labels or texts.

        Raises UnknownName for a query, a parameter or a term that does not exist.
        """
        declared = self.find_query(name)
        resolved = self.resolve_values(declared, values or {})
        own = os.path.dirname(declared.path) == find_folder("queries")
        bundled = own and os.path.dirname(self.base.files[0]) == find_folder("data")
        answer = self._asker.answer(declared.text, resolved, tried=bundled)
        return self._present(answer, name, resolved)

    def look_up(self, query: str, values: Mapping[str, Sequence[Value]]) -> Answer:
        """Return the plain answer of a SELECT of the project's own, which tests have run.

        What a person typed goes through :meth:`select`, which guards against what it may do.
        """
        return self._asker.select(query, values)

    def list_queries(self) -> Table:
        """Return the named queries: name, the question each answers, parameters, columns."""
        names = ("name", "question", "parameters", "columns")
        kinds = tuple(Column(name, one=name in names[:2]) for name in names)
        rows: list[tuple[Cell, ...]] = [
            (
                query.name,
                query.question,
                tuple(p.name for p in query.parameters),
                tuple(query.columns),
            )
            for query in self.queries
        ]
        return Table("queries", kinds, rows, "Queries", self.describe_source("queries"))

    def find_query(self, name: str) -> NamedQuery:
        """Return a named query; UnknownName, with the nearest names, where there is none."""
        if name not in self.queries.names:
            raise UnknownName("query", name, _nearest(name, self.queries.names), _SEE_QUERIES)
        return self.queries.read(name)

    def resolve_values(
        self, query: NamedQuery, values: Mapping[str, str | Sequence[str]]
    ) -> dict[str, list[Value]]:
        """Return what a person typed for each parameter of a query as the terms it means."""
        types = dict.fromkeys(find_parameters(query.text), "")
        types |= {parameter.name: parameter.type for parameter in query.parameters}
        resolved: dict[str, list[Value]] = {}
        for name, given in values.items():
            if name not in types:
                hint = "this query has " + (", ".join(types) or "none")
                raise UnknownName("parameter", name, _nearest(name, types), hint)
            texts = [given] if isinstance(given, str) else given
            resolved[name] = [self._resolve_value(name, types[name], text) for text in texts]
        return resolved

    def _resolve_value(self, name: str, kind: str, text: str) -> Value:
        if kind == "text":
            return text
        if kind == "number":
            return _read_number(name, text)
        if "|" in kind:
            return _choose(name, text, kind.split("|"))
        if kind in ("any", ""):  # without a header: an item, a concept or an IRI
            return self.resolve(text)
        return self.names.resolve(name, text, kind)

    # -- tables -----------------------------------------------------------------------------

    @property
    def tables(self) -> list[str]:
        """The names of the tables that this base knows, sorted."""
        return sorted(self._declarations)

    def list_tables(self) -> Table:
        """Return the tables that this base knows: name, title, options that filter, columns."""
        names = ("name", "title", "filters", "columns")
        kinds = tuple(Column(name, one=name in names[:2]) for name in names)
        rows: list[tuple[Cell, ...]] = []
        for name in self.tables:
            rule = self.find_table(name)
            source = self._find_source(rule)
            columns = rule.columns if isinstance(rule, TableRule) else list_columns(rule, source)
            shown = (column if isinstance(column, str) else column.name for column in columns)
            rows.append((name, rule.title, tuple(source.options), tuple(shown)))
        return Table("tables", kinds, rows, "Tables", self.describe_source("tables"))

    def find_table(self, name: str) -> TableRule | GroupRule:
        """Return the declaration of a table; UnknownName where there is none."""
        if name not in self._declarations:
            raise UnknownName("table", name, _nearest(name, self.tables), _list_hint(self.tables))
        return read_declaration(name, self._declarations[name])

    def table(
        self,
        name: str,
        /,
        *,
        columns: Sequence[str] = (),
        sort: Sequence[str] = (),
        limit: int | None = None,
        search: str = "",
        ids: bool = False,
        **filters: Filter,
    ) -> Table:
        """Return a declared table: one row an item, filtered, ordered and cut.

        ``filters`` are the table's options (``tier="nuanced"``, ``outcome=["stroke", "pain"]``,
        ``contested=True``): or-ed within one, and-ed across; names, ids or labels, narrower
        concepts included. ``columns`` chooses and orders columns, ``sort`` names columns (``-id``
        descends), ``ids`` gives ids in place of labels. Raises UnknownName, with the nearest, for
        a table, column, filter or term that does not exist.

        >>> kb = KnowledgeBase.open()
        >>> set(kb.table("claims", tier="high-confidence").column("tier"))
        {'High confidence'}
        """
        if limit is not None and limit < 0:
            raise InputError(f"a limit of {limit} rows: give 0 or more")
        given = {name: value for name, value in filters.items() if value not in ((), [])}
        wanted = Wanted(tuple(columns), tuple(sort), limit, search, ids, given)
        return run_in_worker(lambda: self._build_table(name, wanted), self._asker.timeout)

    def _build_table(self, name: str, wanted: Wanted) -> Table:
        declared = self.find_table(name)
        group = declared if isinstance(declared, GroupRule) else None
        rule = self._find_source(declared)
        sort, limit = ((), None) if group else (wanted.sort, wanted.limit)
        shown = wanted.columns if wanted.columns and not group else tuple(rule.columns)
        if group:
            shown = tuple(
                dict.fromkeys(n for n in (*group.group, *group.require, group.listed) if n)
            )
        for column in (*shown, *sort):
            _check_column(rule, column.removeprefix("-"))
        resolved = {
            _find_option(rule, option): self._resolve_filter(rule, option, value)
            for option, value in wanted.filters.items()
        }
        request = Request(shown, resolved, wanted.search, sort, limit, wanted.ids)
        plan = Plan(rule, request, self._asker, self.names)
        provenance = self.describe_source(wanted.describe_command(name), wanted.describe_filters())
        if group is None:
            kinds = tuple(rule.columns[column].column for column in shown)
            return Table(name, kinds, plan.run(), rule.title, provenance)
        rows = group_rows(group, rule, plan)
        whole = Table(name, list_columns(group, rule), rows, group.title, provenance)
        return whole.cut(wanted.columns, wanted.sort or group.sort, wanted.limit)

    def _find_source(self, declared: TableRule | GroupRule) -> TableRule:
        if isinstance(declared, TableRule):
            return declared
        source = self.find_table(declared.source)
        if isinstance(source, GroupRule):
            raise InputError(f"table {declared.name} groups {source.name}, which is itself derived")
        for column in filter(None, (*declared.group, *declared.require, declared.listed)):
            _check_column(source, column)
        return source

    def _resolve_filter(self, rule: TableRule, option: str, value: Filter) -> frozenset[Value]:
        column = rule.columns[_find_option(rule, option)]
        if column.filter in ("flag", "some"):
            if not isinstance(value, bool):
                raise InputError(f"{option} is either true or false")
            return frozenset([value])
        if isinstance(value, bool):
            raise InputError(f"{option} takes a name, not true or false")
        names = [value] if isinstance(value, str) else list(value)
        number = column.column.type == "number"
        if column.column.type != "concept":
            return frozenset(_read_number(option, n) if number else n for n in names)
        found = [self.names.resolve(option, name, column.path) for name in names]
        if column.filter == "narrower":
            return frozenset(self.names.expand_narrower(found))
        return frozenset(found)

    # -- names ------------------------------------------------------------------------------

    def resolve(self, name: str) -> IRI:
        """Return the IRI of the item or concept that an id, IRI or label means.

        Raises UnknownName with the nearest names, InputError where several things are meant.
        """
        return self.names.find_exactly(name.strip()) or self.names.resolve("item", name)

    # -- the base itself --------------------------------------------------------------------

    def describe_source(self, command: str, filters: Iterable[str] = ()) -> Provenance:
        """Return what a table made by a command was made from."""
        base = self.base
        return Provenance(
            base.title, base.version, base.modified, base.licence, command,
            lambda: base.content_hash, tuple(filters),
        )  # fmt: skip

    def to_rdflib(self) -> rdflib.Graph:
        """Return a copy of the base, with the ontology, as an rdflib graph."""
        from evidence_kb.graph.interchange import build_rdflib_graph

        return build_rdflib_graph(self.base.store, self.prefixes)


_SEE_QUERIES = "see  evidence-kb queries"


def _read_number(name: str, text: str) -> Decimal:
    try:
        return read_decimal(text)
    except ValueError as error:
        raise InputError(f"{name}: {error}") from error


def _choose(name: str, text: str, choices: Sequence[str]) -> str:
    for choice in choices:
        if choice.casefold() == text.strip().casefold():
            return choice
    raise UnknownName(name, text, _nearest(text, choices), _list_hint(choices))


def _as_list(value: Value | Sequence[Value]) -> list[Value]:
    return list(value) if isinstance(value, list | tuple) else [value]  # type: ignore[list-item]


def _nearest(name: str, known: Iterable[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(name.replace("-", "_"), known, n=3, cutoff=0.6) or get_close_matches(
        name, known, n=3, cutoff=0.6
    )


def _list_hint(names: Iterable[str]) -> str:
    return "there are " + ", ".join(names)


def _check_column(rule: TableRule, name: str) -> None:
    if name not in rule.columns:
        raise UnknownName("column", name, _nearest(name, rule.columns), _list_hint(rule.columns))


def _find_option(rule: TableRule, option: str) -> str:
    """Return the column that an option filters."""
    if option not in rule.options:
        raise UnknownName(
            "filter", option, _nearest(option, rule.options), _list_hint(rule.options)
        )
    return rule.options[option]
