"""From declarations to rows, on the small fixture."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from evidence_kb.errors import EvidenceError, InputError, UnknownName
from evidence_kb.knowledge_base import KnowledgeBase
from tests.conftest import FIXTURE


def open_with(folder: Path, **files: str) -> KnowledgeBase:
    """The fixture with more files beside it; a name's __ stands for a folder, the suffix is ttl."""
    for path in FIXTURE.glob("*.ttl"):
        (folder / path.name).write_bytes(path.read_bytes())
    for name, text in files.items():
        (folder / f"{name}.ttl").write_text(
            "@prefix ekb: <https://w3id.org/evidence-kb/ns#> .\n"
            "@prefix kb: <https://w3id.org/evidence-kb/connection/> .\n"
            "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
            "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
            "@prefix dcterms: <http://purl.org/dc/terms/> .\n" + text
        )
    return KnowledgeBase.open(folder)


def test_a_row_an_item_in_declared_order(kb: KnowledgeBase) -> None:
    """Claims come by tier, as the tiers are displayed, then by id."""
    assert kb.table("claims").column("id") == ["C001", "C003", "C002"]


def test_many_values_stand_in_one_cell_by_label(kb: KnowledgeBase) -> None:
    """A claim with two exposures is one row."""
    assert kb.table("claims").column("exposures")[0] == ("Loneliness", "Social isolation")


def test_values_keep_their_types(kb: KnowledgeBase) -> None:
    """Numbers, dates, counts and flags arrive as such."""
    (row,) = kb.table("findings").to_dicts()

    assert row["estimate"] == Decimal("0.92")
    assert row["seen_on"] == date(2026, 11, 23)
    assert row["participants"] == 6500
    assert row["pooled"] is False


def test_nothing_recorded_is_none_and_not_zero(kb: KnowledgeBase) -> None:
    """An empty cell says that nothing is known."""
    (row,) = kb.table("findings").to_dicts()

    assert row["subgroup"] is None
    assert row["p"] is None


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"tier": "high-confidence"}, ["C001"]),
        ({"tier": "High confidence"}, ["C001"]),
        ({"tier": "tier:high-confidence"}, ["C001"]),
        ({"tier": ["high-confidence", "nuanced"]}, ["C001", "C003"]),
        ({"tier": "nuanced", "type": "association"}, []),
        ({"exposure": "social-disconnection"}, ["C001"]),
        ({"exposure": "https://w3id.org/evidence-kb/connection/exposure/loneliness"}, ["C001"]),
        ({"outcome": "death"}, ["C001"]),
        ({"mechanism": "stress-load"}, ["C002"]),
        ({"population": "socially anxious adults"}, ["C003"]),
        ({"section": "Research summary"}, ["C001", "C002"]),
        ({"contested": True}, ["C001"]),
        ({"contested": False}, ["C003", "C002"]),
        ({"findings": True}, ["C001"]),
        ({"search": "DEATH"}, ["C001"]),
        ({"search": "talk fear"}, ["C003"]),
        ({"search": "talk mortality"}, []),
    ],
)
def test_filters_find_what_they_name(
    kb: KnowledgeBase, filters: dict[str, str], ids: list[str]
) -> None:
    """Or-ed within one option, and-ed across, by id or label, narrower concepts included."""
    assert kb.table("claims", **filters).column("id") == ids  # type: ignore[arg-type]


def test_a_wider_concept_is_not_found_under_a_narrower_one(kb: KnowledgeBase) -> None:
    """A claim on cardiovascular disease is no claim on stroke."""
    assert len(kb.table("claims", outcome="stroke")) == 0


@pytest.mark.parametrize(
    ("filters", "complaint"),
    [
        ({"tier": "hihg"}, "no tier 'hihg'; did you mean 'high-confidence'"),
        ({"outcome": "strok"}, "did you mean 'stroke'"),
        ({"teir": "nuanced"}, "no filter 'teir'; did you mean 'tier'"),
        ({"columns": ["lable"]}, "no column 'lable'; did you mean 'label'"),
        ({"sort": ["-directon"]}, "no column 'directon'; did you mean 'direction'"),
        ({"exposure": "social-anxiety"}, "no exposure 'social-anxiety'"),
    ],
)
def test_a_name_that_does_not_exist_gets_the_nearest(
    kb: KnowledgeBase, filters: dict[str, str], complaint: str
) -> None:
    """What is not known is refused with what comes closest."""
    with pytest.raises(UnknownName, match=complaint):
        kb.table("claims", **filters)  # type: ignore[arg-type]


