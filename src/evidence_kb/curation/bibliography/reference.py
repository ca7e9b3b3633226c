"""A reference as every format gives it: what is known of one publication, and where it stood."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from evidence_kb.errors import Place

INCLUDED, EXCLUDED, UNDECIDED, CONFLICT = "included", "excluded", "undecided", "conflict"
"""What came of the screening of a record; conflict is when the screeners disagree."""
ABSTRACT, FULL_TEXT = "title-and-abstract", "full-text"
"""What was read to decide; the names are those of the model."""
IDENTIFIERS = ("doi", "pmid", "pmcid")


class Author(NamedTuple):
    """A person, or an organisation, which has no given name."""

    family: str
    given: str = ""


class Decision(NamedTuple):
    """What those who screened decided of a record.

    ``stage`` is what was read to decide, empty where the file does not say it; ``votes`` are the
    single decisions as written, by screener.
    """

    verdict: str
    stage: str = ""
    reasons: tuple[str, ...] = ()
    votes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One record of a file, cleaned; empty texts stand for what it does not say.

    ``kind`` is the local name of a FaBiO class, ``genre`` that of a publication type of the model.
    ``complete`` is False where the file says that there are more authors than it names. ``doi``
    and the other identifiers are bare.
    """

    place: Place
    key: str = ""
    kind: str = ""
    genre: str = ""
    title: str = ""
    authors: tuple[Author, ...] = ()
    complete: bool = True
    year: str = ""
    container: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""
    volume: str = ""
    number: str = ""
    first_page: str = ""
    last_page: str = ""
    issn: str = ""
    isbn: str = ""
    publisher: str = ""
    language: str = ""
    decision: Decision | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What a source of a base must have and this record does not say.

        >>> Reference(Place("a.bib", 1), title="On ties").missing
        ('authors', 'year')
        """
        return tuple(name for name in ("title", "authors", "year") if not getattr(self, name))

    def fill(self, other: Reference) -> Reference:
        """Return this record with what it lacks taken from another one of the same publication."""
        names = ("kind", "genre", "authors", "year", "container", *IDENTIFIERS, "url", *_DETAILS)
        lacking = {
            name: getattr(other, name)
            for name in names
            if not getattr(self, name) and getattr(other, name)
        }
        return replace(self, **lacking)


_DETAILS = (
    *("volume", "number", "first_page", "last_page"),
    *("issn", "isbn", "publisher", "language"),
)


class Broken(NamedTuple):
    """A record that cannot be read: where it stands, and what is wrong with it."""

    place: Place
    message: str


class Bibliography(NamedTuple):
    """What a file holds: its path and format, its records in their order, and the broken ones."""

    path: str
    format: str
    references: list[Reference]
    broken: list[Broken]
