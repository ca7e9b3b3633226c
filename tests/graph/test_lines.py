"""Lines in order: the same in memory and on the disk, and the same as a store would give them."""

from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_kb.errors import DataError, EnvironmentFault
from evidence_kb.graph.base import open_base, scan_base
from evidence_kb.graph.lines import SortedLines, walk_together
from evidence_kb.graph.reading import read_bytes
from evidence_kb.graph.store import LineReader
from evidence_kb.vocabulary import EKB, OWL, XSD

words = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=9)
texts = st.lists(words.map(lambda word: word + "\n"), max_size=40)
numbers = st.one_of(
    st.integers().map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda number: f"{number:f}"),
    st.floats().map(str),
    st.from_regex(r"[+-]?0{0,3}[0-9]{0,25}\.?[0-9]{0,25}([eE][+-]?[0-9]{1,3})?", fullmatch=True),
    st.sampled_from(["INF", "-INF", "NaN", "+INF", "-0", "-0.0", "1.50", "007", "1E400", "x", ""]),
)
years = st.integers(-12000, 12000).map(lambda year: f"{'-' * (year < 0)}{abs(year):04d}")
zones = st.sampled_from(["", "Z", "+00:00", "-00:00", "+05:30", "-14:00", "+15:00"])
clocks = st.builds(
    "{:02d}:{:02d}:{}".format,
    st.integers(0, 24),
    st.integers(0, 60),
    st.sampled_from(["00", "09.50", "59.000", "60", "7"]),
)
days = st.builds("{}-{:02d}-{:02d}".format, years, st.integers(0, 13), st.integers(0, 32))
moments = st.one_of(
    st.builds("{}{}".format, days, zones),
    st.builds("{}{}".format, clocks, zones),
    st.builds("{}T{}{}".format, days, clocks, zones),
    st.builds("{}{}".format, years, zones),
    st.builds("{}-{:02d}{}".format, years, st.integers(0, 13), zones),
    st.builds("--{:02d}{}".format, st.integers(0, 13), zones),
    st.builds("---{:02d}{}".format, st.integers(0, 32), zones),
    st.builds("--{:02d}-{:02d}{}".format, st.integers(0, 13), st.integers(0, 32), zones),
    st.from_regex(r"-?P([0-9]{1,3}Y)?([0-9]{1,2}M)?([0-9]{1,2}D)?", fullmatch=True),
    st.from_regex(
        r"-?P([0-9]D)?T([0-9]{1,3}H)?([0-9]{1,3}M)?([0-9]{1,3}(\.[0-9]{1,4})?S)?", fullmatch=True
    ),
)
flags = st.sampled_from(["true", "false", "1", "0", "TRUE", "yes"])
datatypes = st.sampled_from(
    [
        XSD + name
        for name in (
            *("integer", "int", "long", "short", "byte", "unsignedByte", "unsignedLong"),
            *("nonNegativeInteger", "positiveInteger", "negativeInteger", "nonPositiveInteger"),
            *("decimal", "double", "float", "boolean", "string", "anyURI", "token", "hexBinary"),
            *("date", "time", "dateTime", "dateTimeStamp", "gYear", "gYearMonth", "gMonth"),
            *("gDay", "gMonthDay", "duration", "dayTimeDuration", "yearMonthDuration"),
        )
    ]
    + ["http://example.org/own", "http://www.opengis.net/ont/geosparql#wktLiteral"]
)
tags = st.sampled_from(["en", "EN", "en-GB", "de-Latn-DE-1996", "zh-Hant", "x-own", "en--ltr"])
signs = st.characters(exclude_categories=["Cs", "Cc"])
strings = st.one_of(st.text(signs, max_size=12), st.just(' _:b "^^<a:b> <<( x'))


def quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


literals = st.one_of(
    st.builds("{}^^<{}>".format, st.one_of(numbers, moments, flags, strings).map(quote), datatypes),
    st.builds("{}@{}".format, strings.map(quote), tags),
    strings.map(quote),
)
triples = st.builds(
    "<http://e.org/{}> <http://e.org/{}> {} .\n".format,
    st.sampled_from("abé"),
    st.sampled_from("pq"),
    st.one_of(literals, st.just("<http://e.org/a>")),
)


def read_as_store(text: str) -> list[str]:
    """Return the lines of a text as the engine's store keeps them, all in memory."""
    store = ox.Store()
    store.load(text.encode(), ox.RdfFormat.N_TRIPLES)
    return sorted(f"{quad} .\n" for quad in store)


