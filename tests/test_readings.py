"""The two readings of the guide: the maths against worked examples, the page against the files."""

from __future__ import annotations

import csv
import doctest
import json
import re
from collections import Counter
from itertools import permutations
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

import tools.agreement
import tools.compare_readings
import tools.readings
from evidence_kb.curation.agreement import measure_overlap
from evidence_kb.errors import DataError
from evidence_kb.knowledge_base import KnowledgeBase
from tools.agreement import compare_fields, list_differences
from tools.compare_readings import END, PAGE, START, read_settlement, render_figures, write_page
from tools.readings import (
    CODES,
    CONCEPTS,
    FIRST,
    SECOND,
    Unit,
    align_units,
    read_concepts,
    read_units,
)

RUN = 6


def make_unit(name: str, passages: str, text: str = "") -> Unit:
    return Unit(name, "claim", frozenset(passages.split()), text, {}, {})


def name_pairs(first: list[Unit], second: list[Unit]) -> list[tuple[str, str]]:
    return [(a.id, b.id) for a, b in align_units(first, second)]


@pytest.fixture(scope="module")
def first() -> list[Unit]:
    return read_units(FIRST)


@pytest.fixture(scope="module")
def second() -> list[Unit]:
    return read_units(SECOND, read_concepts())


@pytest.mark.parametrize("module", [tools.agreement, tools.compare_readings, tools.readings])
def test_the_examples_of_the_docstrings_run(module: ModuleType) -> None:
    """Each example in a docstring gives what it shows."""
    outcome = doctest.testmod(module)

    assert outcome.attempted
    assert outcome.failed == 0


def test_half_of_the_passages_make_a_pair() -> None:
    """An overlap of one half is enough, and one below it is not."""
    one, half, less = (
        make_unit("C1", "p q r"),
        make_unit("U1", "q r s"),
        make_unit("U2", "r s t"),
    )

    assert name_pairs([one], [half]) == [("C1", "U1")]
    assert name_pairs([one], [less]) == []


def test_a_part_pairs_with_its_whole() -> None:
    """A statement pairs with one that has all its passages, however many more that has."""
    part, whole = make_unit("C1", "p"), make_unit("U1", "p q r s t")

    assert name_pairs([part], [whole]) == [("C1", "U1")]


def test_no_shared_passage_no_pair() -> None:
    """Statements of different passages never pair, whatever their words."""
    assert name_pairs([make_unit("C1", "p", "Same")], [make_unit("U1", "q", "Same")]) == []


def test_what_is_left_over_has_no_partner() -> None:
    """Two statements that share nothing do not pair because their partners found better ones."""
    first = [make_unit("C1", "p q r"), make_unit("C2", "p")]
    second = [make_unit("U1", "p q r"), make_unit("U2", "q")]

    assert name_pairs(first, second) == [("C1", "U1")]


def test_words_decide_between_equal_overlaps() -> None:
    """Of statements of one passage those of like wording pair."""
    first = [make_unit("C1", "p", "Friends help sleep"), make_unit("C2", "p", "Quarrels harm mood")]
    second = [make_unit("U1", "p", "Quarrels hurt mood"), make_unit("U2", "p", "Friends aid sleep")]

    assert name_pairs(first, second) == [("C1", "U2"), ("C2", "U1")]


def test_words_never_outweigh_passages() -> None:
    """The better overlap pairs, though the other has the same words."""
    one = make_unit("C1", "p q", "Friends help")
    near, alike = make_unit("U1", "p q", "Else"), make_unit("U2", "p", "Friends help")

    assert name_pairs([one], [near, alike]) == [("C1", "U1")]


@pytest.mark.parametrize("seed", range(40))
def test_the_pairing_has_the_greatest_sum(seed: int) -> None:
    """No other way to pair at most one with one gives more, by trying every way."""
    draw = Random(seed)
    sides = [
        [
            make_unit(f"{side}{n}", " ".join(draw.sample("pqrst", draw.randint(1, 4))))
            for n in range(draw.randint(1, 5))
        ]
        for side in "CU"
    ]
    first, second = sorted(sides, key=len)

    def weigh(a: Unit, b: Unit) -> float:
        shared = measure_overlap(a.passages, b.passages)
        within = a.passages <= b.passages or b.passages <= a.passages
        return shared if shared >= 0.5 or within else 0.0

    found = sum(weigh(a, b) for a, b in align_units(first, second))
    best = max(sum(map(weigh, first, order)) for order in permutations(second, len(first)))

    assert found == pytest.approx(best)


def test_a_phrase_that_is_not_mapped_is_refused(tmp_path: Path) -> None:
    """The message names the phrase and the nearest that the map holds."""
    path = tmp_path / "reading.json"
    unit = {"unit": "U1", "passages": ["P1"], "kind": "claim", "text": "", "outcomes": ["moood"]}
    path.write_text(json.dumps({"units": [unit]}), encoding="utf-8")

    with pytest.raises(DataError, match=r"reading\.json: 'moood' .* 'mood': add a row"):
        read_units(path, read_concepts())


