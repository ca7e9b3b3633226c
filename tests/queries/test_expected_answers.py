"""What the named queries answer on the bundled base, as a careful reader expects it."""

from __future__ import annotations

import pytest

from evidence_kb.knowledge_base import KnowledgeBase
from evidence_kb.tables.table import Table


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return KnowledgeBase.open()


def ask(base: KnowledgeBase, name: str, **values: str) -> Table:
    answer = base.query(name, {key: [value] for key, value in values.items()})
    assert isinstance(answer, Table)
    return answer


def find(base: KnowledgeBase, name: str, column: str, **values: str) -> set[object]:
    return set(ask(base, name, **values).column(column))


def test_claims_by_tier(base: KnowledgeBase) -> None:
    """The message on lasting loneliness is of high confidence, its open questions are not."""
    assert "C130" in find(base, "claims_by_tier", "id", tier="high-confidence")
    assert "C126" not in find(base, "claims_by_tier", "id", tier="high-confidence")
    assert len(ask(base, "claims_by_tier")) == len(base.table("claims"))


def test_claims_of_outcome(base: KnowledgeBase) -> None:
    """Mortality takes in death from any cause: integration, loneliness, and three pathways."""
    found = find(base, "claims_of_outcome", "id", outcome="mortality")

    assert {"C048", "C049", "C050", "C051", "C108"} <= found


def test_claims_of_exposure(base: KnowledgeBase) -> None:
    """Loneliness takes in lasting loneliness; all that is said of it is harm."""
    assert find(base, "claims_of_exposure", "direction", exposure="loneliness") == {"harmful"}


def test_mechanisms_between(base: KnowledgeBase) -> None:
    """Three ways are said to lead from social ties to a longer life."""
    found = find(
        base, "mechanisms_between", "mechanism", exposure="social-connection", outcome="mortality"
    )

    assert found == {"Early detection", "Healthier habits", "Stress response of the body"}


def test_unknowns(base: KnowledgeBase) -> None:
    """Amount, components and scale are open, and no number holds for all."""
    assert find(base, "unknowns", "id") == {"C126", "C127", "C128", "C158"}


def test_statements_about_population(base: KnowledgeBase) -> None:
    """Of older adults: thinking, shrinking circles, and what may be decisive."""
    found = find(base, "statements_about_population", "id", population="older-adults")

    assert {"C056", "C057", "C140", "C142"} <= found


def test_stated_tiers(base: KnowledgeBase) -> None:
    """Thirteen claims are filed by the guide itself."""
    assert len(ask(base, "stated_tiers", basis="stated")) == 13


def test_recommendations_for_population(base: KnowledgeBase) -> None:
    """Socially anxious people are told to start small, which rests on what small exchanges do."""
    table = ask(base, "recommendations_for_population", population="socially-anxious-adults")

    assert ("R054", "C097") in zip(table.column("id"), table.column("claim_id"), strict=True)


def test_contested_claims(base: KnowledgeBase) -> None:
    """Adjusted cohorts do not find more deaths in the lonely; shared pain circuits are disputed."""
    table = ask(base, "contested_claims")
    pairs = set(zip(table.column("id"), table.column("finding"), strict=True))

    assert {("C108", "F012"), ("C020", "F067"), ("C121", "F198")} <= pairs
    assert set(table.column("bearing")) <= {"against", "mixed"}
    flagged = set(base.table("claims", contested=True).column("id"))
    assert flagged == set(table.column("id"))


def test_claims_without_findings(base: KnowledgeBase) -> None:
    """They and the claims with findings are all claims, and none is both."""
    without = find(base, "claims_without_findings", "id")
    with_some = find(base, "evidence_balance", "id")

    assert without.isdisjoint(with_some)
    assert without | with_some == set(base.table("claims").column("id"))


def test_inferred_high_confidence(base: KnowledgeBase) -> None:
    """Consistent links and large studies are reported outside the research summary's bullets."""
    assert {"C040", "C048", "C130", "C131"} <= find(base, "inferred_high_confidence", "id")


def test_digital_connection(base: KnowledgeBase) -> None:
    """Online communities help those on the margins; passive browsing goes with feeling worse."""
    assert "C086" in find(base, "digital_connection", "id", direction="beneficial")
    assert "C121" in find(base, "digital_connection", "id", direction="harmful")


def test_harmful_exposures(base: KnowledgeBase) -> None:
    """Contempt, control, threats and overstepped limits cost sleep and calm."""
    table = ask(base, "harmful_exposures", exposure="harmful-relationship")

    assert {"Anxiety", "Sleep disturbance", "Stress"} <= set(table.column("outcome"))


def test_neurochemicals(base: KnowledgeBase) -> None:
    """Five messengers are named, and oxytocin is no cuddle hormone everywhere."""
    assert find(base, "neurochemicals", "messenger_label") == {
        "Dopamine signalling",
        "Endogenous opioid signalling",
        "Norepinephrine signalling",
        "Oxytocin signalling",
        "Serotonin signalling",
    }
    oxytocin = find(base, "neurochemicals", "outcome", messenger="oxytocin-signalling")
    assert {"Bonding", "Trust", "Wariness of outsiders"} <= oxytocin