@given(st.lists(triples, max_size=12).map("".join))
def test_lines_read_one_by_one_are_those_of_a_store(text: str) -> None:
    """Numbers, dates, durations, flags, languages: every value is written as a store keeps it."""
    reader = LineReader()

    found = SortedLines(reader.read(read_bytes(text.encode(), "a.nt", "ntriples")))

    assert not reader.needs_store
    assert [line.decode() for piece in found.read() for line in piece] == read_as_store(text)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('"1.50"^^xsd:decimal', '"1.5"^^xsd:decimal'),
        ('"007"^^xsd:int', '"7"^^xsd:integer'),
        ('"1"^^xsd:boolean', '"true"^^xsd:boolean'),
        ('"P1Y12M"^^xsd:duration', '"P2Y"^^xsd:duration'),
        ('"a"@en-GB', '"a"@en-gb'),
    ],
)
def test_two_ways_to_write_one_value_are_one_line(written: str, kept: str) -> None:
    """What the store rewrites is rewritten here too."""
    texts = [f"<a:s> <a:p> {value} .\n".replace("xsd:", f"<{XSD}") for value in (written, kept)]
    texts = [text.replace(" .\n", "> .\n") if XSD in text else text for text in texts]

    one, other = (
        list(LineReader().read(read_bytes(text.encode(), "a.nt", "ntriples"))) for text in texts
    )

    assert one == other == [texts[1]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", "[] <a:p> 1 ."),
        ("a.ttl", "<a:s> <a:p> [ <a:q> 1 ] ."),
        ("a.ttl", "<a:s> <a:p> ( 1 ) ."),
        ("a.nt", '_:b <a:p> "1" .'),
        ("a.nt", '<a:s> <a:p> <<( <a:s> <a:p> "1" )>> .'),
        ("a.jsonld", '{"@id": "a:s", "a:p": 1}'),
        ("a.rdf", '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'),
    ],
)
def test_what_only_a_whole_graph_can_write_is_left_to_a_store(
    tmp_path: Path, name: str, text: str
) -> None:
    """Blank nodes, triples in triples and other syntaxes give the hash that a store gives."""
    file = tmp_path / name
    file.write_text(text)

    assert scan_base(str(file)).content_hash == open_base(str(file)).content_hash


@given(texts, st.integers(0, 60), st.sets(words.map(lambda word: word + "\n"), max_size=3))
def test_lines_sorted_on_the_disk_are_those_sorted_in_memory(
    lines: list[str], run: int, without: set[str]
) -> None:
    """However many runs there are: the same order, no repeats, and nothing of what is left out."""
    wanted = [line.encode() for line in sorted({*lines} - without)]

    found = SortedLines(iter(lines), without, run)

    assert [line for piece in found.read() for line in piece] == wanted
    assert len(found) == len(wanted)
    assert found.hash() == SortedLines(lines, without).hash()


@given(st.lists(st.text("ab", max_size=5).map(lambda word: word + "\n"), max_size=60))
def test_lines_are_found_by_their_head(lines: list[str]) -> None:
    """Each head leads to all the lines that begin with it, on the disk as in memory."""
    sides = [SortedLines(lines, run=run) for run in (10, 10_000)]

    for head in ("a", "ab", "b", "bba", "c", "\n"):
        wanted = sorted({line for line in lines if line.startswith(head)})
        assert [side.find(head) for side in sides] == [wanted, wanted]


def test_lines_longer_than_a_block_are_found() -> None:
    """What is read at once need not hold a whole line."""
    lines = [f"{number:06d} {'x' * (number % 7 * 20_000)}\n" for number in range(200)]

    found = SortedLines(reversed(lines), run=100_000)

    assert [found.find(line[:7]) for line in lines] == [[line] for line in lines]


@given(st.lists(st.lists(st.text("abc", max_size=2)), max_size=4), st.integers(1, 3))
def test_readers_that_walk_together_lose_nothing(lists: list[list[str]], size: int) -> None:
    """Each stretch holds what every reader has there, and the stretches are in order."""
    each = [sorted({text.encode() for text in one}) for one in lists]
    readers = [iter([one[at : at + size] for at in range(0, len(one), size)]) for one in each]

    stretches = list(walk_together(readers))

    for at, lines in enumerate(each):
        assert [line for stretch in stretches for line in stretch[at]] == lines
    ends = [sorted(line for part in stretch for line in part) for stretch in stretches]
    assert all(one[-1] < other[0] for one, other in pairwise(ends))


def test_an_error_of_what_gives_the_lines_leaves_no_file_open() -> None:
    """A text that does not parse is told as ever, however much of it was sorted."""

    def read() -> Iterator[str]:
        yield "a\n"
        raise DataError("no Turtle")

    with pytest.raises(DataError, match="no Turtle"):
        SortedLines(read(), run=1)


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no room for temporary files, the reason is given."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    with pytest.raises(EnvironmentFault, match="folder for temporary files"):
        SortedLines(["b\n", "a\n"], run=1)


def test_a_base_that_is_scanned_says_of_itself_what_it_says_when_opened(tmp_path: Path) -> None:
    """Title, version, licence, namespace, prefixes and notices are the same."""
    file = tmp_path / "a.trig"
    file.write_text(
        "@prefix own: <http://own.org/> . @prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f'<a:base> dcterms:title "Sleep" ; a <{EKB}Base> .\n'
        "own:g { <http://e.org/drink/scheme> a skos:ConceptScheme . }\n"
    )

    scanned, opened = scan_base(str(file)), open_base(str(file))

    assert {**vars(scanned), **dict.fromkeys(("_lines", "_load"))} == {
        **vars(opened),
        **dict.fromkeys(("_lines", "_load")),
    }
    assert scanned.prefixes["drink"] == "http://e.org/drink/"
    assert len(scanned.store) == len(opened.store)


def test_an_import_is_refused_when_a_base_is_scanned(tmp_path: Path) -> None:
    """What opening a base refuses, reading it through does too."""
    file = tmp_path / "a.ttl"
    file.write_text(f"<a:o> <{OWL}imports> <a:elsewhere> .")

    with pytest.raises(Exception, match="not followed"):
        scan_base(str(file))


def test_the_disk_holds_what_would_grow() -> None:
    """Four times the lines, when there are many runs already, take little more memory."""

    def measure(count: int) -> int:
        tracemalloc.start()
        lines = SortedLines((f"{at * 7919 % count:09d}\n" for at in range(count)), run=400_000)
        assert sum(map(len, lines.read())) == count
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert measure(240_000) < 1.5 * measure(60_000)
