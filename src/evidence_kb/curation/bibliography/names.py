"""Names of authors: as files write them, as a base keeps them, and the keys made from them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from evidence_kb.curation.bibliography.cleaning import clean_text
from evidence_kb.curation.bibliography.reference import Author, Reference

OTHERS = re.compile(r"(?:and\s+)?(?:others|et\.?\s+al\.?)", re.IGNORECASE)
"""What stands in place of authors that a file leaves out."""

_INITIALS = re.compile(r"(?:[^\W\d_]\.?[- ]?){1,4}")
_AND = re.compile(r"\s*;\s*|\s+(?:and|&)\s+")
_KEY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?:1[5-9]|20)[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*")
_NOT_IN_KEY = re.compile(r"[^a-z0-9]+")
_FOLDED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae"})
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a about across after all among an and are as at before being between by can do does
        during effect effects for from has have how in into is its longitudinal more new not of on
        or over randomised randomized review risk role social study systematic than that the their
        through to toward towards trial under using versus via what when which who why with within
        without""",
    )
)
"""Words that say little of what a publication is about."""


def read_name(text: str) -> Author:
    """Return the author that a text without LaTeX names.

    A comma divides family and given name; without one, initials at the end are the given name, and
    a text without those is kept whole, as an organisation would be.

    >>> read_name("Steptoe, Andrew"), read_name("von Känel R")
    (Author(family='Steptoe', given='Andrew'), Author(family='von Känel', given='R'))
    >>> read_name("World Health Organization,")
    Author(family='World Health Organization', given='')
    """
    text = clean_text(text)
    if "," in text:
        family, _, given = (part.strip() for part in text.partition(","))
        return Author(family, given.strip(" ,")) if family else Author(given)
    words = text.split(" ")
    for count in (3, 2, 1):
        given = " ".join(words[-count:])
        if len(words) > count and _INITIALS.fullmatch(given) and given == given.upper():
            return Author(" ".join(words[:-count]), given)
    return Author(text)


def read_names(texts: Sequence[str]) -> tuple[tuple[Author, ...], bool]:
    """Return the authors, and whether these are all: False after an "et al.".

    >>> read_names(["Steptoe, A", "et al."])
    ((Author(family='Steptoe', given='A'),), False)
    """
    kept = [text for text in texts if text.strip() and not OTHERS.fullmatch(text.strip(" ,;."))]
    found = (read_name(text) for text in kept)
    complete = len(kept) == len([text for text in texts if text.strip()])
    return tuple(author for author in found if author.family), complete


def split_names(text: str) -> list[str]:
    """Return the single names in a cell that holds all of them.

    >>> split_names("Kim, Soo and Lee A.B."), split_names("Kim, S.; Lee, A.")
    (['Kim, Soo', 'Lee A.B.'], ['Kim, S.', 'Lee, A.'])
    """
    names = [name for name in _AND.split(" ".join(text.split())) if name]
    if len(names) == 1 and text.count(",") > 1:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        # "Kim S, Lee AB, Chen C": each part is a whole name; "Kim, S., Lee, A.": every other one.
        if all(read_name(part).given for part in parts):
            return parts
        if len(parts) % 2 == 0:
            return [f"{a}, {b}" for a, b in zip(parts[::2], parts[1::2], strict=True)]
    return names


def shorten_authors(reference: Reference) -> str:
    """Return the authors in the short form used in citations; empty where there are none.

    >>> from evidence_kb.errors import Place
    >>> three = (Author("Barth", "J"), Author("Schneider", "S"), Author("von Känel", "R"))
    >>> shorten_authors(Reference(Place("a"), authors=three))
    'Barth, Schneider & von Känel'
    """
    families = [author.family for author in reference.authors]
    if not families:
        return ""
    if not reference.complete or len(families) > 3:
        return f"{families[0]} et al."
    return " & ".join(filter(None, (", ".join(families[:-1]), families[-1])))


def list_authors(reference: Reference) -> str:
    """Return all authors, family name first, set apart by semicolons.

    Empty where the file does not name all, or only the family names of several.

    >>> from evidence_kb.errors import Place
    >>> list_authors(Reference(Place("a"), authors=(Author("Kim", "S."), Author("WHO"))))
    'Kim, S.; WHO'
    """
    names = [", ".join(filter(None, author)).replace(";", ",") for author in reference.authors]
    if not any(author.given for author in reference.authors) and (
        len(names) > 1 or re.search(r"et al\.?$| & ", "".join(names))
    ):
        return ""
    return "; ".join(names) if reference.complete else ""


def fold(text: str) -> str:
    """Return a text in plain small letters and digits, words joined by hyphens.

    >>> fold("Gariépy & Ångström"), fold("王")
    ('gariepy-angstrom', '')
    """
    text = unicodedata.normalize("NFKD", text.casefold().translate(_FOLDED))
    plain = "".join(character for character in text if not unicodedata.combining(character))
    return _NOT_IN_KEY.sub("-", plain).strip("-")


def make_key(reference: Reference, is_taken: Callable[[str], bool]) -> str:
    """Return a citation key that is not taken: ``steptoe-2013-isolation``.

    First author, year, and a word of the title; more words, then a number, where that is taken. A
    key of this form that the file brings is kept.

    >>> from evidence_kb.errors import Place
    >>> who, what = (Author("Kim"),), "Social isolation"
    >>> ref = Reference(Place("a"), title=what, authors=who, year="2013")
    >>> make_key(ref, lambda key: False), make_key(ref, lambda key: key == "kim-2013-isolation")
    ('kim-2013-isolation', 'kim-2013-isolation-2')
    """
    if _KEY.fullmatch(reference.key) and not is_taken(reference.key):
        return reference.key
    family = fold(reference.authors[0].family if reference.authors else "") or "anonymous"
    first = "-".join(family.split("-")[:3])
    words = [word for word in fold(reference.title).split("-") if len(word) > 2] or ["untitled"]
    telling = [word for word in words if word not in _STOP_WORDS and word.isalpha()] or words
    key = f"{first}-{reference.year}-{telling[0]}"
    if is_taken(key) and len(telling) > 1:
        key = f"{key}-{telling[1]}"
    base, number = key, 2
    while is_taken(key):
        key, number = f"{base}-{number}", number + 1
    return key
