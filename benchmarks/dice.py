"""Choices that come out the same for a seed on every Python, machine and hash seed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

Item = TypeVar("Item")


class Dice:
    """A seeded source of choices.

    Only ``random.random`` is used, the one method whose sequence Python promises to keep, and only
    plain arithmetic on it, which is the same on every machine; ``math.exp`` and its like are not.

    >>> dice = Dice(1)
    >>> [dice.below(6) for _ in range(3)]
    [0, 5, 4]
    """

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed).random

    def below(self, count: int) -> int:
        """Return a number from 0 to ``count`` - 1, each as likely."""
        return int(self._draw() * count)

    def skewed(self, count: int) -> int:
        """Return a number from 0 to ``count`` - 1, the small ones far more often.

        Half of the draws fall in the first eighth, as a few topics hold most of a literature.
        """
        drawn = self._draw()
        return int(drawn * drawn * drawn * count)

    def chance(self, share: float) -> bool:
        """Return True in that share of the calls."""
        return self._draw() < share

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of the items, each as likely."""
        return items[self.below(len(items))]

    def weigh(self, weights: Sequence[tuple[Item, int]]) -> Item:
        """Return one of the items, each as often as its weight says."""
        left = self.below(sum(weight for _, weight in weights))
        for item, weight in weights:
            left -= weight
            if left < 0:
                return item
        raise AssertionError("the weights are positive")

    def few(self, items: Sequence[Item], most: int) -> tuple[Item, ...]:
        """Return one to ``most`` different items, mostly one, the first items most often."""
        count = 1 + self.skewed(most)
        return tuple(dict.fromkeys(items[self.skewed(len(items))] for _ in range(count)))
