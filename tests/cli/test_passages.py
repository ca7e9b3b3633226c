"""The command ``passages`` on a small base over a text of its own."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from evidence_kb.cli.group import evidence_kb
from evidence_kb.curation.passages import hash_text
from evidence_kb.knowledge_base import KnowledgeBase
from tests.conftest import FIXTURE

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (
    "The site\n\nHead one\n\nLonely people fare worse. It matters - to all.\n\n"
    "Head two\n\n• Begin with tiny steps.\nIt matters again. Site ends."
)
PARTS = {"S01": "Head one", "S02": "Head two", "P001": "Lonely people fare worse.",
         "P002": "Begin with tiny steps.", "P003": "again."}  # fmt: skip


def write_base(folder: Path) -> None:
    """Write the fixture's base with a document of our own: three passages under two headings."""
    folder.mkdir()
    for name in ("base.ttl", "concepts.ttl", "literature.ttl"):
        shutil.copy(FIXTURE / name, folder / name)
    head = [line for line in (FIXTURE / "claims.ttl").read_text().splitlines() if "@prefix" in line]
    blocks = [
        *head,
        f'kb:guide a ekb:Document ; ekb:characters {len(TEXT)} ; ekb:sha256 "{hash_text(TEXT)}" .',
    ]
    for name, words in PARTS.items():
        start = TEXT.index(words)
        kind = "Section" if name[0] == "S" else "Passage"
        head = "S01" if name == "P001" else "S02"
        section = f"ekb:section kb:{head} ;" if kind == "Passage" else ""
        blocks += [
            f"kb:{name} a ekb:{kind}, oa:SpecificResource ; {section}",
            f'  dcterms:identifier "{name}" ;',
            f'  skos:prefLabel "{name} label"@en ;' if name[0] == "S" else "",
            f"  oa:hasSource kb:guide ; oa:hasSelector kb:{name}-position ;",
            f'  ekb:sha256 "{hash_text(words)}" .',
            f"kb:{name}-position a oa:TextPositionSelector ; oa:start {start} ; "
            f"oa:end {start + len(words)} .",
        ]
    blocks += [
        'kb:C001 a ekb:Claim, ekb:Statement ; dcterms:identifier "C001" ; ekb:tier tier:nuanced ;'
        ' skos:prefLabel "Loneliness is bad"@en ; ekb:statedIn kb:P001 .'
    ]
    (folder / "claims.ttl").write_text("\n".join(blocks) + "\n")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    write_base(tmp_path / "base")
    (tmp_path / "guide.txt").write_text(TEXT)
    return tmp_path


def run(base: Path, *arguments: str, text: str | None = None) -> Result:
    if text is not None:
        (base / "guide.txt").write_text(text)
    guide = ["--guide", str(base / "guide.txt")]
    command = ["--kb", str(base / "base"), "passages", arguments[0], *guide, *arguments[1:]]
    return CliRunner().invoke(evidence_kb, command, catch_exceptions=False)


def test_an_unchanged_document_is_well(base: Path) -> None:
    """Exit 0, and words on stderr alone."""
    answer = run(base, "check")

    assert (answer.exit_code, answer.stdout) == (0, "")
    assert "5 passages and sections: 5 found" in answer.stderr


@pytest.mark.parametrize("format", ["text", "csv", "tsv", "json", "jsonl", "md", "html", "latex"])
def test_what_moved_is_told_in_every_format(base: Path, format: str) -> None:
    """Exit 1; the old and the new offsets stand in one row."""
    answer = run(base, "check", "-f", format, text="New " + TEXT)

    assert answer.exit_code == 1
    assert "P001" in answer.stdout
    assert "moved" in answer.stdout


def test_each_status_has_its_row(base: Path) -> None:
    """Moved, missing and ambiguous, with what is known of the place now."""
    text = "New. again. " + TEXT.replace("tiny", "small")

    rows = json.loads(run(base, "check", "-f", "json", text=text).stdout)

    found = {row["id"]: (row["status"], row["new_start"]) for row in rows}
    assert found == {
        "S01": ("moved", TEXT.index("Head one") + 12),
        "P001": ("moved", TEXT.index("Lonely") + 12),
        "S02": ("moved", TEXT.index("Head two") + 12),
        "P002": ("missing", None),
        "P003": ("ambiguous", None),
    }


def test_a_base_without_its_document_is_not_called_well(base: Path) -> None:
    """What nobody could verify is no success."""
    command = ["--kb", str(base / "base"), "passages", "check", "-f", "csv"]

    answer = CliRunner().invoke(evidence_kb, command, env={"EVIDENCE_KB_GUIDE": ""})

    assert answer.exit_code == 1
    assert answer.stdout.count("not held") == 5
    assert "give it with --guide FILE" in answer.stderr


