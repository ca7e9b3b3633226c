"""evidence-kb: research claims, their confidence tiers, passages and findings as an RDF graph.

A module imports only from lower floors, or from siblings that stand earlier on its own::

    5  cli/            commands: options, one library call, print
    3  curation/       passages, check                     (writes; never imports evidence)
    2  knowledge_base  KnowledgeBase; description, citation: what hangs on an item, how to cite it
       tables/         declaration, plan, grouping, names, search, formats/
    1  graph/          terms, guard, reading, store (home of pyoxigraph), queries, base, turtle
    0  words           errors, vocabulary, resources, files, schema/

The bundled base lies in ``data/``, its named questions and table declarations in ``queries/``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evidence_kb.curation.check import check
    from evidence_kb.curation.diff import diff
    from evidence_kb.curation.layout import format_turtle
    from evidence_kb.errors import EvidenceError
    from evidence_kb.graph.terms import IRI
    from evidence_kb.knowledge_base import KnowledgeBase
    from evidence_kb.tables.table import Table

__version__ = "0.1.0"
__all__ = [
    "IRI",
    "EvidenceError",
    "KnowledgeBase",
    "Table",
    "__version__",
    "check",
    "diff",
    "format_turtle",
]

_HOMES = {
    "EvidenceError": "evidence_kb.errors",
    "IRI": "evidence_kb.graph.terms",
    "KnowledgeBase": "evidence_kb.knowledge_base",
    "Table": "evidence_kb.tables.table",
    "check": "evidence_kb.curation.check",
    "diff": "evidence_kb.curation.diff",
    "format_turtle": "evidence_kb.curation.layout",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: the command line's help needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'evidence_kb' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
