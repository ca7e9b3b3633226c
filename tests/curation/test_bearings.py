"""The bearing of an evidence line against its number: told where it is certain, and nowhere else.

The fixture has one line, E001: a hazard ratio of 0.92 (0.78 to 1.09) of loneliness on death, which
bears against a claim that calls loneliness harmful.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from evidence_kb.curation.check import check_ntriples
from evidence_kb.curation.problem import Problem
from evidence_kb.graph.tokens import read_statements
from evidence_kb.vocabulary import PREFIXES
from tests.curation.test_check import BASE, HEAD, LINES, OURS

RULES = {"bearing-direction", "bearing-point"}
UNLIMITED = [line for line in LINES if "limitsScope" not in line]


def check_changed(
    *changes: str, lines: Sequence[str] = LINES, rules: Collection[str] = RULES
) -> list[Problem]:
    """Check the fixture with other values in place of those it has; return what some rules say."""
    triples = [each[:3] for change in changes for each in read_statements(f"{HEAD}{change} .")]
    starts = tuple(f"{subject} {predicate} " for subject, predicate, _ in triples)
    kept = [line for line in lines if not line.startswith(starts)] if starts else lines
    written = "\n".join([*kept, *(f"{' '.join(triple)} ." for triple in triples), ""])
    return [each for each in check_ntriples(written.encode(), OURS) if each.rule in rules]


FOR, AGAINST = (f"kb:E001 ekb:bearing ekb:{each}" for each in ("for", "against"))
RISE = "kb:F012 ekb:estimate 1.02"
LESS_LONELY = "kb:F012 ekb:exposureSense ekb:less"
LESS_DEATH = "kb:F012 ekb:outcomeSense ekb:less"
BENEFICIAL = "kb:C001 ekb:direction ekb:beneficial"
DESIRABLE = "outcome:all-cause-mortality ekb:valence ekb:desirable"
CORRELATION = (
    "kb:F012 ekb:effectMeasure ekb:correlation-coefficient ; ekb:estimate {} ; ekb:ciLow -0.9 ;"
    " ekb:ciHigh 0.99"
)
DIFFERENCE = (
    "ekb:effectMeasure ekb:mean-difference ; ekb:estimate {} ; ekb:ciLow {} ; ekb:ciHigh {}"
)
OF_CONTACT = "kb:F012 ekb:exposure exposure:social-connection"


@pytest.mark.parametrize(
    ("changes", "bearing"),
    [
        ([], "against"),
        ([RISE], "for"),
        ([LESS_LONELY], "for"),
        ([LESS_DEATH], "for"),
        ([LESS_LONELY, LESS_DEATH], "against"),
        ([BENEFICIAL], "for"),
        ([DESIRABLE], "for"),
        ([BENEFICIAL, DESIRABLE], "against"),
        ([CORRELATION.format("0.5")], "for"),
        ([CORRELATION.format("-0.5")], "against"),
        (["kb:F012 ekb:exposure exposure:social-isolation"], "against"),
        ([OF_CONTACT], "for"),
        (["kb:F012 ekb:outcome outcome:stroke"], "against"),
        (["kb:F012 ekb:ciLow 0.92"], "against"),
        (["kb:F012 ekb:ciHigh 0.92"], "against"),
        (["kb:C001 ekb:claimType ekb:causal-effect"], "against"),
        (["kb:C001 ekb:claimType ekb:intervention-effect"], "against"),
        (["kb:C001 ekb:claimType ekb:mechanism"], "against"),
    ],
)
def test_the_number_gives_the_bearing(changes: list[str], bearing: str) -> None:
    """Of for and against, one agrees with estimate, senses, valence and direction."""
    other = {"for": "against", "against": "for"}[bearing]

    right = check_changed(*changes, f"kb:E001 ekb:bearing ekb:{bearing}")
    wrong = check_changed(*changes, f"kb:E001 ekb:bearing ekb:{other}")

    assert right == []
    assert [problem.rule for problem in wrong] == ["bearing-direction"]
    assert f"Found ekb:{other}; did you mean ekb:{bearing}?" in wrong[0].message


def test_a_wrong_bearing_is_a_warning_with_the_numbers() -> None:
    """The message says what was compared, so that a reader can see which part is wrong."""
    (problem,) = check_changed(FOR)

    assert problem[:5] == (
        "warning",
        "bearing-direction",
        f"{BASE}E001",
        PREFIXES["ekb"] + "bearing",
        PREFIXES["ekb"] + "for",
    )
    assert problem.message.startswith(
        "ekb:bearing does not fit the estimate: kb:F012 (0.92, null value 1, ekb:hazard-ratio) has "
        "more exposure:loneliness go with less outcome:all-cause-mortality, and kb:C001 calls its "
        "exposure harmful."
    )


def test_the_message_says_which_way_the_number_goes() -> None:
    """More of the one may go with more or with less of the other."""
    (problem,) = check_changed(RISE, AGAINST)

    assert "more exposure:loneliness go with more outcome:all-cause-mortality" in problem.message


EXPLAINED = {
    "a related exposure": ["kb:E001 ekb:exposureDirectness ekb:related"],
    "another outcome": ["kb:E001 ekb:outcomeDirectness ekb:other"],
    "a claim of no one direction": ["kb:C001 ekb:direction ekb:mixed"],
    "a claim without a direction": ["kb:C001 ekb:direction ekb:not-stated"],
    "a claim of no effect": ["kb:C001 ekb:direction ekb:no-effect"],
    "a comparison": ["kb:C001 ekb:claimType ekb:comparison"],
    "a moderation": ["kb:C001 ekb:claimType ekb:moderation"],
    "an open question": ["kb:C001 ekb:claimType ekb:open-question"],
    "a step to a mechanism": ["kb:E001 ekb:addressesMechanism mechanism:long-run-stress-load"],
    "a part of an effect": ["kb:F012 ekb:contrast ekb:indirect-effect"],
    "an outcome neither good nor bad": ["outcome:all-cause-mortality ekb:valence ekb:neither"],
    "an outcome measured neither good nor bad": [
        "kb:F012 ekb:outcome outcome:stroke",
        "outcome:stroke ekb:valence ekb:neither",
    ],
    "an exposure off the axis": ["kb:F012 ekb:exposure exposure:social-anxiety-therapy"],
    "exposures of both ends": [
        "kb:C001 ekb:exposure exposure:loneliness, exposure:social-connection"
    ],
    "an exposure that the claim has not": ["kb:C001 ekb:exposure exposure:social-isolation"],
    "an outcome that the claim has not": ["kb:C001 ekb:outcome outcome:stroke"],
    "an estimate below its interval": ["kb:F012 ekb:ciLow 0.95"],
    "an estimate above its interval": ["kb:F012 ekb:ciHigh 0.9"],
    "a malformed estimate": ['kb:F012 ekb:estimate "0,92"^^xsd:decimal'],
    "two estimates": ["kb:F012 ekb:estimate 0.92, 0.93"],
    "a result in words": ["kb:F012 ekb:effectMeasure ekb:none"],
    "a sense that is none": ["kb:F012 ekb:exposureSense ekb:none"],
    "a withdrawn line": ["kb:E001 owl:deprecated true"],
    "a withdrawn claim": ["kb:C001 owl:deprecated true"],
    "a withdrawn finding": ["kb:F012 owl:deprecated true"],
}


@pytest.mark.parametrize("changes", EXPLAINED.values(), ids=EXPLAINED)
def test_what_takes_a_reader_is_left_to_one(changes: list[str]) -> None:
    """Where something in the facts may explain a bearing, nothing is said of it."""
    assert check_changed(FOR, *changes) == []
    assert check_changed(AGAINST, *changes) == []


@pytest.mark.parametrize("bearing", ["none", "mixed", "not-applicable"])
def test_a_number_points_one_way(bearing: str) -> None:
    """A number that is not significant still points one way; a limit explains why it may not."""
    changed = f"kb:E001 ekb:bearing ekb:{bearing}"

    limited = check_changed(changed)
    unlimited = check_changed(changed, lines=UNLIMITED)

    assert limited == []
    assert [problem.rule for problem in unlimited] == ["bearing-point"]
    assert "did you mean ekb:against? Else say in ekb:limitsScope" in unlimited[0].message


def test_a_number_on_the_null_value_points_nowhere() -> None:
    """Neither for nor against follows from a ratio of exactly 1, however it is written."""
    level = "kb:F012 ekb:estimate 1.00"

    wrong = check_changed(level, lines=UNLIMITED)
    right = check_changed(level, "kb:E001 ekb:bearing ekb:none", lines=UNLIMITED)

    assert [problem.rule for problem in wrong] == ["bearing-point"]
    assert "go with neither more nor less" in wrong[0].message
    assert right == []


@pytest.mark.parametrize(
    ("numbers", "precise", "well"),
    [
        ("ekb:ciLow 0.78 ; ekb:ciHigh 1.09", "false", True),
        ("ekb:ciLow 0.78 ; ekb:ciHigh 1.09", "true", False),
        ("ekb:ciLow 0.78 ; ekb:ciHigh 0.99", "true", True),
        ("ekb:ciLow 0.78 ; ekb:ciHigh 0.99", "false", False),
        ("ekb:ciLow 0.78 ; ekb:ciHigh 1", "true", False),
        ("ekb:ciLow 0.78 ; ekb:ciHigh 1.00", "false", True),
        ("ekb:estimate 1.2 ; ekb:ciLow 1.01 ; ekb:ciHigh 1.4", "true", True),
        ("ekb:estimate 1.2 ; ekb:ciLow 1.0 ; ekb:ciHigh 1.4", "true", False),
        (DIFFERENCE.format("0.2", "0.1", "0.3"), "true", True),
        (DIFFERENCE.format("0.2", "0", "0.3"), "true", False),
        (DIFFERENCE.format("0.2", "0", "0.3"), "false", True),
        (DIFFERENCE.format("-0.2", "-0.3", "-0.1"), "true", True),
        (DIFFERENCE.format("-0.2", "-0.3", "0"), "true", False),
        (DIFFERENCE.format("-0.2", "-0.3", "0.0"), "false", True),
        (DIFFERENCE.format("0.2", "-0.1", "0.5"), "true", False),
    ],
)
def test_precise_is_whether_the_interval_holds_the_null_value(
    numbers: str, precise: str, well: bool
) -> None:
    """An interval that ends on the null value holds it; the message has the numbers."""
    found = check_changed(
        f"kb:F012 {numbers}", f"kb:E001 ekb:precise {precise}", rules=["line-precision"]
    )

    assert [problem.severity for problem in found] == ([] if well else ["violation"])
    null = 0 if "difference" in numbers else 1
    assert all(f"null value {null})" in problem.message for problem in found)
