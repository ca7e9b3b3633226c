"""What shapes say badly: circles of any length, and trees that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.strays import Vocabulary, find_strays
from evidence_kb.curation.triples import Triples
from evidence_kb.vocabulary import RDF_TYPE, SKOS

if TYPE_CHECKING:
    from evidence_kb.curation.problem import Problem

VOCABULARY = Vocabulary(
    frozenset(), frozenset({SKOS + "Concept"}), {SKOS + "Concept": frozenset({SKOS + "broader"})}
)
PREFIXES = {"my": "https://example.org/", "skos": SKOS}


def find_in(*links: tuple[str, str]) -> list[Problem]:
    """Return the problems of some concepts, given as pairs of one and its broader one."""
    names = sorted({name for link in links for name in link})
    typed = [(f"<https://example.org/{n}>", f"<{RDF_TYPE}>", f"<{SKOS}Concept>") for n in names]
    linked = [
        (f"<https://example.org/{a}>", f"<{SKOS}broader>", f"<https://example.org/{b}>")
        for a, b in links
    ]
    return list(find_strays(Triples([*typed, *linked]), VOCABULARY, PREFIXES))


def test_a_tree_is_well() -> None:
    """A concept with two broader ones that meet again above is no circle."""
    assert find_in(("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")) == []


def test_each_circle_is_told() -> None:
    """Two circles that do not touch are two problems, each told at its first member."""
    problems = find_in(("b", "a"), ("a", "b"), ("y", "x"), ("x", "y"), ("z", "x"))

    assert sorted(problem.node[-1] for problem in problems) == ["a", "x"]


def test_a_circle_of_two_shows_its_members() -> None:
    """The members of a circle are named in the order of the links."""
    (problem,) = find_in(("b", "a"), ("a", "b"))

    assert problem.message.startswith("skos:broader runs in a circle: my:a, my:b, my:a.")


def test_a_long_circle_is_told_briefly() -> None:
    """A circle of ten thousand is one problem, whose message names the first and the last."""
    names = [f"c{number:05}" for number in range(10_000)]

    (problem,) = find_in(*zip(names, [*names[1:], names[0]], strict=True))

    assert "my:c00000, my:c00001" in problem.message
    assert "... 9994 more ..." in problem.message
    assert "my:c09999, my:c00000." in problem.message
