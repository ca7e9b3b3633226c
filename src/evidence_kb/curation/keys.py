"""Readable names: of concepts and documents from their labels, of sources from a citation.

A name is made of small letters, digits and hyphens, so that it can be typed anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST = 60
_NO_NAME = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_SURNAME = re.compile(r"\s*(?:\bet al\b|&|\band\b|;).*", re.IGNORECASE | re.DOTALL)
_FILLERS = {"a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "of", "on", "the", "to"}
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


def make_slug(text: str) -> str:
    """Return a text as a name; empty where it holds no letter or digit of the Latin alphabet.

    >>> make_slug("Sleep quality (self-rated)"), make_slug("Zaspanie: ółć"), make_slug("睡眠")
    ('sleep-quality-self-rated', 'zaspanie-olc', '')
    """
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    name = _NO_NAME.sub("-", plain).strip("-")
    if len(name) > _LONGEST:
        name = name[: _LONGEST + 1].rpartition("-")[0] or name[:_LONGEST]
    return name


def make_citation_key(
    authors: str, year: str, title: str, is_taken: Callable[[str], bool] | None = None
) -> str:
    """Return the key of a source: first author, year and a word of the title.

    Where that is taken, a number follows.

    >>> make_citation_key("Steptoe et al.", "2013", "The isolation of older people")
    'steptoe-2013-isolation'
    """
    family = make_slug(_SURNAME.sub("", authors)).split("-") or [""]
    words = [word for word in make_slug(title).split("-") if word and word not in _FILLERS]
    key = "-".join(part for part in (family[0] or "anonymous", year, *words[:1]) if part)
    name, number = key, 2
    while is_taken is not None and is_taken(name):
        name, number = f"{key}-{number}", number + 1
    return name


def is_name(text: str) -> bool:
    """Whether a text may be the last part of an id that a person chose.

    >>> is_name("sleep-quality"), is_name("sleep quality"), is_name("a/b")
    (True, False, False)
    """
    return _NAME.fullmatch(text) is not None