def test_quality_and_amount(base: KnowledgeBase) -> None:
    """Quality counts for more than status; a partner alone does not protect."""
    assert "C109" in find(base, "quality_and_amount", "id", side="quality")
    assert "C110" in find(base, "quality_and_amount", "id", side="amount")


def test_interventions(base: KnowledgeBase) -> None:
    """Programmes can help, and therapy can ease social anxiety; both have findings."""
    table = ask(base, "interventions")
    findings = {row[1]: row[5] for row in table}

    assert findings["C117"] > 0  # type: ignore[operator]
    assert findings["C161"] > 0  # type: ignore[operator]


def test_life_transitions(base: KnowledgeBase) -> None:
    """Divorce, parenthood and moving cut ties; easy meetings in the diary help."""
    assert "C106" in find(base, "life_transitions", "id", kind="claim")
    assert {"R035", "R036", "R037"} <= find(base, "life_transitions", "id", kind="recommendation")


def test_solitude(base: KnowledgeBase) -> None:
    """Time alone serves work, feelings, values and rest; distance can protect."""
    assert {"C153", "C154", "C155", "C156", "C157"} <= find(base, "solitude", "id")


def test_evidence_limits(base: KnowledgeBase) -> None:
    """Cause runs both ways, baseline health is hard to part, and much is open."""
    assert {"C113", "C116", "C126", "C127", "C128"} <= find(base, "evidence_limits", "id")


def test_findings_of_outcome(base: KnowledgeBase) -> None:
    """Dementia takes in Alzheimer's disease; estimates come with their intervals."""
    table = ask(base, "findings_of_outcome", outcome="dementia")
    rows = {row[0]: row for row in table}

    assert {"F055", "F104"} <= set(rows)
    assert [str(value) for value in rows["F104"][6:9]] == ["1.58", "1.19", "2.09"]


def test_sources_by_year(base: KnowledgeBase) -> None:
    """All sources are there, oldest first."""
    table = ask(base, "sources_by_year")

    assert len(set(table.column("id"))) == len(base.table("sources"))
    years = table.column("year")
    assert years == sorted(years)  # type: ignore[type-var]


def test_shared_cohorts(base: KnowledgeBase) -> None:
    """UK Biobank stands behind most findings, so these are not independent."""
    table = ask(base, "shared_cohorts")

    assert table[0][0] == "UK Biobank"
    assert min(table.column("findings")) >= 2  # type: ignore[type-var, operator]


def test_evidence_for_claim(base: KnowledgeBase) -> None:
    """What bears on pain and rejection stands on both sides."""
    assert find(base, "evidence_for_claim", "bearing", claim="C020") == {"for", "against"}


def test_evidence_balance(base: KnowledgeBase) -> None:
    """On isolation and loneliness most findings speak for, some directly, a few against."""
    row = next(row for row in ask(base, "evidence_balance").to_dicts() if row["id"] == "C108")

    assert row["supporting"] > row["opposing"] > 0  # type: ignore[operator]
    assert 0 < row["direct"] < row["supporting"] + row["opposing"] + row["undecided"]  # type: ignore[operator]


def test_definitions(base: KnowledgeBase) -> None:
    """Loneliness, solitude and co-regulation are defined."""
    found = find(base, "definitions", "concept_label")

    assert {"Loneliness", "Solitude", "Co-regulation"} <= found


def test_second_readings(base: KnowledgeBase) -> None:
    """Every plain assertion names how it was read."""
    noted = find(base, "second_readings", "id")

    assert {c["id"] for c in base.table("claims").to_dicts() if c["rule"] == "T7"} <= noted


def test_statements_by_section(base: KnowledgeBase) -> None:
    """The research summary opens with how broad the evidence is."""
    table = ask(base, "statements_by_section", section="Research summary")

    assert table[0][2] == "C107"


def test_tiers_by_outcome(base: KnowledgeBase) -> None:
    """A cell counts what the list of claims counts."""
    rows = {(row[0], row[1]): row[2] for row in ask(base, "tiers_by_outcome")}
    listed = base.table("claims", outcome="depression", tier="nuanced").to_dicts()

    assert rows["Depression", "Nuanced"] == len(
        [claim for claim in listed if "Depression" in claim["outcomes"]]  # type: ignore[operator]
    )


def test_statistics(base: KnowledgeBase) -> None:
    """Counts agree with the tables."""
    counts = {(row[0], row[1]): row[2] for row in ask(base, "statistics")}

    assert counts["Statements", "Claims"] == len(base.table("claims"))
    assert counts["Evidence", "Findings"] == len(base.table("findings"))


def test_every_question_is_tested_here() -> None:
    """No named query is without an expectation."""
    names = KnowledgeBase.open().queries.names

    assert len(names) >= 25
    assert [name for name in names if f"test_{name}" not in globals()] == []
