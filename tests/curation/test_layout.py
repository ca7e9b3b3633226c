"""The formatter: same triples, a fixed point, one text for one content, and no comment lost."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_kb.curation.layout import (
    format_file,
    format_turtle,
    is_formatted,
    list_turtle_files,
)
from evidence_kb.errors import DataError, EnvironmentFault, EvidenceError, InputError
from tests.conftest import FIXTURE, ROOT


def read(text: str) -> list[str]:
    """Return the triples of a text with blank nodes named by RDFC-1.0, no value changed."""
    dataset = ox.Dataset(ox.parse(text, format=ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


_blank = st.sampled_from([" ", "  ", "\n", "\t", " \n\n  "])
_names = st.sampled_from(
    ["e:a", "e:b.c", "<http://e/a>", "<a>", ":", "k:x-1", "e:a\\,b", "<http://e/\\u00e9>", "e:9%20"]
)
_subjects = st.one_of(
    _names, st.sampled_from(["_:n", "_:m.1", "[ e:in 1 ]", "( 1 2 )", "[]", "()"])
)
_verbs = st.one_of(_names, st.just("a"))
_literals = st.sampled_from(
    [
        *("1", "+01", "1.50", "-.5", "1e5", "1.E-5", "true", "false", '""', "''", '"a"@EN-gb'),
        *('"# no comment"', "'it is . ; ,'", '"""two\nlines "quoted" here"""', "'''x'y''z'''"),
        *('"\\u00e9\\t\\"\\\\"', '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>', '"5"^^e:t'),
        *(
            '"x"^^<http://www.w3.org/2001/XMLSchema#string>',
            '"\U0001f600é"@de',
            '"@prefix x: <y> ."',
        ),
    ]
)


def _join(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    spaced = [piece for part in parts for piece in (part, _blank)]
    return st.tuples(*spaced).map("".join)


def _list(parts: st.SearchStrategy[str], mark: str, most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(_join(parts), min_size=1, max_size=most).map(f"{mark} ".join)


def _said(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return _list(_join(_verbs, _list(values, ",")), ";")


_leaves = st.one_of(_names, _literals, st.sampled_from(["_:n", "[]", "()"]))
_values = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        _join(st.just("["), _said(inner), st.just("]")),
        _join(st.just("("), _list(inner, " "), st.just(")")),
    ),
    max_leaves=4,
)
_ends = st.sampled_from([".\n", " ; . ", "\n.\n"])
_comments = st.lists(st.sampled_from(["# one\n", "#two . [\n", '  # "3\n']), max_size=2).map(
    "".join
)
_blocks = st.tuples(
    st.sampled_from(["", "\n"]), _comments, _join(_subjects, _said(_values)), _ends
).map(lambda parts: ("\n" if parts[1] else "") + "".join(parts))
_directives = st.sampled_from(
    ["@prefix e: <http://e/> .\n", "PREFIX k: <http://k/>\n", "@base <http://e/d/> .\n", "\n"]
)
_HEAD = "@base <http://e/> . PREFIX e: <http://e/>\n@prefix : <http://k/> . prefix k:<http://k/>\n"
_documents = st.lists(st.one_of(_blocks, _blocks, _directives), max_size=4).map(
    lambda parts: _HEAD + "\n".join(parts)
)


@given(_documents)
@settings(max_examples=300, deadline=None)
def test_any_layout_keeps_its_triples_and_its_comments(text: str) -> None:
    """However Turtle is laid out, its new layout says the same, is fixed, and has each comment."""
    try:
        result = format_turtle(text)
    except DataError as error:
        assert "a comment stands above a prefix" in error.message
        return

    assert read(result) == read(text)
    assert format_turtle(result) == result
    marks = [line.strip() for line in text.split("\n") if line.strip()[:1] == "#"]
    assert sorted(line for line in result.split("\n") if line[:1] == "#") == sorted(marks)


@given(
    _documents, st.integers(0, 10_000), st.sampled_from(["", "#", '"', ".", ";", "]", "(", "\\"])
)
@settings(max_examples=300, deadline=None)
def test_what_the_engine_refuses_is_refused(text: str, at: int, put: str) -> None:
    """A text with one character changed is refused, or keeps its triples: never a third thing."""
    at %= len(text)
    spoilt = text[:at] + put + text[at + 1 :]

    try:
        result = format_turtle(spoilt)
    except EvidenceError:
        return

    try:
        expected = read(spoilt)
    except SyntaxError as error:  # what an IRI may look like inside, the engine alone checks
        assert "IRI" in str(error)
        return
    assert read(result) == expected


@given(st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_one_content_has_one_layout(dice: random.Random) -> None:
    """Blocks and lines in any order, under any prefixes, give the same bytes."""
    text = format_turtle((FIXTURE / "literature.ttl").read_text())
    quads = [*ox.parse(text, format=ox.RdfFormat.TURTLE)]
    dice.shuffle(quads)
    lines = [f"{quad} .\n" for quad in quads]
    head = text[: text.index("\n\n") + 1].replace("@prefix skos:", "@prefix s:")

    shuffled = format_turtle(head + "".join(lines))

    plain = "".join(line for line in text.splitlines(True) if not line.startswith("#"))
    assert shuffled == plain


@pytest.mark.parametrize(
    "value", ["1.50", "+1", "007", "1E5", "-0.0", '"0.50"^^<http://e/t>', '"2013"^^xsd:gYear']
)
def test_a_value_stays_as_it_is_written(value: str) -> None:
    """Numbers keep their digits: no store, which makes 1.5 of 1.50, comes between."""
    text = f"<http://e/a> <http://e/p> {value} .\n"

    result = format_turtle("PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n" + text)

    assert f" {value} ." in result


def test_a_comment_stays_with_its_block() -> None:
    """What stands above a block moves with it; head and end of the file stay where they are."""
    text = (
        "# the file\n\n#   its licence  \n@prefix e: <http://e/> .\n# on ten, 1\n\n  # on ten, 2\n"
        "e:C10 e:p 1 .\n# on nine\ne:C9 e:p 1 .\n# on ten, 3\ne:C10 e:p 0 .\n\n# end\n"
    )

    assert format_turtle(text) == (
        "# the file\n\n#   its licence\n\n@prefix e: <http://e/> .\n\n"
        "# on nine\ne:C9\n    e:p 1 .\n\n"
        "# on ten, 1\n# on ten, 2\n# on ten, 3\ne:C10\n    e:p\n        0,\n        1 .\n\n# end\n"
    )


def test_without_prefixes_a_blank_line_ends_the_head() -> None:
    """Where no prefix divides them, a comment before a blank line is the file's."""
    text = "# the file\n\n# on b\n<http://e/b> a <http://e/K> .\n<http://e/a> a <http://e/K> .\n"

    assert format_turtle(text) == (
        "# the file\n\n<http://e/a> a <http://e/K> .\n\n# on b\n<http://e/b> a <http://e/K> .\n"
    )


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("<a:s> <a:p> 1 . # why\n", "text:1:17", "at the end of a line"),
        ("@prefix e: <http://e/> . # mine\n", "text:1:26", "at the end of a line"),
        ("<a:s> <a:p> 1 ;\n  # why\n  <a:q> 2 .\n", "text:2:3", "inside a statement"),
        ('<a:s> <a:é> "#" , # why\n 2 .', "text:1:19", "inside a statement"),
        ("<a:s> <a:p> [ # why\n ] .\n", "text:1:15", "inside a statement"),
        ("PREFIX a: <http://a/>\n# on b\nPREFIX b: <http://b/>\n", "text:2:1", "above a prefix"),
        ("<a:s> <a:p> <a:o>\n# why\n", "text:2:1", "inside a statement"),
    ],
)
def test_a_comment_that_would_be_lost_is_refused(text: str, place: str, words: str) -> None:
    """No comment is dropped or moved away from what it is about: the message says where it is."""
    with pytest.raises(DataError) as caught:
        format_turtle(text)

    assert str(caught.value.place) == place
    assert words in caught.value.message
    assert "#" in (caught.value.excerpt or "")


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("<a:s> <a:p> ;; <a:q> .\n", "text:1:13", "';'"),
        ("<a:s> <a:p> 1 .\n\n  <a:s> e:q 1 .", "text:3:9", "'e:' is not declared"),
        ("<a:s> <a:p> 1 .\n<a:t> <a:p> 'x .\n", "text:2:13", "never closed"),
        ("<<<<<<< HEAD\n<a:s> <a:p> 1 .\n", "text:1:1", "unresolved git merge"),
        ("{ <a:s> <a:p> 1 }", "text:1:1", "no graphs"),
        ("<s> <a:p> 1 .", "text:1:1", "relative"),
        ("<a:s> <a:p> 1 .\n<a:s> <a:p>", "text:2:12", "end of the text"),
    ],
)
def test_what_is_not_turtle_is_refused_where_it_stands(text: str, place: str, words: str) -> None:
    """A mistake is named with line and column."""
    with pytest.raises(DataError) as caught:
        format_turtle(text)

    assert str(caught.value.place) == place
    assert words in caught.value.message


