"""Asking an open base: parameters bound, prefixes known, the time limit kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from evidence_kb.errors import DataError
from evidence_kb.graph.base import Base
from evidence_kb.graph.queries import QueryFolder
from evidence_kb.graph.terms import Answer, Triple, Value


class Asker(NamedTuple):
    """A base, the queries behind its tables, how long an answer may take (s; None: for ever)."""

    base: Base
    queries: QueryFolder
    timeout: float | None = None

    def select(self, text: str, values: Mapping[str, Sequence[Value]] | None = None) -> Answer:
        """Return the finished answer of a SELECT with its parameters bound."""
        kept = self.base.answers
        answer = kept.find(text, values) if kept else None
        if answer is None:
            answer = self.base.store.select(text, self.base.prefixes, self.timeout, values)
            if kept:
                kept.keep(text, values, answer)
        return answer

    def answer(
        self, text: str, values: Mapping[str, Sequence[Value]], tried: bool
    ) -> Answer | bool | list[Triple]:
        """Return what a query of any form gives.

        One that was never tried runs in a copy of this process, which it may end; the bundled
        ones, which tests have run on real data, run here.
        """
        ask = self.base.store.prepare(text, self.base.prefixes, values)
        if tried:
            return ask(self.timeout)

        from evidence_kb.graph.isolation import run_in_copy

        return run_in_copy(lambda: ask(None), self.timeout)

    def read_query(self, name: str) -> str:
        """Return the text of a query behind a table; DataError where there is none."""
        if name not in self.queries.names:
            raise DataError(f"a table names the query '{name}', which no queries/tables/*.rq holds")
        return self.queries.read(name).text
