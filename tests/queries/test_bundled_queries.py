"""Every named query, and every query behind a table, keeps the rules of queries."""

from __future__ import annotations

import os
import re

import pytest

from evidence_kb.graph.queries import NamedQuery, QueryFolder, bind_parameters, find_parameters
from evidence_kb.graph.store import Store
from evidence_kb.graph.terms import IRI
from evidence_kb.knowledge_base import KnowledgeBase
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import PREFIXES

QUESTIONS = list(QueryFolder([find_folder("queries")]))
BEHIND_TABLES = list(QueryFolder([os.path.join(find_folder("queries"), "tables")]))
ITEMS = list(QueryFolder([os.path.join(find_folder("queries"), "items")]))
ALL = [*QUESTIONS, *BEHIND_TABLES, *ITEMS]
CONNECTION = "https://w3id.org/evidence-kb/connection/"
NOBODY = IRI("https://example.org/does-not-occur")


def name_of(query: NamedQuery) -> str:
    return query.name


@pytest.fixture(scope="module")
def bundled() -> KnowledgeBase:
    return KnowledgeBase.open()


@pytest.mark.parametrize("query", ALL, ids=name_of)
def test_a_query_says_what_it_answers(query: NamedQuery) -> None:
    """The header has a title, a question that ends in one, and the meaning of every column."""
    answer = Store().select(query.text, {})

    assert query.title
    assert query.question.endswith("?")
    assert tuple(query.columns) == answer.columns
    assert all(query.columns.values())


@pytest.mark.parametrize("query", ALL, ids=name_of)
def test_a_query_runs_unbound_in_any_tool(query: NamedQuery) -> None:
    """Every prefix is declared in the file itself, by its usual IRI, and used."""
    declared = dict(re.findall(r"PREFIX (\w+): <([^>]+)>", query.text))

    for prefix, iri in declared.items():
        assert PREFIXES.get(prefix, f"{CONNECTION}{prefix}/") == iri
        assert re.search(rf"\b{prefix}:\w", query.text.split("SELECT", 1)[1])


@pytest.mark.parametrize("query", ALL, ids=name_of)
def test_a_query_is_ordered(query: NamedQuery) -> None:
    """The order of rows is not left to an engine."""
    assert re.search(r"\bORDER BY\b", query.text)


@pytest.mark.parametrize("query", QUESTIONS, ids=name_of)
def test_parameters_are_declared_and_stand_in_the_text(query: NamedQuery) -> None:
    """Header and VALUES blocks name the same parameters."""
    assert sorted(p.name for p in query.parameters) == sorted(find_parameters(query.text))
    assert all(parameter.meaning for parameter in query.parameters)


@pytest.mark.parametrize("query", BEHIND_TABLES, ids=name_of)
def test_a_query_behind_a_table_can_be_asked_for_some_items(query: NamedQuery) -> None:
    """The item is a parameter."""
    assert find_parameters(query.text) == ["item"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        pytest.param(query, name, id=f"{query.name}-{name}")
        for query in ALL
        for name in find_parameters(query.text)
    ],
)
def test_a_term_that_does_not_occur_gives_nothing(
    bundled: KnowledgeBase, query: NamedQuery, name: str
) -> None:
    """Every parameter binds: a term that is nowhere in the base empties the answer."""
    text = bind_parameters(query.text, {name: [NOBODY]})

    rows = bundled.select(text).rows

    assert all(value == 0 for row in rows for value in row)


@pytest.mark.parametrize("query", QUESTIONS, ids=name_of)
def test_a_question_answers_without_being_set(bundled: KnowledgeBase, query: NamedQuery) -> None:
    """Unbound, a query gives rows, unless the base holds nothing of what it asks."""
    about_findings = "ekb:Finding" in query.text or "ekb:finding" in query.text
    if about_findings and not bundled.table("findings").rows:
        return
    assert bundled.select(query.text).rows


def test_there_are_at_least_a_dozen_questions() -> None:
    """The base answers what researchers ask most."""
    assert len(QUESTIONS) >= 12
