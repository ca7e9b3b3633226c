"""Concepts as trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evidence_kb.errors import UnknownName
from evidence_kb.hierarchy import find_scheme, list_schemes
from evidence_kb.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <https://example.org/topic/> .
x:scheme a skos:ConceptScheme ; skos:prefLabel "Topics" .
"""


def open_concepts(folder: Path, text: str) -> KnowledgeBase:
    (folder / "concepts.ttl").write_text(HEAD + text)
    return KnowledgeBase.open(folder)


def draw(kb: KnowledgeBase) -> list[str]:
    (scheme,) = list_schemes(kb)
    return ["." * depth + b.label for root in scheme.roots for depth, b in root.walk()]


def test_a_concept_stands_below_its_broader_one(kb: KnowledgeBase) -> None:
    """Depth follows skos:broader; siblings are ordered by label."""
    outcomes = find_scheme(list_schemes(kb), "outcome")

    shown = [(depth, b.label) for root in outcomes.roots for depth, b in root.walk()]
    assert shown == [
        (0, "All-cause mortality"),
        (0, "Cardiovascular disease"),
        (1, "Stroke"),
        (0, "Social anxiety"),
    ]


def test_two_broader_ones_show_a_concept_twice(tmp_path: Path) -> None:
    """A concept is found below each of its broader ones."""
    kb = open_concepts(
        tmp_path,
        """x:a a skos:Concept ; skos:inScheme x:scheme ; skos:prefLabel "A" .
        x:b a skos:Concept ; skos:inScheme x:scheme ; skos:prefLabel "B" .
        x:c a skos:Concept ; skos:inScheme x:scheme ; skos:prefLabel "C" ;
            skos:broader x:a, x:b .""",
    )

    assert draw(kb) == ["A", ".C", "B", ".C"]


def test_a_circle_is_cut_and_nothing_is_lost(tmp_path: Path) -> None:
    """Concepts that are broader than each other are shown once round."""
    kb = open_concepts(
        tmp_path,
        """x:a a skos:Concept ; skos:inScheme x:scheme ; skos:prefLabel "A" ; skos:broader x:b .
        x:b a skos:Concept ; skos:inScheme x:scheme ; skos:prefLabel "B" ; skos:broader x:a .""",
    )

    assert draw(kb) == ["A", ".B"]


def test_a_broader_one_outside_the_scheme_makes_a_root(tmp_path: Path) -> None:
    """What stands below something unknown is not lost."""
    kb = open_concepts(
        tmp_path,
        'x:a a skos:Concept ; skos:inScheme x:scheme ; skos:prefLabel "A" ; skos:broader x:none .',
    )

    assert draw(kb) == ["A"]


def test_a_deep_tree_is_drawn(tmp_path: Path) -> None:
    """Sixty levels are no more than lines."""
    concepts = "\n".join(
        f'x:c{n} a skos:Concept ; skos:inScheme x:scheme ; skos:prefLabel "C{n:02}" ;'
        f" skos:broader x:c{n - 1} ."
        for n in range(60)
    )

    assert len(draw(open_concepts(tmp_path, concepts))) == 60


def test_an_unknown_scheme_is_refused(kb: KnowledgeBase) -> None:
    """The nearest scheme is named, or all of them."""
    with pytest.raises(UnknownName, match="did you mean 'outcome'"):
        find_scheme(list_schemes(kb), "outcmoe")
    with pytest.raises(UnknownName, match="there are exposure, outcome, mechanism, population"):
        find_scheme(list_schemes(kb), "zzzz")


def test_a_chain_of_any_length_is_drawn(tmp_path: Path) -> None:
    """Thousands of levels, in a chain or in a circle, are cut into trees: each concept is there."""
    for count, last in ((3000, ""), (3001, "; skos:broader x:c0 ")):
        lines = [
            f'x:c{n} a skos:Concept ; skos:inScheme x:scheme ; skos:prefLabel "C{n:04}" '
            + (f"; skos:broader x:c{n + 1} ." if n < count - 1 else f"{last}.")
            for n in range(count)
        ]

        drawn = draw(open_concepts(tmp_path, "\n".join(lines)))

        assert {line.lstrip(".") for line in drawn} == {f"C{n:04}" for n in range(count)}
        assert len(drawn) < count + 100
        assert max(len(line) - len(line.lstrip(".")) for line in drawn) == 63


def test_many_ways_down_to_a_concept_are_not_all_drawn(tmp_path: Path) -> None:
    """Thirty diamonds on top of each other are a thousand million ways to the last concept."""
    lines = []
    for n in range(30):
        for name in (f"a{n}", f"b{n}"):
            above = f"; skos:broader x:a{n - 1}, x:b{n - 1} ." if n else "."
            lines.append(
                f"x:{name} a skos:Concept ; skos:inScheme x:scheme ;"
                f' skos:prefLabel "{name}" {above}'
            )

    drawn = draw(open_concepts(tmp_path, "\n".join(lines)))

    assert {line.lstrip(".") for line in drawn} == {f"{s}{n}" for s in "ab" for n in range(30)}
    assert len(drawn) < 20_000
