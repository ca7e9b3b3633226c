"""Matches to MeSH: an id that is none, and an id that is another descriptor's."""

from __future__ import annotations

import pytest

from evidence_kb.curation.mesh import find_mismatched
from evidence_kb.curation.problem import Problem
from evidence_kb.curation.triples import Triples
from evidence_kb.graph.tokens import read_statements
from evidence_kb.vocabulary import PREFIXES, SKOS

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
LUNG = 'e:lung skos:prefLabel "Lung"@en ; skos:definition "An organ to breathe with"@en ; '


def match(written: str) -> list[Problem]:
    """Return what is wrong with the matches of some Turtle."""
    text = f"{HEAD}@prefix e: <https://e.org/> .\n{written} ."
    return list(find_mismatched(Triples(each[:3] for each in read_statements(text)), PREFIXES))


@pytest.mark.parametrize("kind", ["exactMatch", "closeMatch"])
def test_an_id_of_another_thing_is_told_with_its_name(kind: str) -> None:
    """A lung bound to D008132 is bound to Loneliness."""
    (problem,) = match(f"{LUNG} skos:{kind} mesh:D008132")

    assert (problem.severity, problem.rule) == ("warning", "mesh-name")
    assert problem[2:5] == ("https://e.org/lung", SKOS + kind, PREFIXES["mesh"] + "D008132")
    assert "mesh:D008132 is Loneliness" in problem.message
    assert "https://meshb.nlm.nih.gov" in problem.message


@pytest.mark.parametrize(
    ("label", "wrong", "nearest"),
    [
        ("Social isolation", "D008132", "mesh:D012934 (Social Isolation)"),
        ("Solitary feeling of loneliness", "D001007", "https://meshb.nlm.nih.gov"),
        ("psychological burnout", "D008132", "mesh:D000077062 (Burnout, Psychological)"),
        ("bereaved people", "D008132", "mesh:D001601 (Bereavement)"),
        ("anxeity", "D008132", "mesh:D001007 (Anxiety)"),
    ],
)
def test_the_nearest_descriptor_is_named(label: str, wrong: str, nearest: str) -> None:
    """It is looked for by name, by the name turned round, and by what was matched to it."""
    (problem,) = match(f'e:c skos:prefLabel "{label}"@en ; skos:exactMatch mesh:{wrong}')

    assert nearest in problem.message


@pytest.mark.parametrize(
    "written",
    [
        'skos:prefLabel "Lonely people"@en ; skos:exactMatch mesh:D008132',
        'skos:prefLabel "X"@en ; skos:altLabel "being lonely"@en ; skos:closeMatch mesh:D008132',
        'skos:prefLabel "X"@en ; skos:definition "when lonely"@en ; skos:exactMatch mesh:D008132',
        'skos:prefLabel "calm"@en ; skos:closeMatch mesh:D012063',
        'skos:prefLabel "calm" ; skos:closeMatch mesh:D012063',
        'skos:prefLabel "Lone\u00adliness"@en ; skos:exactMatch mesh:D008132',
    ],
    ids=["label", "other label", "definition", "matched term", "no language", "soft hyphen"],
)
def test_a_word_in_common_is_enough(written: str) -> None:
    """A beginning of a word in label, definition or a term that was matched ties the two."""
    assert match(f"e:c {written}") == []


@pytest.mark.parametrize(
    "written",
    [
        f"{LUNG} skos:exactMatch mesh:D000001",
        f"{LUNG} skos:exactMatch mesh:D008168",
        f"{LUNG} skos:broadMatch mesh:D008132",
        f"{LUNG} skos:exactMatch <https://example.org/D008132>",
        'e:c skos:prefLabel "Herz"@de ; skos:exactMatch mesh:D008132',
        "e:c skos:exactMatch mesh:D008132",
    ],
    ids=["unknown", "unknown too", "broader", "elsewhere", "another language", "no label"],
)
def test_what_is_not_known_is_left_alone(written: str) -> None:
    """An id that does not ship, a looser match, labels that are not English: nothing is said."""
    assert match(written) == []


@pytest.mark.parametrize("label", ["people", "from there", "this and that", "who is with whom"])
def test_words_that_are_everywhere_tie_nothing(label: str) -> None:
    """A label that shares only a filler with what was matched to a descriptor shares nothing."""
    for key in ("D003289", "D008132", "D000085202", "D066107"):
        found = match(f'e:c skos:prefLabel "{label}"@en ; skos:exactMatch mesh:{key}')

        assert [problem.rule for problem in found] == ["mesh-name"]


@pytest.mark.parametrize(
    "id",
    [
        "D000001",
        "D000067877",
        "D008132Q000523",
        "D000067877Q000523",
        "Q000523",
        "C000001",
        "C000606551",
        "M0000001",
        "T000001",
        "2024/D000001",
    ],
)
def test_every_form_of_id_is_known(id: str) -> None:
    """Descriptors old and new, qualifiers, pairs, substances, concepts, terms, a year's edition."""
    assert match(f"{LUNG} skos:broadMatch <{PREFIXES['mesh']}{id}>") == []


@pytest.mark.parametrize(
    "iri",
    [
        "http://id.nlm.nih.gov/mesh/D00813",
        "http://id.nlm.nih.gov/mesh/D0081320",
        "http://id.nlm.nih.gov/mesh/8132",
        "http://id.nlm.nih.gov/mesh/Loneliness",
        "http://id.nlm.nih.gov/mesh/",
        "http://id.nlm.nih.gov/mesh/D008132/",
    ],
)
def test_an_id_that_cannot_be_is_an_error(iri: str) -> None:
    """What has not the form of an id names nothing."""
    for kind in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"):
        (problem,) = match(f"{LUNG} skos:{kind} <{iri}>")

        assert (problem.severity, problem.rule) == ("violation", "mesh-id")
        assert problem[2:5] == ("https://e.org/lung", SKOS + kind, iri)


@pytest.mark.parametrize(
    "iri",
    [
        "http://id.nlm.nih.gov/mesh/d008132",
        "https://id.nlm.nih.gov/mesh/D008132",
        "https://meshb.nlm.nih.gov/record/ui?ui=D008132",
        "HTTP://id.nlm.nih.gov/mesh/D008132",
    ],
)
def test_an_address_that_means_an_id_gets_the_id(iri: str) -> None:
    """A page of MeSH, small letters, https: the id that was meant is named."""
    (problem,) = match(f"{LUNG} skos:exactMatch <{iri}>")

    assert problem.rule == "mesh-id"
    assert problem.message.endswith("did you mean mesh:D008132 (Loneliness)?")
