"""The check: what it says of planted mistakes, of odd literals, and of what is the user's own."""

from __future__ import annotations

import random
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rdflib import Graph

from evidence_kb.curation.check import check_ntriples
from evidence_kb.errors import DataError
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import PREFIXES

if TYPE_CHECKING:
    from evidence_kb.curation.problem import Problem

FIXTURE = Path(__file__).parent.parent / "fixture"
BASE = "https://w3id.org/evidence-kb/connection/"
KINDS = ("exposure", "outcome", "mechanism", "population", "cohort")
OURS = PREFIXES | {"kb": BASE, "my": "https://example.org/my#"} | {k: f"{BASE}{k}/" for k in KINDS}
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in OURS.items())


def write_lines(turtle: str) -> list[str]:
    lines = Graph().parse(data=HEAD + turtle, format="turtle").serialize(format="nt").split("\n")
    return sorted(filter(None, lines))


LINES = write_lines("\n".join(path.read_text() for path in sorted(FIXTURE.glob("*.ttl"))))


def check_with(added: str = "", removed: str = "") -> list[Problem]:
    """Check the fixture after some Turtle was added to it and some taken away."""
    gone = set(write_lines(removed))
    lines = [line for line in LINES if line not in gone] + write_lines(added)
    assert len(lines) == len(LINES) - len(gone) + len(write_lines(added))
    return check_ntriples("\n".join([*lines, ""]).encode(), OURS)


def check_value(node: str, path: str, literal: str) -> list[Problem]:
    """Check the fixture with the values of one property replaced by one written in N-Triples."""
    start = f"<{BASE}{node}> <{PREFIXES['ekb']}{path}> "
    lines = [line for line in LINES if not line.startswith(start)]
    return check_ntriples("\n".join([*lines, f"{start}{literal} .", ""]).encode(), OURS)


def test_the_worked_example_is_well() -> None:
    """Nothing is wrong with the fixture."""
    assert check_with() == []


def test_the_ontology_may_be_in_the_data() -> None:
    """A base that was opened with the ontology in it gets the same answer as one without."""
    ontology = Graph().parse(Path(find_folder("schema")) / "ontology.ttl").serialize(format="nt")

    assert check_ntriples("\n".join([*LINES, ontology]).encode(), OURS) == []


