"""What changed between two states of a base, in the words of the field."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_kb.curation.diff import diff
from evidence_kb.curation.notes import write_markdown
from evidence_kb.graph.base import open_base
from evidence_kb.graph.reading import read_source
from evidence_kb.graph.store import read_triples
from evidence_kb.graph.turtle import format_triples
from tests.conftest import FIXTURE

Edit = Callable[..., list[tuple[str, str, str]]]


@pytest.fixture
def after(tmp_path: Path) -> Edit:
    """Edit a copy of the fixture by replacing text; return group, id and text of each change."""

    def edit(*replacements: tuple[str, str], more: str = "") -> list[tuple[str, str, str]]:
        folder = tmp_path / "edited"
        shutil.copytree(FIXTURE, folder)
        for old, new in replacements:
            holders = [path for path in folder.iterdir() if old in path.read_text()]
            assert holders, old
            for path in holders:
                path.write_text(path.read_text().replace(old, new))
        claims = folder / "claims.ttl"
        header = claims.read_text().partition("kb:guide")[0] + "@prefix owl: "
        header += "<http://www.w3.org/2002/07/owl#> .\n@prefix xsd2: <http://e/> .\n"
        extra = folder / "more.ttl"
        extra.write_text(header + more)
        return [(change.group, change.id, change.text) for change in diff(FIXTURE, folder)]

    return edit


def test_a_tier_is_told_with_the_rules(after: Edit) -> None:
    """A claim that changes its tier says from what to what, and by which rules."""
    told = after(("ekb:tier tier:nuanced ;", "ekb:tier tier:high-confidence ;"), ('"T6"', '"T4"'))

    assert told == [("Claims", "C003", "tier: nuanced -> high-confidence (T6 -> T4)")]


def test_a_rule_alone_is_told(after: Edit) -> None:
    """A change of the rule without one of the tier is told as such."""
    assert after(('"T6"', '"T7"')) == [("Claims", "C003", "tier rule: T6 -> T7")]


def test_a_new_label_of_a_claim_is_a_rewording(after: Edit) -> None:
    """A claim is reworded, a concept renamed."""
    told = after(("Connection likely protects", "Ties may protect"), ('"Stroke"', '"Brain attack"'))

    assert [(name, text.split(":")[0]) for _, name, text in told] == [
        ("C002", "reworded"),
        ("outcome:stroke", "renamed"),
    ]


def test_a_finding_says_its_estimate(after: Edit) -> None:
    """Changed figures of a finding are one change, as they would be printed."""
    told = after(
        ("0.92 (0.78 to 1.09)", "0.95 (0.80 to 1.12)"),
        ("ekb:estimate 0.92", "ekb:estimate 0.95"),
        ("ekb:ciLow 0.78", "ekb:ciLow 0.80"),
        ("ekb:ciHigh 1.09", "ekb:ciHigh 1.12"),
    )

    assert len(told) == 1
    assert told[0][2].startswith("estimate: 0.92 (0.78 to 1.09) -> 0.95 (0.80 to 1.12) [")


def test_a_bearing_names_claim_and_finding(after: Edit) -> None:
    """An evidence line is told with what it ties together."""
    told = after(("ekb:bearing ekb:against", "ekb:bearing ekb:for"))

    assert told == [("Evidence lines", "E001", "bearing: against -> for (F012 on C001)")]


def test_a_passage_moves(after: Edit) -> None:
    """New offsets are a move, and whether other words stand there is said."""
    told = after(("oa:start 13196", "oa:start 13206"), ("oa:end 13403", "oa:end 13413"))

    assert told == [("Passages", "P001", "moved: characters 13196–13403 -> 13206–13413, same text")]


def test_a_concept_moves_in_its_tree(after: Edit) -> None:
    """Another broader concept is a move."""
    told = after(
        (
            "skos:broader outcome:cardiovascular-disease",
            "skos:broader outcome:all-cause-mortality",
        )
    )

    assert told == [
        (
            "Concepts",
            "outcome:stroke",
            "moved, broader: Cardiovascular disease -> All-cause mortality",
        )
    ]


def test_the_version_of_the_base_is_told(after: Edit) -> None:
    """The version stands among the changes."""
    assert after(('"0.1.0"', '"0.2.0"')) == [("Base", "base", "version: 0.1.0 -> 0.2.0")]


def test_an_added_claim_says_what_it_claims(after: Edit) -> None:
    """A new claim is told with its words, tier, exposures and outcomes."""
    told = after(
        more="""kb:C009 a ekb:Claim, ekb:Statement ; dcterms:identifier "C009" ;
        skos:prefLabel "Lonely people have more strokes"@en ; ekb:tier tier:nuanced ;
        ekb:tierRule "T6" ; ekb:exposure exposure:loneliness ; ekb:outcome outcome:stroke ."""
    )

    assert told == [
        (
            "Claims",
            "C009",
            'added: "Lonely people have more strokes" (nuanced, T6); Loneliness → Stroke',
        )
    ]


def test_an_added_finding_says_estimate_and_source(after: Edit) -> None:
    """A new finding is told with measure, estimate, interval and source."""
    told = after(
        more="""kb:F013 a ekb:Finding ; dcterms:identifier "F013" ;
        ekb:source kb:steptoe-2013-isolation ; ekb:effectMeasure ekb:hazard-ratio ;
        ekb:estimate 1.26 ; ekb:ciLow 1.08 ; ekb:ciHigh 1.48 ;
        ekb:exposure exposure:social-isolation ; ekb:outcome outcome:all-cause-mortality ."""
    )

    assert told[0][2] == (
        "added: hazard ratio 1.26 (1.08 to 1.48), Steptoe et al. 2013; "
        "Social isolation → All-cause mortality"
    )


def test_a_block_that_is_gone_is_told(tmp_path: Path) -> None:
    """An item that lost its whole block is removed, whatever kind it is."""
    shutil.copytree(FIXTURE, tmp_path / "b")
    (tmp_path / "b" / "literature.ttl").unlink()

    told = {(change.id, change.action) for change in diff(FIXTURE, tmp_path / "b")}

    assert {("F012", "removed"), ("E001", "removed"), ("QA01", "removed")} <= told


def test_a_claim_merged_into_another_says_so(after: Edit) -> None:
    """A tombstone that points at a claim that was there is a merge; references are one change."""
    told = after(
        ("ekb:restsOn kb:C003", "ekb:restsOn kb:C002"),
        more="kb:C003 owl:deprecated true ; dcterms:isReplacedBy kb:C002 .",
    )

    assert told == [
        ("Claims", "C003", "merged into C002"),
        ("Claims", "C003", "references now lead to C002: R001"),
    ]


def test_a_reference_that_went_elsewhere_is_told_by_itself(after: Edit) -> None:
    """Only what leads to the replacement now has followed."""
    told = after(
        ("ekb:restsOn kb:C003", "ekb:restsOn kb:C001"),
        more="kb:C003 owl:deprecated true ; dcterms:isReplacedBy kb:C002 .",
    )

    assert ("Recommendations", "R001", "rests on: C003 -> C001") in told


def test_a_withdrawn_claim_says_why(after: Edit) -> None:
    """A tombstone without a replacement is a withdrawal, told with its note."""
    told = after(more='kb:C003 owl:deprecated true ; skos:editorialNote "Too vague"@en .')

    assert told == [("Claims", "C003", "withdrawn: Too vague")]


def test_values_that_look_alike_are_told_apart(after: Edit) -> None:
    """A change of language alone still shows what changed."""
    told = after(('"Stroke"@en', '"Stroke"@de'))

    assert told == [("Concepts", "outcome:stroke", 'renamed: "Stroke"@en -> "Stroke"@de')]


def test_another_layout_is_no_change(tmp_path: Path) -> None:
    """One canonical file with other prefixes is the same base as four written by hand."""
    triples = {t for path in FIXTURE.iterdir() for t in read_triples(read_source(path))}
    (tmp_path / "one.nt.ttl").write_text(format_triples(triples, {"x": "http://purl.org/dc/"}))

    changes = diff(FIXTURE, tmp_path)

    assert not changes
    assert changes.old.content_hash == changes.new.content_hash


def test_open_bases_are_compared_too() -> None:
    """What is open already need not be read again."""
    base = open_base(str(FIXTURE))

    assert not diff(base, base)


def test_weighty_changes_stand_first(after: Edit) -> None:
    """Claims come before passages, and within claims a tier before a rewording."""
    told = after(
        ("Isolated or lonely people fare", "Lonely people fare"),
        ("ekb:tier tier:nuanced ;", "ekb:tier tier:unknown ;"),
        ("oa:start 406", "oa:start 407"),
    )

    assert [name for _, name, _ in told] == ["C003", "C001", "P003"]


def test_markdown_shows_marks_as_themselves(tmp_path: Path) -> None:
    """Marks and tags in the data do not become marks of the release notes."""
    shutil.copytree(FIXTURE, tmp_path / "b")
    concepts = tmp_path / "b" / "concepts.ttl"
    concepts.write_text(concepts.read_text().replace('"Stroke"', '"<b>*Stroke*</b>\u2028x"'))

    text = write_markdown(diff(FIXTURE, tmp_path / "b"))

    assert "## Concepts" in text
    assert "&lt;b&gt;\\*Stroke\\*" in text
    assert "\u2028" not in text
