"""The command ``show``: everything that hangs on an item."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from evidence_kb.cli.group import evidence_kb
from tests.conftest import FIXTURE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Ask


def test_a_claim_shows_its_tier_with_basis_and_rule(ask: Ask) -> None:
    """Tier, basis, rule, hedge, type, direction and topics stand in aligned lines."""
    lines = ask("show", "C003").stdout.splitlines()

    assert lines[0] == "C003  claim"
    assert "Tier         Nuanced" in lines
    assert "Basis        inferred" in lines
    assert "Rule         T6" in lines
    assert "Hedge        can" in lines
    assert "Populations  Socially anxious adults" in lines


def test_a_claim_shows_what_rests_on_it_and_asks_for_it(ask: Ask) -> None:
    """Recommendations and questions that lead to a claim are listed with it."""
    text = ask("show", "C003").stdout

    assert "Recommendations resting on it\n  R001  Begin with tiny exchanges" in text
    assert "Answers the questions\n  Q001  How does someone with social anxiety start?" in text


def test_the_grid_has_a_line_for_every_pair(ask: Ask) -> None:
    """A pair with a finding shows what it says; one without says so."""
    text = ask("show", "C001").stdout

    assert "E001  against, imprecise: HR 0.92 (0.78 to 1.09), Steptoe et al. 2013 [F012]" in text
    assert "exposure same, outcome same, population related" in text
    assert "Loneliness → Cardiovascular disease: no evidence line" in text
    assert "Social isolation → All-cause mortality: no evidence line" in text
    assert "Social isolation → Cardiovascular disease: no evidence line" in text


def test_a_contested_claim_says_so(ask: Ask) -> None:
    """The heading of the evidence tells a contested claim from another."""
    assert "Evidence  1 line  contested" in ask("show", "C001").stdout
    assert "Evidence  none recorded\n" in ask("show", "C002").stdout


def test_passages_are_shown_by_section_and_offsets(ask: Ask) -> None:
    """Where a claim is said can be looked up."""
    text = " ".join(ask("show", "C001").stdout.split())

    assert "P001 Research summary: high confidence, characters 13196–13403 of Connection" in text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("R001", ["R001  recommendation", "Rests on\n  C003  Nuanced"]),
        ("D001", ["D001  definition", "Defines", "Social connection"]),
        ("Q001", ["Q001  question", "R001", "C003  Nuanced"]),
        ("exposure:social-disconnection", ["concept", "Narrower concepts", "Loneliness"]),
        ("outcome:stroke", ["Broader", "Cardiovascular disease"]),
        (
            "loneliness",
            ["Exact match  mesh:D008132", "C001  High confidence", "F012"],
        ),
        ("F012", ["As printed", "0.92 (0.78 to 1.09)", "E001  against: C001", "QA01  QUIPS"]),
        ("steptoe-2013-isolation", ["DOI", "10.1073/pnas.1219686110", "not checked", "F012"]),
        ("P001", ["P001  passage", "Claims\n  C001  High confidence"]),
        ("S01", ["S01  section", "Parts  2", "S02"]),
        ("E001", ["evidence line", "Bearing", "against", "F012"]),
        ("high-confidence", ["tier:high-confidence  tier", "Claims\n  C001"]),
        ("A001", ["assessment", "Nuanced", "Some adjusted cohorts"]),
        ("CR01", ["certainty rating", "low", "inconsistency"]),
        ("SE01", ["search", "PubMed", "812"]),
        ("base", ["Social connection and health", "Licence"]),
        ("guide", ["document", "Sections  5", "21480"]),
    ],
)
def test_any_kind_of_item_is_shown(ask: Ask, name: str, words: list[str]) -> None:
    """Each kind shows what belongs to it, both ways."""
    result = ask("show", name)

    assert result.exit_code == 0, result.stderr
    assert all(word in result.stdout for word in words), result.stdout


def test_several_items_are_shown_in_the_order_asked(ask: Ask) -> None:
    """Show takes several ids."""
    text = ask("show", "C002", "C001").stdout

    assert text.index("C002  claim") < text.index("C001  claim")


def test_json_holds_the_same_keys_for_every_claim(ask: Ask) -> None:
    """The structure does not depend on what is recorded."""
    found = json.loads(ask("show", "C001", "C002", "-f", "json").stdout)

    assert set(found[0]) == set(found[1])
    assert found[0]["tier"]["label"] == "High confidence"
    assert found[0]["evidence"][0]["lines"][0]["precise"] is False
    assert [len(pair["lines"]) for pair in found[0]["evidence"]] == [1, 0, 0, 0]
    assert found[0]["said_in"][0]["start"] == 13196
    assert found[1]["hedge"] == ["likely"]
    assert found[1]["outcomes"] == []


def test_a_withdrawn_item_says_where_it_went(tmp_path: Path) -> None:
    """What is deprecated is still found, and names what replaced it."""
    (tmp_path / "base.ttl").write_text(
        """@prefix ekb: <https://w3id.org/evidence-kb/ns#> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <https://example.org/C1> a ekb:Claim ; dcterms:identifier "C1" ; skos:prefLabel "Old" ;
            owl:deprecated true ; dcterms:isReplacedBy <https://example.org/C2> .
        <https://example.org/C2> a ekb:Claim ; dcterms:identifier "C2" ; skos:prefLabel "New" ."""
    )

    result = CliRunner().invoke(evidence_kb, ["--kb", str(tmp_path), "show", "C1"])

    assert "Withdrawn; replaced by C2 (New)." in result.stdout