def test_a_flag_takes_no_name(kb: KnowledgeBase) -> None:
    """Whether a claim is contested is true or false."""
    with pytest.raises(InputError, match="either true or false"):
        kb.table("claims", contested="yes")


def test_sorting_descends_and_keeps_the_empty_last(kb: KnowledgeBase) -> None:
    """A minus turns the order; items without a value stay at the end."""
    table = kb.table("claims", sort=["-hedge"], columns=["id", "hedge"])

    assert table.rows == [("C002", ("likely",)), ("C003", ("can",)), ("C001", ())]


def test_a_limit_cuts_after_sorting(kb: KnowledgeBase) -> None:
    """The first row of the order is kept."""
    assert kb.table("claims", limit=1).column("id") == ["C001"]


def test_ids_stand_in_place_of_labels_when_asked(kb: KnowledgeBase) -> None:
    """Ids are short and depend on the content of the base alone."""
    row = kb.table("claims", ids=True, tier="high-confidence").to_dicts()[0]

    assert row["exposures"] == ("exposure:loneliness", "exposure:social-isolation")
    assert row["tier"] == "tier:high-confidence"


def test_a_deprecated_item_is_hidden(tmp_path: Path) -> None:
    """A dropped claim does not show in tables."""
    kb = open_with(tmp_path, more="kb:C003 owl:deprecated true .")

    assert kb.table("claims").column("id") == ["C001", "C002"]


def test_a_column_of_few_items_reads_the_same_as_of_all(kb: KnowledgeBase) -> None:
    """Asking for the page alone changes no cell."""
    whole = kb.table("claims").to_dicts()

    paged = [kb.table("claims", tier=str(row["tier"])).to_dicts()[0] for row in whole]

    assert paged == whole


def test_more_items_than_are_asked_one_by_one(tmp_path: Path) -> None:
    """Above the bound a column is read whole, with the same cells."""
    blocks = "".join(
        f'kb:X{n:04} a ekb:Claim ; dcterms:identifier "X{n:04}" ; skos:prefLabel "claim {n}"@en ;'
        " ekb:tier <https://w3id.org/evidence-kb/tier/unknown> .\n"
        for n in range(900)
    )
    kb = open_with(tmp_path, more=blocks)

    table = kb.table("claims", tier="unknown", columns=["id", "label", "findings"])

    assert table.rows == [(f"X{n:04}", f"claim {n}", 0) for n in range(900)]


def test_english_wins_where_a_label_has_several_languages(tmp_path: Path) -> None:
    """One language stands in a cell that holds one value."""
    kb = open_with(tmp_path, more='kb:C003 skos:prefLabel "Gespräche helfen"@de .')

    assert kb.table("claims", tier="nuanced").column("label") == [
        "Talking therapies that retrain thoughts and face feared settings can ease social anxiety"
    ]


def test_a_cross_table_prints_nothing_where_nothing_is_claimed(kb: KnowledgeBase) -> None:
    """Only combinations that some claim states have a row."""
    assert kb.table("claim-map").rows == [
        ("All-cause mortality", None, "High confidence", 1),
        ("Cardiovascular disease", None, "High confidence", 1),
        ("Social anxiety", "Socially anxious adults", "Nuanced", 1),
    ]


def test_paths_are_never_joined_across_claims(tmp_path: Path) -> None:
    """A mechanism of one claim and an outcome of another make no row."""
    kb = open_with(
        tmp_path,
        more='kb:X1 a ekb:Claim ; dcterms:identifier "X1" ; skos:prefLabel "x"@en ;'
        " ekb:exposure <https://w3id.org/evidence-kb/connection/exposure/social-connection> ;"
        " ekb:outcome <https://w3id.org/evidence-kb/connection/outcome/stroke> .",
    )

    assert kb.table("mechanisms").rows == [
        ("Social connection", "Long-run stress load", None, "Mechanism", "beneficial", 1, ("C002",))
    ]


def test_filters_reach_through_a_derived_table(kb: KnowledgeBase) -> None:
    """What is grouped is filtered first."""
    assert kb.table("claim-map", tier="nuanced").column("outcome") == ["Social anxiety"]


