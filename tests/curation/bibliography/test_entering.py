"""References into a base: what is written, what is left alone, what a screening comes to."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from evidence_kb.citation import cite_sources
from evidence_kb.citation_formats import BIBLIOGRAPHIES
from evidence_kb.curation.bibliography.adding import Sources
from evidence_kb.curation.bibliography.entering import Wishes, enter_references
from evidence_kb.curation.bibliography.matching import match_references
from evidence_kb.curation.bibliography.reading import read_references
from evidence_kb.curation.bibliography.report import Report, write_json, write_report
from evidence_kb.curation.check import check
from evidence_kb.curation.revision import Workspace
from evidence_kb.errors import DataError, InputError, UnknownName
from evidence_kb.knowledge_base import KnowledgeBase
from tests.conftest import FIXTURE
from tests.curation.bibliography import samples

SEARCH = {
    "exposure": ["loneliness"],
    "searched_in": ["PubMed", "PsycInfo"],
    "query_text": ["naps AND mood"],
    "generated_at": ["2026-05-01"],
    "search_status": ["systematic"],
}
NOTHING_MORE = Wishes()
STEPTOE = """@article{x,
  title = {Social isolation, loneliness and all-cause mortality in older men and women},
  author = {Steptoe, Andrew and Shankar, Aparna}, year = {2013},
  doi = {10.1073/PNAS.1219686110}, volume = {110}, journal = {Another name}
}"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    copytree(FIXTURE, tmp_path / "base")
    return tmp_path / "base"


def enter(base: Path, wishes: Wishes = NOTHING_MORE, **texts: str) -> Report:
    """Write files of these texts, enter them and write the base; the name's _ is its dot."""
    paths = []
    for name, text in texts.items():
        path = base.parent / name.replace("__", ".")
        path.write_text(text)
        paths.append(path)
    workspace = Workspace(base)
    report = enter_references(workspace, [read_references(path) for path in paths], wishes)
    workspace.revise().apply()
    return report


def read_flow(base: Path, search: str = "SE02") -> dict[str, object]:
    table = KnowledgeBase.open(base).table("flow")
    rows = {row[0]: row for row in table.rows}
    return dict(zip((column.name for column in table.columns), rows[search], strict=True))


def test_a_new_reference_becomes_a_source(base: Path) -> None:
    """It stands with the other sources, in canonical layout, and the base keeps the model."""
    report = enter(base, refs__bib=samples.ZOTERO_BIBTEX)

    text = (base / "literature.ttl").read_text()
    assert list(report.keys.values()) == ["nobody-2013-made"]
    assert "kb:nobody-2013-made a ekb:Source, fabio:JournalArticle ;" in text
    for line in (
        'dcterms:title "A made-up study of the DNA of cafés: 50% < 3 & more"@en ;',
        'ekb:authors "Nobody et al." ;',
        'fabio:hasPublicationYear "2013"^^xsd:gYear ;',
        'prism:doi "10.5555/made_up.1" ;',
        'fabio:hasPubMedCentralId "PMC99000001" ;',
        "ekb:publicationType ekb:not-classified ;",
        "ekb:standing ekb:not-checked .",
    ):
        assert f"    {line}\n" in text
    assert "ekb:authorList" not in text
    assert check(str(base)) == []


@pytest.mark.parametrize(
    "text",
    [
        samples.ZOTERO_BIBTEX, samples.BIBLATEX, samples.ZOTERO_RIS, samples.ENDNOTE_RIS,
        samples.NBIB, samples.ZOTERO_CSL, samples.CROSSREF, samples.RAYYAN,
        samples.COVIDENCE["included"],
    ],
    ids=["zotero-bib", "biblatex", "zotero-ris", "endnote", "pubmed", "zotero-csl", "crossref",
         "rayyan", "covidence"],
)  # fmt: skip
def test_the_same_file_twice_adds_nothing(base: Path, text: str) -> None:
    """Every form: the first time it is new, the second time it is all there."""
    wishes = Wishes(everything=True)
    first = enter(base, wishes, refs__txt=text)
    before = (base / "literature.ttl").read_bytes()

    second = enter(base, wishes, refs__txt=text)

    assert first.keys
    assert not second.keys
    assert (base / "literature.ttl").read_bytes() == before
    assert check(str(base)) == []


def test_a_matched_source_is_left_as_it_is(base: Path) -> None:
    """What it lacks is told, and nothing is written."""
    before = (base / "literature.ttl").read_bytes()

    report = enter(base, refs__bib=STEPTOE)

    assert report.gaps == {f"{base.parent}/refs.bib:1": ["volume", "list of authors"]}
    assert (base / "literature.ttl").read_bytes() == before


