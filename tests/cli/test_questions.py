"""Questions on a terminal: a person answers field by field, and nothing is lost or guessed."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree

import pytest

from evidence_kb.curation.check import check
from tests.cli.terminal import answer
from tests.conftest import FIXTURE

CLAIM = ["P002", "Company may ease strain", "6", "may", "1", "1", "social-connection"]
REST = ["", "", "", ""]  # mechanism, outcome, population, anything more


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return Path(copytree(FIXTURE, tmp_path / "base"))


def ask(base: Path, kind: str, answers: list[str], *options: str) -> tuple[str, int]:
    return answer(["--kb", str(base), "add", kind, *options], answers)


def read_all(base: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in base.iterdir()}


def test_a_claim_at_a_terminal(base: Path) -> None:
    """Fields one after the other, numbers for values, a yes at the end; all in 80 columns."""
    seen, code = ask(base, "claim", [*CLAIM, *REST, "y"])

    assert code == 0, seen
    assert "tier: nuanced, as rule T6 gives it" in seen
    assert re.search(r"1 beneficial +2 harmful", seen)
    assert "wrote" in seen
    assert '"Company may ease strain"@en' in (base / "claims.ttl").read_text()
    assert check(str(base)) == []
    typed = [line for line in seen.split("\n") if not line.startswith(">")]
    shown = [line.split("\r")[-1] for line in typed if "/base/" not in line]  # a path is not cut
    assert max(map(len, shown)) <= 80


def test_only_what_is_missing_is_asked(base: Path) -> None:
    """What options gave is not asked again."""
    options = ["--label", "Company may ease strain", "--passage", "P002", "--tier-rule", "T6"]

    seen, code = ask(base, "claim", [*CLAIM[3:], *REST, "y"], *options)

    assert code == 0, seen
    assert "What the document says, as one sentence" not in seen


def test_nothing_is_asked_where_nothing_is_missing(base: Path) -> None:
    """All options on a terminal: only the yes is asked for."""
    seen, code = ask(base, "agent", ["y"], "--label", "Second reader")

    assert code == 0, seen
    assert seen.count("> ") == 0


@pytest.mark.parametrize("key", ["^C", "^D"])
def test_a_person_may_leave_at_any_question(base: Path, key: str) -> None:
    """Exit code 130, and nothing is written."""
    before = read_all(base)

    seen, code = ask(base, "claim", [*CLAIM[:3], key])

    assert code == 130
    assert read_all(base) == before
    assert "Traceback" not in seen


def test_a_no_at_the_end_writes_nothing(base: Path) -> None:
    """The block was shown, and it is gone."""
    before = read_all(base)

    seen, code = ask(base, "claim", [*CLAIM, *REST, "n"])

    assert "kb:C004 a ekb:Claim" in seen
    assert "nothing is written" in seen
    assert (code, read_all(base)) == (0, before)


def test_a_wrong_answer_is_asked_again_with_the_nearest(base: Path) -> None:
    """The value that is near is told, and the question stays."""
    answers = [*CLAIM[:4], "asociation", "association", *CLAIM[5:], *REST, "y"]

    seen, code = ask(base, "claim", answers)

    assert code == 0, seen
    assert "no type of claim 'asociation'; did you mean 'association'" in seen


def test_what_is_needed_cannot_be_skipped(base: Path) -> None:
    """Enter alone is answered."""
    seen, code = ask(base, "claim", ["", *CLAIM, *REST, "y"])

    assert code == 0, seen
    assert "this one is needed" in seen


def test_a_question_mark_explains(base: Path) -> None:
    """The values of a list with their definitions."""
    seen, code = ask(base, "claim", [*CLAIM[:4], "?", *CLAIM[4:], *REST, "y"])

    assert code == 0, seen
    assert "causal-effect: " in seen


def test_one_can_go_back(base: Path) -> None:
    """The last answer is asked for again, and what followed from it is gone, too."""
    answers = [*CLAIM[:3], "<", "5", "can", *CLAIM[4:], *REST, "y"]

    seen, code = ask(base, "claim", answers)

    assert code == 0, seen
    text = (base / "claims.ttl").read_text().partition("kb:C004 a")[2]
    assert "ekb:tier tier:mechanism" in text
    assert 'ekb:tierRule "T5"' in text


def test_before_the_first_question_there_is_none(base: Path) -> None:
    """Going back at the start says so, and asks it again."""
    seen, code = ask(base, "claim", ["<", *CLAIM, *REST, "y"])

    assert code == 0, seen
    assert "this is the first question" in seen


def test_an_unknown_concept_may_be_one_that_is_there(base: Path) -> None:
    """The nearest are numbered."""
    answers = [*CLAIM[:6], "lonelines", "1", *REST, "y"]

    seen, code = ask(base, "claim", answers)

    assert code == 0, seen
    assert "there is no exposure 'lonelines'; there is" in seen
    assert (
        "ekb:exposure exposure:loneliness" in (base / "claims.ttl").read_text().partition("C004")[2]
    )


def test_an_unknown_concept_may_be_made(base: Path) -> None:
    """Its definition and its valence are asked for; it is written with the claim."""
    outcome = ["calm", "n", "Being at ease", "", "1"]

    seen, code = ask(base, "claim", [*CLAIM, "", *outcome, "", "", "y"])

    assert code == 0, seen
    assert "outcome:calm will be added" in seen
    assert 'skos:definition "Being at ease"@en' in (base / "concepts.ttl").read_text()
    assert check(str(base)) == []


def test_an_unknown_concept_may_be_answered_anew(base: Path) -> None:
    """Another name in place of a number is the answer."""
    seen, code = ask(base, "claim", [*CLAIM[:6], "xyz", "loneliness", *REST, "y"])

    assert code == 0, seen
    assert "exposure:loneliness" in (base / "claims.ttl").read_text().partition("C004")[2]


def test_words_of_a_text_are_asked_for_their_file(base: Path, tmp_path: Path) -> None:
    """A passage need not be known: the words and the file will do."""
    guide = tmp_path / "notes.txt"
    guide.write_text("# Notes\n\nCompany may ease strain.\n")
    answer(["--kb", str(base), "add", "document", str(guide), "--yes"], [])

    seen, code = ask(base, "claim", ["company may ease strain", str(guide), *CLAIM[1:], *REST, "y"])

    assert code == 0, seen
    assert "P006 added: characters 9–32" in seen
    assert check(str(base)) == []


def test_a_repeat_joins_the_claim_that_is_there(base: Path) -> None:
    """The number of a claim says that it is the same: its passages grow, no claim comes."""
    label = "Connection may protect health by lowering stress load"

    seen, code = ask(base, "claim", ["P001", label, *CLAIM[2:], *REST, "1", "y"])

    assert code == 0, seen
    assert "is it the same claim?" in seen
    text = (base / "claims.ttl").read_text()
    assert "kb:C004" not in text
    assert "kb:P001,\n        kb:P002" in text


def test_a_repeat_may_be_new_all_the_same(base: Path) -> None:
    """Enter goes on."""
    label = "Connection may protect health by lowering stress load"

    seen, code = ask(base, "claim", ["P001", label, *CLAIM[2:], *REST, "", "y"])

    assert code == 0, seen
    assert "kb:C004 a ekb:Claim" in (base / "claims.ttl").read_text()


def test_further_fields_are_given_by_name(base: Path) -> None:
    """What is not usual is asked for on request."""
    answers = [*CLAIM, *REST[:3], "?", "alt-label", "Company calms", "nonsense", "", "y"]

    seen, code = ask(base, "claim", answers)

    assert code == 0, seen
    assert "history_note" in seen
    assert "no field 'nonsense'" in seen
    assert 'skos:altLabel "Company calms"@en' in (base / "claims.ttl").read_text()


FINDING = [
    "1", "cohort", "loneliness", "", "", "stroke", "", "older-adults", "", "two-groups",
    "hazard-ratio", "", "1.2", "1", "1", "1.3", "1.5", "95", "2", "", "no", "", "", "main", "", "",
    "2", "https://example.org/x", "today", "",
]  # fmt: skip


def test_what_breaks_a_rule_is_put_right_without_starting_again(base: Path) -> None:
    """The rule is told, one field is changed, and the rest stays."""
    seen, code = ask(base, "finding", [*FINDING, "ci_low", "1.1", "y"])

    assert code == 0, seen
    assert "[finding-low]" in seen
    assert "ekb:ciLow 1.1 ;" in (base / "literature.ttl").read_text()
    assert check(str(base)) == []


def test_a_result_in_words_is_not_asked_for_numbers(base: Path) -> None:
    """Fields that mean nothing with what was said are left out."""
    words = [*FINDING[:10], "none", "", "no", "", "", "main", "", "", "2", *FINDING[-3:], "y"]

    seen, code = ask(base, "finding", words)

    assert code == 0, seen
    assert "lower limit" not in seen
    assert check(str(base)) == []


def test_labels_cannot_command_the_terminal(base: Path) -> None:
    """A mark that turns the direction of writing is shown as its number."""
    path = base / "concepts.ttl"
    path.write_text(path.read_text().replace('"Loneliness"@en', '"Lone\u202eliness"@en'))

    seen, _ = ask(base, "claim", [*CLAIM[:6], "^C"])

    assert "Lone\\u202eliness" in seen
