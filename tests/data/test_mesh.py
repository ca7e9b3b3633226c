"""Matches of concepts to MeSH: each is a pair of descriptor and id that was looked up."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from evidence_kb.knowledge_base import KnowledgeBase

MESH = "http://id.nlm.nih.gov/mesh/"
STEM = 5
"""Letters by which two words count as one: ``volun`` in volunteering and Volunteers."""


class Pair(NamedTuple):
    """A row of the table that was looked up."""

    concept: str
    match: str
    mesh_descriptor: str
    mesh_id: str


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return KnowledgeBase.open()


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    path = Path(__file__).parent / "mesh.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [Pair(**row) for row in csv.DictReader(file)]


def find_matches(base: KnowledgeBase) -> list[tuple[str, str, str]]:
    """Return the matches of the base: the concept, the kind of match, the id in MeSH."""
    rows = base.select(
        "SELECT ?concept ?kind ?mesh { VALUES ?kind { skos:exactMatch skos:closeMatch }"
        " ?concept ?kind ?mesh FILTER(STRSTARTS(STR(?mesh), STR(mesh:))) }"
    )
    return [
        (str(concept), re.split("[/#]", str(kind))[-1], str(mesh).removeprefix(MESH))
        for concept, kind, mesh in rows
    ]


def stem(text: str) -> set[str]:
    return {word[:STEM] for word in re.findall(r"[a-z]{4,}", text.lower())}


def test_an_id_has_one_descriptor(pairs: list[Pair]) -> None:
    """In the table a descriptor and its id belong together."""
    names = {pair.mesh_id: pair.mesh_descriptor for pair in pairs}
    ids = {pair.mesh_descriptor: pair.mesh_id for pair in pairs}

    assert [p for p in pairs if (names[p.mesh_id], ids[p.mesh_descriptor]) != p[2:]] == []


def test_every_match_is_a_pair_of_the_table(base: KnowledgeBase, pairs: list[Pair]) -> None:
    """No match to MeSH has an id, or a kind, that was not looked up."""
    known = {(pair.match, pair.mesh_id) for pair in pairs}

    assert [match for match in find_matches(base) if match[1:] not in known] == []


def test_a_match_means_what_the_concept_means(base: KnowledgeBase, pairs: list[Pair]) -> None:
    """A concept shares a word with what the table matches to the same descriptor."""
    words: dict[str, set[str]] = {}
    query = "SELECT ?c ?t { ?c skos:prefLabel|skos:altLabel|skos:definition ?t }"
    for concept, text in base.select(query):
        words.setdefault(str(concept), set()).update(stem(str(text)))

    far = [
        (concept, mesh)
        for concept, kind, mesh in find_matches(base)
        if not any(
            words[concept] & stem(f"{pair.concept} {pair.mesh_descriptor}")
            for pair in pairs
            if (pair.match, pair.mesh_id) == (kind, mesh)
        )
    ]

    assert far == []


def test_other_vocabularies_are_not_matched(base: KnowledgeBase) -> None:
    """Every match of the base is one of those tested here."""
    found = base.select(
        "SELECT ?c ?o { ?c skos:exactMatch|skos:closeMatch ?o . ?c skos:inScheme ?s"
        ' FILTER(!STRSTARTS(STR(?o), STR(mesh:)) && STRENDS(STR(?s), "/scheme")) }'
    )

    assert found.rows == []
