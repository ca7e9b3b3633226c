"""The literature of the bundled base: every cell of its tables, and its evidence lines.

The tables in ``literature/`` are those the base was made from, less the column that repeats the
headings of the document. What a row was first thought to bear on is not kept: the evidence lines,
written by reading, take its place.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from evidence_kb.curation.check import check_ntriples
from evidence_kb.knowledge_base import KnowledgeBase
from tests.conftest import ROOT

TABLES = Path(__file__).parent / "literature"
LINES = ROOT / "curation" / "evidence-lines.csv"
DATA = ROOT / "data"

SOURCE = "ekb:source/"
TEXTS = {
    "doi": SOURCE + "prism:doi",
    "pmid": SOURCE + "fabio:hasPubMedId",
    "title": SOURCE + "dcterms:title",
    "authors_short": SOURCE + "ekb:authors",
    "journal": SOURCE + "ekb:journal",
    "standing_seen_at": SOURCE + "ekb:standingSeenAt",
    "subgroup": "ekb:subgroup",
    "partition": "ekb:partition",
    "population": "ekb:populationAsReported",
    "exposure": "ekb:exposureAsReported",
    "comparator": "ekb:comparator",
    "unit_or_scale": "ekb:unitOrScale",
    "outcome": "ekb:outcomeAsReported",
    "p": "ekb:pAsPrinted",
    "higher_means": "ekb:higherMeans",
    "as_printed": "ekb:asPrinted",
    "adjusted_for": "ekb:adjustedFor",
    "caveat": "ekb:caveat",
    "checked_at": "ekb:seenAt",
    "checked_on": "ekb:seenOn",
    "effect_measure": "ekb:effectMeasure/skos:notation",
}
NAMES = {
    "source_id": "ekb:source",
    "publication_type": SOURCE + "ekb:publicationType",
    "standing": SOURCE + "ekb:standing",
    "design": "ekb:design",
    "count_scope": "ekb:countScope",
    "cohort": "ekb:cohort",
    "population_concept": "ekb:population",
    "exposure_concept": "ekb:exposure",
    "exposure_sense": "ekb:exposureSense",
    "contrast": "ekb:contrast",
    "outcome_concept": "ekb:outcome",
    "outcome_sense": "ekb:outcomeSense",
    "interval_kind": "ekb:intervalKind",
    "transformed": "ekb:transformed",
    "adjustment": "ekb:adjustment",
    "seen_as": "ekb:seenAs",
}
NUMBERS = {
    "year": SOURCE + "fabio:hasPublicationYear",
    "n_studies": "ekb:studies",
    "n_participants": "ekb:participants",
    "estimate": "ekb:estimate",
    "ci_low": "ekb:ciLow",
    "ci_high": "ekb:ciHigh",
    "ci_level": "ekb:ciLevel",
}
FLAGS = {"pooled": "ekb:pooled", "secondary": "ekb:secondary"}
PROPERTY = {"estimate": "estimate", "ci_low": "ciLow", "ci_high": "ciHigh"}
COMPUTED = {"finding_id", "precise", "secondary_of", "bearing", "limits_scope", "guide_claim"}

TIED_OTHERWISE = {"F027", "F045", "F076"}
"""Findings that say nothing of what they were first thought to bear on, and were tied elsewhere."""

SAME_BY_READING = {
    ("F029", "C072"),
    ("F130", "C073"),
    ("F135", "C070"),
    ("F172", "C073"),
    ("F172", "C076"),
}
"""Lines whose exposure, as the source words it, is the claim's, though its concept is wider."""


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FINDINGS = {row["finding_id"]: row for row in read_table(TABLES / "findings.csv")}


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return KnowledgeBase.open()


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    return read_table(LINES)


def export(base: KnowledgeBase, path: str) -> dict[str, list[object]]:
    """Return the values that a path leads to, by the id of the finding."""
    found: dict[str, list[object]] = defaultdict(list)
    query = f"SELECT ?id ?value {{ ?f a ekb:Finding ; dcterms:identifier ?id ; {path} ?value }}"
    for key, value in base.select(query):
        found[str(key)].append(value)
    return found


def take_name(iri: object) -> str:
    return re.split("[/#]", str(iri))[-1]


def compare(
    base: KnowledgeBase, column: str, path: str, write: Callable[[object], str]
) -> list[tuple[str, str, str]]:
    """Return the cells that come back otherwise: the finding, the table's cell, the base's."""
    found = export(base, path)
    pairs = (
        (key, row[column], "; ".join(sorted(map(write, found.get(key, ())))))
        for key, row in FINDINGS.items()
    )
    return [pair for pair in pairs if pair[1] != pair[2]]


def test_every_column_is_compared() -> None:
    """No column of the table escapes the tests below."""
    columns = set(next(iter(FINDINGS.values())))

    assert columns == {*TEXTS, *NAMES, *NUMBERS, *FLAGS, *COMPUTED}


