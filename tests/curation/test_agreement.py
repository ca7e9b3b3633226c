"""How far two readers agree: the maths against worked examples."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from evidence_kb.curation.agreement import measure_agreement, measure_overlap


def test_kappa_of_a_table_worked_by_hand() -> None:
    """Of 20, 5, 10 and 15: seen 0.7, by chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5, so kappa is 0.4."""
    pairs = Counter({("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15})

    found = measure_agreement(pairs.elements())

    assert found.kappa == pytest.approx(0.4)


def test_the_interval_of_a_table_worked_by_hand() -> None:
    """The variance of that table is (0.02743 + 0.02547 - 0.0025) / (50 * 0.5 ** 4) = 0.016128."""
    pairs = Counter({("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15})

    found = measure_agreement(pairs.elements())

    assert found.low == pytest.approx(0.4 - 1.959964 * 0.016128**0.5)
    assert found.high == pytest.approx(0.4 + 1.959964 * 0.016128**0.5)


def test_the_interval_is_that_of_resampling() -> None:
    """On a lopsided table of three values the standard error is near that of the bootstrap."""
    cells = [[75, 1, 4], [5, 4, 1], [0, 2, 8]]
    pairs = [(str(i), str(j)) for i in range(3) for j in range(3) for _ in range(cells[i][j])]
    chance = Random(20)

    found = measure_agreement(pairs)
    drawn = [measure_agreement(chance.choices(pairs, k=len(pairs))).kappa or 0 for _ in range(2000)]
    mean = sum(drawn) / len(drawn)
    spread = (sum((kappa - mean) ** 2 for kappa in drawn) / len(drawn)) ** 0.5

    assert found.kappa is not None
    assert found.low is not None
    assert (found.kappa - found.low) / 1.96 == pytest.approx(spread, rel=0.1)


def test_kappa_is_undefined_for_a_single_value() -> None:
    """Where both readers know one value only, there is no kappa to give."""
    found = measure_agreement([("a", "a"), ("a", "a")])

    assert (found.kappa, found.same, found.total) == (None, 2, 2)


def test_two_empty_lists_overlap_wholly() -> None:
    """Nothing and nothing are the same."""
    assert measure_overlap(frozenset(), frozenset()) == 1


def test_nothing_coded_has_neither_per_cent_nor_kappa() -> None:
    """Without pairs there is no figure, and no division by zero."""
    found = measure_agreement([])

    assert (found.total, found.percent, found.kappa) == (0, None, None)


def test_readers_who_never_agree_on_two_values_have_a_kappa_below_chance() -> None:
    """Where each calls yes what the other calls no, kappa is -1."""
    found = measure_agreement([("yes", "no"), ("no", "yes")])

    assert found.kappa == pytest.approx(-1)
