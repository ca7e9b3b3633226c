"""The shapes: the worked example passes them, and each of their constraints refuses its fault.

``planted.tsv`` holds the faults: the rule, the constraint of it that is to answer, a change of the
fixture, and how the message begins. A change is ``+`` (add), ``-`` (take away) or ``=`` (put in
place of what is there), a subject, a property and values; several are set apart by `` ; ``.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyshacl
import pytest
from rdflib import OWL, RDF, SH, SKOS, Graph, Namespace, URIRef

from evidence_kb.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

EKB = Namespace(PREFIXES["ekb"])
FIXTURE = Path(__file__).parent.parent / "fixture"
SCHEMA = Path(__file__).parents[2] / "src" / "evidence_kb" / "schema"
SHAPE = "https://w3id.org/evidence-kb/shapes#"
BASE = "https://w3id.org/evidence-kb/connection/"
KINDS = ("exposure", "outcome", "mechanism", "population", "cohort")
HEAD = "".join(
    f"@prefix {prefix}: <{namespace}> .\n"
    for prefix, namespace in (
        PREFIXES | {"kb": BASE} | {kind: f"{BASE}{kind}/" for kind in KINDS}
    ).items()
)
CONSTRAINTS = {
    "class",
    "datatype",
    "disjoint",
    "equals",
    "hasValue",
    "in",
    "lessThan",
    "lessThanOrEquals",
    "maxCount",
    "maxExclusive",
    "maxInclusive",
    "minCount",
    "minExclusive",
    "minInclusive",
    "minLength",
    "node",
    "nodeKind",
    "not",
    "or",
    "pattern",
    "qualifiedMaxCount",
    "qualifiedMinCount",
    "sparql",
}
PARAMETERS = {"flags", "qualifiedValueShape", "property", "path", "message", "severity"}


class Plant(NamedTuple):
    """One row of the table of faults."""

    rule: str
    constraint: str
    change: str
    message: str


def read_planted() -> list[Plant]:
    with (FIXTURE.parent / "schema" / "planted.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [Plant(*row) for row in rows]


PLANTED = read_planted()


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(SCHEMA / "shapes.ttl")


@pytest.fixture(scope="module")
def example() -> Graph:
    """Return the fixture with the ontology, as a check sees them."""
    graph = Graph().parse(SCHEMA / "ontology.ttl")
    for path in sorted(FIXTURE.glob("*.ttl")):
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def lean(example: Graph) -> Graph:
    """Return the fixture with only those facts of the ontology that the shapes look up."""
    ontology = Graph().parse(SCHEMA / "ontology.ttl")
    values = set(ontology.subjects(RDF.type, SKOS.Concept)) - set(example.objects(None, EKB.poles))
    graph = Graph()
    for triple in example:
        if triple[0] not in values or triple[1] in (EKB.nullValue, EKB.valueScheme):
            graph.add(triple)
    return graph


@pytest.fixture
def fresh(lean: Graph) -> Iterator[Graph]:
    """Lend the example to plant a fault in; what a test does to it is undone."""
    before = set(lean)
    yield lean
    after = set(lean)
    for triple in after - before:
        lean.remove(triple)
    for triple in before - after:
        lean.add(triple)


def plant(graph: Graph, change: str) -> None:
    """Make one change, and fail if it changes nothing."""
    for step in change.split(" ; "):
        sign, subject, predicate, *values = step.split(" ", 3)
        text = f"{HEAD}{subject} {predicate} {values[0] if values else 'owl:Nothing'} ."
        triples = list(Graph().parse(data=text, format="turtle"))
        first, link, _ = triples[0]
        before = len(graph)
        if sign == "=" or (sign == "-" and not values):
            graph.remove((first, link, None))
        for triple in triples if values else ():
            (graph.remove if sign == "-" else graph.add)(triple)
        assert sign == "=" or len(graph) != before, f"{step} changes nothing"


def list_targeted(shapes: Graph) -> set[Node]:
    """Return the shapes that find things to look at by themselves."""
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    return {shape for target in targets for shape in shapes.subjects(target)}


def list_rules(shapes: Graph) -> set[URIRef]:
    """Return the shapes whose results reach a report: the targeted ones and their properties."""
    targeted = list_targeted(shapes)
    inner = {rule for shape in targeted for rule in shapes.objects(shape, SH.property)}
    return {rule for rule in targeted | inner if isinstance(rule, URIRef)}


def validate(graph: Graph, shapes: Graph, rule: URIRef) -> Graph:
    """Validate with the shapes that hold one rule, which takes a hundredth of all of them."""
    targeted = list_targeted(shapes)
    owners = {rule, *shapes.subjects(SH.property, rule)} & targeted
    helpers = set(shapes.subjects(RDF.type, SH.NodeShape)) - targeted
    used = owners | helpers | {r for owner in owners for r in shapes.objects(owner, SH.property)}
    _, report, _ = pyshacl.validate(
        graph, shacl_graph=shapes, use_shapes=sorted(used), inplace=True
    )
    return report


def test_the_worked_example_conforms(example: Graph, shapes: Graph) -> None:
    """The fixture and the ontology together pass every shape, warnings among them."""
    _, report, text = pyshacl.validate(example, shacl_graph=shapes)

    assert not list(report.objects(None, SH.result)), text


@pytest.mark.parametrize("fault", PLANTED, ids=lambda fault: f"{fault.rule}-{fault.constraint}")
def test_a_planted_fault_is_refused(fault: Plant, fresh: Graph, shapes: Graph) -> None:
    """The constraint that guards against a fault reports it, in the words of its message."""
    plant(fresh, fault.change)

    report = validate(fresh, shapes, URIRef(SHAPE + fault.rule))

    component = f"{fault.constraint[0].upper()}{fault.constraint[1:]}ConstraintComponent"
    component = component.replace("Sparql", "SPARQL")
    told = [
        str(report.value(result, SH.resultMessage))
        for result in report.subjects(SH.sourceShape, URIRef(SHAPE + fault.rule))
        if report.value(result, SH.sourceConstraintComponent) == SH[component]
    ]
    assert any(message.startswith(fault.message) for message in told), told


def test_every_constraint_has_a_planted_fault(shapes: Graph) -> None:
    """No constraint of the shapes is without a fault that it is seen to refuse."""
    constraints = {
        (str(rule).removeprefix(SHAPE), name)
        for rule in list_rules(shapes)
        for name in CONSTRAINTS
        if (rule, SH[name], None) in shapes
    }

    assert constraints == {(fault.rule, fault.constraint) for fault in PLANTED}


def test_every_parameter_is_counted_as_a_constraint(shapes: Graph) -> None:
    """The shapes use no kind of constraint that the table of faults would pass over."""
    used = {
        str(predicate).removeprefix(str(SH))
        for rule in list_rules(shapes)
        for predicate in shapes.predicates(rule)
        if predicate.startswith(str(SH)) and not predicate.startswith(str(SH) + "target")
    }

    assert used - PARAMETERS <= CONSTRAINTS


def test_every_rule_says_what_to_do(shapes: Graph) -> None:
    """Each rule has one message in English."""
    for rule in list_rules(shapes):
        if not any((rule, SH[name], None) in shapes for name in CONSTRAINTS):
            continue
        source = shapes.value(rule, SH.sparql) or rule
        messages = list(shapes.objects(source, SH.message))
        assert [message.language for message in messages] == ["en"], rule


def test_every_rule_has_a_name(shapes: Graph) -> None:
    """Each rule has an IRI, by which a report names it."""
    targeted = list_targeted(shapes)

    rules = targeted | {rule for s in targeted for rule in shapes.objects(s, SH.property)}

    assert all(isinstance(rule, URIRef) and rule.startswith(SHAPE) for rule in rules)


def test_the_shapes_fetch_nothing(shapes: Graph) -> None:
    """No import, no script and no other server is named in the shapes."""
    assert not list(shapes.objects(None, OWL.imports))
    assert not list(shapes.objects(None, SH.js))
    assert "SERVICE" not in "".join(shapes.objects(None, SH.select)).upper()
