"""The canonical writer: same triples, same bytes; nothing lost; a layout that diffs well."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_kb.graph.turtle import Triple, format_triples

_EKB = "https://w3id.org/evidence-kb/ns#"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_PREFIXES = {"ekb": _EKB, "e": "http://e/", "xsd": _XSD, "skos": "http://s/"}


def parse(text: str | bytes) -> set[Triple]:
    """Return the triples of a Turtle text in N-Triples syntax."""
    quads = ox.parse(text, format=ox.RdfFormat.TURTLE)
    return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}


_texts = st.text(
    st.one_of(
        st.sampled_from("\"'\\\n\r\t.;,#<>@^{}[]()\x7f\x85\u200b\u2028\ufeff\ufffe\U0010ffff"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=12,
)
_iris = st.one_of(
    st.sampled_from(["http://e/", "http://e/a", "http://e/-a", "http://e/a.", "http://e/a/b"]),
    st.sampled_from(["http://s/é", "http://s/a%20b", "http://s/1", "http://s/a(b)", "urn:x", _EKB]),
    st.sampled_from([_EKB + "Claim", _EKB + "tier", _XSD + "date"]),
).map(ox.NamedNode)
_nodes = st.one_of(_iris, st.sampled_from(["a", "b0", "x-1"]).map(ox.BlankNode))
_numbers = st.sampled_from(
    ["1", "+1", "-01", "1.", ".5", "1.50", "-.5", "1e5", "1.E-5", ".5e+1", "true", "TRUE", "1", ""]
)
_literals = st.one_of(
    _texts.map(ox.Literal),
    st.builds(lambda text: ox.Literal(text, language="en-gb"), _texts),
    st.builds(
        lambda text, name: ox.Literal(text, datatype=ox.NamedNode(_XSD + name)),
        st.one_of(_numbers, _texts),
        st.sampled_from(["integer", "decimal", "double", "boolean", "date", "string"]),
    ),
)
_triples = st.lists(st.builds(ox.Triple, _nodes, _iris, st.one_of(_nodes, _literals)), max_size=12)


def write(triples: list[ox.Triple]) -> set[Triple]:
    """Return triples of the engine in N-Triples syntax, as its parser would give them."""
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert data is not None
    quads = ox.parse(data, format=ox.RdfFormat.N_TRIPLES)
    return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}


@given(_triples)
@settings(max_examples=300, deadline=None)
def test_nothing_is_lost(triples: list[ox.Triple]) -> None:
    """What is written parses to the same triples, whatever characters texts and IRIs hold."""
    given_triples = write(triples)

    text = format_triples(given_triples, _PREFIXES)

    assert parse(text) == given_triples


@given(_triples, st.randoms())
@settings(max_examples=100, deadline=None)
def test_order_and_repeats_do_not_matter(triples: list[ox.Triple], random: object) -> None:
    """The same triples give the same text, in whatever order and however often they come."""
    given_triples = sorted(write(triples))
    shuffled = given_triples * 2
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert format_triples(shuffled, _PREFIXES) == format_triples(given_triples, _PREFIXES)


@given(_triples)
@settings(max_examples=100, deadline=None)
def test_format_is_stable(triples: list[ox.Triple]) -> None:
    """Writing what was read from a canonical text gives that text again."""
    text = format_triples(write(triples), _PREFIXES)

    assert format_triples(parse(text), _PREFIXES) == text


def test_no_triples_give_no_text() -> None:
    """Nothing is written for nothing."""
    assert format_triples([], _PREFIXES) == ""


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (f'"12"^^<{_XSD}integer>', "12"),
        (f'"0.92"^^<{_XSD}decimal>', "0.92"),
        (f'"1e5"^^<{_XSD}double>', "1e5"),
        (f'"true"^^<{_XSD}boolean>', "true"),
        (f'"1"^^<{_XSD}boolean>', '"1"^^xsd:boolean'),
        (f'"1."^^<{_XSD}decimal>', '"1."^^xsd:decimal'),
        (f'"2024-01-01"^^<{_XSD}date>', '"2024-01-01"^^xsd:date'),
        (f'"x"^^<{_XSD}string>', '"x"'),
        ('"a \\"b\\" \\\\ \\n"@en', '"a \\"b\\" \\\\ \\n"@en'),
        ('"\\u00E9\\U0001F600\\b"', '"é😀\\u0008"'),
        ("<http://e/a>", "e:a"),
        ("<http://e/a/b>", "<http://e/a/b>"),
        ("<http://e/\\u0020>", "<http://e/\\u0020>"),
        ("_:b0", "_:b0"),
        ("<<( <http://e/a> <http://e/b> _:c )>>", "<<( <http://e/a> <http://e/b> _:c )>>"),
    ],
)
def test_term_is_shortened_where_exact(term: str, written: str) -> None:
    """A value is written short only where the short form is the same term to the last digit."""
    text = format_triples([("<http://e/s>", "<http://e/p>", term)], _PREFIXES)

    assert text.endswith(f"e:s\n    e:p {written} .\n")


def test_block_follows_the_model() -> None:
    """Types come first, then the predicates in the model's order, then others by name."""
    subject = "<http://e/C1>"
    triples = [
        (subject, "<http://z/p>", '"last"'),
        (subject, f"<{_EKB}statedIn>", "<http://e/P2>"),
        (subject, f"<{_EKB}statedIn>", "<http://e/P1>"),
        (subject, f"<{_EKB}tier>", "<http://e/t>"),
        (subject, _TYPE, f"<{_EKB}Statement>"),
        (subject, _TYPE, f"<{_EKB}Claim>"),
    ]

    text = format_triples(triples, _PREFIXES)

    assert text == (
        f"@prefix ekb: <{_EKB}> .\n"
        "@prefix e: <http://e/> .\n"
        "\n"
        "e:C1 a ekb:Claim, ekb:Statement ;\n"
        "    ekb:tier e:t ;\n"
        "    ekb:statedIn\n"
        "        e:P1,\n"
        "        e:P2 ;\n"
        '    <http://z/p> "last" .\n'
    )


