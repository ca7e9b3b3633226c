"""The three-way merge of a cell: what was exported, what the sheet says, what the base says now.

A cell that only the sheet changed takes effect, one that only the base changed stays, and one that
both changed alike is well. One that both changed, and differently, is a conflict: nobody's words
are written over.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from evidence_kb.curation.values import split

if TYPE_CHECKING:
    from evidence_kb.curation.fields import Field

Outcome = Literal["keep", "take", "conflict"]
_NUMBERS = {"integer", "number", "year"}
_FLAGS = {"1": "true", "0": "false"}


def merge(field: Field, was: str, sheet: str, base: str) -> Outcome:
    """Return what becomes of a cell: ``keep`` the base, ``take`` the sheet, or ``conflict``.

    >>> from evidence_kb.curation.fields import find_kind
    >>> tier = find_kind("claim").find("tier")
    >>> merge(tier, "nuanced", "mechanism", "nuanced"), merge(tier, "nuanced", "nuanced", "unknown")
    ('take', 'keep')
    >>> merge(tier, "nuanced", "mechanism", "unknown")
    'conflict'
    """
    if is_same(field, sheet, was) or is_same(field, sheet, base):
        return "keep"
    return "take" if is_same(field, was, base) else "conflict"


def is_same(field: Field, one: str, other: str) -> bool:
    """Return whether two texts of a cell say the same: order of values and way of writing aside.

    >>> from evidence_kb.curation.fields import find_kind
    >>> is_same(find_kind("claim").find("exposure"), "a; b", "b;a")
    True
    >>> is_same(find_kind("finding").find("estimate"), "1.50", "1.5")
    True
    """
    return one == other or _simplify(field, one) == _simplify(field, other)


def _simplify(field: Field, text: str) -> list[str]:
    if field.kind in ("words", "text"):
        return sorted(split(field, text))
    parts = split(field._replace(many=True), text)
    return sorted(_simplify_one(field, part) for part in parts)


def _simplify_one(field: Field, text: str) -> str:
    if field.kind == "flag":
        return _FLAGS.get(text.casefold(), text.casefold())
    if field.kind in _NUMBERS:
        try:
            return str(Decimal(text).normalize())
        except InvalidOperation:
            return text
    return text
