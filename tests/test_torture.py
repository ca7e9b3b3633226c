"""The torture of the content hash: it passes, and it finds what is planted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from benchmarks.dice import Dice
from benchmarks.synthetic import write_base
from benchmarks.torture import change, hash_text, read_items, torture
from evidence_kb.graph.terms import Triple

FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
}


@pytest.fixture(scope="module")
def items(tmp_path_factory: pytest.TempPathFactory) -> list[list[Triple]]:
    """Return the items of a small synthetic base."""
    folder: Path = tmp_path_factory.mktemp("torture")
    write_base(40, 1, str(folder))
    return read_items(str(folder))


def test_no_writing_changes_the_hash_and_each_character_does(items: list[list[Triple]]) -> None:
    """Some hundred rewrites and changes of one character; ``make torture`` does many more."""
    assert list(torture(items, 300, 1)) == []


def parse_loosely(data: bytes, form: str) -> list[str]:
    """Return the triples of a text as they are parsed, values as they are written."""
    text = data.decode().removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return [f"{quad.triple} .\n" for quad in ox.parse(text.encode(), FORMATS[form])]


def digest(lines: list[str]) -> str:
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@pytest.mark.parametrize(
    "faulty",
    [
        pytest.param(lambda *given: digest(parse_loosely(*given)), id="in the order of the file"),
        pytest.param(lambda *given: digest(sorted(parse_loosely(*given))), id="with repeats"),
        pytest.param(
            lambda *given: digest(sorted(set(parse_loosely(*given)))), id="numbers as written"
        ),
        pytest.param(lambda data, form: hash_text(data.lower(), form), id="without case"),
        pytest.param(lambda data, form: hashlib.sha256(data).hexdigest(), id="of the bytes"),
        pytest.param(lambda data, form: hash_text(b"", form), id="of nothing"),
    ],
)
def test_a_faulty_hash_is_found(
    items: list[list[Triple]], faulty: Callable[[bytes, str], str]
) -> None:
    """A hash that depends on the writing, or leaves something out, does not stand it."""
    assert next(torture(items, 300, 1, faulty), None)


def test_one_character_is_changed(items: list[list[Triple]]) -> None:
    """A change is of one letter or digit in one term, and leaves the rest alone."""
    dice = Dice(1)

    for own in items:
        (old, new) = (" ".join(map(" ".join, each)) for each in (own, change(own, dice)))
        assert len(old) == len(new)
        assert sum(a != b for a, b in zip(old, new, strict=True)) == 1