def test_update_fills_in_and_overwrites_nothing(base: Path) -> None:
    """The journal that the source has stays; the volume that it lacks comes in."""
    enter(base, Wishes(update=True), refs__bib=STEPTOE)

    text = (base / "literature.ttl").read_text()
    assert 'ekb:journal "PNAS" ;' in text
    assert "Another name" not in text
    assert 'prism:volume "110" ;' in text
    assert 'ekb:authorList "Steptoe, Andrew; Shankar, Aparna" ;' in text
    assert 'prism:doi "10.1073/pnas.1219686110" ;' in text


def test_possible_duplicates_wait_for_a_word(base: Path) -> None:
    """A near title is not added, unless a person says that it is another one."""
    near = STEPTOE.replace("doi", "nodoi").replace("older men and", "old men and")

    assert not enter(base, refs__bib=near).keys
    assert enter(base, Wishes(possible=True), refs__bib=near).keys


def test_a_base_that_does_not_say_where_ids_are_made_is_refused(tmp_path: Path) -> None:
    """The message says what to give it."""
    (tmp_path / "base.ttl").write_text(
        "@prefix ekb: <https://w3id.org/evidence-kb/ns#> .\n<https://example.org/b> a ekb:Base .\n"
    )
    path = tmp_path / "refs.bib"
    path.write_text(samples.ZOTERO_BIBTEX)

    with pytest.raises(InputError, match="preferredNamespaceUri"):
        enter_references(Workspace(tmp_path / "base.ttl"), [read_references(path)])


def test_only_what_was_included_becomes_a_source(base: Path) -> None:
    """The excluded, the undecided and what the screeners disagree on are counted alone."""
    report = enter(base, Wishes(described=SEARCH), articles__csv=samples.RAYYAN)

    assert list(report.keys.values()) == ["nobody-2019-made"]
    assert read_flow(base) == {
        "id": "SE02", "exposures": ("Loneliness",), "outcomes": (),
        "searched_in": ("PsycInfo", "PubMed"), "date": "2026-05-01", "status": "systematic",
        "identified": 4, "duplicates": 0, "screened": 4, "excluded": 1, "assessed": None,
        "excluded_in_full": None, "reasons": ("wrong population: 1",), "undecided": 2,
        "included": 1,
    } | {"date": read_flow(base)["date"]}  # fmt: skip
    assert check(str(base)) == []


def test_the_lists_of_covidence_make_one_flow(base: Path) -> None:
    """The numbers of each stage add up to the one before."""
    files = {f"review_1_{name}_csv_2__csv": text for name, text in samples.COVIDENCE.items()}

    enter(base, Wishes(described=SEARCH, hits=10, duplicates=4), **files)

    flow = read_flow(base)
    assert (flow["identified"], flow["duplicates"], flow["screened"]) == (10, 4, 6)
    assert (flow["excluded"], flow["assessed"]) == (3, 3)
    assert (flow["excluded_in_full"], flow["included"], flow["undecided"]) == (2, 1, None)
    assert flow["reasons"] == ("Wrong study design (full text): 2",)
    assert check(str(base)) == []


def test_two_stages_in_rayyan_make_one_flow(base: Path) -> None:
    """First what was read in title and abstract, then in full: the search takes both."""
    first = enter(
        base, Wishes(described=SEARCH, stage="title-and-abstract"), one__csv=samples.RAYYAN
    )
    kept = samples.RAYYAN.splitlines(keepends=True)[:2]

    second = enter(base, Wishes(search="SE02", stage="full-text"), two__csv="".join(kept))

    flow = read_flow(base)
    assert not first.keys
    assert list(second.keys.values()) == ["nobody-2019-made"]
    assert (flow["screened"], flow["excluded"], flow["assessed"], flow["included"]) == (4, 1, 1, 1)


def test_the_same_screening_again_changes_nothing(base: Path) -> None:
    """The described search is found again, by day, query and places."""
    enter(base, Wishes(described=SEARCH), articles__csv=samples.RAYYAN)
    before = (base / "literature.ttl").read_bytes()

    enter(base, Wishes(described=SEARCH), articles__csv=samples.RAYYAN)

    assert (base / "literature.ttl").read_bytes() == before


def test_a_reason_that_is_gone_is_withdrawn(base: Path) -> None:
    """Its block stays with a note, and its number counts no more."""
    enter(base, Wishes(described=SEARCH), articles__csv=samples.RAYYAN)
    changed = samples.RAYYAN.replace("wrong population", "wrong outcome")

    enter(base, Wishes(described=SEARCH), articles__csv=changed)

    assert read_flow(base)["reasons"] == ("wrong outcome: 1",)
    assert "No record of the screening has this reason any more." in (
        (base / "literature.ttl").read_text()
    )


