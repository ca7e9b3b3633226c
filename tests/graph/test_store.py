"""The store: what goes in, what comes out."""

from __future__ import annotations

import gc

import pytest

from evidence_kb.errors import DataError, InputError
from evidence_kb.graph.reading import read_bytes
from evidence_kb.graph.store import Store

ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p"


def load(data: bytes, name: str, format: str) -> Store:
    store = Store()
    store.load(read_bytes(data, name, format))
    return store


def test_a_source_that_does_not_parse_adds_nothing() -> None:
    """A load is whole or nothing."""
    store = Store()

    with pytest.raises(DataError, match=r"a\.ttl:2:"):
        store.load(read_bytes(b"<a:a> <a:b> <a:c> .\n<a:a> <a:b> ;;", "a.ttl", "turtle"))

    assert len(store) == 0


def test_named_graphs_are_read_as_one() -> None:
    """Their triples join the others."""
    store = Store()

    told = store.load(read_bytes(b"<a:g> { <a:a> <a:b> 1 }", "a.trig", "trig"))

    assert told
    assert store.select(ALL, {}).rows == [("a:a", "a:b", 1)]


def test_a_relative_iri_in_json_is_refused() -> None:
    """What the parser would drop without a word is named."""
    data = b'{"@id": "claims/1", "http://e/p": "x"}'

    with pytest.raises(DataError, match="'claims/1' is a relative IRI"):
        load(data, "a.jsonld", "jsonld")


def test_blank_nodes_of_two_sources_stay_apart() -> None:
    """One label in two files is two nodes."""
    store = load(b"_:x <a:p> 1 .", "a.trig", "trig")
    store.load(read_bytes(b"_:x <a:p> 2 .", "b.trig", "trig"))

    assert len({row[0] for row in store.select(ALL, {}).rows}) == 2


def test_errors_leave_nothing_of_the_engine_behind() -> None:
    """What an error's frames held is let go in the thread it belongs to, not in the collector's."""
    for _ in range(50):
        with pytest.raises(DataError):
            load(b"<a:a> <a:b> <a:c> . <a:a> ;;", "a.trig", "trig")

    assert gc.collect() >= 0


def test_a_construct_gives_triples_in_order() -> None:
    """Each once, sorted."""
    store = load(b"<a:b> <a:p> 2 . <a:a> <a:p> 1 .", "a.ttl", "turtle")

    answer = store.answer("CONSTRUCT { ?s <a:p> ?o } WHERE { ?s ?p ?o }", {})

    assert isinstance(answer, list)
    assert [triple[0] for triple in answer] == ["<a:a>", "<a:b>"]


def test_a_query_that_is_no_select_is_refused_as_one() -> None:
    """A bool is no table."""
    with pytest.raises(InputError, match="not a SELECT"):
        Store().select("ASK {}", {})
