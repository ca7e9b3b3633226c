"""Opening bases and asking them."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph
import pytest

from evidence_kb import IRI, EvidenceError, KnowledgeBase, Table
from evidence_kb.citation import cite
from evidence_kb.description import describe
from evidence_kb.errors import DataError, EnvironmentFault, InputError, LimitError, UnknownName
from evidence_kb.graph.store import Store
from tests.conftest import FIXTURE


def as_one_file(folder: Path, name: str, text: str) -> KnowledgeBase:
    path = folder / name
    path.write_text(text)
    return KnowledgeBase.open(path)


@pytest.mark.parametrize(
    "suffix", [".ttl", ".trig", ".nt", ".nq", ".jsonld", ".rdf"], ids=lambda s: s[1:]
)
def test_the_same_base_in_any_format_gives_the_same_rows(
    kb: KnowledgeBase, tmp_path: Path, suffix: str
) -> None:
    """Rows, ids and content hash do not depend on the syntax of the file."""
    store = pyoxigraph.Store()
    for path in FIXTURE.glob("*.ttl"):
        store.load(path=path)
    syntax = pyoxigraph.RdfFormat.from_extension(suffix[1:])
    assert syntax is not None
    graph = pyoxigraph.NamedNode("http://x/g") if suffix in (".trig", ".nq") else None
    triples = [pyoxigraph.Quad(q.subject, q.predicate, q.object, graph) for q in store]
    pyoxigraph.serialize(triples, tmp_path / f"base{suffix}", format=syntax)

    other = KnowledgeBase.open(tmp_path / f"base{suffix}")

    assert other.table("claims", ids=True).rows == kb.table("claims", ids=True).rows
    assert other.base.content_hash == kb.base.content_hash
    assert any("named graphs" in n for n in other.base.notices) == (suffix in (".trig", ".nq"))


def test_order_layout_and_prefixes_leave_the_content_hash_alone(tmp_path: Path) -> None:
    """The hash speaks of the triples alone."""
    one = as_one_file(tmp_path, "a.ttl", "@prefix e: <http://e/> . e:a e:p 1.50 , e:b .")
    two = as_one_file(tmp_path, "b.ttl", "<http://e/a> <http://e/p> <http://e/b>, 1.50 .")

    assert one.base.content_hash == two.base.content_hash


def test_one_changed_character_changes_the_content_hash(tmp_path: Path) -> None:
    """Another triple is another content."""
    one = as_one_file(tmp_path, "a.ttl", '<http://e/a> <http://e/p> "x" .')
    two = as_one_file(tmp_path, "b.ttl", '<http://e/a> <http://e/p> "y" .')

    assert one.base.content_hash != two.base.content_hash


def test_names_of_blank_nodes_leave_the_content_hash_alone(tmp_path: Path) -> None:
    """Blank nodes are labelled by RDFC-1.0 before hashing."""
    one = as_one_file(tmp_path, "a.ttl", "_:x <http://e/p> _:y .")
    two = as_one_file(tmp_path, "b.ttl", "[] <http://e/p> [] .")

    assert one.base.content_hash == two.base.content_hash


def test_one_file_of_a_base_opens_alone(tmp_path: Path) -> None:
    """What lies in other files shows as an id, and one notice says so."""
    shutil.copy(FIXTURE / "claims.ttl", tmp_path)

    kb = KnowledgeBase.open(tmp_path / "claims.ttl")

    assert kb.table("claims").column("exposures")[0] == (
        "exposure:loneliness",
        "exposure:social-isolation",
    )
    assert len([notice for notice in kb.base.notices if "show as ids" in notice]) == 1


@pytest.mark.parametrize(
    ("name", "text", "error", "words"),
    [
        ("a.ttl", "<http://e/a> <http://e/b> ;;; <http://e/c> .", DataError, r"a\.ttl:1:"),
        ("a.xlsx", "", InputError, "xlsx"),
        (
            "a.ttl",
            "<http://e/a> <http://www.w3.org/2002/07/owl#imports> <http://e/b> .",
            DataError,
            "owl:imports of <http://e/b> is not followed",
        ),
    ],
)
def test_what_cannot_be_opened_is_named(
    tmp_path: Path, name: str, text: str, error: type[EvidenceError], words: str
) -> None:
    """The message says where and what."""
    with pytest.raises(error, match=words):
        as_one_file(tmp_path, name, text)


def test_a_folder_without_rdf_is_refused(tmp_path: Path) -> None:
    """An empty folder is no base."""
    with pytest.raises(EnvironmentFault, match="no RDF file"):
        KnowledgeBase.open(tmp_path)


def test_a_missing_path_is_refused() -> None:
    """What is not there is named."""
    with pytest.raises(EnvironmentFault, match=r"/no/such\.ttl"):
        KnowledgeBase.open("/no/such.ttl")


def test_a_base_over_the_size_limit_is_refused(tmp_path: Path) -> None:
    """The limit holds for all files of a folder together."""
    shutil.copytree(FIXTURE, tmp_path / "base")
    largest = max(path.stat().st_size for path in FIXTURE.glob("*.ttl"))

    with pytest.raises(LimitError, match="--max-size"):
        KnowledgeBase.open(tmp_path / "base", max_size=largest + 1)


def test_a_select_gives_plain_values(kb: KnowledgeBase) -> None:
    """IRIs are texts, numbers numbers, unbound None."""
    table = kb.select(
        "SELECT ?c ?n ?nothing WHERE { VALUES ?c { UNDEF } ?c ekb:ciLevel ?n }", {"c": None}
    )

    assert table.rows == [(IRI("https://w3id.org/evidence-kb/connection/F012"), 95, None)]


def test_values_bind_by_term(kb: KnowledgeBase) -> None:
    """A bound IRI narrows the answer."""
    query = "SELECT ?c WHERE { VALUES ?t { UNDEF } ?c ekb:tier ?t }"
    tier = IRI("https://w3id.org/evidence-kb/tier/nuanced")

    assert kb.select(query, {"t": tier}).column("c") == [kb.resolve("C003")]


def test_each_form_of_query_has_its_answer(kb: KnowledgeBase) -> None:
    """ASK is a bool, CONSTRUCT Turtle, SELECT a table."""
    assert kb.ask("ASK { ?c a ekb:Claim }") is True
    assert kb.construct("CONSTRUCT { ?c a ekb:Claim } WHERE { ?c ekb:tier tier:nuanced }") == (
        "@prefix ekb: <https://w3id.org/evidence-kb/ns#> .\n"
        "@prefix kb: <https://w3id.org/evidence-kb/connection/> .\n\n"
        "kb:C003 a ekb:Claim .\n"
    )
    assert isinstance(kb.select("SELECT ?c { ?c a ekb:Claim }"), Table)


@pytest.mark.parametrize(
    ("method", "query"),
    [("select", "ASK {}"), ("ask", "SELECT * {}"), ("construct", "ASK {}")],
)
def test_a_query_of_another_form_is_refused(kb: KnowledgeBase, method: str, query: str) -> None:
    """No method changes what it returns."""
    with pytest.raises(InputError, match="is not a"):
        getattr(kb, method)(query)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT ?c { ?c a foo:Bar }", r"query:1:18: the prefix 'foo:' is not declared"),
        ("SELECT ?c {\n ?c a ekb:Claim", "query:2:"),
        ("INSERT DATA { <a:a> <a:b> 1 }", "INSERT is refused"),
        ("SELECT * { SERVICE <http://127.0.0.1:9> { ?s ?p ?o } }", "SERVICE is refused"),
    ],
)
def test_a_query_that_does_not_parse_says_where_and_why(
    kb: KnowledgeBase, query: str, words: str
) -> None:
    """One message, with the place and the likely cause."""
    with pytest.raises(InputError, match=words):
        kb.select(query)


def test_an_unknown_query_gets_the_nearest(kb: KnowledgeBase) -> None:
    """A typo in a name of a query is helped."""
    with pytest.raises(UnknownName, match="did you mean 'claims_by_tier'"):
        kb.query("claim-by-tier")


@pytest.mark.parametrize("name", ["C001", "c001", "https://w3id.org/evidence-kb/connection/C001"])
def test_an_item_is_found_by_id_and_iri(kb: KnowledgeBase, name: str) -> None:
    """Case does not matter."""
    assert kb.resolve(name) == "https://w3id.org/evidence-kb/connection/C001"


def test_a_name_of_several_things_asks_which(tmp_path: Path) -> None:
    """What goes by one label twice is not guessed."""
    kb = as_one_file(
        tmp_path,
        "a.ttl",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<http://e/a> skos:prefLabel "Twin" . <http://e/b> skos:prefLabel "twin" .',
    )

    with pytest.raises(InputError, match="means several things"):
        kb.resolve("TWIN")


def test_a_base_becomes_an_rdflib_graph(kb: KnowledgeBase) -> None:
    """All triples, with the prefixes bound."""
    graph = kb.to_rdflib()

    assert len(graph) == len(kb.base.store)
    assert graph.qname("http://www.w3.org/2004/02/skos/core#broader") == "skos:broader"


def test_an_empty_store_has_the_hash_of_nothing() -> None:
    """No triple, no bytes: sha256 of the empty text."""
    assert Store().content_hash().startswith("e3b0c44298fc1c149afbf4c8996fb924")


def test_a_query_that_ends_the_engine_does_not_end_the_program(kb: KnowledgeBase) -> None:
    """Ordering by values of several kinds can abort the engine: the answer is an error."""
    mixed = " ".join(
        f'{n} "{n}" "{n}a"@en {n}.5 "2026-01-{1 + n % 28:02}"^^xsd:date' for n in range(60)
    )

    with pytest.raises(LimitError, match="the engine gave up on this query"):
        kb.select(f"SELECT ?x {{ VALUES ?x {{ {mixed} }} }} ORDER BY ?x")


def test_a_query_over_the_time_limit_is_stopped() -> None:
    """The copy that works on it is ended."""
    kb = KnowledgeBase.open(FIXTURE, timeout=0.2)

    with pytest.raises(LimitError, match=r"stopped after 0\.2 s"):
        kb.select("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")


def test_an_item_with_values_of_several_kinds_is_shown(tmp_path: Path) -> None:
    """Our own queries order by the text of a value, which every kind has."""
    mixed = ", ".join(
        f'{n}, "{n}", "{n}a"@en, {n}.5, "2026-01-{1 + n % 28:02}"^^<http://www.w3.org/2001/XMLSchema#date>'
        for n in range(60)
    )
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    kb = as_one_file(
        tmp_path, "a.ttl", f'<http://e/Thing> {label} "Thing" ; <http://e/p> {mixed} .'
    )

    assert describe(kb, "http://e/Thing").id == "http://e/Thing"
    assert cite(kb, "http://e/Thing").key


def test_many_threads_may_ask_at_once(kb: KnowledgeBase) -> None:
    """Copies of the process are made one at a time, with all they need."""
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: kb.ask("ASK { ?c a ekb:Claim }"), range(24)))

    assert answers == [True] * 24


def test_a_wrong_parameter_is_told_as_such(kb: KnowledgeBase) -> None:
    """What is wrong with names and values is found before any process is copied."""
    with pytest.raises(UnknownName, match="no parameter 'nope'"):
        kb.select("SELECT * { ?s a ekb:Base }", {"nope": 1})
    with pytest.raises(InputError, match="a bytes is no value"):
        kb.select("SELECT * { VALUES ?x { UNDEF } }", {"x": b"x"})  # type: ignore[dict-item]


def test_a_prefix_for_a_relative_iri_is_left_to_its_file(tmp_path: Path) -> None:
    """A common head of hand-written Turtle opens, and answers."""
    kb = as_one_file(tmp_path, "a.ttl", "@base <http://e/> .\n@prefix : <#> .\n:x a :Y .")

    assert kb.ask("ASK { <http://e/#x> a ?kind }")
