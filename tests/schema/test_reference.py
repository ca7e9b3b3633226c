"""Our own engine for the shapes beside pySHACL: the same results on every planted fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyshacl
import pytest
from rdflib import SH, Graph, Literal, URIRef

from evidence_kb.curation.triples import Triples, tame
from evidence_kb.curation.validation import apply, list_targets, validate
from evidence_kb.curation.wording import load_model
from tests.schema.test_shapes import (  # the fixtures are used by name
    PLANTED,
    SHAPE,
    Plant,
    example,
    fresh,
    lean,
    list_targeted,
    plant,
    shapes,
)
from tests.schema.test_shapes import validate as validate_with_pyshacl

if TYPE_CHECKING:
    from rdflib.term import Node

__all__ = ["example", "fresh", "lean", "shapes"]

Told = set[tuple[str, str, str | None, str]]


def list_terms(graph: Graph) -> list[tuple[str, str, str]]:
    return [(s.n3(), p.n3(), o.n3()) for s, p, o in graph]


def tame_values(graph: Graph) -> None:
    """Make malformed literals texts, which pySHACL can compare, as ours does in reading."""
    for subject, predicate, value in list(graph):
        term = value.n3()
        if tame(term) != term:
            graph.remove((subject, predicate, value))
            graph.add((subject, predicate, Literal(str(value))))


def list_results(report: Graph) -> Told:
    """Return focus, value, shape and constraint of each result of pySHACL."""

    def read(result: Node, name: str) -> str | None:
        node = report.value(result, SH[name])
        return None if node is None else node.n3()

    told: Told = set()
    for result in report.objects(None, SH.result):
        kind = str(report.value(result, SH.sourceConstraintComponent))
        name = kind.removeprefix(str(SH)).removesuffix("ConstraintComponent")
        shape = str(report.value(result, SH.sourceShape)).removeprefix(SHAPE)
        told.add((str(read(result, "focusNode")), shape, read(result, "value"), name.lower()))
    return told


def list_ours(graph: Graph, shape_names: set[str] | None = None) -> Told:
    """Return the same of our own engine, for some of the shapes that look for things."""
    data = Triples(list_terms(graph))
    used = [
        shape for shape in load_model().shapes if shape_names is None or shape.name in shape_names
    ]
    return {
        (result.focus, result.shape.name, result.value, result.component.lower())
        for result in validate(data, used)
    }


@pytest.mark.parametrize("fault", PLANTED, ids=lambda fault: f"{fault.rule}-{fault.constraint}")
def test_a_planted_fault_gives_the_results_of_pyshacl(
    fault: Plant, fresh: Graph, shapes: Graph
) -> None:
    """The shapes that hold a rule refuse the same values of the same things in both engines."""
    plant(fresh, fault.change)
    tame_values(fresh)
    rule = URIRef(SHAPE + fault.rule)
    owners = {rule, *shapes.subjects(SH.property, rule)} & list_targeted(shapes)

    expected = list_results(validate_with_pyshacl(fresh, shapes, rule))

    assert list_ours(fresh, {str(owner).removeprefix(SHAPE) for owner in owners}) == expected
    assert any(result[1] == fault.rule for result in expected)


def test_a_base_with_many_faults_gives_the_results_of_pyshacl(
    example: Graph, shapes: Graph
) -> None:
    """With a hundred faults at once and all shapes together, the results are the same."""
    graph = Graph()
    for triple in example:
        graph.add(triple)
    for fault in PLANTED[::7]:
        plant_quietly(graph, fault.change)

    tame_values(graph)
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)

    expected = list_results(report)
    assert list_ours(graph) == expected
    assert len(expected) > 100


def plant_quietly(graph: Graph, change: str) -> None:
    """Make a change that an earlier one may have made already."""
    try:
        plant(graph, change)
    except AssertionError:
        return


def test_a_shape_without_its_value_is_silent() -> None:
    """A property that is absent, and may be, costs no look at its constraints."""
    claim = next(shape for shape in load_model().shapes if shape.name == "Claim")
    data = Triples([])

    assert list_targets(data, claim) == []
    assert {r.component for r in apply(data, claim, "<a:b>")} <= {
        "minCount",
        "qualifiedMinCount",
        "hasValue",
    }


def test_what_is_once_is_never_twice() -> None:
    """Of a property that has an upper bound two values are too many, and one is not."""
    bounded = [
        rule
        for shape in load_model().shapes
        for rule in shape.inner
        if len(rule.path) == 1 and not rule.path[0][1] and dict(rule.constraints).get("maxCount")
    ]

    for rule in bounded:
        path = rule.path[0][0]
        one, two = (
            Triples([("<a:x>", path, f'"{number}"') for number in range(count)]) for count in (1, 2)
        )
        assert "maxCount" not in {result.component for result in apply(one, rule, "<a:x>")}
        assert "maxCount" in {result.component for result in apply(two, rule, "<a:x>")}, rule.name
    assert len(bounded) > 100