def test_blocks_are_ordered_by_kind_then_number() -> None:
    """Passages stand before claims, a selector after its passage, and C9 before C10."""
    selector = "<http://www.w3.org/ns/oa#hasSelector>"
    triples = [
        ("<http://e/A>", "<http://e/p>", '"no kind"'),
        *((f"<http://e/C{n}>", _TYPE, f"<{_EKB}Claim>") for n in (10, 9)),
        *((f"<http://e/P{n}>", _TYPE, f"<{_EKB}Passage>") for n in (2, 1)),
        *((f"<http://e/P{n}>", selector, f"<http://e/P{n}-position>") for n in (2, 1)),
        *((f"<http://e/P{n}-position>", "<http://e/start>", '"1"') for n in (2, 1)),
    ]

    text = format_triples(triples, _PREFIXES)

    heads = [line.split()[0] for line in text.split("\n") if line.startswith("e:")]
    assert heads == ["e:P1", "e:P1-position", "e:P2", "e:P2-position", "e:C9", "e:C10", "e:A"]


def test_fixture_keeps_the_order_of_its_predicates() -> None:
    """The model's worked example, written canonically, is the same graph with the same order."""
    folder = Path(__file__).parents[1] / "fixture"
    triples: list[Triple] = []
    prefixes: dict[str, str] = {}
    for path in sorted(folder.glob("*.ttl")):
        parser = ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        triples += [(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in parser]
        prefixes |= parser.prefixes

    text = format_triples(triples, prefixes)

    assert parse(text) == set(triples)
    for subject in {triple[0] for triple in triples if "SE01" not in triple[0]}:
        order = list(dict.fromkeys(p for s, p, _ in triples if s == subject))
        again = ox.parse(text, format=ox.RdfFormat.TURTLE)
        assert (
            list(dict.fromkeys(str(q.predicate) for q in again if str(q.subject) == subject))
            == order
        )
