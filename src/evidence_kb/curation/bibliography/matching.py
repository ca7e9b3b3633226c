"""Which records are publications that are known already: by DOI, by PMID, by title and year.

What is certain is matched; what contradicts itself is a conflict; what only looks alike is a
possible duplicate. Neither of the last two is ever decided here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from evidence_kb.curation.bibliography.names import fold, shorten_authors
from evidence_kb.curation.bibliography.reference import Reference

NEW, MATCHED, REPEATED = "new", "matched", "repeated"
CONFLICTING, POSSIBLE, INCOMPLETE = "conflicting", "possible", "incomplete"
STATUSES = (NEW, MATCHED, REPEATED, CONFLICTING, POSSIBLE, INCOMPLETE)
"""What a record is found to be: a source is matched, an earlier record of the files repeated."""
NEAR = 0.95
"""From this likeness on (the ratio of difflib) two titles may be of one publication."""

_ALIKE = 0.9  # a shared DOI or PMID is believed: a subtitle reworded, a dash dropped
_LEAST_BEGINNING = 15  # characters that say enough where one title is the beginning of another
_LONGEST_TITLE = 500  # characters that are compared: the time grows with their square
_RARE_WORDS = 3
_NOT_IN_WORDS = re.compile(r"[\W_]+")
_AFTER_FAMILY = re.compile(r",| & | et al\b|;")


class Known(NamedTuple):
    """A publication that is known: a source of the base, or an earlier record.

    ``name`` is the id of the source, or the place of the record; ``authors`` the short form.
    """

    name: str
    title: str
    year: str
    authors: str = ""
    doi: str = ""
    pmid: str = ""
    is_source: bool = True


class Verdict(NamedTuple):
    """What one record is: its status, why, and the known publications that it is or may be."""

    reference: Reference
    status: str
    reason: str = ""
    others: tuple[Known, ...] = ()

    @property
    def target(self) -> str:
        """The name of the publication that the record stands for."""
        if self.status in (MATCHED, REPEATED):
            return self.others[0].name
        return str(self.reference.place)


def match_references(references: Iterable[Reference], known: Iterable[Known]) -> list[Verdict]:
    """Return what each record is, in their order.

    A DOI or PMID of a known publication matches, unless title or year are of another one (two
    years apart or more) or the two identifiers lead to different ones: that is a conflict. Without
    one, the same title in the same year matches, unless identifiers or first authors differ. That,
    and a title that is nearly the same with at most a year between, is a possible duplicate.

    >>> from evidence_kb.errors import Place
    >>> ties = Known("kim-2013-ties", "On ties", "2013", "Kim", doi="10.5555/A")
    >>> ref = Reference(Place("a.bib", 1), title="On Ties.", year="2013", doi="10.5555/a")
    >>> [(verdict.status, verdict.reason) for verdict in match_references([ref], [ties])]
    [('matched', 'same DOI')]
    """
    library = _Library(known)
    verdicts = []
    records: dict[str, Reference] = {}
    for reference in references:
        verdict = library.judge(reference)
        if verdict.status == NEW:
            records[verdict.target] = reference
            library.add(_describe(reference))
        elif verdict.status == REPEATED and verdict.target in records:
            filled = records[verdict.target].fill(reference)
            records[verdict.target] = filled
            library.add(_describe(filled))
        verdicts.append(verdict)
    return [
        verdict._replace(reference=records[verdict.target]) if verdict.status == NEW else verdict
        for verdict in verdicts
    ]


def _describe(reference: Reference) -> Known:
    return Known(
        str(reference.place),
        reference.title,
        reference.year,
        shorten_authors(reference),
        reference.doi,
        reference.pmid,
        is_source=False,
    )


class _Library:
    """The known publications, found by identifier, by title and year, and by rare words."""

    def __init__(self, known: Iterable[Known]):
        self._known: dict[str, Known] = {}
        self._dois: dict[str, str] = {}
        self._pmids: dict[str, str] = {}
        self._titles: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self._words: dict[str, set[str]] = defaultdict(set)
        for each in known:
            self.add(each)

    def add(self, known: Known) -> None:
        self._known[known.name] = known
        if known.doi:
            self._dois.setdefault(known.doi.casefold(), known.name)
        if known.pmid:
            self._pmids.setdefault(known.pmid, known.name)
        title = plain_title(known.title)
        self._titles[title, known.year][known.name] = None
        for word in title.split():
            self._words[word].add(known.name)

    def judge(self, reference: Reference) -> Verdict:
        return (
            self._judge_identifiers(reference)
            or self._judge_title(reference)
            or self._judge_nearness(reference)
            or _judge_alone(reference)
        )

    def _judge_identifiers(self, reference: Reference) -> Verdict | None:
        by_doi = self._known.get(self._dois.get(reference.doi.casefold(), ""))
        by_pmid = self._known.get(self._pmids.get(reference.pmid, ""))
        if by_doi and by_pmid and by_doi is not by_pmid:
            reason = f"its DOI is that of {by_doi.name}, its PMID that of {by_pmid.name}"
            return Verdict(reference, CONFLICTING, reason, (by_doi, by_pmid))
        found = by_doi or by_pmid
        if found is None:
            return None
        shared = "DOI" if by_doi else "PMID"
        if differs := _name_difference(reference, found):
            return Verdict(reference, CONFLICTING, f"same {shared}, another {differs}", (found,))
        return _settle(reference, found, f"same {shared}")

    def _judge_title(self, reference: Reference) -> Verdict | None:
        title = plain_title(reference.title)
        names = self._titles.get((title, reference.year), {}) if title and reference.year else {}
        found = [self._known[name] for name in names]
        if not found:
            return None
        same = [known for known in found if not _name_doubt(reference, known)]
        if len(same) == 1:
            return _settle(reference, same[0], "same title and year")
        doubt = _name_doubt(reference, found[0]) or "several have them"
        reason = f"same title and year, but {doubt}"
        return Verdict(reference, POSSIBLE, reason, tuple(same or found))

    def _judge_nearness(self, reference: Reference) -> Verdict | None:
        title = plain_title(reference.title)
        near = []
        for known in self._list_candidates(title):
            if not _are_years_near(reference.year, known.year):
                continue
            likeness = _compare(title, plain_title(known.title))
            # Two DOIs are two publications; under one title they may still be two versions.
            if likeness >= (1 if _differ(reference, known) else NEAR):
                near.append((-likeness, known.name, known))
        if not near:
            return None
        others = tuple(known for _, _, known in sorted(near)[:3])
        same = plain_title(others[0].title) == title
        apart = "" if reference.year == others[0].year else f", {others[0].year or 'no year'}"
        reason = ("same title" if same else "nearly the same title") + apart
        return Verdict(reference, POSSIBLE, reason, others)

    def _list_candidates(self, title: str) -> Iterator[Known]:
        """Yield what shares one of the rarest words of a title: near titles share most words."""
        words = sorted({w for w in title.split() if w in self._words}, key=self._rank_word)
        names = {name for word in words[:_RARE_WORDS] for name in self._words[word]}
        yield from (self._known[name] for name in sorted(names))

    def _rank_word(self, word: str) -> tuple[int, str]:
        return len(self._words[word]), word


def _settle(reference: Reference, found: Known, reason: str) -> Verdict:
    return Verdict(reference, MATCHED if found.is_source else REPEATED, reason, (found,))


def _judge_alone(reference: Reference) -> Verdict:
    if reference.missing:
        return Verdict(reference, INCOMPLETE, f"it has no {' and no '.join(reference.missing)}")
    return Verdict(reference, NEW)


def _name_difference(reference: Reference, known: Known) -> str:
    """Return what makes two records with one identifier different publications; empty if none."""
    if _differ(reference, known):
        return "PMID" if _are_other(reference.pmid, known.pmid) else "DOI"
    if reference.title and not _are_titles_alike(reference.title, known.title):
        return "title"
    return "" if _are_years_near(reference.year, known.year) else "year"


def _name_doubt(reference: Reference, known: Known) -> str:
    """Return what speaks against two records of one title and year being one publication."""
    if _are_other(reference.doi.casefold(), known.doi.casefold()):
        return "another DOI"
    if _are_other(reference.pmid, known.pmid):
        return "another PMID"
    families = (_find_family(shorten_authors(reference)), _find_family(known.authors))
    return "another first author" if _are_other(*families) else ""


def _differ(reference: Reference, known: Known) -> bool:
    """Return whether both have a DOI, or both a PMID, and they are two."""
    return _are_other(reference.doi.casefold(), known.doi.casefold()) or _are_other(
        reference.pmid, known.pmid
    )


def _are_other(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _find_family(authors: str) -> str:
    return fold(_AFTER_FAMILY.split(authors)[0])


def _are_years_near(one: str, other: str) -> bool:
    """Return whether at most a year lies between, as between online and print; yes if unknown."""
    if not (one.isdecimal() and other.isdecimal()):
        return True
    return abs(int(one) - int(other)) <= 1


def _are_titles_alike(one: str, other: str) -> bool:
    first, second = sorted((plain_title(one), plain_title(other)), key=len)
    if len(first) >= _LEAST_BEGINNING and f"{second} ".startswith(f"{first} "):
        return True
    return _compare(first, second) >= _ALIKE


def _compare(one: str, other: str) -> float:
    """Return how alike two plain titles are, from 0 to 1; 0 where they are surely not near."""
    if one == other:
        return 1.0
    one, other = one[:_LONGEST_TITLE], other[:_LONGEST_TITLE]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio()


@lru_cache(maxsize=100_000)
def plain_title(title: str) -> str:
    """Return the words of a title, without case, punctuation and compatibility forms.

    >>> plain_title("Stress–buffering: “why”?")
    'stress buffering why'
    """
    folded = unicodedata.normalize("NFKC", title).casefold()
    return " ".join(_NOT_IN_WORDS.sub(" ", folded).split())
