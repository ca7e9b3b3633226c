"""The fields of each kind of item are those of the shapes, in words of the ontology."""

from __future__ import annotations

import re

import pytest

from evidence_kb.curation.fields import Kind, describe_choice, find_kind, list_kinds
from evidence_kb.curation.wording import load_model
from evidence_kb.errors import UnknownName

LEFT_OUT = {"owl#deprecated", "isReplacedBy", "hasSelector", "rdf-syntax-ns#type"}


@pytest.mark.parametrize("kind", list_kinds(), ids=lambda kind: kind.name)
def test_every_property_of_a_shape_is_a_field(kind: Kind) -> None:
    """What a shape lets an item carry has a field, but for what the tools write themselves."""
    allowed = load_model().vocabulary.properties[kind.type]

    missing = {iri for iri in allowed if not any(iri.endswith(name) for name in LEFT_OUT)}
    missing -= {field.iri for field in kind.fields}

    assert not missing


@pytest.mark.parametrize("kind", list_kinds(), ids=lambda kind: kind.name)
def test_every_field_is_explained(kind: Kind) -> None:
    """A field has a label and a definition without RDF; its name is one word of small letters."""
    for field in kind.fields:
        assert field.label and field.definition
        assert not re.search(r"\b[a-z]+:[A-Za-z]|@en|xsd|\bIRI\b", field.definition)
        assert field.name.replace("_", "").isalnum() and field.name == field.name.lower()


def test_names_of_fields_are_unique() -> None:
    """No two fields of a kind have the same name."""
    for kind in list_kinds():
        names = [field.name for field in kind.fields]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("kind", "field", "expected"),
    [
        ("claim", "tier", ("choice", False, True)),
        ("claim", "exposure", ("concept", True, True)),
        ("claim", "hedge", ("text", False, False)),
        ("finding", "exposure", ("concept", False, True)),
        ("finding", "estimate", ("number", False, False)),
        ("finding", "participants", ("integer", False, False)),
        ("finding", "pooled", ("flag", False, True)),
        ("finding", "seen_on", ("date", False, True)),
        ("finding", "secondary_of", ("item", False, False)),
        ("source", "year", ("year", False, True)),
        ("source", "url", ("url", True, False)),
        ("concept", "exact_match", ("link", True, False)),
        ("passage", "start", ("integer", False, True)),
        ("quality assessment", "assesses", ("item", False, True)),
    ],
)
def test_a_field_is_read_off_its_shape(
    kind: str, field: str, expected: tuple[str, bool, bool]
) -> None:
    """Kind of value, whether several are taken, and whether one is required."""
    found = find_kind(kind).find(field)

    assert (found.kind, found.many, found.required) == expected


def test_a_concept_field_knows_its_scheme() -> None:
    """The addressed outcome of an evidence line is an outcome."""
    assert find_kind("evidence line").find("addresses_outcome").scheme == "outcome"


def test_a_choice_is_explained() -> None:
    """A value of a closed list has the definition of the ontology."""
    for term in find_kind("claim").find("claim_type").choices:
        assert describe_choice(term)


def test_a_misspelt_field_gets_the_nearest() -> None:
    """The message names the field that was probably meant."""
    with pytest.raises(UnknownName, match="did you mean 'direction'"):
        find_kind("claim").find("dirction")
