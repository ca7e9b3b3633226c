"""Kind and tier of a sentence: one case for each rule, on texts about tea, milk and sleep."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from evidence_kb.curation.drafting import lexicon
from evidence_kb.curation.drafting.outline import read_outline
from evidence_kb.curation.drafting.reading import Sentence, read_sentence, reads_english
from evidence_kb.curation.drafting.roles import find_filed, find_role
from evidence_kb.curation.drafting.tiering import PLAIN, Verdict, judge

BENEFITS = ("Benefits of tea",)
RISKS = ("Risks of tea",)


def item(text: str, lead: str = "", path: tuple[str, ...] = (), filed: str = "") -> Verdict:
    return judge(Sentence(text, lead, path, "item", 0, filed))


@pytest.mark.parametrize(
    "text",
    [
        "This guide explains how tea is made.",
        "Does tea help people sleep?",
        "For example, a cup in the evening is one.",
        "About the authors",
        "Imagine that you are tired.",
    ],
)
def test_t0_no_claim(text: str) -> None:
    """A question, an example, scope and a label are no statements."""
    assert (judge(Sentence(text)).kind, judge(Sentence(text)).rule) == ("none", "T0")


def test_t0_a_list_of_signs() -> None:
    """Signs by which something is known are no claims."""
    assert item("A dry mouth", "Warning signs are:").kind == "none"


def test_t1_a_bullet_takes_the_tier_that_its_heading_states() -> None:
    """Whatever its words, and without the hedges deciding; they are recorded all the same."""
    verdict = item("Tea may calm people.", path=("What we know",), filed="high-confidence")

    assert (verdict.tier, verdict.rule, verdict.basis) == ("high-confidence", "T1", "stated")
    assert verdict.hedge == ("may",)


def test_t1_holds_for_the_first_sentence_of_a_bullet_alone() -> None:
    """Further sentences of it, and paragraphs beside it, are judged by their own words."""
    further = judge(Sentence("Milk may harm.", "", (), "item", 1, "high-confidence"))
    beside = judge(Sentence("Milk may harm.", "", (), "callout", 0, "high-confidence"))

    assert (further.tier, further.basis) == (beside.tier, beside.basis) == ("nuanced", "inferred")


def test_t3_what_is_not_known_is_unknown() -> None:
    """An open amount, and an open question about the evidence."""
    for text in ("There is no universal number of cups.", "It is not yet known if tea lasts."):
        verdict = judge(Sentence(text))

        assert (verdict.tier, verdict.rule, verdict.direction) == ("unknown", "T3", "not-stated")
        assert verdict.claim_type == "open-question"


def test_t4_strong_evidence_without_a_hedge_is_high_confidence() -> None:
    """The sentence itself reports the evidence."""
    verdict = judge(Sentence("Large cohort studies consistently link tea with better sleep."))

    assert (verdict.tier, verdict.rule) == ("high-confidence", "T4")
    assert verdict.hedge == ("large cohort studies consistently link",)


@pytest.mark.parametrize(
    "text",
    [
        "Large cohort studies show that tea may improve sleep.",
        "Strong evidence exists for some people.",
        "Meta analyses agree if the dose is small.",
    ],
)
def test_t4_gives_way_to_a_hedge(text: str) -> None:
    """With can, may, some or if the evidence does not make it high confidence."""
    assert judge(Sentence(text)).tier == "nuanced"


@pytest.mark.parametrize(
    ("text", "path", "letter"),
    [
        ("Tea may block receptors of the brain.", ("How tea works",), "a"),
        ("Tea can improve sleep by lowering worry.", RISKS, "b"),
        ("Tea helps people sleep because it is warm.", (), "b"),
        ("Tea builds routines and trust.", BENEFITS, "c"),
        ("Humans evolved as drinkers of leaves.", (), "d"),
    ],
)
def test_t5_a_pathway_is_a_mechanism(text: str, path: tuple[str, ...], letter: str) -> None:
    """(a) processes of the body, (b) by way of something, (c) an inner process, (d) evolved."""
    verdict = judge(Sentence(text, path=path))

    assert (verdict.tier, verdict.rule) == ("mechanism", "T5")
    assert verdict.reason.startswith(f"T5{letter}: ")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Tea can raise cortisol.", RISKS),
        ("Tea can improve sleep and mood.", BENEFITS),
        ("Trust is common.", BENEFITS),
    ],
)
def test_t5_does_not_hold_for_endpoints_or_among_risks(text: str, path: tuple[str, ...]) -> None:
    """Health is an end point; in a section on risks only "by way of" makes a pathway."""
    assert judge(Sentence(text, path=path)).tier == "nuanced"


def test_t5_does_not_hold_for_what_is_said_to_improve_indirectly() -> None:
    """A list of end points is introduced that way."""
    assert item("Hormones", "Tea can indirectly improve:", BENEFITS).rule == "T6"


def test_t6_a_hedge_makes_it_nuanced_and_is_recorded() -> None:
    """All hedges, in the order of the words."""
    verdict = judge(Sentence("If it is strong, tea often disturbs some sleepers.", path=RISKS))

    assert (verdict.tier, verdict.rule) == ("nuanced", "T6")
    assert verdict.hedge == ("if", "often", "some")


def test_t6_a_hedge_in_the_lead_in_governs_each_item() -> None:
    """It stands before the item's own hedges."""
    verdict = item("sleep less, in many cases", "Tea may make people:", RISKS)

    assert verdict.hedge == ("may", "in many cases")


