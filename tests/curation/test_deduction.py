"""What follows for certain is worked out, and what an item needs is known before it is written."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from evidence_kb.curation.addition import Adder
from evidence_kb.curation.deduction import deduce, list_needed
from evidence_kb.curation.fields import find_kind
from evidence_kb.errors import DataError
from tests.conftest import FIXTURE

FINDING = {
    "source": "steptoe-2013-isolation", "design": "cohort", "exposure": "loneliness",
    "outcome": "stroke", "population": "older-adults", "contrast": "two-groups",
    "effect_measure": "hazard-ratio", "estimate": "1.20", "exposure_sense": "more",
    "outcome_sense": "more", "pooled": "no", "adjustment": "main", "seen_as": "abstract",
    "seen_at": "https://example.org/x", "seen_on": "2026-11-23",
}  # fmt: skip
INTERVAL = {"ci_low": "1.01", "ci_high": "1.50", "ci_level": "95", "interval_kind": "confidence"}


@pytest.fixture
def adder(tmp_path: Path) -> Adder:
    return Adder(copytree(FIXTURE, tmp_path / "base"))


def read(adder: Adder, kind: str, texts: dict[str, str]) -> dict[str, list[str]]:
    return {name: adder.read(find_kind(kind).find(name), [text]) for name, text in texts.items()}


def add(adder: Adder, kind: str, texts: dict[str, str]) -> str:
    return adder.add(find_kind(kind), read(adder, kind, texts))


@pytest.mark.parametrize(
    ("measure", "interval", "precise"),
    [
        ("hazard-ratio", ("1.01", "1.50"), "true"),
        ("hazard-ratio", ("0.90", "1.50"), "false"),
        ("hazard-ratio", ("1", "1.50"), "false"),
        ("mean-difference", ("0.1", "1.50"), "true"),
        ("mean-difference", ("-0.1", "1.50"), "false"),
    ],
)
def test_an_interval_says_whether_a_line_is_precise(
    adder: Adder, measure: str, interval: tuple[str, str], precise: str
) -> None:
    """It is, where the null value of the measure lies outside; the check agrees."""
    limits = {**INTERVAL, "ci_low": interval[0], "ci_high": interval[1]}
    finding = add(adder, "finding", FINDING | limits | {"effect_measure": measure})
    said = read(adder, "evidence line", {
        "bears_on": "C001", "addresses_exposure": "loneliness", "bearing": "for",
        "exposure_directness": "same", "population_directness": "same",
    })  # fmt: skip
    said["finding"] = [finding]

    adder.complete(find_kind("evidence line"), said)
    adder.add(find_kind("evidence line"), said)

    assert said["precise"][0].startswith(f'"{precise}"')
    assert adder.revise()


def test_without_an_interval_nothing_is_said_of_precision(adder: Adder) -> None:
    """A line on a finding without limits has no such value."""
    finding = add(adder, "finding", FINDING)

    names = [
        each.field
        for each in deduce("evidence line", {"finding": [finding]}, adder.workspace.pages)
    ]

    assert names == []


def test_the_only_exposure_of_a_claim_is_the_one_addressed(adder: Adder) -> None:
    """Of two exposures none is chosen."""
    kind = find_kind("evidence line")
    single, several = (
        read(adder, "evidence line", {"bears_on": name}) for name in ("C002", "C001")
    )

    adder.complete(kind, single)
    adder.complete(kind, several)

    assert adder.values.show(kind.find("addresses_exposure"), single["addresses_exposure"]) == (
        "exposure:social-connection"
    )
    assert "addresses_exposure" not in several


@pytest.mark.parametrize(
    ("rule", "tier", "basis"),
    [
        ("T1", None, "stated"),
        ("T3", "unknown", "inferred"),
        ("T4", "high-confidence", "inferred"),
        ("T5", "mechanism", "inferred"),
        ("T6", "nuanced", "inferred"),
        ("T7", "nuanced", "inferred"),
        ("T8", None, "inferred"),
    ],
)
def test_a_rule_gives_the_tier_that_the_check_asks_for(
    adder: Adder, rule: str, tier: str | None, basis: str
) -> None:
    """Rules that leave the tier open leave it to the person."""
    said = read(adder, "claim", {"tier_rule": rule})

    adder.complete(find_kind("claim"), said)

    shown = {
        name: terms[0].strip("<>").replace("#", "/").split("/")[-1] for name, terms in said.items()
    }
    assert shown["tier_basis"] == basis
    assert shown.get("tier") == tier


def test_what_a_person_says_is_not_replaced(adder: Adder) -> None:
    """Only what is left out is worked out; whether it fits, the check says."""
    said = read(adder, "claim", {"tier_rule": "T6", "tier": "unknown"})

    adder.complete(find_kind("claim"), said)

    assert said["tier"] == read(adder, "claim", {"tier": "unknown"})["tier"]


@pytest.mark.parametrize(
    ("kind", "texts", "needed"),
    [
        ("finding", {**FINDING, **INTERVAL}, ["estimate", "exposure_sense", "outcome_sense"]),
        ("finding", {**FINDING, **INTERVAL}, ["ci_high", "ci_level", "interval_kind"]),
        ("finding", {**FINDING, "studies": "2", "count_scope": "unknown"}, ["count_scope"]),
        ("finding", {**FINDING, "partition": "sex", "subgroup": "women"}, ["subgroup"]),
        ("concept", {"scheme": "outcome", "label": "x", "definition": "x", "valence": "neither"},
         ["valence", "definition"]),
        ("concept", {"scheme": "exposure", "label": "x", "definition": "x", "pole": "off-axis"},
         ["pole"]),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_what_the_check_demands(
    tmp_path: Path, kind: str, texts: dict[str, str], needed: list[str]
) -> None:
    """Each is named as missing, and without it the item is refused; with all it is taken."""
    for left_out in [*needed, None]:
        adder = Adder(copytree(FIXTURE, tmp_path / str(left_out)))
        said = read(adder, kind, {k: v for k, v in texts.items() if k != left_out})
        adder.add(find_kind(kind), said)
        if left_out is None:
            assert adder.revise()
            continue
        assert left_out in list_needed(kind, said)
        with pytest.raises(DataError):
            adder.revise()


def test_a_wider_concept_gives_its_pole(adder: Adder) -> None:
    """A tree never mixes poles, so the pole is certain."""
    kind = find_kind("concept")
    said = read(adder, "concept", {"scheme": "exposure", "broader": "loneliness"})

    adder.complete(kind, said)

    assert adder.values.show(kind.find("pole"), said["pole"]) == "less-connection"