def test_a_page_without_markers_is_refused() -> None:
    """Figures are never put at a place that the page does not name."""
    with pytest.raises(DataError, match="no pair of markers"):
        write_page(f"only one {START}", "figures")


def test_the_page_has_the_figures_of_the_files(first: list[Unit], second: list[Unit]) -> None:
    """What stands between the markers is what the files give now; else run the tool again."""
    page = PAGE.read_text(encoding="utf-8")

    shown = page.partition(START)[2].partition(END)[0].strip()

    assert shown == render_figures(first, second).strip()


def test_the_figures_by_another_way(first: list[Unit], second: list[Unit]) -> None:
    """Agreement on tier, counted from the raw files, is that of the page's row."""
    raw = [
        {unit["unit"]: unit for unit in json.loads(path.read_text(encoding="utf-8"))["units"]}
        for path in (FIRST, SECOND)
    ]
    pairs = [
        (raw[0][a.id]["tier"], raw[1][b.id]["tier"])
        for a, b in align_units(first, second)
        if a.kind == b.kind == "claim"
    ]
    seen = sum(a == b for a, b in pairs) / len(pairs)
    one, other = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    chance = sum(one[tier] * other[tier] for tier in one) / len(pairs) ** 2

    kappa = (seen - chance) / (1 - chance)

    row = f"| tier | {len(pairs)} | {sum(a == b for a, b in pairs)} | {seen:.1%}".replace("%", " %")
    assert f"{row} | {kappa:.2f} |" in PAGE.read_text(encoding="utf-8")
    assert compare_fields(align_units(first, second))["tier"].kappa == pytest.approx(kappa)


def test_both_readings_cover_every_passage(first: list[Unit], second: list[Unit]) -> None:
    """The passages of the two are the same, those that the second left out included."""
    left = {row["passage"] for row in json.loads(SECOND.read_text(encoding="utf-8"))["none"]}

    covered = [{p for unit in units for p in unit.passages} for units in (first, second)]

    assert covered[0] == covered[1] | left


def test_every_concept_of_the_map_exists() -> None:
    """A phrase means a concept of the bundled base, or none."""
    base = KnowledgeBase.open()
    rows = base.select(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?c { ?c a skos:Concept }"
    )
    known = {":".join(str(concept).split("/")[-2:]) for (concept,) in rows}

    assert set(read_concepts().values()) - {"none"} <= known


def test_the_map_is_sorted_and_names_a_phrase_once() -> None:
    """One row a phrase of a list, in order within the list."""
    with CONCEPTS.open(encoding="utf-8", newline="") as lines:
        keys = [(row["list"], row["phrase"]) for row in csv.DictReader(lines)]

    for name in ("exposure", "outcome", "mechanism", "population"):
        phrases = [phrase for scheme, phrase in keys if scheme == name]
        assert phrases == sorted(set(phrases))


def test_every_difference_is_settled_with_a_reason(first: list[Unit], second: list[Unit]) -> None:
    """The settlement has one row for each difference, no other, and each says why."""
    rows = read_settlement()

    settled = [
        (r["id"], r["second"], r["field"], r["first value"], r["second value"]) for r in rows
    ]

    assert settled == list_differences(align_units(first, second))
    assert all(row["settled"] and row["reason"] for row in rows)


def test_the_base_holds_what_was_settled() -> None:
    """Each settled value of a claim is the one that the bundled base has."""
    rows = KnowledgeBase.open().select(
        "PREFIX ekb: <https://w3id.org/evidence-kb/ns#>\n"
        "PREFIX dcterms: <http://purl.org/dc/terms/>\n"
        "SELECT ?id ?tier ?basis ?type ?direction { ?c dcterms:identifier ?id ; ekb:tier ?tier ;"
        " ekb:tierBasis ?basis ; ekb:claimType ?type ; ekb:direction ?direction }"
    )
    held = {
        (str(claim), field): re.split("[/#]", str(value))[-1]
        for claim, *values in rows
        for field, value in zip(CODES, values, strict=True)
    }

    wrong = [
        (row["id"], row["field"], row["settled"])
        for row in read_settlement()
        if row["field"] in CODES and held[row["id"], row["field"]] != row["settled"]
    ]

    assert not wrong


def test_no_text_of_the_readings_quotes_the_guide(guide: Path) -> None:
    """No statement or reason has six words running as the guide has them."""

    def split_words(text: str) -> list[str]:
        return re.findall(r"[a-z']+", text.lower().replace("’", "'"))

    def cut(words: list[str]) -> set[tuple[str, ...]]:
        return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}

    runs = cut(split_words(guide.read_text(encoding="utf-8-sig")))
    texts = [row["reason"] for row in read_settlement()]
    for path in (FIRST, SECOND):
        reading = json.loads(path.read_text(encoding="utf-8"))
        texts += [unit["text"] for unit in reading["units"]]
        texts += [row["why"] for row in reading.get("none", ())]

    quoting = [text for text in texts if cut(split_words(text)) & runs]

    assert not quoting