def test_a_mistake_far_down_is_placed() -> None:
    """Lines are counted through the pieces in which a large file is read."""
    good = "".join(f"e:s{n} e:p 'é', [ e:q {n} ] .\n" for n in range(20_000))

    with pytest.raises(DataError) as caught:
        format_turtle(f"PREFIX e:\n <http://e/>\n{good}e:é e:p nope:x .\n")

    assert str(caught.value.place) == "text:20003:9"


def test_blocks_of_one_subject_become_one_across_pieces() -> None:
    """Subjects that come again far away are brought together, in a file larger than a piece."""
    first = "".join(f"e:C{n} e:p 'one {n}' .\n" for n in range(20_000))
    second = "".join(f"# again\ne:C{n} e:q 'two {n}' .\n" for n in range(20_000))

    result = format_turtle(f"PREFIX e: <http://e/>\n{first}{second}")

    assert result.count("# again\n") == 20_000
    assert result.count(" .\n\n") + 1 == 20_001
    assert '# again\ne:C9\n    e:p "one 9" ;\n    e:q "two 9" .\n\n# again\ne:C10\n' in result


def test_prefixes_alone_are_kept() -> None:
    """A file that waits for its first block keeps what it declares."""
    assert format_turtle("PREFIX b: <http://b/>\nPREFIX a: <http://a/>") == (
        "@prefix a: <http://a/> .\n@prefix b: <http://b/> .\n"
    )


