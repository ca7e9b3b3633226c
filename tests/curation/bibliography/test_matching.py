"""Matching: what is certain, what contradicts itself, what only looks alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence_kb.curation.bibliography.matching import Known, Verdict, match_references
from evidence_kb.curation.bibliography.reference import Author, Reference
from evidence_kb.errors import Place

TIES = Known(
    "kim-2013-ties", "Social ties and all-cause mortality in older adults", "2013", "Kim & Lee",
    "10.5555/Ties", "101",
)  # fmt: skip
NAPS = Known("lee-2010-naps", "Naps and mood", "2010", "Lee et al.", "10.5555/naps", "")
REF = Reference(Place("refs.bib", 1), title=TIES.title, year="2013", authors=(Author("Kim", "S."),))


def judge(reference: Reference, *known: Known) -> Verdict:
    (verdict,) = match_references([reference], known or (TIES, NAPS))
    return verdict


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"doi": "10.5555/TIES"}, "same DOI"),
        ({"pmid": "101", "title": TIES.title.upper()}, "same PMID"),
        ({"doi": "10.5555/ties", "year": "2014"}, "same DOI"),
        ({"doi": "10.5555/ties", "title": "Social ties and all-cause mortality"}, "same DOI"),
        ({"doi": "10.5555/ties", "title": ""}, "same DOI"),
        ({"doi": "10.5555/ties", "pmid": "101"}, "same DOI"),
        ({}, "same title and year"),
        ({"title": "social TIES & all–cause mortality in older adults".replace("&", "and")},
         "same title and year"),
    ],
)  # fmt: skip
def test_what_is_certain_is_matched(changes: dict[str, str], reason: str) -> None:
    """DOI first, then PMID, then title and year; case, dashes and subtitles do not matter."""
    verdict = judge(replace(REF, **changes))

    assert (verdict.status, verdict.reason, verdict.target) == ("matched", reason, TIES.name)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"doi": "10.5555/ties", "title": "Another thing altogether"}, "same DOI, another title"),
        ({"doi": "10.5555/ties", "year": "2010"}, "same DOI, another year"),
        ({"doi": "10.5555/ties", "pmid": "999"}, "same DOI, another PMID"),
        ({"doi": "10.5555/other", "pmid": "101"}, "same PMID, another DOI"),
        ({"doi": "10.5555/naps", "pmid": "101"},
         "its DOI is that of lee-2010-naps, its PMID that of kim-2013-ties"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_a_conflict(changes: dict[str, str], reason: str) -> None:
    """One identifier with another title or year, or two that lead to different sources."""
    verdict = judge(replace(REF, **changes))

    assert (verdict.status, verdict.reason) == ("conflicting", reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": "Social ties and all-cause mortality in older adult"}, "nearly the same title"),
        ({"year": "2014"}, "same title, 2013"),
        ({"doi": "10.5555/preprint"}, "same title and year, but another DOI"),
        ({"authors": (Author("Chen", "C."),)}, "same title and year, but another first author"),
    ],
)
def test_what_only_looks_alike_is_possible(changes: dict[str, object], reason: str) -> None:
    """A near title with at most a year between; the same title of another version or author."""
    verdict = judge(replace(REF, **changes))  # type: ignore[arg-type]

    assert (verdict.status, verdict.reason) == ("possible", reason)
    assert verdict.others == (TIES,)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Social ties and all-cause mortality in older adults of another kind"},
        {"title": "Social ties and all-cause mortality in older adult", "year": "2015"},
        {"title": "Social ties and all-cause mortality in older adult", "doi": "10.5555/part-2"},
        {"title": "Naps"},
    ],
)
def test_the_rest_is_new(changes: dict[str, str]) -> None:
    """Years apart, other words, or a near title under a DOI of its own: another publication."""
    assert judge(replace(REF, **changes)).status == "new"


def test_a_title_that_several_sources_have_decides_nothing() -> None:
    """Two editorials of one name and year are told apart by people."""
    twins = [Known(name, "Editorial", "2020") for name in ("a-2020", "b-2020")]

    verdict = judge(replace(REF, title="Editorial", year="2020"), *twins)

    assert (verdict.status, len(verdict.others)) == ("possible", 2)


def test_a_record_without_what_a_source_needs_is_incomplete() -> None:
    """What is missing is named."""
    verdict = judge(Reference(Place("a", 1), title="Something new"))

    assert (verdict.status, verdict.reason) == ("incomplete", "it has no authors and no year")


def test_records_of_one_publication_collapse() -> None:
    """The second adds what the first lacks, and the third is found by it."""
    first = replace(REF, title="A made-up thing of its own", year="2020", doi="10.5555/x")
    second = replace(first, place=Place("b.ris", 9), doi="", pmid="777", volume="3")
    third = replace(first, place=Place("b.ris", 20), doi="", pmid="777", title="A made-up thing")

    verdicts = match_references([first, second, third], [])

    assert [each.status for each in verdicts] == ["new", "repeated", "repeated"]
    assert {each.target for each in verdicts} == {"refs.bib:1"}
    merged = verdicts[0].reference
    assert (merged.doi, merged.pmid, merged.volume) == ("10.5555/x", "777", "3")


def test_order_and_number_do_not_matter() -> None:
    """Among many sources with words in common the near one is found."""
    crowd = [Known(f"s-{n}", f"Social ties and mortality number {n}", "2013") for n in range(300)]
    near = replace(REF, title="Social ties and all-cause mortality in the older adults")

    verdict = judge(near, *crowd, TIES)

    assert (verdict.status, verdict.others[0]) == ("possible", TIES)
