"""Descriptions: everything that hangs on an item, both ways."""

from __future__ import annotations

import os

import pytest

from evidence_kb.description import Description, Reference, describe, describe_all
from evidence_kb.errors import UnknownName
from evidence_kb.graph.queries import QueryFolder, bind_parameters, find_parameters
from evidence_kb.graph.store import Store
from evidence_kb.graph.terms import IRI, Answer, Value
from evidence_kb.knowledge_base import KnowledgeBase
from evidence_kb.layouts import HIDDEN, LAYOUTS
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import PREFIXES

ITEM_QUERIES = list(QueryFolder([os.path.join(find_folder("queries"), "items")]))


def list_values(description: Description, name: str) -> list[str]:
    """Return the values of a fact, references by id."""
    facts = [fact for fact in description.facts if fact.name == name]
    return [v.id if isinstance(v, Reference) else str(v) for fact in facts for v in fact.values]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("C001", "claim"),
        ("R001", "recommendation"),
        ("D001", "definition"),
        ("Q001", "question"),
        ("A001", "assessment"),
        ("loneliness", "concept"),
        ("cohort:elsa", "concept"),
        ("exposure:scheme", "scheme"),
        ("F012", "finding"),
        ("E001", "evidence line"),
        ("steptoe-2013-isolation", "source"),
        ("P001", "passage"),
        ("S01", "section"),
        ("nuanced", "tier"),
        ("SE01", "search"),
        ("QA01", "quality assessment"),
        ("CR01", "certainty rating"),
        ("base", "base"),
        ("guide", "document"),
        ("panel-1", "agent"),
        ("ekb:harmful", "concept"),
    ],
)
def test_each_kind_is_known(kb: KnowledgeBase, name: str, kind: str) -> None:
    """Whatever has an id is described under its kind."""
    assert describe(kb, name).kind == kind


def test_links_are_followed_both_ways(kb: KnowledgeBase) -> None:
    """What an item names, and what names it, are both there."""
    claim, advice = describe(kb, "C003"), describe(kb, "R001")

    assert list_values(claim, "recommendations") == ["R001"]
    assert list_values(advice, "rests_on") == ["C003"]
    assert list_values(claim, "questions") == list_values(advice, "questions") == ["Q001"]


def test_the_grid_holds_every_pair_of_a_claim(kb: KnowledgeBase) -> None:
    """Two exposures and two outcomes are four pairs, those without a line included."""
    pairs = describe(kb, "C001").pairs

    named = [(p.exposure.id, p.outcome.id) for p in pairs if p.exposure and p.outcome]
    assert named == [
        ("exposure:loneliness", "outcome:all-cause-mortality"),
        ("exposure:loneliness", "outcome:cardiovascular-disease"),
        ("exposure:social-isolation", "outcome:all-cause-mortality"),
        ("exposure:social-isolation", "outcome:cardiovascular-disease"),
    ]
    assert [len(pair.lines) for pair in pairs] == [1, 0, 0, 0]


def test_a_line_carries_bearing_precision_and_directness(kb: KnowledgeBase) -> None:
    """What decides the weight of a finding is in its line."""
    (line,) = describe(kb, "C001").pairs[0].lines

    assert (line.bearing, line.precise) == ("against", False)
    assert (line.exposure_directness, line.population_directness) == ("same", "related")
    assert line.finding.label == "HR 0.92 (0.78 to 1.09), Steptoe et al. 2013"


def test_a_claim_without_outcomes_pairs_with_its_mechanisms(kb: KnowledgeBase) -> None:
    """A mechanism claim has a grid as well."""
    (pair,) = describe(kb, "C002").pairs

    assert pair.outcome is not None
    assert pair.outcome.id == "mechanism:stress-load"


def test_a_statement_shows_where_it_is_said(kb: KnowledgeBase) -> None:
    """Offsets, hash and section come with each passage."""
    (place,) = describe(kb, "C001").stretches

    assert (place.id, place.start, place.end) == ("P001", 13196, 13403)
    assert place.section is not None
    assert place.section.id == "S02"
    assert place.characters == 21480


