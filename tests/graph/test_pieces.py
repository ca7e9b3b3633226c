"""A text read piece by piece: the same triples at the same places as read at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_kb.graph import pieces
from evidence_kb.graph.pieces import read_pieces
from evidence_kb.graph.source import Source
from evidence_kb.graph.tokens import Located, read_statements
from tests.conftest import FIXTURE

STATEMENTS = st.sampled_from(
    [
        "@prefix e: <http://e/> .",
        "PREFIX é: <http://other/>",
        "@base <http://base/> .",
        "# a comment . with dots\n",
        "e:a e:p 1 , 2.5 ; # inside . it\n e:q true .",
        'e:a e:p """two\nlines . # and "quotes\\" """@en .',
        "e:ü e:p 'ünï \U0001f600 .', \"x\"^^e:k .",
        "<rel> e:p <http://e/a.b#c> .e:b e:p e:c .",
        "[ e:p [ e:q ( 1 2 ) ] ] .",
        "e:a e:p [] .\n\n\n",
        "e:a.b e:p e:c\\.d .",
    ]
)
texts = st.lists(
    st.tuples(STATEMENTS, st.sampled_from([" ", "\n", "\n\n", "\t"])), max_size=20
).map(
    lambda parts: (
        "@prefix e: <http://e/> . @prefix é: <http://e/2> . @base <http://b/> . "
        + "".join(map("".join, parts))
    )
)


def place_all(source: Source) -> list[tuple[object, ...]]:
    return [
        (*triple[:3], *map(piece.place, triple[3:]))
        for piece in read_pieces(source)
        for triple in piece.triples
    ]


def hide_labels(triples: list[tuple[object, ...]] | list[Located]) -> list[list[object]]:
    return [["_:" if str(part).startswith("_:") else part for part in each] for each in triples]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts)
def test_pieces_hold_the_triples_at_their_places(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prefixes that change, comments, long texts, brackets: lines, columns and offsets are kept."""
    monkeypatch.setattr(pieces, "PIECE", 1)
    source = Source("a.ttl", "turtle", text.encode(), {})

    found = place_all(source)

    assert hide_labels(found) == hide_labels(list(read_statements(text, "a.ttl")))


def test_a_long_text_is_read_in_several_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """No piece is much longer than is meant, beside what its prefixes make necessary."""
    monkeypatch.setattr(pieces, "PIECE", 10)
    text = "PREFIX e: <http://e/>\n" + "".join(f"e:s{at} e:p {at} .\n" for at in range(200))

    sizes = [
        len(list(piece.triples))
        for piece in read_pieces(Source("a.ttl", "turtle", text.encode(), {}))
    ]

    assert sum(sizes) == 200
    assert max(sizes) < 10


@pytest.mark.parametrize("path", sorted(FIXTURE.glob("*.ttl")), ids=lambda path: path.name)
def test_the_fixture_is_read_as_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What people write is read as it stands."""
    monkeypatch.setattr(pieces, "PIECE", 100)
    data = path.read_bytes()

    found = place_all(Source("a.ttl", "turtle", data, {}))

    assert hide_labels(found) == hide_labels(list(read_statements(data.decode(), "a.ttl")))


def test_graphs_are_read_as_one_piece() -> None:
    """TriG has places too."""
    text = "@prefix e: <http://e/> . e:g { e:a e:p 1 . e:b e:p 2 . } e:c e:p 3 ."

    found = place_all(Source("a.trig", "trig", text.encode(), {}))

    assert hide_labels(found) == hide_labels(list(read_statements(text, "a.trig")))