def test_a_passage_is_printed_once_its_hash_is_right(ask: Ask, guide: Path) -> None:
    """With the document at hand, show prints what it says there."""
    text = guide.read_text()[13196:13403]

    result = ask("show", "C001", "--guide", str(guide))

    assert result.exit_code == 0
    assert " ".join(text.split()) in " ".join(result.stdout.split())


def test_another_document_is_refused_and_nothing_of_it_printed(ask: Ask, tmp_path: Path) -> None:
    """A text whose hash differs gives exit code 1, a clear line, and no text."""
    other = tmp_path / "other.txt"
    other.write_text("secret " * 4000)

    result = ask("show", "C001", "--guide", str(other))

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "it has 28,000 characters, not 21,480" in result.stderr
    assert "secret" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["C0O1"], 2, ["no item 'C0O1'", "'C001'"]),
        (["lonelines"], 2, ["'loneliness'"]),
        ([], 2, ["missing argument"]),
        (["C001", "-f", "yaml"], 2, ["'yaml'", "'json'"]),
        (["C001", "--guide", "no-such.txt"], 5, ["no-such.txt: there is no such file"]),
    ],
)
def test_a_mistake_says_what_to_do(
    ask: Ask, arguments: list[str], code: int, words: list[str]
) -> None:
    """Unknown ids come with the nearest; a missing file is a matter of the machine."""
    result = ask("show", *arguments)

    assert result.exit_code == code
    assert all(word in result.stderr for word in words), result.stderr


def test_a_description_is_saved_to_a_file(ask: Ask, tmp_path: Path) -> None:
    """-o writes what would have been printed."""
    target = tmp_path / "claim.txt"

    result = ask("show", "C001", "-o", str(target))

    assert target.read_text() == ask("show", "C001").stdout
    assert result.stderr == f"wrote {target}: C001\n"


def test_the_suffix_of_a_file_chooses_the_form(ask: Ask, tmp_path: Path) -> None:
    """A .json file holds JSON; a suffix that means no form is refused."""
    ask("show", "C001", "-o", str(tmp_path / "claim.json"))
    refused = ask("show", "C001", "-o", str(tmp_path / "claim.pdf"))

    assert (tmp_path / "claim.json").read_text() == ask("show", "C001", "-f", "json").stdout
    assert refused.exit_code == 2
    assert "a description has no pdf form" in refused.stderr


def test_a_withdrawn_item_says_why_at_its_head(tmp_path: Path) -> None:
    """The reason stands where it is said that the item is withdrawn, not among the notes."""
    base = tmp_path / "base"
    shutil.copytree(FIXTURE, base)
    run = CliRunner().invoke
    command = ["--kb", str(base), "deprecate", "C003", "--because", "Too vague", "--yes"]
    assert run(evidence_kb, command).exit_code == 0

    shown = run(evidence_kb, ["--kb", str(base), "show", "C003"]).stdout

    assert "\nWithdrawn, and not replaced: Too vague\n" in shown
    assert "Notes" not in shown


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("outcome:strokes", "'outcome:stroke'?"),
        ("outcom:stroke", "'outcome:stroke'"),
        ("exposure:lonelines", "'exposure:loneliness'"),
    ],
)
def test_a_typo_in_a_whole_id_is_answered_with_the_nearest_of_its_kind(
    ask: Ask, typed: str, near: str
) -> None:
    """The likeness of two ids of a scheme lies in what follows the colon."""
    result = ask("show", typed)

    assert result.exit_code == 2
    assert f"no item '{typed}'; did you mean {near}" in result.stderr


def test_an_unchanged_passage_of_a_changed_document_is_printed_with_a_word(tmp_path: Path) -> None:
    """The hash of the passage vouches for it; that the document is another is said on stderr."""
    digest = hashlib.sha256(b"Ties matter.").hexdigest()
    (tmp_path / "claims.ttl").write_text(
        f"""@prefix ekb: <https://w3id.org/evidence-kb/ns#> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix oa: <http://www.w3.org/ns/oa#> .
        @prefix x: <https://example.org/> .
        x:guide a ekb:Document ; dcterms:title "Guide" ; ekb:sha256 "{"0" * 64}" ;
            ekb:characters 99 .
        x:P1 a ekb:Passage ; dcterms:identifier "P1" ; oa:hasSource x:guide ;
            oa:hasSelector x:P1-position ; ekb:sha256 "{digest}" .
        x:P1-position a oa:TextPositionSelector ; oa:start 0 ; oa:end 12 ."""
    )
    guide = tmp_path / "guide.txt"
    guide.write_text("Ties matter. All else is new.")

    line = ["--kb", str(tmp_path / "claims.ttl"), "show", "P1", "--guide", str(guide)]
    result = CliRunner().invoke(evidence_kb, line)

    assert result.exit_code == 0
    assert "Ties matter." in result.stdout
    assert "All else" not in result.stdout
    assert "is not the recorded text, but P1 is unchanged" in result.stderr