def test_t6_a_word_inside_another_phrase_is_no_hedge() -> None:
    """In "as if" is no condition, and a risk that is an outcome is no chance."""
    assert judge(Sentence("Tea treats people as if it knew them.", path=RISKS)).rule == "T7"
    assert judge(Sentence("Tea goes with a higher risk of waking.", path=RISKS)).rule == "T7"


def test_t7_a_plain_assertion_is_nuanced_and_says_so() -> None:
    """No hedge, no evidence wording."""
    verdict = judge(Sentence("Tea disturbs sleep."))

    assert (verdict.tier, verdict.rule, verdict.hedge) == ("nuanced", "T7", ())
    assert PLAIN in verdict.reason


@pytest.mark.parametrize(
    ("text", "lead", "path"),
    [
        ("Drink less tea.", "", ()),
        ("If you are tired, take a nap.", "", ()),
        ("You should not drink it late.", "", ()),
        ("Walk to work", "", ()),
        ("Please do not smoke.", "", ()),
        ("a nap at noon", "Try these:", ()),
        ("a dark room", "Tips:", ()),
        ("a dark room", "", ("How to sleep well",)),
        ("“I am going to bed.”", "Examples:", ("How to sleep well",)),
    ],
)
def test_what_tells_what_to_do_is_a_recommendation(
    text: str, lead: str, path: tuple[str, ...]
) -> None:
    """An imperative, advice in so many words, or an item of a list of things to do."""
    assert item(text, lead, path).kind == "recommendation"


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Walk speed falls with age.", ""),
        ("Avoid company", "If tea is all there is, people may:"),
        ("Sleep quality improves.", ""),
    ],
)
def test_a_noun_or_the_end_of_a_sentence_is_no_imperative(text: str, lead: str) -> None:
    """A verb that is a noun too, or one that completes its lead-in, tells nobody anything."""
    assert item(text, lead).kind == "claim"


@pytest.mark.parametrize(
    ("text", "lead", "path"),
    [
        ("Tea is a drink made of leaves.", "", ()),
        ("Insomnia means trouble with sleep.", "", ()),
        ("Rest is not the same as sleep.", "", ()),
        ("It includes naps.", "", ("What is sleep?",)),
        ("Deep sleep: hours without dreams.", "Sleep has two parts:", ()),
        ("Nap – a short sleep", "", ("Glossary",)),
    ],
)
def test_what_says_what_a_word_means_is_a_definition(
    text: str, lead: str, path: tuple[str, ...]
) -> None:
    """A copula with a kind of thing, a verb of meaning, or a term with its gloss."""
    assert item(text, lead, path).kind == "definition"


@pytest.mark.parametrize(
    "text",
    [
        "Tea is a common cause of waking.",
        "Insomnia is a risk factor for pain.",
        "Risks include waking at night.",
        "It means that people wake.",
    ],
)
def test_a_judging_noun_makes_it_a_claim(text: str) -> None:
    """To be a cause is something that can be refuted."""
    assert judge(Sentence(text)).kind == "claim"


def test_type_and_direction_are_told_only_where_one_fits() -> None:
    """Two fitting types, or words that tell both ways, leave the cell to a person."""
    plain = judge(Sentence("Tea can reduce stress."))
    two = judge(Sentence("The link depends on age."))
    both = judge(Sentence("Tea can improve mood and harm sleep."))

    assert (plain.claim_type, plain.direction) == ("causal-effect", "beneficial")
    assert two.claim_type == ""
    assert both.direction == ""


def test_the_part_that_a_section_plays_is_that_of_the_nearest_heading_that_tells() -> None:
    """A heading without a telling word leaves it to the one around it."""
    assert find_role(("Risks of tea", "In the evening")) == "risks"
    assert find_role(("Risks of tea", "How to drink it")) == "building"
    assert find_role(("Tea",)) == ""


def test_a_heading_states_a_tier_among_its_like_or_by_naming_evidence() -> None:
    """A heading that merely has the word is a topic."""
    stated = "# Research\n## Strong evidence\nA.\n## Mechanisms\nB.\n## Still unclear\nC.\n"
    topics = "# Uncertain times\nA.\n# Pathways of stress\nB.\n"

    assert find_filed(read_outline(stated)) == ["", "high-confidence", "mechanism", "unknown"]
    assert find_filed(read_outline(topics)) == ["", ""]


def test_the_rules_know_that_they_read_english() -> None:
    """Another language, in Latin letters or not, is left to a person."""
    assert reads_english("Tea is a drink, and it is the oldest of them that people make.")
    assert not reads_english("Le thé est une boisson qui aide les gens à dormir dans la nuit noire")
    assert not reads_english("茶可能有帮助。牛奶不行。茶可能有帮助。牛奶不行。")


def test_every_class_of_words_says_what_it_decides_and_is_asked_for() -> None:
    """No class without a reason, none that the code never names."""
    folder = Path(lexicon.__file__).parent
    declared = tomllib.loads((folder / "lexicon.toml").read_text("utf-8"))
    code = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    roles = {f"heading_{role}" for role in re.findall(r'"(\w+)"', code)}

    for name, table in declared.items():
        assert table["why"]
        assert f'"{name}"' in code or name in roles, name


def test_no_phrase_is_declared_twice_in_a_class() -> None:
    """A phrase stands once."""
    for name, phrases in lexicon.read_declaration().items():
        assert len(set(phrases)) == len(phrases), name


def test_a_long_stretch_without_a_full_stop_is_read_to_its_limit() -> None:
    """A wall of words is read as far as a sentence may be long."""
    reading = read_sentence("tea " * 100_000)

    assert len(reading.words) < 1_000