def test_hits_that_the_search_has_are_kept(base: Path) -> None:
    """A search that found more than the file holds keeps its number; old reasons make way."""
    enter(base, Wishes(search="SE01"), articles__csv=samples.RAYYAN.replace("Maybe", "Excluded"))

    flow = read_flow(base, "SE01")
    assert (flow["identified"], flow["screened"], flow["included"]) == (812, 4, 1)
    assert flow["reasons"] == ("wrong population: 1",)


def test_numbers_that_do_not_add_up_are_refused(base: Path) -> None:
    """More duplicates than the search can have had."""
    with pytest.raises(DataError, match="The numbers of a search do not add up"):
        enter(base, Wishes(described=SEARCH, hits=5, duplicates=3), a__csv=samples.RAYYAN)


@pytest.mark.parametrize(
    ("wishes", "error", "told"),
    [
        (Wishes(search="SE99"), UnknownName, "no search 'SE99'"),
        (Wishes(described={"exposure": ["loneliness"]}), InputError, "--searched-in, --query-text"),
        (Wishes(described={**SEARCH, "exposure": ["lonliness"]}), UnknownName, "loneliness"),
        (Wishes(described={**SEARCH, "generated_at": ["1.5.2026"]}), InputError, "2026-11-23"),
        (Wishes(search="SE01", described=SEARCH), InputError, "not both"),
    ],
)
def test_a_search_that_is_wrong_is_told(
    base: Path, wishes: Wishes, error: type[Exception], told: str
) -> None:
    """An unknown id, what is missing, what is no value, with the nearest."""
    with pytest.raises(error, match=told):
        enter(base, wishes, articles__csv=samples.RAYYAN)


def test_a_broken_row_is_no_number(base: Path) -> None:
    """Decisions are not counted where a row is lost."""
    with pytest.raises(DataError, match=r"articles\.csv:7: this row is broken"):
        enter(base, Wishes(search="SE01"), articles__csv=samples.RAYYAN + "only,three,cells\n")


def test_decisions_without_a_search_are_told(base: Path) -> None:
    """Nobody thinks that they were kept."""
    path = base.parent / "articles.csv"
    path.write_text(samples.RAYYAN)
    workspace = Workspace(base)

    enter_references(workspace, [read_references(path)])

    assert any("the decisions are not kept" in notice for notice in workspace.notices)


def test_the_report_names_places_and_both_sides(base: Path) -> None:
    """A conflict shows what the file and the source say; disagreeing screeners are named."""
    conflict = STEPTOE.replace("Social isolation, loneliness", "Something else")
    report = enter(base, refs__bib=conflict, articles__csv=samples.RAYYAN)

    text = write_report(report)

    assert f"{base.parent}/refs.bib:1: same DOI, another title" in text.replace("\n    ", " ")
    assert "steptoe-2013-isolation: Steptoe et al. 2013. Social isolation" in text
    assert "Ana included, Ben excluded" in text
    assert '"status": "conflicting"' in write_json(report, written=True)


@pytest.mark.parametrize("format", BIBLIOGRAPHIES)
@pytest.mark.parametrize("place", [None, FIXTURE], ids=["bundled", "fixture"])
def test_what_goes_out_is_known_when_it_comes_back(
    tmp_path: Path, format: str, place: Path | None
) -> None:
    """Every source that is exported matches itself, and has nothing that it lacks."""
    kb = KnowledgeBase.open(place)
    ids = [str(name) for name in kb.table("sources", columns=["id"]).column("id")]
    path = tmp_path / "refs.txt"
    path.write_text(BIBLIOGRAPHIES[format](*cite_sources(kb, ids)))
    sources = Sources(Workspace(place))

    verdicts = match_references(read_references(path).references, sources.list_known())

    assert [(each.status, each.target) for each in verdicts] == [("matched", name) for name in ids]
    assert not any(sources.list_gaps(verdict) for verdict in verdicts)


@pytest.mark.parametrize("format", BIBLIOGRAPHIES)
def test_sources_go_from_base_to_base(tmp_path: Path, base: Path, format: str) -> None:
    """What one base has, another gets with the same key and the same facts."""
    enter(base, refs__bib=samples.ZOTERO_BIBTEX + samples.BIBLATEX, refs__json=samples.ZOTERO_CSL)
    first = KnowledgeBase.open(base)
    ids = [str(name) for name in first.table("sources", columns=["id"]).column("id")]
    out = cite_sources(first, ids)
    (tmp_path / "other").mkdir()
    for name in ("base.ttl", "concepts.ttl"):
        (tmp_path / "other" / name).write_bytes((FIXTURE / name).read_bytes())

    enter(tmp_path / "other", out__txt=BIBLIOGRAPHIES[format](*out))

    again = cite_sources(KnowledgeBase.open(tmp_path / "other"), ids)
    for before, after in zip(out, again, strict=True):
        for name in ("title", "year", "container", "doi", "pmid", "pmcid", "volume", "pages"):
            assert getattr(after, name) == getattr(before, name), (name, before.key)
        assert after.form == before.form