MISTAKES = {
    "a tier with a slip": (
        "kb:C001 ekb:tier tier:hihg-confidence .",
        "kb:C001 ekb:tier tier:high-confidence .",
        "claim-tier",
        "Found tier:hihg-confidence; did you mean tier:high-confidence?",
    ),
    "a tier in the wrong namespace": (
        "kb:C001 ekb:tier ekb:high-confidence .",
        "kb:C001 ekb:tier tier:high-confidence .",
        "claim-tier",
        "Found ekb:high-confidence; did you mean tier:high-confidence?",
    ),
    "two tiers": (
        "kb:C001 ekb:tier tier:nuanced .",
        "",
        "claim-tier",
        "Found tier:high-confidence, tier:nuanced.",
    ),
    "no tier": ("", "kb:C001 ekb:tier tier:high-confidence .", "claim-tier", "None is there."),
    "a property with a slip": (
        "kb:C001 ekb:directon ekb:harmful .",
        "",
        "unknown-property",
        "The model has no property ekb:directon; did you mean ekb:direction?",
    ),
    "a standard property with a slip": (
        'exposure:loneliness skos:altlabel "being lonely"@en .',
        "",
        "unknown-property",
        "The model has no property skos:altlabel; did you mean skos:altLabel?",
    ),
    "a property in the wrong place": (
        "kb:C001 ekb:estimate 0.5 .",
        "",
        "misplaced-property",
        "ekb:estimate does not belong on ekb:Claim.",
    ),
    "a class with a slip": (
        "kb:C009 a ekb:Clam .",
        "",
        "unknown-class",
        "The model has no class ekb:Clam; did you mean ekb:Claim?",
    ),
    "a thing without a type": (
        'kb:C009 skos:prefLabel "What"@en .',
        "",
        "untyped",
        "This is no item of the model: say what it is, such as  a ekb:Claim.",
    ),
    "a value that no shape looks at": (
        "kb:C001 my:seen ekb:full-txt .",
        "",
        "unknown-value",
        "The model has no value ekb:full-txt; did you mean ekb:full-text?",
    ),
    "a slip in one of two namespaces that have the name": (
        "kb:C001 my:seen tier:mechanisms .",
        "",
        "unknown-value",
        "The model has no value tier:mechanisms; did you mean tier:mechanism?",
    ),
    "a term of the model described": (
        "ekb:my-value a skos:Concept .",
        "",
        "own-term",
        "A base does not describe terms of the model: use a namespace of your own.",
    ),
    "a concept that does not exist": (
        "kb:C001 ekb:exposure exposure:lonelyness .",
        "",
        "claim-exposure",
        "exposure:lonelyness is not in the base; did you mean exposure:loneliness?",
    ),
    "a concept of another kind": (
        "kb:C001 ekb:exposure outcome:stroke .",
        "",
        "claim-exposure",
        "Found outcome:stroke, which is in outcome:scheme.",
    ),
    "a passage that does not exist": (
        "kb:C001 ekb:statedIn kb:P009 .",
        "",
        "statement-stated-in",
        "kb:P009 is not in the base.",
    ),
    "a section for a passage": (
        "kb:C001 ekb:statedIn kb:S01 .",
        "",
        "statement-stated-in",
        "Found kb:S01, which is a ekb:Section and oa:SpecificResource.",
    ),
    "a link to something without a type": (
        'kb:C001 ekb:statedIn kb:P009 . kb:P009 my:says "this" .',
        "",
        "statement-stated-in",
        "Found kb:P009, which has no type.",
    ),
    "a number that the interval does not hold": (
        "kb:F012 ekb:ciLow 1.01 .",
        "kb:F012 ekb:ciLow 0.78 .",
        "finding-low",
        "Found 1.01, with ekb:estimate 0.92.",
    ),
    "a logarithm for a ratio": (
        "kb:F012 ekb:estimate -0.08 .",
        "kb:F012 ekb:estimate 0.92 .",
        "finding-ratio",
        "Found ekb:estimate -0.08, ekb:ciLow 0.78, ekb:effectMeasure ekb:hazard-ratio.",
    ),
    "a decimal comma": (
        "kb:F012 ekb:estimate 0, 92 .",
        "kb:F012 ekb:estimate 0.92 .",
        "finding-estimate",
        "Found 0, 92.",
    ),
    "one id for two things": (
        'kb:C002 dcterms:identifier "C001" .',
        'kb:C002 dcterms:identifier "C002" .',
        "id-unique",
        "The other is kb:C002.",
    ),
    "an id that is not the one in the IRI": (
        'kb:C002 dcterms:identifier "C009" .',
        'kb:C002 dcterms:identifier "C002" .',
        "id-and-iri",
        'The dcterms:identifier is "C009", but the IRI ends in C002: make them the same.',
    ),
    "one label for two concepts": (
        'exposure:loneliness skos:prefLabel "Social isolation"@en .',
        'exposure:loneliness skos:prefLabel "Loneliness"@en .',
        "scheme-labels",
        'Found skos:prefLabel "Social isolation"@en.',
    ),
    "a link to itself": (
        "exposure:loneliness skos:broader exposure:loneliness .",
        "",
        "self-link",
        "skos:broader leads from the item to itself: take it away.",
    ),
    "a circle": (
        "exposure:social-disconnection skos:broader exposure:loneliness .",
        "",
        "circle",
        "skos:broader runs in a circle: exposure:loneliness, exposure:social-disconnection, "
        "exposure:loneliness. Take one of these links away.",
    ),
    "a thing without an IRI": (
        "kb:C001 ekb:statedIn [ a ekb:Passage ] .",
        "",
        "blank-node",
        "ekb:statedIn leads to an item without an IRI ([ ] or _:x): give it one.",
    ),
    "a thing without an IRI that nothing leads to": (
        "[] a ekb:Claim .",
        "",
        "blank-node",
        "Items without an IRI ([ ] or _:x): 1. Give each one.",
    ),
}