def test_nothing_gives_nothing() -> None:
    """An empty file stays empty."""
    assert format_turtle("") == format_turtle("\ufeff \r\n") == ""


def test_a_file_is_written_only_when_it_changes(tmp_path: Path) -> None:
    """A file in the canonical layout is not touched."""
    path = tmp_path / "a.ttl"
    path.write_bytes(b"\xef\xbb\xbf<http://e/a>  a <http://e/K> .\r\n")

    assert not is_formatted(path)
    assert format_file(path)
    status = os.stat(path)
    assert is_formatted(path)
    assert not format_file(path)
    assert os.stat(path) == status
    assert path.read_bytes() == b"<http://e/a> a <http://e/K> .\n"


def test_a_refused_file_is_left_alone(tmp_path: Path) -> None:
    """Where a comment would be lost nothing is written."""
    path = tmp_path / "a.ttl"
    path.write_text("<http://e/a>  a <http://e/K> . # why\n")

    with pytest.raises(DataError, match=r"a\.ttl:1:32: a comment"):
        format_file(path)

    assert path.read_text() == "<http://e/a>  a <http://e/K> . # why\n"
    assert os.listdir(tmp_path) == ["a.ttl"]


def test_only_turtle_has_a_layout(tmp_path: Path) -> None:
    """Another format is refused by name."""
    path = tmp_path / "a.nt"
    path.write_text("")

    with pytest.raises(InputError, match="ntriples"):
        format_file(path)


def test_folders_give_their_turtle_files(tmp_path: Path) -> None:
    """A folder stands for its .ttl files; what is named twice comes once."""
    for name in ("b.ttl", "A.TTL", ".hidden.ttl", "c.nt"):
        (tmp_path / name).write_text("")

    files = list_turtle_files([str(tmp_path / "b.ttl"), str(tmp_path)])

    assert [os.path.basename(file) for file in files] == ["b.ttl", "A.TTL"]


def test_a_folder_without_turtle_is_named(tmp_path: Path) -> None:
    """An empty folder is no success."""
    with pytest.raises(EnvironmentFault, match="no Turtle file"):
        list_turtle_files([str(tmp_path)])


@pytest.mark.parametrize(
    "path", list_turtle_files([str(ROOT / "data"), str(FIXTURE)]), ids=os.path.basename
)
def test_what_ships_is_formatted(path: str) -> None:
    """The bundled base and the fixture have the canonical layout: run  evidence-kb fmt  on them."""
    assert is_formatted(path)