def test_a_document_that_is_not_there_is_answered_with_those_that_are(base: Path) -> None:
    """Not with claims; what is something else is told, too."""
    unknown = run(base, "check", "--document", "guide3")
    other = run(base, "check", "--document", "C001")

    assert "no document 'guide3'; did you mean 'guide'?" in unknown.stderr
    assert "C001 is no document with passages in this base" in other.stderr
    assert (unknown.exit_code, other.exit_code) == (2, 2)


def test_update_moves_what_is_certain_and_nothing_else(base: Path) -> None:
    """After it only the missing one is left, and the rest of the file is what it was."""
    before = (base / "base" / "claims.ttl").read_text()

    answer = run(base, "check", "--update", text="New " + TEXT.replace("tiny", "small"))

    after = (base / "base" / "claims.ttl").read_text()
    assert answer.exit_code == 1
    assert "4 passages and sections moved" in answer.stderr
    changed = [
        (old, new)
        for old, new in zip(before.splitlines(), after.splitlines(), strict=True)
        if old != new
    ]
    assert len(changed) == 4
    assert all("-position a" in old for old, _ in changed)
    assert run(base, "check").stdout.count("\n") == 2  # the head of the table and P002


def test_update_says_what_to_record_of_the_new_text(base: Path) -> None:
    """Once everything is in place, length and hash of the document are told; exit 0."""
    answer = run(base, "check", "--update", text="New " + TEXT)

    assert answer.exit_code == 0
    assert f"ekb:characters {len(TEXT) + 4} ;" in answer.stderr
    assert hash_text("New " + TEXT) in answer.stderr


def test_the_bundled_base_is_never_written(base: Path) -> None:
    """Exit 2, with the way out."""
    command = ["passages", "check", "--guide", str(base / "guide.txt"), "--update"]

    answer = CliRunner().invoke(evidence_kb, command)

    assert answer.exit_code == 2
    assert "say which with --kb FOLDER" in answer.stderr


def test_an_anchor_can_be_pasted(base: Path) -> None:
    """The block, after its prefixes, makes a base whose passages are all found."""
    answer = run(base, "anchor", "it MATTERS - to all")

    path = base / "base" / "claims.ttl"
    path.write_text(path.read_text() + answer.stdout)
    assert "kb:P004 a ekb:Passage" in answer.stdout
    assert "ekb:section kb:S01" in answer.stdout
    assert "line 5" in answer.stderr
    assert "6 passages and sections: 6 found" in run(base, "check").stderr
    assert KnowledgeBase.open(base / "base").resolve("P004")


def test_an_anchor_that_is_there_already_is_named(base: Path) -> None:
    """A second passage for the same words is not wanted."""
    assert "P001 is this very stretch" in run(base, "anchor", PARTS["P001"]).stderr


def test_an_anchor_is_written_into_a_passage(base: Path) -> None:
    """What was reworded stands where its new words are, once the change is shown and agreed to."""
    text = TEXT.replace("tiny steps", "small steps")
    refused = run(base, "anchor", "begin with small steps.", "--into", "P002", text=text)
    before = run(base, "check", "--update")

    answer = run(base, "anchor", "begin with small steps.", "--into", "P002", "--yes")

    assert (refused.exit_code, before.exit_code) == (2, 1)
    assert "P002 moved: characters 80–102 -> 80–103, other text" in answer.stdout
    assert "shares words" not in answer.stderr
    assert run(base, "check").exit_code == 0


def test_a_passage_that_goes_to_another_section_says_so(base: Path) -> None:
    """The section follows, unless the recorded one has no place itself."""
    moved = run(base, "anchor", "it matters again", "--into", "P001", "--yes")
    lost = run(base, "anchor", "it matters - to", "--into", "P002", "--yes",
               text=TEXT.replace("Head two", "Part two"))  # fmt: skip

    claims = (base / "base" / "claims.ttl").read_text()
    assert (moved.exit_code, lost.exit_code) == (0, 0)
    assert re.findall("ekb:section kb:(...)", claims) == ["S02", "S02", "S02"]


def test_a_quote_follows_its_passage(base: Path) -> None:
    """A base that carries the words of a passage carries the new ones, not what was round them."""
    with (base / "base" / "claims.ttl").open("a") as file:
        file.write("kb:P001 oa:hasSelector kb:P001-quote . kb:P001-quote a oa:TextQuoteSelector ;")
        file.write(f' oa:exact "{PARTS["P001"]}" ; oa:suffix " It" .\n')

    run(base, "anchor", "lonely people fare", "--into", "P001", "--yes")

    claims = (base / "base" / "claims.ttl").read_text()
    assert 'oa:exact "Lonely people fare" .' in claims
    assert "oa:suffix" not in claims


