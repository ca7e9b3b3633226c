"""The ontology: every term is described, used and refused nowhere; every list is closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Namespace, URIRef

from evidence_kb.vocabulary import EKB as EKB_IRI
from evidence_kb.vocabulary import MODEL_VERSION, TIER

EKB = Namespace(EKB_IRI)
SCHEMA = Path(__file__).parents[2] / "src" / "evidence_kb" / "schema"
FIXTURE = Path(__file__).parent.parent / "fixture"
ONTOLOGY = URIRef("https://w3id.org/evidence-kb/ns")
OBO = "http://purl.obolibrary.org/obo/"


def read(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


ontology = read(SCHEMA / "ontology.ttl")
shapes = read(SCHEMA / "shapes.ttl")
alignments = read(SCHEMA / "alignments.ttl")
fixture = read(*sorted(FIXTURE.glob("*.ttl")))
TERMS = sorted(set(ontology.subjects()) - {ONTOLOGY})
VALUES = sorted(set(ontology.subjects(SKOS.inScheme)))
PROPERTIES = sorted(
    {
        term
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty)
        for term in ontology[: RDF.type : kind]
    }
)


def find_own_terms(graph: Graph) -> set[URIRef]:
    """Return the terms of the model that a graph uses, in any place."""
    return {
        term
        for triple in graph
        for term in triple
        if isinstance(term, URIRef) and str(term).startswith((EKB_IRI, TIER))
    }


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_described(term: URIRef) -> None:
    """Each term has one label and one definition in English, and says which ontology defines it."""
    labels = list(ontology.objects(term, RDFS.label))
    definitions = list(ontology.objects(term, SKOS.definition))

    assert [label.language for label in labels] == ["en"]
    assert [definition.language for definition in definitions] == ["en"]
    assert list(ontology.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_can_be_shown(value: URIRef) -> None:
    """Each value of a closed list has one label for readers and one short code."""
    labels = list(ontology.objects(value, SKOS.prefLabel))

    assert [label.language for label in labels] == ["en"]
    assert len(list(ontology.objects(value, SKOS.notation))) == 1
    assert (value, RDF.type, SKOS.Concept) in ontology


def test_a_value_is_in_a_list() -> None:
    """Each concept is a value of at least one list, and each list is described as one."""
    assert set(ontology[: RDF.type : SKOS.Concept]) == set(VALUES)
    assert set(ontology.objects(None, SKOS.inScheme)) == set(
        ontology[: RDF.type : SKOS.ConceptScheme]
    )


def test_codes_and_labels_are_unique_in_a_list() -> None:
    """No two values of one list have the same code or the same label."""
    for scheme in ontology[: RDF.type : SKOS.ConceptScheme]:
        for link in (SKOS.notation, SKOS.prefLabel):
            words = [ontology.value(value, link) for value in ontology[: SKOS.inScheme : scheme]]
            assert len(set(words)) == len(words), (scheme, link)


def test_effect_measures_have_a_null_value() -> None:
    """Each effect measure but the result in words has its null value, 1 for ratios, else 0."""
    measures = set(ontology[: SKOS.inScheme : EKB["effect-measures"]]) - {EKB.none}

    ratios = {m for m in measures if int(ontology.value(m, EKB.nullValue)) == 1}

    assert ratios == {EKB[f"{name}-ratio"] for name in ("hazard", "risk", "rate", "odds")}
    assert measures - ratios == {m for m in measures if int(ontology.value(m, EKB.nullValue)) == 0}


def test_the_tiers_are_in_order() -> None:
    """The four tiers are shown in the order in which the guide has them."""
    tiers = sorted(
        ontology[: SKOS.inScheme : URIRef(TIER + "scheme")],
        key=lambda tier: int(ontology.value(tier, EKB.displayOrder)),
    )

    names = [str(tier).removeprefix(TIER) for tier in tiers]
    assert names == ["high-confidence", "nuanced", "mechanism", "unknown"]
    assert names == [str(ontology.value(tier, SKOS.notation)) for tier in tiers]


def test_no_tier_is_mapped() -> None:
    """A tier is matched with no level of any other scale."""
    matches = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch)

    for graph in (ontology, alignments):
        assert not [s for link in matches for s in graph.subjects(link) if s.startswith(TIER)]


@pytest.mark.parametrize("graph", [fixture, shapes, alignments], ids=["fixture", "shapes", "align"])
def test_a_used_term_is_declared(graph: Graph) -> None:
    """What the fixture, the shapes and the alignments use of the model, the ontology has."""
    assert find_own_terms(graph) <= set(TERMS)


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_property_is_used_by_a_shape(name: URIRef) -> None:
    """Each property is the path of a shape, so that its values are checked."""
    assert (None, SH.path, name) in shapes


@pytest.mark.parametrize("name", sorted(ontology[: RDF.type : OWL.Class]))
def test_a_class_is_the_target_of_a_shape(name: URIRef) -> None:
    """Each class has a shape that its instances are held against."""
    assert (None, SH.targetClass, name) in shapes


@pytest.mark.parametrize("name", sorted(ontology.subjects(EKB.valueScheme)))
def test_shapes_and_ontology_agree_on_a_list(name: URIRef) -> None:
    """The values that a shape allows for a property are those of the list in the ontology."""
    values = set(ontology[: SKOS.inScheme : ontology.value(name, EKB.valueScheme)])

    lists = [
        set(shapes.items(members))
        for shape in shapes[: SH.path : name]
        if isinstance(shape, URIRef)
        for members in shapes.objects(shape, SH["in"])
    ]

    assert lists
    assert all(members == values for members in lists)


def test_no_reasoner_is_misled() -> None:
    """Domains and ranges are documentation: nothing here lets a reasoner infer a type."""
    assert not list(ontology.subject_objects(RDFS.domain))
    assert not list(ontology.subject_objects(RDFS.range))
    assert not list(ontology.subject_objects(RDFS.subClassOf))


def test_nothing_is_imported() -> None:
    """The ontology and the alignments name no other file to fetch."""
    assert (None, OWL.imports, None) not in ontology + alignments


@pytest.mark.parametrize("graph", [ontology, alignments], ids=["ontology", "alignments"])
def test_there_are_no_blank_nodes(graph: Graph) -> None:
    """Every subject and object has an IRI or is a literal."""
    assert not [term for triple in graph for term in triple if isinstance(term, BNode)]


def test_the_version_is_the_one_that_the_code_reads() -> None:
    """The ontology is of the model version that the code names, and the shapes ask for it."""
    asked = shapes.value(URIRef("https://w3id.org/evidence-kb/shapes#base-model-version"), SH["in"])

    assert str(ontology.value(ONTOLOGY, OWL.versionInfo)) == MODEL_VERSION
    assert [str(version) for version in shapes.items(asked)] == [MODEL_VERSION]
    assert ontology.value(ONTOLOGY, DCTERMS.license) is not None


def test_alignments_match_terms_of_others() -> None:
    """An alignment goes from a term of the model to a term that is not of the model."""
    own = {s for s in alignments.subjects() if str(s).startswith(EKB_IRI)}

    for term in own:
        assert not any(o.startswith(EKB_IRI) for o in alignments.objects(term))
    assert set(alignments.predicates()) <= {
        RDF.type, RDFS.subClassOf, SKOS.closeMatch, DCTERMS.title, OWL.versionInfo
    }  # fmt: skip