def test_a_derived_table_sorts_cuts_and_chooses_columns(kb: KnowledgeBase) -> None:
    """Its own column names are those of its rows."""
    table = kb.table("claim-map", sort=["-outcome"], limit=1, columns=["claims", "outcome"])

    assert table.rows == [(1, "Social anxiety")]


def test_a_user_table_and_query_beside_the_data_are_picked_up(tmp_path: Path) -> None:
    """A folder's own queries and tables work like the bundled ones."""
    folder = tmp_path / "queries" / "tables"
    folder.mkdir(parents=True)
    (folder / "agents.toml").write_text(
        'item = "<http://www.w3.org/ns/prov#Agent>"\n[[column]]\nname = "label"\n'
        'path = "skos:prefLabel"\none = true\n[[column]]\nname = "size"\nquery = "agent_size"\n'
        'type = "count"\n'
    )
    (folder / "agent_size.rq").write_text(
        "SELECT ?item ?value WHERE { VALUES ?item { UNDEF } ?item a "
        "<http://www.w3.org/ns/prov#Agent> . BIND(7 AS ?value) }"
    )
    (tmp_path / "queries" / "my_agents.rq").write_text("SELECT ?a WHERE { ?a a prov:Agent }")

    kb = open_with(tmp_path)

    assert kb.table("agents").rows == [("Example panel", 7)]
    assert len(kb.query("my_agents")) == 1  # type: ignore[arg-type]


def test_a_filter_on_a_derived_table_filters_its_rows(kb: KnowledgeBase) -> None:
    """A row is there for the value that was asked for, not for its neighbours in the claim."""
    table = kb.table("claim-map", outcome="cardiovascular-disease")

    assert table.column("outcome") == ["Cardiovascular disease"]
    assert table.name == "claim-map"


def test_withdrawn_evidence_does_not_count(tmp_path: Path) -> None:
    """A line that was taken back makes no claim contested and counts for nothing."""
    kb = open_with(tmp_path, more="kb:E001 owl:deprecated true .")

    (row,) = kb.table("claims", tier="high-confidence").to_dicts()

    assert (row["findings"], row["findings_against"], row["contested"]) == (0, 0, False)
    assert len(kb.query("contested_claims")) == 0  # type: ignore[arg-type]
    assert "C001" in kb.query("claims_without_findings").column("id")  # type: ignore[union-attr]


def test_an_empty_filter_is_none(kb: KnowledgeBase) -> None:
    """Nothing asked for narrows nothing."""
    assert len(kb.table("claims", outcome=[], tier=())) == len(kb.table("claims"))


def test_a_negative_limit_is_refused(kb: KnowledgeBase) -> None:
    """A limit is a number of rows."""
    with pytest.raises(InputError, match="give 0 or more"):
        kb.table("claims", limit=-1)


def test_all_languages_stand_where_a_column_holds_several(tmp_path: Path) -> None:
    """Only where one value is shown is a language chosen."""
    kb = open_with(
        tmp_path,
        more="<https://w3id.org/evidence-kb/connection/exposure/loneliness> skos:altLabel "
        '"lonesome", "being lonely"@en, "Einsamkeit"@de .',
    )

    (row,) = kb.table("concepts", search="einsamkeit").to_dicts()

    assert row["other_labels"] == ("Einsamkeit", "being lonely", "lonesome")


def test_a_concept_in_use_wins_over_a_withdrawn_one(tmp_path: Path) -> None:
    """A label that a withdrawn concept still carries means its successor."""
    kb = open_with(
        tmp_path,
        more="<https://w3id.org/evidence-kb/connection/exposure/old> a skos:Concept ;"
        " skos:inScheme <https://w3id.org/evidence-kb/connection/exposure/scheme> ;"
        ' skos:prefLabel "Loneliness"@en ; owl:deprecated true .',
    )

    assert kb.table("claims", exposure="Loneliness").column("id") == ["C001"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('from = "claims"\ngroup = ["nope"]', "no column 'nope'"),
        ('item = "ekb:Claim"\n[[column]]\nname = "x"\nquery = "gone"', "the query 'gone'"),
    ],
)
def test_a_table_of_a_user_that_cannot_be_made_says_why(
    tmp_path: Path, text: str, complaint: str
) -> None:
    """What a declaration names and nobody has is told in one line."""
    folder = tmp_path / "queries" / "tables"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(text)

    with pytest.raises(EvidenceError, match=complaint):
        open_with(tmp_path).table("mine")
