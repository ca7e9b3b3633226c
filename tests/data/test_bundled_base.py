"""The bundled base itself: one rule a test; a failure names the item and the repair."""

from __future__ import annotations

import hashlib
import re
from itertools import pairwise
from pathlib import Path

import pytest

from evidence_kb.curation.check import check_ntriples
from evidence_kb.knowledge_base import KnowledgeBase
from evidence_kb.tables.table import Table

RUN = 6
TIER_OF_RULE = {
    "T3": "unknown",
    "T4": "high-confidence",
    "T5": "mechanism",
    "T6": "nuanced",
    "T7": "nuanced",
}
PREFIXES = """PREFIX ekb: <https://w3id.org/evidence-kb/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return KnowledgeBase.open()


@pytest.fixture(scope="module")
def claims(base: KnowledgeBase) -> list[dict[str, object]]:
    return base.table("claims", ids=True).to_dicts()  # type: ignore[return-value]


def ask(base: KnowledgeBase, query: str) -> Table:
    return base.select(PREFIXES + query)


def assert_none(found: Table | list[object], repair: str) -> None:
    rows = list(found)
    assert not rows, f"{len(rows)} found, first {rows[:5]}: {repair}"


def read_guide(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")


def split_words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower().replace("’", "'"))


def test_the_document_is_the_guide(base: KnowledgeBase, guide: Path) -> None:
    """Length and hash of the text are those that the base records."""
    text = read_guide(guide)

    ((characters, digest),) = ask(
        base, "SELECT ?n ?h { ?d a ekb:Document ; ekb:characters ?n ; ekb:sha256 ?h }"
    )

    assert characters == len(text)
    assert digest == hashlib.sha256(text.encode()).hexdigest()


def test_every_offset_and_hash_is_right(base: KnowledgeBase, guide: Path) -> None:
    """Each passage and each heading is the stretch of the guide that its hash says."""
    text = read_guide(guide)
    found = ask(
        base,
        "SELECT ?id ?start ?end ?hash { ?p dcterms:identifier ?id ; ekb:sha256 ?hash ;"
        " oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end } ORDER BY ?id",
    )

    wrong = [
        row[0]
        for row in found
        if hashlib.sha256(text[row[1] : row[2]].encode()).hexdigest() != row[3]  # type: ignore[misc]
    ]

    assert len(found) > 300
    assert_none(wrong, "set the offsets to the passage and take the hash again")


def test_no_text_quotes_the_guide(base: KnowledgeBase, guide: Path) -> None:
    """No label, definition, note or reason has six words running as the guide has them."""
    words = split_words(read_guide(guide))
    runs = {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    texts = ask(
        base,
        "SELECT ?item ?text { VALUES ?p { skos:prefLabel skos:altLabel skos:definition"
        " skos:editorialNote skos:scopeNote dcterms:description ekb:rationale ekb:limitsScope"
        " ekb:caveat ekb:higherMeans ekb:comparator ekb:exposureAsReported ekb:outcomeAsReported"
        " ekb:populationAsReported ekb:subgroup ekb:unitOrScale ekb:adjustedFor }"
        " ?item ?p ?text }",
    )

    quoting = [
        (base.base.shorten(str(item)), " ".join(own[at : at + RUN]))
        for item, text in texts
        for own in [split_words(str(text))]
        for at in range(len(own) - RUN + 1)
        if tuple(own[at : at + RUN]) in runs
    ]

    assert_none(quoting, "say it in own words")  # type: ignore[arg-type]


def test_thirteen_claims_are_filed_by_the_guide_itself(claims: list[dict[str, object]]) -> None:
    """Three high, three nuanced, four mechanisms, three unknown carry a stated tier."""
    stated = [claim["tier"] for claim in claims if claim["basis"] == "ekb:stated"]

    assert {tier: stated.count(tier) for tier in set(stated)} == {
        "tier:high-confidence": 3,
        "tier:nuanced": 3,
        "tier:mechanism": 4,
        "tier:unknown": 3,
    }


def test_basis_and_rule_agree(claims: list[dict[str, object]]) -> None:
    """A tier is stated exactly where rule T1 gave it."""
    wrong = [c["id"] for c in claims if (c["basis"] == "ekb:stated") != (c["rule"] == "T1")]

    assert_none(wrong, "T1 is for stated tiers alone")


def test_an_inferred_tier_follows_from_its_rule(claims: list[dict[str, object]]) -> None:
    """The rule that fired and the tier agree."""
    wrong = [
        (claim["id"], claim["rule"], claim["tier"])
        for claim in claims
        if claim["rule"] in TIER_OF_RULE
        and claim["tier"] != f"tier:{TIER_OF_RULE[str(claim['rule'])]}"
    ]

    assert_none(wrong, "set the tier that the rule gives, or the rule that gave the tier")  # type: ignore[arg-type]


def test_a_hedge_is_recorded_where_the_rule_needs_one(claims: list[dict[str, object]]) -> None:
    """T6 rests on a hedge, a quantity or a condition; T7 on there being none."""
    wrong = [
        (claim["id"], claim["rule"], claim["hedge"])
        for claim in claims
        if (claim["rule"] == "T6" and not claim["hedge"])
        or (claim["rule"] == "T7" and claim["hedge"])
    ]

    assert_none(wrong, "record the words that decided, or apply T7")  # type: ignore[arg-type]


def test_an_assertion_without_evidence_wording_has_a_note(claims: list[dict[str, object]]) -> None:
    """T7 asks for a note."""
    assert_none([c["id"] for c in claims if c["rule"] == "T7" and not c["notes"]], "add the note")


def test_open_questions_and_descriptions_have_no_direction(claims: list[dict[str, object]]) -> None:
    """They say nothing of the effect of an exposure."""
    wrong = [
        claim["id"]
        for claim in claims
        if claim["type"] in ("ekb:open-question", "ekb:description")
        and claim["direction"] != "ekb:not-stated"
    ]

    assert_none(wrong, "set the direction to not-stated")


def test_a_mechanism_tier_by_pathway_names_its_pathway(base: KnowledgeBase) -> None:
    """A claim typed as a mechanism says through what."""
    found = ask(
        base,
        "SELECT ?id { ?c a ekb:Claim ; ekb:claimType ekb:mechanism ; dcterms:identifier ?id ."
        " FILTER NOT EXISTS { ?c ekb:mechanism ?m } } ORDER BY ?id",
    )

    assert_none(found, "name the mechanism, or give the claim another type")


def test_every_passage_is_stated_by_something(base: KnowledgeBase) -> None:
    """No passage is left over."""
    found = ask(
        base,
        "SELECT ?id { ?p a ekb:Passage ; dcterms:identifier ?id ."
        " FILTER NOT EXISTS { ?s ekb:statedIn ?p } } ORDER BY ?id",
    )

    assert_none(found, "remove it, or tie it to its statement")


def test_a_passage_shared_across_kind_or_tier_is_explained(base: KnowledgeBase) -> None:
    """Statements of different kind or tier share a passage only where each carries a note."""
    found = ask(
        base,
        "SELECT DISTINCT ?id ?one { ?a ekb:statedIn ?p . ?b ekb:statedIn ?p ."
        " ?p dcterms:identifier ?id . ?a dcterms:identifier ?one ; a ?k1 . ?b a ?k2 ."
        " OPTIONAL { ?a ekb:tier ?t1 } OPTIONAL { ?b ekb:tier ?t2 }"
        " FILTER(?a != ?b && ?k1 != ekb:Statement && ?k2 != ekb:Statement)"
        " FILTER(?k1 != ?k2 || COALESCE(?t1, ?k1) != COALESCE(?t2, ?k2))"
        " FILTER NOT EXISTS { ?a skos:editorialNote ?note } } ORDER BY ?id ?one",
    )

    assert_none(found, "add an editorial note, or split the passage")


def test_no_concept_is_without_a_use(base: KnowledgeBase) -> None:
    """Every concept, or one below it, is named by something."""
    found = ask(
        base,
        "SELECT ?c { ?c skos:inScheme ?s . ?c a skos:Concept ."
        ' FILTER(STRENDS(STR(?s), "/scheme") && !STRENDS(STR(?s), "tier/scheme"))'
        " FILTER NOT EXISTS { ?n skos:broader* ?c . ?x ekb:exposure|ekb:outcome|ekb:mechanism|"
        "ekb:population|ekb:defines|ekb:cohort ?n } } ORDER BY ?c",
    )

    assert_none(found, "remove the concept, or use it")


def test_no_two_concepts_of_a_scheme_go_by_one_name(base: KnowledgeBase) -> None:
    """Labels and other labels are unique within a scheme."""
    rows = ask(
        base,
        "SELECT ?s ?word ?c { ?c skos:inScheme ?s ; skos:prefLabel|skos:altLabel ?word ."
        ' FILTER(STRENDS(STR(?s), "/scheme")) } ORDER BY ?s ?c',
    )
    named = sorted((str(scheme), str(word).casefold(), str(c)) for scheme, word, c in rows)

    twice = [(a[1], a[2], b[2]) for a, b in pairwise(named) if a[:2] == b[:2] and a[2] != b[2]]

    assert_none(twice, "merge the two, or say them apart")  # type: ignore[arg-type]


def test_a_tree_never_mixes_poles(base: KnowledgeBase) -> None:
    """A narrower exposure has the pole of the broader one."""
    found = ask(
        base,
        "SELECT ?n ?b { ?n skos:broader ?b ; ekb:pole ?p . ?b ekb:pole ?q . FILTER(?p != ?q) }",
    )

    assert_none(found, "cut the broader link, or correct the pole")


def test_nothing_is_a_blank_node(base: KnowledgeBase) -> None:
    """Everything has a name."""
    assert_none(
        ask(base, "SELECT ?s { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }"), "give it an IRI"
    )


def test_recommendations_change_an_exposure(base: KnowledgeBase) -> None:
    """Each says what it is about."""
    rows = base.table("recommendations").to_dicts()

    assert_none([row["id"] for row in rows if not row["exposures"]], "name the exposure")


def test_every_question_is_answered(base: KnowledgeBase) -> None:
    """Each question of the guide links to what answers it."""
    rows = base.table("questions").to_dicts()

    assert len(rows) == 6
    assert_none([row["id"] for row in rows if not row["answered_by"]], "link it to its answers")


def test_the_base_keeps_the_model(base: KnowledgeBase) -> None:
    """Shapes and vocabulary have nothing to say against it."""
    problems = check_ntriples(base.base.store.ntriples(), base.prefixes)

    assert_none([tuple(problem) for problem in problems], "mend the item as the message says")


def test_nearly_all_of_the_guide_is_covered(base: KnowledgeBase, guide: Path) -> None:
    """At least 97 % of the characters that say something stand in a passage of a statement.

    White space, bullets, headings and navigation do not count: what is before the first passage,
    and what follows the last one, are the site's frame.
    """
    text = read_guide(guide)
    stretches = ask(
        base,
        "SELECT ?kind ?start ?end { ?x a ?kind ; oa:hasSelector ?s . ?s oa:start ?start ;"
        " oa:end ?end . FILTER(?kind IN (ekb:Passage, ekb:Section)) }",
    )
    places = {"Passage": set[int](), "Section": set[int]()}
    for kind, start, end in stretches:
        places[str(kind).rpartition("#")[2]].update(range(int(str(start)), int(str(end))))
    framed = range(min(places["Passage"]), max(places["Passage"]) + 1)
    said = {
        at
        for at in framed
        if at not in places["Section"] and not text[at].isspace() and text[at] not in "•>"
    }

    assert len(said & places["Passage"]) / len(said) >= 0.97


def test_an_inferred_tier_can_be_worked_out_again(claims: list[dict[str, object]]) -> None:
    """Rule, hedge and type of a claim give its tier."""

    def infer(claim: dict[str, object]) -> str:
        if claim["type"] == "ekb:open-question":
            return "unknown"
        if claim["rule"] in ("T4", "T5"):
            return {"T4": "high-confidence", "T5": "mechanism"}[str(claim["rule"])]
        assert claim["rule"] == ("T6" if claim["hedge"] else "T7"), claim["id"]
        return "nuanced"

    wrong = [
        claim["id"]
        for claim in claims
        if claim["basis"] == "ekb:inferred" and claim["tier"] != f"tier:{infer(claim)}"
    ]

    assert_none(wrong, "correct the tier, or what it was inferred from")


def test_an_open_question_is_typed_as_one(claims: list[dict[str, object]]) -> None:
    """Unknown is the tier of open questions, and of nothing else."""
    wrong = [
        claim["id"]
        for claim in claims
        if (claim["tier"] == "tier:unknown") != (claim["type"] == "ekb:open-question")
    ]

    assert_none(wrong, "make type and tier agree")


def test_the_base_is_as_large_as_the_guide_is_rich(base: KnowledgeBase) -> None:
    """Claims, recommendations, definitions and questions, as a reader of the guide counts them."""
    count = {name: len(base.table(name)) for name in ("claims", "recommendations", "questions")}

    assert count["claims"] >= 110
    assert count["recommendations"] >= 50
    assert count["questions"] == 6
    assert len(ask(base, "SELECT ?d { ?d a ekb:Definition }")) >= 25


def test_recommendations_rest_on_claims_that_are_there(base: KnowledgeBase) -> None:
    """What a recommendation rests on is a claim that is not withdrawn."""
    found = ask(
        base,
        "SELECT ?id { ?r ekb:restsOn ?c ; dcterms:identifier ?id ."
        " FILTER NOT EXISTS { ?c a ekb:Claim } } ORDER BY ?id",
    )

    assert_none(found, "name a claim")
