"""Plain values in and out of RDF terms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_kb.errors import InputError
from evidence_kb.graph.store import Store
from evidence_kb.graph.terms import IRI, expand, read_literal, shorten, write_term
from evidence_kb.vocabulary import PREFIXES, XSD

HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(HOSTILE)
def test_any_text_passes_through_a_query_unchanged(text: str) -> None:
    """A text bound into a query comes back as it was, whatever it holds."""
    answer = Store().select("SELECT ?x { VALUES ?x { " + write_term(text) + " } }", {})

    assert answer.rows == [(text,)]


@pytest.mark.parametrize("value", [True, 7, -1, Decimal("1.5"), date(2026, 11, 23), 0.25])
def test_typed_values_keep_value_and_type(value: object) -> None:
    """Numbers, flags and dates come back equal and of the same type."""
    text = "SELECT ?x { VALUES ?x { " + write_term(value) + " } }"  # type: ignore[arg-type]

    ((found,),) = Store().select(text, {}).rows

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("iri", ["a b", "a<b", 'a"b', "a{b", "a|b", "a\\b", "a\nb", "a`b", "a^b"])
def test_a_character_that_no_iri_has_is_refused(iri: str) -> None:
    """An IRI cannot carry text out of its angle brackets."""
    with pytest.raises(InputError, match="not an IRI"):
        write_term(IRI(iri))


def test_a_lone_surrogate_is_refused() -> None:
    """Half a character is no text."""
    with pytest.raises(InputError, match="half a character"):
        write_term("\ud800")


@pytest.mark.parametrize(
    ("lexical", "kind"),
    [
        ("abc", "integer"),
        ("1_000", "integer"),
        ("1_0.5", "decimal"),
        ("2024-02-30", "date"),
        ("2013-W05-1", "date"),
        ("maybe", "boolean"),
    ],
)
def test_a_malformed_literal_falls_back_to_its_text(lexical: str, kind: str) -> None:
    """What does not fit its datatype is kept as it was written."""
    assert read_literal(lexical, XSD + kind) == lexical


def test_a_year_is_a_number() -> None:
    """A publication year sorts and compares as a number."""
    assert read_literal("2013", XSD + "gYear") == 2013


def test_the_longest_namespace_shortens_an_iri() -> None:
    """A namespace below another one wins."""
    prefixes = {"a": "http://x/", "b": "http://x/y/"}

    assert shorten("http://x/y/z", prefixes) == "b:z"


def test_a_name_that_is_no_local_name_stays_an_iri() -> None:
    """What a prefixed name could not hold is left whole."""
    assert shorten("http://x/y/z", {"a": "http://x/"}) == "http://x/y/z"


@pytest.mark.parametrize("text", ["skos:broader", "<" + PREFIXES["skos"] + "broader>"])
def test_prefixed_names_and_bracketed_iris_expand(text: str) -> None:
    """Both ways of writing an IRI mean the same."""
    assert expand(text, PREFIXES) == PREFIXES["skos"] + "broader"
