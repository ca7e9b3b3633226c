"""The base as an rdflib graph: the one home of rdflib."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import rdflib

    from evidence_kb.graph.store import Store


def build_rdflib_graph(store: Store, prefixes: Mapping[str, str]) -> rdflib.Graph:
    """Return a copy of a store as an rdflib graph, with its prefixes bound.

    >>> from evidence_kb.graph.store import Store
    >>> len(build_rdflib_graph(Store(), {}))
    0
    """
    import rdflib

    graph = rdflib.Graph()
    graph.parse(data=store.ntriples(), format="nt")
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, namespace)
    return graph
