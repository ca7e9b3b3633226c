"""What a person writes for a field becomes a term, and a term what a person writes."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from evidence_kb.curation.fields import find_kind, list_kinds
from evidence_kb.curation.revision import Workspace
from evidence_kb.curation.values import Values
from evidence_kb.errors import InputError
from evidence_kb.vocabulary import PREFIXES
from tests.conftest import FIXTURE

EKB = "https://w3id.org/evidence-kb/ns#"
BASE = "https://w3id.org/evidence-kb/connection/"


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace(FIXTURE)


@pytest.fixture
def values(workspace: Workspace) -> Values:
    return Values(workspace)


def test_every_value_of_the_fixture_comes_back(workspace: Workspace, values: Values) -> None:
    """Showing and reading again gives the same terms, for every field of every item."""
    seen = 0
    for kind in list_kinds():
        for subject in workspace.pages.list_subjects(kind.type):
            for field in kind.fields:
                terms = workspace.pages.get(subject, field.iri)
                if field.name == "type":
                    terms = [term for term in terms if term in field.choices]
                text = values.show(field, terms)
                seen += bool(text)

                assert set(values.read(field, text, old=terms)) == set(terms)
                if field.kind != "words":
                    assert set(values.read(field, text)) == set(terms)
    assert seen > 150


@pytest.mark.parametrize(
    ("kind", "field", "text", "expected"),
    [
        ("claim", "tier", "High confidence", [f"<{EKB[:-3]}tier/high-confidence>"]),
        ("claim", "exposure", "loneliness", [f"<{BASE}exposure/loneliness>"]),
        ("claim", "exposure", "Social Isolation", [f"<{BASE}exposure/social-isolation>"]),
        ("claim", "outcome", "death", [f"<{BASE}outcome/all-cause-mortality>"]),
        ("claim", "stated_in", "P001; p002", [f"<{BASE}P001>", f"<{BASE}P002>"]),
        ("claim", "hedge", "", []),
        ("concept", "pole", "off-axis", [f"<{EKB}off-axis>"]),
        ("concept", "exact_match", "mesh:D008132", ["<http://id.nlm.nih.gov/mesh/D008132>"]),
        ("finding", "pooled", "Yes", ['"true"^^<http://www.w3.org/2001/XMLSchema#boolean>']),
        ("claim", "alt_label", "a\\nb\nc", ['"a\\nb"@en', '"c"@en']),
        ("source", "doi", "https://doi.org/10.5555/made.up", ['"10.5555/made.up"']),
    ],
)
def test_a_value_is_read(
    values: Values, kind: str, field: str, text: str, expected: list[str]
) -> None:
    """Ids, labels, names of closed lists and typed values are read as a person writes them."""
    assert values.read(find_kind(kind).find(field), text) == expected


@pytest.mark.parametrize(
    ("kind", "field", "text", "told"),
    [
        ("claim", "tier", "hihg-confidence", "did you mean 'high-confidence'"),
        ("claim", "exposure", "lonelines", "did you mean 'exposure:loneliness'"),
        ("claim", "exposure", "outcome:stroke", "no exposure concept"),
        ("claim", "stated_in", "C001", "no Passage"),
        ("claim", "tier", "nuanced; unknown", "no tier 'nuanced; unknown'"),
        ("finding", "estimate", "0,92", r"write 0\.92"),
        ("finding", "estimate", "\u22120.5", r"write -0\.5"),
        ("finding", "participants", "1 234", "write 1234"),
        ("finding", "p_value", "<0.001", "p_below"),
        ("finding", "participants", "1,234", "write 1234"),
        ("finding", "studies", "2.5", r"whole number, not '2\.5'$"),
        ("finding", "estimate", "n.s.", "is a number"),
        ("finding", "seen_on", "03/04/2020", "year, month, day"),
        ("finding", "seen_on", "2024-02-30", "year, month, day"),
        ("source", "doi", "doi:10.1/x", "such as 10.1073"),
        ("finding", "pooled", "perhaps", "true or false"),
    ],
)
def test_what_is_no_value_is_refused(
    values: Values, kind: str, field: str, text: str, told: str
) -> None:
    """The message says what was found and what to write."""
    with pytest.raises(InputError, match=told):
        values.read(find_kind(kind).find(field), text)


def test_a_text_keeps_the_language_that_it_had(values: Values) -> None:
    """Another wording of a label stays in the language of the old one."""
    field = find_kind("claim").find("label")

    assert values.read(field, "Neu", old=['"Alt"@de']) == ['"Neu"@de']


def test_what_is_pending_goes_by_its_key(values: Values) -> None:
    """A reference may name an item that is added in the same revision."""
    values.pending["new-1"] = f"<{BASE}P006>"

    assert values.read(find_kind("claim").find("stated_in"), "new-1") == [f"<{BASE}P006>"]


def test_a_label_of_two_things_is_refused(tmp_path: Path) -> None:
    """A label that means two items asks for the id."""
    copytree(FIXTURE, tmp_path / "base")
    file = tmp_path / "base" / "concepts.ttl"
    file.write_text(
        file.read_text().replace('"Stroke"', '"Alike"').replace('"Loneliness"', '"Alike"')
    )
    values = Values(Workspace(tmp_path / "base"))

    with pytest.raises(InputError, match="exposure:loneliness or outcome:stroke"):
        values.read(find_kind("definition").find("defines"), "alike ")


def test_the_language_of_new_texts_can_be_told(values: Values) -> None:
    """A text in a column of one language is in that language, whatever the others are in."""
    field = find_kind("claim").find("alt_label")

    assert values.read(field, "Neu", language="de") == ['"Neu"@de']


def test_what_is_withdrawn_is_no_value(tmp_path: Path) -> None:
    """A name of something withdrawn leads to what took its place."""
    copytree(FIXTURE, tmp_path / "base")
    file = tmp_path / "base" / "concepts.ttl"
    went = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("owl", "dcterms"))
    dropped = "owl:deprecated true ; dcterms:isReplacedBy outcome:cardiovascular-disease ;"
    text = file.read_text().replace("outcome:stroke a", f"outcome:stroke {dropped} a")
    file.write_text(went + text)
    values = Values(Workspace(tmp_path / "base"))

    with pytest.raises(InputError, match="is withdrawn: name outcome:cardiovascular-disease in"):
        values.read(find_kind("claim").find("outcome"), "stroke")


def test_another_spelling_of_a_number_is_near(values: Values) -> None:
    """C1 is near to C001, and C004 to nothing: the nearest number is seldom meant."""
    field = find_kind("evidence line").find("bears_on")

    with pytest.raises(InputError, match=r"did you mean 'C001'\?"):
        values.read(field, "C1")
    with pytest.raises(InputError, match=r"no bears_on 'C004'$"):
        values.read(field, "C004")
