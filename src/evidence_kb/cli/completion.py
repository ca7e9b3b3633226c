"""What a shell may complete an argument to; whatever goes wrong while completing stays silent."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

from evidence_kb.cli.session import Session
from evidence_kb.errors import EvidenceError
from evidence_kb.tables.declaration import TableRule

if TYPE_CHECKING:
    import click

    from evidence_kb.knowledge_base import KnowledgeBase

Offer = Iterable[tuple[str, str]]
"""Values and the help beside each."""


def complete(
    kind: str, place: tuple[str, ...], ctx: click.Context, incomplete: str
) -> list[CompletionItem]:
    """Return what may stand at a place and begins as typed; nothing where the base fails.

    ``kind`` names what is completed; ``place`` is the table, and the column, where that matters.
    """
    if kind == "format":
        return _match(_offer_formats(), incomplete)
    if kind == "query" and (os.sep in incomplete or incomplete.startswith(".")):
        return [CompletionItem(incomplete, type="file")]
    done, comma, begun = incomplete.rpartition(",") if kind == "column" else ("", "", incomplete)
    try:
        found = _match(_OFFERS[kind](_open(ctx), place), begun)
    except (EvidenceError, OSError):
        return []
    if not comma:
        return found
    return [CompletionItem(f"{done},{item.value}", help=item.help) for item in found]


def _open(ctx: click.Context) -> KnowledgeBase:
    from evidence_kb.knowledge_base import KnowledgeBase

    session = ctx.ensure_object(Session)
    return KnowledgeBase.open(session.source or os.environ.get("EVIDENCE_KB"))


def _match(offer: Offer, incomplete: str) -> list[CompletionItem]:
    begun = incomplete.casefold()
    found = {value: words for value, words in offer if value.casefold().startswith(begun)}
    return [CompletionItem(value, help=words or None) for value, words in sorted(found.items())]


def _offer_formats() -> Offer:
    from evidence_kb.tables.formats import FORMATS

    return [(known.name, known.summary) for known in FORMATS]


def _offer_queries(kb: KnowledgeBase, place: tuple[str, ...]) -> Offer:
    return [(query.name, query.title) for query in kb.queries]


def _offer_tables(kb: KnowledgeBase, place: tuple[str, ...]) -> Offer:
    return [(name, kb.find_table(name).title) for name in kb.tables]


def _offer_schemes(kb: KnowledgeBase, place: tuple[str, ...]) -> Offer:
    from evidence_kb.hierarchy import list_schemes

    return [(scheme.id, scheme.label) for scheme in list_schemes(kb) if scheme.id]


def _offer_items(kb: KnowledgeBase, place: tuple[str, ...]) -> Offer:
    return [(found.id, found.words[0]) for found in kb.names.list_candidates()]


def _offer_columns(kb: KnowledgeBase, place: tuple[str, ...]) -> Offer:
    rule = kb.find_table(place[0]) if place else None
    if not isinstance(rule, TableRule):
        return []
    return [(name, column.column.heading) for name, column in rule.columns.items()]


def _offer_values(kb: KnowledgeBase, place: tuple[str, ...]) -> Offer:
    """Return what may stand in a column: concepts by the part of their id that tells them apart."""
    table, column = place
    rule = kb.find_table(table)
    if not isinstance(rule, TableRule):
        return []
    declared = rule.columns[column]
    if declared.column.type != "concept":
        return [
            (str(cell), "") for cell in kb.table(table, columns=[column]).column(column) if cell
        ]
    found = kb.names.list_candidates(declared.path)
    return [(candidate.id.rpartition(":")[2], candidate.words[0]) for candidate in found]


def _offer_fields(kb: KnowledgeBase, place: tuple[str, ...]) -> Offer:
    """Return what may be given for a field of a kind of item, to add one."""
    from evidence_kb.curation.fields import find_kind
    from evidence_kb.curation.values import list_choices
    from evidence_kb.graph.terms import IRI

    field = find_kind(place[0]).find(place[1])
    if field.choices or field.kind == "flag":
        return [(name, "") for name in list_choices(field) or ("yes", "no")]
    if field.kind == "concept":
        return [
            (found.id.rpartition(":")[2], found.words[0])
            for found in kb.names.list_candidates()
            if found.id.startswith(f"{field.scheme}:" if field.scheme else "")
            and ":" in found.id
            and not found.id.endswith(":scheme")
        ]
    if field.kind != "item":
        return []
    text = "SELECT DISTINCT ?c WHERE { VALUES ?class { UNDEF } ?c a ?class } ORDER BY ?c"
    there = {row[0] for row in kb.select(text, {"class": [IRI(c) for c in field.classes]})}
    return [(f.id, f.words[0]) for f in kb.names.list_candidates() if f.iri in there]


_OFFERS: dict[str, Callable[[KnowledgeBase, tuple[str, ...]], Offer]] = {
    "query": _offer_queries,
    "table": _offer_tables,
    "scheme": _offer_schemes,
    "item": _offer_items,
    "column": _offer_columns,
    "value": _offer_values,
    "field": _offer_fields,
}