def test_every_finding_is_there(base: KnowledgeBase) -> None:
    """The base holds the findings of the table and no other."""
    found = base.select("SELECT ?id { ?f a ekb:Finding ; dcterms:identifier ?id }").column("id")

    assert sorted(map(str, found)) == sorted(FINDINGS)


@pytest.mark.parametrize("column", TEXTS)
def test_a_text_comes_back_to_the_letter(base: KnowledgeBase, column: str) -> None:
    """Texts, addresses, dates and short forms are exported as the table has them."""
    assert compare(base, column, TEXTS[column], str) == []


@pytest.mark.parametrize("column", NAMES)
def test_a_concept_comes_back(base: KnowledgeBase, column: str) -> None:
    """Concepts, sources and values of closed lists are those of the table."""
    assert compare(base, column, NAMES[column], take_name) == []


@pytest.mark.parametrize("column", FLAGS)
def test_a_flag_comes_back(base: KnowledgeBase, column: str) -> None:
    """Yes and no are kept as true and false."""
    assert compare(base, column, FLAGS[column], {True: "yes", False: "no"}.__getitem__) == []


@pytest.mark.parametrize("column", NUMBERS)
def test_a_number_comes_back(base: KnowledgeBase, column: str) -> None:
    """Numbers are equal as numbers: a store writes 1.50 as 1.5."""
    found = export(base, NUMBERS[column])

    wrong = [
        (key, row[column], found.get(key))
        for key, row in FINDINGS.items()
        if ([Decimal(row[column])] if row[column] else []) != found.get(key, [])
    ]

    assert wrong == []


@pytest.mark.parametrize("column", PROPERTY)
def test_the_file_keeps_the_digits(column: str) -> None:
    """In the file an estimate and its limits stand with every digit of the table."""
    blocks = (DATA / "literature.ttl").read_text(encoding="utf-8").split("\n\n")
    found = {
        block.split()[0].removeprefix("kb:"): written[1]
        for block in blocks
        if (written := re.search(rf"ekb:{PROPERTY[column]} (\S+) ;", block))
    }

    assert found == {key: row[column] for key, row in FINDINGS.items() if row[column]}


def test_p_is_a_number_or_a_bound(base: KnowledgeBase) -> None:
    """A p value below a bound is kept as the bound, any other as the number."""
    numbers, bounds = export(base, "ekb:pValue"), export(base, "ekb:pBelow")

    for key, row in FINDINGS.items():
        bound = row["p"].startswith("<")
        value = [Decimal(row["p"].removeprefix("<"))] if row["p"] else []
        assert bounds.get(key, []) == (value if bound else []), key
        assert numbers.get(key, []) == ([] if bound else value), key


def test_a_repeat_of_an_unknown_source_says_so(base: KnowledgeBase) -> None:
    """What a secondary finding repeats is kept where known, and nothing is put where it is not."""
    repeats, origin = export(base, "ekb:secondary"), export(base, "ekb:secondaryOf")

    told = {
        key: take_name(origin[key][0]) if key in origin else "unknown" if repeats[key][0] else ""
        for key in FINDINGS
    }

    assert told == {key: row["secondary_of"] for key, row in FINDINGS.items()}


def test_precise_follows_from_the_interval(base: KnowledgeBase) -> None:
    """An estimate is precise exactly where its interval leaves the null value out."""
    found = base.select(
        "SELECT ?id ?null ?low ?high { ?f a ekb:Finding ; dcterms:identifier ?id ;"
        " ekb:ciLow ?low ; ekb:ciHigh ?high ; ekb:effectMeasure/ekb:nullValue ?null }"
    )

    told = {str(key): "no" if low <= null <= high else "yes" for key, null, low, high in found}  # type: ignore[operator]

    assert {key: told.get(key, "unknown") for key in FINDINGS} == {
        key: row["precise"] for key, row in FINDINGS.items()
    }


@pytest.mark.parametrize(
    ("column", "path"), [("bearing", "ekb:bearing"), ("limits_scope", "ekb:limitsScope")]
)
def test_what_was_first_coded_is_on_a_line(base: KnowledgeBase, column: str, path: str) -> None:
    """The bearing and the limits that a row gives stand on one of the finding's lines."""
    found = export(base, f"^ekb:finding/{path}")

    lost = {
        key
        for key, row in FINDINGS.items()
        if row[column] and row[column] not in map(take_name, found[key])
        and row[column] not in found[key]
    }  # fmt: skip

    assert lost == (TIED_OTHERWISE if column == "bearing" else set())