@pytest.mark.parametrize(("name", "words"), [("C001", "C001 is no passage"), ("P9", "no item")])
def test_only_a_recorded_passage_gets_a_place(base: Path, name: str, words: str) -> None:
    """Exit 2, and nothing is written."""
    answer = run(base, "anchor", "it matters again", "--into", name, "--yes")

    assert answer.exit_code == 2
    assert words in answer.stderr


def test_a_selector_of_two_passages_is_not_moved_for_one(base: Path) -> None:
    """The other passage is named."""
    path = base / "base" / "claims.ttl"
    path.write_text(path.read_text().replace("hasSelector kb:P002-pos", "hasSelector kb:P001-pos"))

    answer = run(base, "anchor", "it matters again", "--into", "P001", "--yes")

    assert answer.exit_code == 2
    assert "P001 shares its selector with P002" in answer.stderr


def test_words_at_several_places_are_listed(base: Path) -> None:
    """Exit 2; a line chooses."""
    several = run(base, "anchor", "it matters")
    chosen = run(base, "anchor", "it matters", "--line", "10")

    assert several.exit_code == 2
    assert "line 5: It matters - to all." in several.stderr
    assert "line 10: It matters again." in several.stderr
    assert chosen.exit_code == 0


def test_words_that_are_not_there_bring_the_nearest(base: Path) -> None:
    """Exit 2, the sentence that is most like them first."""
    answer = run(base, "anchor", "loneliest people fares worse")

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert (
        answer.stderr.splitlines()[1] == "  line 5: Lonely people fare worse. It matters - to all."
    )


def test_coverage_lists_what_is_left(base: Path) -> None:
    """Line, offset, length and text of each stretch; the share on stderr."""
    answer = run(base, "coverage", "-f", "csv", "--least", "1")

    assert [line.split(",")[0::3] for line in answer.stdout.splitlines()] == [
        ["line", "text"],
        ["5", "It matters - to all."],
        ["10", "It matters"],
    ]
    assert "% covered" in answer.stderr


def test_coverage_passes_over_what_is_short(base: Path) -> None:
    """It counts, but is listed only when asked for, as is said."""
    answer = run(base, "coverage", "-f", "csv")
    whole = run(base, "coverage", "-f", "csv", "--least", "1")

    assert [line.split(",")[3] for line in answer.stdout.splitlines()[1:]] == [
        "It matters - to all."
    ]
    assert "left out: 1 of less than 12 characters (--least 1" in answer.stderr
    assert answer.stderr.splitlines()[0] == whole.stderr.splitlines()[0]


def test_what_is_left_out_is_told_in_one_line(base: Path) -> None:
    """One is not two: the count fits the noun."""
    answer = run(base, "coverage", text=TEXT.replace("tiny", "small"))

    assert (
        "evidence-kb: 1 passage or section left out, without a certain place in it; see  "
        "evidence-kb passages check\n"
    ) in answer.stderr


def test_coverage_is_a_page_as_well(base: Path) -> None:
    """The suffix chooses the document with its gaps marked."""
    run(base, "coverage", "-o", str(base / "gaps.html"))

    assert 'data-p="1">It matters - to all.</a>' in (base / "gaps.html").read_text()


def test_annotate_writes_the_document(base: Path) -> None:
    """The claim's words stand marked by its tier, and its label beside them."""
    answer = run(base, "annotate", "-o", str(base / "page.html"))

    html = (base / "page.html").read_text()
    assert answer.stderr == f"wrote {base / 'page.html'}: 3 passages\n"
    assert 'href="#n-P001" data-p="P001" tabindex="-1">Lonely people fare worse.</a>' in html
    assert "Loneliness is bad" in html


@pytest.mark.parametrize("name", ["page.pdf", "page.txt"])
def test_a_page_is_written_as_html_alone(base: Path, name: str) -> None:
    """Another suffix would promise what the file is not: exit 2, nothing written."""
    answer = run(base, "annotate", "-o", str(base / name))

    assert answer.exit_code == 2
    assert "the page has no" in answer.stderr and "html (.html)" in answer.stderr
    assert not (base / name).exists()


@pytest.mark.parametrize("name", ["anchor x", "coverage", "annotate"])
def test_what_needs_the_document_says_so(base: Path, name: str) -> None:
    """Exit 2, and how to give it."""
    command = ["--kb", str(base / "base"), "passages", *name.split()]

    answer = CliRunner().invoke(evidence_kb, command, env={"EVIDENCE_KB_GUIDE": ""})

    assert answer.exit_code == 2
    assert "give it with --guide FILE" in answer.stderr


def test_the_group_alone_shows_its_help() -> None:
    """Each of its commands has a line."""
    answer = CliRunner().invoke(evidence_kb, ["passages"])

    assert answer.exit_code == 0
    for name in ("check", "anchor", "coverage", "annotate"):
        assert f"\n  {name}" in answer.stdout