def test_a_concept_has_the_tree_below_it(kb: KnowledgeBase) -> None:
    """Narrower concepts come with what is counted for each."""
    narrower = describe(kb, "social-disconnection").narrower

    assert [(branch.id, branch.claims, branch.findings) for branch in narrower] == [
        ("exposure:loneliness", 1, 1),
        ("exposure:social-isolation", 1, 0),
    ]


def test_the_claims_of_a_concept_carry_their_tier(kb: KnowledgeBase) -> None:
    """A reference to a claim says how sure it is."""
    facts = {fact.name: fact for fact in describe(kb, "loneliness").facts}

    (claim,) = facts["claims"].values
    assert isinstance(claim, Reference)
    assert claim.note == "High confidence"


@pytest.mark.parametrize("name", ["C001", "C003", "F012", "E001", "CR01", "QA01", "S01", "A001"])
def test_no_fact_is_left_out(kb: KnowledgeBase, name: str) -> None:
    """Each property of an item is shown: in a slot, under its own label, or in a place apart."""
    description = describe(kb, name)
    apart = {_expand(curie) for curie in HIDDEN}
    if description.kind in ("passage", "section"):
        apart |= {_expand("ekb:sha256"), _expand("ekb:section")}
    text = "SELECT DISTINCT ?p WHERE { VALUES ?item { UNDEF } ?item ?p ?o } ORDER BY ?p"
    recorded = {str(p) for (p,) in kb.select(text, {"item": IRI(description.iri)}).rows} - apart

    assert len([fact for fact in description.facts if fact.values]) >= len(recorded)


def test_every_slot_names_a_known_prefix() -> None:
    """A layout can only name terms that can be written out."""
    for slots in LAYOUTS.values():
        assert len({slot.name for slot in slots}) == len(slots)
        for slot in slots:
            assert slot.source.startswith("^") or slot.source.partition(":")[0] in PREFIXES


def test_an_unknown_name_is_refused_with_the_nearest(kb: KnowledgeBase) -> None:
    """A typo is answered with what may be meant."""
    with pytest.raises(UnknownName, match="loneliness"):
        describe(kb, "lonelines")


@pytest.mark.parametrize("query", ITEM_QUERIES, ids=lambda query: query.name)
def test_the_queries_behind_a_description_keep_the_rules(query: object) -> None:
    """Each says what it answers and its columns, is ordered, and binds its one parameter."""
    assert hasattr(query, "text")
    answer = Store().select(query.text, {})
    (parameter,) = find_parameters(query.text)

    assert query.question.endswith("?")  # type: ignore[attr-defined]
    assert tuple(query.columns) == answer.columns  # type: ignore[attr-defined]
    assert "ORDER BY" in query.text
    bound = bind_parameters(query.text, {parameter: [IRI("https://example.org/none")]})
    assert KnowledgeBase.open().look_up(bound, {}).rows == []


def _expand(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def test_many_items_are_described_as_each_alone(kb: KnowledgeBase, ask_count: list[str]) -> None:
    """The same descriptions, for no more questions than one claim takes."""
    names = ("C001", "C002", "C003", "R001", "P003", "S01", "outcome:stroke", "F012")
    iris = [kb.resolve(name) for name in names]
    alone = [describe(kb, name) for name in names]
    ask_count.clear()
    describe(kb, "C001")
    for_one = len(ask_count)
    ask_count.clear()

    together = describe_all(kb, iris)

    assert together == alone
    assert len(ask_count) <= for_one


@pytest.fixture
def ask_count(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that are asked of the base from now on."""
    asked: list[str] = []
    look_up = kb.look_up

    def count(text: str, values: dict[str, list[Value]]) -> Answer:
        asked.append(text)
        return look_up(text, values)

    monkeypatch.setattr(kb, "look_up", count)
    return asked