def test_concepts_mean_what_the_table_says(base: KnowledgeBase) -> None:
    """A concept that findings use has the words, place, pole and valence of the table."""
    parts = {
        "label": "skos:prefLabel",
        "definition": "skos:definition",
        "broader": "skos:broader",
        "pole": "ekb:pole",
        "valence": "ekb:valence",
    }
    used = base.select(
        "SELECT DISTINCT ?c { ?f a ekb:Finding ; ekb:exposure|ekb:outcome|ekb:population ?c }"
    )
    known = {base.base.shorten(str(concept)) for (concept,) in used}
    table = {
        f"{row['scheme']}:{row['concept']}": row
        for row in read_table(TABLES / "finding-concepts.csv")
    }

    told = {name: dict.fromkeys(parts, "") for name in known}
    for part, path in parts.items():
        for concept, value in base.select(f"SELECT ?c ?v {{ ?c skos:inScheme ?s ; {path} ?v }}"):
            if (name := base.base.shorten(str(concept))) in told:
                told[name][part] = take_name(value) if path in _LINKS else str(value)

    assert told == {name: {part: table[name][part] for part in parts} for name in known}


_LINKS = {"skos:broader", "ekb:pole", "ekb:valence"}


def test_cohorts_have_name_and_country(base: KnowledgeBase) -> None:
    """The scheme of cohorts holds those of the table."""
    found = base.select("SELECT ?c ?l ?n { ?c skos:prefLabel ?l ; ekb:country ?n }")

    assert sorted((take_name(c), str(label), str(n)) for c, label, n in found) == sorted(
        (row["cohort"], row["label"], row["country"]) for row in read_table(TABLES / "cohorts.csv")
    )


def test_every_finding_has_a_line(lines: list[dict[str, str]]) -> None:
    """No finding is left untied."""
    assert {line["finding_id"] for line in lines} == set(FINDINGS)


def test_every_line_gives_a_reason_of_its_own(lines: list[dict[str, str]]) -> None:
    """No two lines share a reason, and none is without."""
    told = Counter(line["reason"] for line in lines)

    assert [reason for reason, times in told.items() if times > 1 or not reason] == []


def test_a_line_speaks_to_an_outcome_where_the_claim_has_one(base: KnowledgeBase) -> None:
    """Only a claim without outcomes may have lines that address none."""
    found = base.select(
        "SELECT ?id { ?line ekb:bearsOn ?claim ; dcterms:identifier ?id . ?claim ekb:outcome ?any"
        " FILTER NOT EXISTS { ?line ekb:addressesOutcome ?outcome } }"
    )

    assert found.rows == []


def test_same_exposure_is_the_same_concept(lines: list[dict[str, str]]) -> None:
    """An exposure called the same is the concept of the claim, but for those read one by one."""
    odd = {
        (line["finding_id"], line["claim_id"])
        for line in lines
        if line["exposure_directness"] == "same"
        and line["addresses_exposure"] != FINDINGS[line["finding_id"]]["exposure_concept"]
    }

    assert odd == SAME_BY_READING


def test_a_claim_is_supported_by_what_lies_above_or_below_the_null(base: KnowledgeBase) -> None:
    """Where exposure and outcome are the claim's own, estimate and senses give the bearing."""
    found = base.select(
        "SELECT ?id ?estimate ?null ?one ?two ?direction ?valence ?bearing {"
        " ?line a ekb:EvidenceLine ; dcterms:identifier ?id ; ekb:bearsOn ?claim ;"
        " ekb:finding ?f ; ekb:bearing ?bearing ; ekb:exposureDirectness ekb:same ;"
        " ekb:outcomeDirectness ekb:same ; ekb:addressesOutcome/ekb:valence ?valence ."
        " ?f ekb:estimate ?estimate ; ekb:exposureSense ?one ; ekb:outcomeSense ?two ;"
        " ekb:effectMeasure/ekb:nullValue ?null . ?claim ekb:direction ?direction }"
    )
    judged = {}
    for key, estimate, null, one, two, direction, valence, bearing in found:
        rises = (estimate > null) == (one == two)  # type: ignore[operator]
        should_rise = (take_name(direction) == "harmful") == (take_name(valence) == "undesirable")
        if take_name(direction) in ("harmful", "beneficial"):
            judged[str(key)] = ("for" if rises == should_rise else "against", take_name(bearing))

    assert len(judged) > 30
    assert {key: told for key, told in judged.items() if told[0] != told[1]} == {}


def test_contested_claims(base: KnowledgeBase) -> None:
    """Direct evidence speaks against, or divides on, these claims and no others."""
    found = base.table("claims", contested=True, columns=["id"]).column("id")

    assert sorted(map(str, found)) == ["C020", "C108", "C121"]


def test_the_whole_base_fits_the_model(base: KnowledgeBase) -> None:
    """The check of the model finds nothing."""
    assert check_ntriples(base.base.store.ntriples(), base.prefixes) == []
