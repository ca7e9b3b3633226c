"""Out and in again without an edit: no byte of Turtle is another one, whatever the base holds."""

from __future__ import annotations

import tempfile
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.synthetic import write_base
from evidence_kb.curation.fields import find_kind
from evidence_kb.curation.revision import Workspace
from evidence_kb.curation.sheets.arrival import Arrival, take_in
from evidence_kb.curation.sheets.books import read_book, write_book
from evidence_kb.curation.sheets.columns import Columns
from evidence_kb.curation.sheets.export import make_book
from evidence_kb.curation.sheets.ledger import Ledger
from evidence_kb.graph.terms import write_term
from evidence_kb.vocabulary import EKB, PREFIXES, SKOS, XSD
from tests.conftest import FIXTURE, ROOT

TARGETS = ("base.xlsx", "folder")


def go_round(folder: Path, target: Path) -> Arrival:
    """Return what a base says of its own sheets, written to a file and read again."""
    write_book(make_book(Ledger(Workspace(folder))), str(target))
    ledger = Ledger(Workspace(folder))
    return take_in(ledger, read_book(str(target), Columns(ledger).list_expected()))


def assert_nothing_changes(folder: Path, target: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}

    arrival = go_round(folder, target)

    assert arrival.faults == []
    assert arrival.notices == []
    assert arrival.revision is not None and not arrival.revision.files
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("base", [FIXTURE, ROOT / "data"], ids=["fixture", "bundled"])
def test_a_base_comes_back_as_it_went(tmp_path: Path, base: Path, target: str) -> None:
    """The fixture and the bundled base, as a workbook and as CSV files."""
    copytree(base, tmp_path / "base")

    assert_nothing_changes(tmp_path / "base", tmp_path / target)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_generated_base_comes_back_as_it_went(tmp_path: Path, target: str, seed: int) -> None:
    """Hundreds of claims with labels that break careless programs."""
    write_base(100, seed, str(tmp_path / "base"))

    assert_nothing_changes(tmp_path / "base", tmp_path / target)


@pytest.mark.parametrize("target", TARGETS)
def test_a_base_in_another_layout_comes_back_as_it_went(tmp_path: Path, target: str) -> None:
    """Tabs, one line for a block, comments inside blocks: none of it is touched."""
    copytree(FIXTURE, tmp_path / "base")
    for path in (tmp_path / "base").glob("*.ttl"):
        text = path.read_text().replace(" ;\n    ", "\t;   ").replace("    ", "\t")
        path.write_text(text.replace("a ekb:Claim, ", "a ekb:Claim, # a claim\n ").rstrip("\n"))

    assert_nothing_changes(tmp_path / "base", tmp_path / target)


HOSTILE = [
    "=1+1", "+1", "-1", "@x", "'quoted", '"quoted"', "a;b", "a; b", "a,b", "\t", " ", "  lead",
    "trail ", "a\nb", "\n", "a\\nb", "a\\", "_x000D_", "_x005F_x000D_", "true",
    "TRUE", "0.5", "1.50", "007", "1e3", "12345678901234567890", "2026-11-23", "MARCH1", "#N/A",
    "n.s.", "0,5", "\u22120.5", "<0.001", "\u00a0", "\ufeffx", "\u200b", "\x80",
    "\ufffe", "e\u0301", "\u00e9", "\U0001f600", "new-1", "C001", "(empty)", "first", "x" * 5000,
    "{=1}", "%", "</t>", "&amp;", "NULL", "None", "id", "label@de",
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.one_of(st.characters(exclude_categories=["Cc", "Cs"]), st.sampled_from("\t\n"))),
)
numbers = st.sampled_from(
    ["1", "+1", "-0", "007", "1.50", ".5", "-.5", "0.1234567890123456789", "123456789012345678"]
)


@settings(max_examples=20, deadline=None)
@given(
    label=texts,
    hedge=texts,
    others=st.lists(st.tuples(texts, st.sampled_from(["en", "de", "EN", "pt-BR"])), max_size=4),
    name=texts,
    estimate=numbers,
    target=st.sampled_from(TARGETS),
)
@example("a", "\\", [("a", "en"), ("a", "de"), ("", "en")], "x", "1.50", "base.xlsx")
def test_hostile_text_comes_back_as_it_went(
    label: str,
    hedge: str,
    others: list[tuple[str, str]],
    name: str,
    estimate: str,
    target: str,
) -> None:
    """Whatever a text, a number or a language looks like, a cell that nobody edits is no edit."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(copytree(FIXTURE, Path(place, "base")))
        add_hostile(folder, label, hedge, others, name, estimate)

        assert_nothing_changes(folder, Path(place, target))


def add_hostile(
    folder: Path,
    label: str,
    hedge: str,
    others: list[tuple[str, str]],
    name: str,
    estimate: str,
) -> None:
    """Add items with these texts to a base, whether or not the model would take them."""
    workspace = Workspace(folder)
    claim = workspace.make_term("C900")
    workspace.describe(
        claim,
        find_kind("claim"),
        {
            SKOS + "prefLabel": [f"{write_term(label)}@en"],
            SKOS + "altLabel": [f"{write_term(text)}@{tag}" for text, tag in others],
            EKB + "hedge": [write_term(hedge)],
        },
    )
    workspace.describe(
        workspace.make_term("outcome:hostile"),
        find_kind("concept"),
        {SKOS + "prefLabel": [f"{write_term(name)}@de"], SKOS + "notation": [write_term(name)]},
    )
    workspace.describe(
        workspace.make_term("F900"),
        find_kind("finding"),
        {
            EKB + "estimate": [f'"{estimate}"^^<{XSD}decimal>'],
            EKB + "pooled": [f'"1"^^<{XSD}boolean>'],
            EKB + "caveat": [f"{write_term(text)}@{tag}" for text, tag in others],
            PREFIXES["dcterms"] + "source": [f"<https://example.org/{len(name)}>"],
        },
    )
    for path, text in workspace.pages.write().items():
        Path(path).write_text(text, encoding="utf-8", newline="")