@pytest.mark.parametrize(("added", "removed", "rule", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told(added: str, removed: str, rule: str, words: str) -> None:
    """A mistake gets a message with what was found and, where there is one, the nearest value."""
    problems = check_with(added, removed)

    told = [problem.message for problem in problems if problem.rule == rule]
    assert told
    assert told[0].endswith(words)


def test_a_slip_is_told_once() -> None:
    """A value that is in no list is told by the shape that has the list, and not once more."""
    problems = check_with(
        "kb:C001 ekb:direction ekb:harmfull .", "kb:C001 ekb:direction ekb:harmful ."
    )

    assert [(problem.rule, problem.path) for problem in problems] == [
        ("claim-direction", PREFIXES["ekb"] + "direction")
    ]


def test_a_term_of_the_model_is_told_once() -> None:
    """Of a description of a term of the model it is only said that it has no place in a base."""
    problems = check_with("ekb:my-value a skos:Concept .")

    assert [problem.rule for problem in problems] == ["own-term"]


def test_an_unknown_kind_is_told_once() -> None:
    """Of a thing whose type is not known nothing else is said."""
    problems = check_with('kb:C009 a ekb:Clam ; skos:prefLabel "What"@en ; ekb:tier tier:nuanced .')

    assert [problem.rule for problem in problems] == ["unknown-class"]


def test_a_namespace_of_ones_own_is_open() -> None:
    """Properties, classes and items in other namespaces are nobody's business."""
    problems = check_with(
        'kb:C001 my:mood "calm" ; rdfs:seeAlso kb:nothing .'
        'my:thing a my:Thing ; skos:prefLabel "Thing"@en ; skos:related kb:C001 .'
        "kb:C002 a my:Hunch . my:loose my:of my:loose-end ."
    )

    assert problems == []


def test_a_model_property_needs_an_item_of_the_model() -> None:
    """A thing of the user's own may not carry properties of the model as if it were an item."""
    problems = check_with("my:thing a my:Thing ; ekb:tier tier:nuanced .")

    assert [problem.rule for problem in problems] == ["untyped"]


def test_what_is_only_doubtful_is_a_warning() -> None:
    """A question without an answer is a warning; a claim without a passage is a violation."""
    problems = check_with(
        "", "kb:Q001 ekb:answeredBy kb:R001, kb:C003 . kb:C001 ekb:statedIn kb:P001 ."
    )

    assert {problem.rule: problem.severity for problem in problems} == {
        "question-unanswered": "warning",
        "statement-stated-in": "violation",
    }


XSD = "http://www.w3.org/2001/XMLSchema#"
ODD = {
    "no number": ("F012", "estimate", f'"NaN"^^<{XSD}double>', "finding-estimate"),
    "no number as a decimal": ("F012", "ciLow", f'"NaN"^^<{XSD}decimal>', "finding-low"),
    "an infinite number": ("F012", "ciHigh", f'"INF"^^<{XSD}double>', "finding-high"),
    "a malformed decimal": ("F012", "estimate", f'"0,92"^^<{XSD}decimal>', "finding-estimate"),
    "a duration": ("F012", "ciHigh", f'"P1Y"^^<{XSD}duration>', "finding-high"),
    "a date for a number": ("F012", "estimate", f'"2026-11-23"^^<{XSD}date>', "finding-estimate"),
    "a malformed boolean": ("F012", "pooled", f'"yes"^^<{XSD}boolean>', "finding-pooled"),
    "a malformed integer": ("guide", "characters", f'"abc"^^<{XSD}integer>', "document-characters"),
    "a day that is not": ("F012", "seenOn", f'"2024-02-30"^^<{XSD}date>', "finding-seen-on"),
    "a short date": ("F012", "seenOn", f'"24-1-1"^^<{XSD}date>', "finding-seen-on"),
    "a day in a time zone": ("F012", "seenOn", f'"2026-11-23Z"^^<{XSD}date>', "finding-seen-on"),
    "a thing for a number": ("F012", "ciLow", "_:b1", "blank-node"),
    "an IRI for a number": ("F012", "ciLow", "<https://example.org/low>", "finding-low"),
}


@pytest.mark.parametrize(("node", "path", "literal", "rule"), ODD.values(), ids=ODD)
def test_an_odd_literal_is_refused(
    node: str, path: str, literal: str, rule: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """A malformed literal is a problem like any other: no crash, and no word on stderr."""
    problems = check_value(node, path, literal)

    assert rule in {problem.rule for problem in problems if problem.path == PREFIXES["ekb"] + path}
    assert capfd.readouterr() == ("", "")


def test_dates_for_numbers_are_refused() -> None:
    """A day and a day that is not, where numbers are compared, are problems and no crash."""
    problems = check_with(
        'kb:F012 ekb:ciLow "2026-11-23"^^xsd:date ; ekb:estimate "2024-02-30"^^xsd:date .',
        "kb:F012 ekb:ciLow 0.78 ; ekb:estimate 0.92 .",
    )

    assert {"finding-low", "finding-estimate"} <= {problem.rule for problem in problems}


def test_the_answer_does_not_hang_on_the_order() -> None:
    """The same triples in another order give the same problems in the same order."""
    wrong = (
        "kb:C001 ekb:directon ekb:harmful ; ekb:tier tier:nuanced . [] a ekb:Claim . [] a ekb:X ."
    )
    lines = [*LINES, *write_lines(wrong)]
    shuffled = random.Random(1).sample(lines, len(lines))

    first, second = (
        check_ntriples("\n".join([*each, ""]).encode(), OURS) for each in (lines, shuffled)
    )

    assert first == second
    assert len(first) > 2


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """An import in the data is refused as a strange property; nobody is asked for it."""

    def refuse(*arguments: object) -> None:
        raise AssertionError("a check opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    problems = check_with("kb:base owl:imports <https://example.org/more.ttl> .")

    assert [problem.rule for problem in problems] == ["unknown-property"]


def test_what_is_not_rdf_is_refused() -> None:
    """Bytes that are no N-Triples raise our own error."""
    with pytest.raises(DataError, match="base:1:1: The subject"):
        check_ntriples(b"kb:C001 a ekb:Claim .\n")


def test_an_empty_base_has_no_problems() -> None:
    """Where there is nothing, nothing is wrong."""
    assert check_ntriples(b"") == []
