"""What is measured, one task of one contender a process; run by ``benchmarks.run``.

``python -m benchmarks.contenders TASK CONTENDER FOLDER OUTPUT`` does the task on the base in the
folder, writes the answer to the output and prints seconds as JSON: ``load`` for opening the base,
``task`` for the rest, each CPU and wall. Every contender reads the same files: those of the base
and the ontology, in which the tiers and their labels are.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

QUERY = Path(__file__).with_name("claims_table.rq")
ONTOLOGY = Path(__file__).parent.parent / "src/evidence_kb/schema/ontology.ttl"
PAGE = 50
REPEATS = {"evidence-kb": 10, "pyoxigraph": 10, "rdflib": 1}
"""How often the first page is asked for: a single one of ours is too short for the clock."""
TIER = "nuanced"
_UNBOUND = "VALUES ?level { UNDEF }"


def list_files(folder: str) -> list[str]:
    """Return the Turtle files of a base, with the ontology first."""
    names = sorted(name for name in os.listdir(folder) if name.endswith(".ttl"))
    return [str(ONTOLOGY), *(os.path.join(folder, name) for name in names)]


def read_query(page: bool) -> str:
    """Return the one-query form of the claims table; for the first page of a tier, if so asked."""
    text = QUERY.read_text("utf-8")
    if not page:
        return text
    return f"{text.replace(_UNBOUND, f'VALUES ?level {{ tier:{TIER} }}')}LIMIT {PAGE}\n"


class Ours:
    """The library as a user calls it."""

    def load(self, folder: str) -> None:
        """Open the base in a folder."""
        from evidence_kb.knowledge_base import KnowledgeBase

        self._base = KnowledgeBase.open(folder, max_size=10**9)

    def answer(self, page: bool, output: str) -> None:
        """Write the claims table, or the first page of a tier, as CSV."""
        from evidence_kb.tables.formats import write

        chosen: dict[str, Any] = {"tier": TIER, "limit": PAGE} if page else {}
        with open(output, "wb") as stream:
            write(self._base.table("claims", **chosen), "csv", stream)


class Engine:
    """pyoxigraph alone: one store, one query, its own CSV."""

    def load(self, folder: str) -> None:
        """Open the base in a folder."""
        import pyoxigraph

        self._store = pyoxigraph.Store()
        for path in list_files(folder):
            self._store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE)

    def answer(self, page: bool, output: str) -> None:
        """Write the claims table, or the first page of a tier, as CSV."""
        from pyoxigraph import QueryResultsFormat, QuerySolutions

        results = self._store.query(read_query(page))
        assert isinstance(results, QuerySolutions)
        results.serialize(output, format=QueryResultsFormat.CSV)


class Rdflib:
    """rdflib alone: one graph, one query, its own CSV."""

    def load(self, folder: str) -> None:
        """Open the base in a folder."""
        import rdflib

        self._graph = rdflib.Graph()
        for path in list_files(folder):
            self._graph.parse(path, format="turtle")

    def answer(self, page: bool, output: str) -> None:
        """Write the claims table, or the first page of a tier, as CSV."""
        # Its GROUP_CONCAT fails on a variable that is unbound; elsewhere that adds nothing.
        text = re.sub(
            r"CONCAT\(DISTINCT (\?\w+)", r'CONCAT(DISTINCT COALESCE(\1, "")', read_query(page)
        )
        self._graph.query(text).serialize(output, format="csv")


CONTENDERS: dict[str, Callable[[], Ours | Engine | Rdflib]] = {
    "evidence-kb": Ours,
    "pyoxigraph": Engine,
    "rdflib": Rdflib,
}


def run_task(task: str, contender: str, folder: str, output: str) -> dict[str, float]:
    """Do a task and return the seconds that it took."""
    engine = CONTENDERS[contender]()
    marks = [(time.process_time(), time.perf_counter())]
    engine.load(folder)
    marks.append((time.process_time(), time.perf_counter()))
    repeats = {"load": 0, "page": REPEATS[contender], "table": 1}[task]
    for _ in range(repeats):
        engine.answer(task == "page", output)
    marks.append((time.process_time(), time.perf_counter()))
    (cpu, wall), (loaded_cpu, loaded_wall), (end_cpu, end_wall) = marks
    return {
        "load_cpu": loaded_cpu - cpu,
        "load_wall": loaded_wall - wall,
        "task_cpu": (end_cpu - loaded_cpu) / max(1, repeats),
        "task_wall": (end_wall - loaded_wall) / max(1, repeats),
    }


if __name__ == "__main__":
    json.dump(run_task(*sys.argv[1:5]), sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # tearing a large graph down is no part of any task
