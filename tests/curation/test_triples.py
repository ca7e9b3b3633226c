"""Triples as shapes look them up: whatever the order they come in, the same is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_kb.curation.triples import Said, Triples, tame
from evidence_kb.vocabulary import XSD

nodes = st.sampled_from(["<a:a>", "<a:b>", "<a:c>"])
names = st.sampled_from(["<a:p>", "<a:q>"])
values = st.one_of(
    nodes,
    st.integers(0, 60).map(lambda number: f'"{number}"'),
    st.sampled_from([f'"2024-02-30"^^<{XSD}date>', f'"1"^^<{XSD}integer>', '"x"@en']),
)
made = st.lists(st.tuples(nodes, names, values), max_size=150)


@given(made, st.integers(0, 150))
def test_triples_are_found_from_either_end_in_the_order_they_were_read(
    triples: list[tuple[str, str, str]], cut: int
) -> None:
    """However scattered what is said of a thing is, each value is found once, from both ends."""
    data = Triples(triples[:cut])
    data.add(triples[cut:])

    tamed = list(dict.fromkeys((s, p, tame(o)) for s, p, o in triples))
    assert set(data) == set(tamed)
    assert len(list(data)) == len(tamed)
    for subject, predicate, value in tamed:
        own = [o for s, p, o in tamed if (s, p) == (subject, predicate)]
        assert list(data.values(subject, predicate)) == own == list(data.facts[subject][predicate])
        holders = [s for s in data.facts if (s, predicate, value) in tamed]
        assert list(data.subjects(predicate, value)) == holders


@given(made, made)
def test_triples_joined_leave_the_first_ones_as_they_were(
    some: list[tuple[str, str, str]], more: list[tuple[str, str, str]]
) -> None:
    """What is joined holds both, and what it was made of holds what it held."""
    data = Triples(some)
    before = list(data)

    together = data.join(more)

    assert set(together) == set(Triples([*some, *more]))
    assert list(data) == before


def test_triples_with_blank_nodes_are_listed_apart() -> None:
    """They have no place in what shapes look at, and are not lost."""
    triples = [("<a:a>", "<a:p>", "_:b"), ("_:b", "<a:p>", '"1"'), ("<a:a>", "<a:p>", '"2"')]

    data = Triples(triples)

    assert data.nameless == triples[:2]
    assert list(data.facts) == ["<a:a>"]
    assert sorted(data) == sorted(triples)


def test_things_told_in_turns_are_packed_twice_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two things whose triples alternate are not gone through again for each triple."""
    packed = []
    pack = Triples._pack

    def count(data: Triples, said: dict[str, list[str]]) -> Said:
        packed.append(said)
        return pack(data, said)

    monkeypatch.setattr(Triples, "_pack", count)

    data = Triples((f"<a:{at % 2}>", "<a:p>", f'"{at}"') for at in range(1000))

    assert len(packed) == 4
    assert len(data.values("<a:0>", "<a:p>")) == 500
