"""Matches of concepts to MeSH: each is a pair of descriptor and id that was looked up.

That a match means what the concept means is a rule of the check, which the base passes.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from evidence_kb.knowledge_base import KnowledgeBase
from evidence_kb.resources import find_folder

MESH = "http://id.nlm.nih.gov/mesh/"


class Pair(NamedTuple):
    """A row of the table that was looked up."""

    id: str
    name: str
    match: str
    term: str


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return KnowledgeBase.open()


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    path = Path(find_folder("schema")) / "mesh.csv"
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


def test_an_id_has_one_descriptor(pairs: list[Pair]) -> None:
    """In the table a descriptor and its id belong together."""
    names = {pair.id: pair.name for pair in pairs}
    ids = {pair.name: pair.id for pair in pairs}

    assert [p for p in pairs if (ids[p.name], names[p.id]) != p[:2]] == []


def test_every_match_is_a_pair_of_the_table(base: KnowledgeBase, pairs: list[Pair]) -> None:
    """No match to MeSH has an id, or a kind, that was not looked up."""
    known = {(pair.match, pair.id) for pair in pairs}

    assert [match for match in find_matches(base) if match[1:] not in known] == []


def test_other_vocabularies_are_not_matched(base: KnowledgeBase) -> None:
    """Every match of the base is one of those tested here."""
    found = base.select(
        "SELECT ?c ?o { ?c skos:exactMatch|skos:closeMatch ?o . ?c skos:inScheme ?s"
        ' FILTER(!STRSTARTS(STR(?o), STR(mesh:)) && STRENDS(STR(?s), "/scheme")) }'
    )

    assert found.rows == []
