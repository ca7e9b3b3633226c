"""The reader of Turtle as written: the engine's triples, each term with its place, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from evidence_kb.errors import DataError, LimitError
from evidence_kb.graph.tokens import read_statements, read_tokens

FIXTURE = Path(__file__).parent.parent / "fixture"
HEAD = "@prefix e: <http://e/> .\n@prefix : <http://d/x#> .\nBASE <http://b/c/d>\n"

# Ways to write terms that a hand or another program may choose; what they mean is the engine's say.
IRIS = [
    *("e:a", "e:b.c", "e:", ":x:y", "e:p%20q", r"e:\,d", "<http://e/a>", "<../f>", "<#g>", "<>"),
    *(r"<http://e/\u00e9>", "<//h/./i/../j>", "<?k>", "e:9", "e:é·-é", "e:a.b-", "<x:y>"),
]
LITERALS = [
    *('"x"', "'y'", '"""a"b""c\n\n#d"""', "'''e'f''g'''", '""', "''", r'"\t\"\\\u00e9\U0001F600"'),
    *('"x"@EN', "'y'@de-AT", '"1"^^e:t', '"2"^^<http://www.w3.org/2001/XMLSchema#string>'),
    *("1", "-2.50", "+.5", "1e5", "3.E-2", "true", "false", "007", '"é;.,[({<"', '"# no comment"'),
]
BLANKS = [" ", "\n", "\t\n  ", ' # a comment ; . " <\n', "\r\n"]

blank = st.sampled_from(BLANKS)
iri = st.sampled_from(IRIS)


def join(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    """Join parts with something blank between each two."""
    strategies = [st.just(part) if isinstance(part, str) else part for part in parts]
    woven = [each for part in strategies for each in (part, blank)]
    return st.tuples(*woven).map("".join)


def write_values(value: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    more = st.lists(join(",", value), max_size=2).map("".join)
    return join(value, more)


def write_pairs(value: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = join(st.one_of(iri, st.just("a")), write_values(value))
    more = st.lists(join(st.sampled_from([";", ";;", "; ;"]), pair), max_size=2).map("".join)
    return join(pair, more, st.sampled_from(["", ";"]))


value = st.recursive(
    st.one_of(iri, st.sampled_from(LITERALS), st.sampled_from(["_:b1", "_:x.y", "[]", "()"])),
    lambda inner: st.one_of(
        join("[", write_pairs(inner), "]"),
        st.lists(inner, max_size=3).map(lambda parts: f"( {' '.join(parts)} )"),
    ),
    max_leaves=6,
)
subject = st.one_of(iri, st.sampled_from(["_:b1", "[]", "( 1 e:a )"]))
statement = st.one_of(
    join(subject, write_pairs(value), "."),
    join("[", write_pairs(value), "]", "."),
    st.sampled_from(["@base <z/> .\n", "PREFIX e: <n/>\n", "@prefix f: <http://f/> .\n"]),
)
document = st.lists(statement, max_size=5).map(lambda parts: HEAD + "".join(parts))


def list_engine(text: str) -> list[tuple[str, ...]]:
    quads = parse(text.encode(), format=RdfFormat.TRIG)
    return number([(str(q.subject), str(q.predicate), str(q.object)) for q in quads])


def number(triples: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the triples ordered, each blank node named by all that is said with it."""
    names: dict[str, str] = {term: "_" for triple in triples for term in triple if term[:2] == "_:"}
    for _ in range(8):
        said: dict[str, list[tuple[str, ...]]] = {name: [] for name in names}
        for triple in triples:
            for term in set(triple) & names.keys():
                said[term].append(
                    tuple("*" if part == term else names.get(part, part) for part in triple)
                )
        names = {name: f"_{hash(tuple(sorted(said[name])))}" for name in names}
    return sorted(tuple(names.get(term, term) for term in triple) for triple in triples)


@settings(max_examples=150, deadline=None)
@given(document)
def test_the_triples_are_those_of_the_engine(text: str) -> None:
    """Whatever the layout, the same triples come out as from the engine's parser."""
    expected = list_engine(text)

    found = number([triple[:3] for triple in read_statements(text)])

    assert found == expected


@settings(max_examples=60, deadline=None)
@given(document)
def test_the_tokens_are_the_text(text: str) -> None:
    """The tokens together are the text, and each stands where it says."""
    tokens = list(read_tokens(text))

    lines = text.split("\n")
    assert "".join(token.text for token in tokens) == text
    for token in tokens:
        assert text.startswith(token.text, token.offset)
        assert lines[token.line - 1][token.column - 1 :].startswith(token.text.split("\n")[0])


@settings(max_examples=120, deadline=None)
@given(document, st.integers(0, 400), st.sampled_from(list('.;,[](){}<>"@^:a1\\ ')))
def test_what_the_engine_refuses_is_refused(text: str, at: int, slip: str) -> None:
    """A character too much is refused or read, but never read as other triples."""
    text = text[:at] + slip + text[at:]
    try:
        expected = list_engine(text)
    except SyntaxError:
        return

    try:
        found = number([triple[:3] for triple in read_statements(text)])
    except DataError:
        assert "--" in text or "<<" in text or "{|" in text, text  # RDF 1.2, which is not read
        return

    assert found == expected


@pytest.mark.parametrize("path", sorted(FIXTURE.glob("*.ttl")), ids=lambda path: path.name)
def test_a_real_file_is_read_as_the_engine_reads_it(path: Path) -> None:
    """The files of the fixture give the engine's triples."""
    text = path.read_text(encoding="utf-8")

    assert number([triple[:3] for triple in read_statements(text)]) == list_engine(text)


def test_places_are_those_of_the_terms() -> None:
    """Subject, predicate and value are found where they stand, in code points."""
    text = '@prefix e: <http://e/> .\n"é" # no\n'.replace('"é" # no', "e:é e:p 1,\n   'ü' , e:x .")

    places = [
        (t.subject_place.text, t.object_place.text, t.object_place.line, t.object_place.column)
        for t in read_statements(text)
    ]

    assert places == [("e:é", "1", 2, 9), ("e:é", "'ü'", 3, 4), ("e:é", "e:x", 3, 10)]


def test_graphs_are_read_as_one() -> None:
    """The blocks of TriG give their triples, with and without a name or a last dot."""
    text = (
        "PREFIX e: <http://e/> e:a e:b 1 . e:g { e:a e:b 2 } GRAPH e:h { e:a e:b 3 . } { [] a e:b }"
    )

    assert number([triple[:3] for triple in read_statements(text)]) == list_engine(text)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("<a:s> <a:p> 'x\n' .", 1, 13),
        ("<a:s> <a:p> <a b> .", 1, 13),
        ("<a:s> <a:p>\n e:x .", 2, 2),
        ("<a:s> <a:p> 1\n<a:s> <a:p> 1 .", 2, 1),
        ("<a:s> <a:p> 1", 1, 14),
        ("<a:s> <a:p> x .", 1, 13),
        ("<a:s> _:p 1 .", 1, 7),
        ("_:p <a:p> 1 . _:p _:p 1 .", 1, 19),
        ("<a:s> <a:p> '\\q' .", 1, 13),
        ("<a:s> <a:p> [ <a:q> 1 .", 1, 23),
        ("[] .", 1, 4),
        ("<a:g> { <a:s> <a:p> 1 .", 1, 1),
        ("@prefix e <a:> .", 1, 9),
        ("<a:s> <a:p> <b> .", 1, 13),
    ],
)
def test_what_is_not_turtle_is_refused_with_its_place(text: str, line: int, column: int) -> None:
    """A mistake is refused where it begins."""
    with pytest.raises(DataError) as refused:
        list(read_statements(text, "a.ttl"))

    assert refused.value.place == ("a.ttl", line, column)


def test_deep_brackets_are_refused() -> None:
    """Brackets within brackets end at a limit, not at the end of the stack."""
    with pytest.raises(LimitError, match=r"a\.ttl:1:113: nested deeper than 100"):
        list(read_statements("<a:s> <a:p> " + "(" * 100_000, "a.ttl"))


@pytest.mark.parametrize("part", ['"', "a.", "<", "a:.", "((", "'''", "\\", "1.", "@a-", "_:a."])
def test_a_text_made_to_mislead_is_refused(part: str) -> None:
    """Nothing in a long text makes the reader begin again and again: it would never end."""
    with pytest.raises((DataError, LimitError)):
        list(read_statements(part * 400_000 + "!"))
