"""The rules of the check: each has its entry, and its examples break and keep it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evidence_kb.curation.check import check
from evidence_kb.curation.rules import Rule, find_rule, format_rule, list_rules
from evidence_kb.errors import UnknownName
from evidence_kb.graph.tokens import read_statements
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import PREFIXES

FIXTURE = Path(__file__).parent.parent / "fixture"
BASE = "https://w3id.org/evidence-kb/connection/"
KINDS = ("exposure", "outcome", "mechanism", "population", "cohort")
HEAD = "".join(
    f"@prefix {prefix}: <{namespace}> .\n"
    for prefix, namespace in (
        PREFIXES | {"kb": BASE} | {kind: f"{BASE}{kind}/" for kind in KINDS}
    ).items()
)
WHOLE = [
    triple[:3]
    for path in sorted(FIXTURE.glob("*.ttl"))
    for triple in read_statements(path.read_text(encoding="utf-8"))
]
OF_FILES = {"syntax", "two-blocks", "document-length", "passage-text"}
"""Rules that take more than triples; they are tested with the files they need."""
MODULES = ("strays.py", "across.py", "bearings.py", "mesh.py", "location.py", "check.py")
"""Where rules stand that no shape holds."""
EXAMPLES = [rule for rule in list_rules() if rule.name not in OF_FILES]


def list_keys(text: str) -> set[tuple[str, str]]:
    """Return the things and properties that an example speaks of, absent ones too."""
    keys = {triple[:2] for triple in read_statements(HEAD + text)}
    for subject, predicate in re.findall(r"^# (\S+) has no (\S+)$", text, re.MULTILINE):
        keys |= {triple[:2] for triple in read_statements(f"{HEAD}{subject} {predicate} 1 .")}
    return keys


def check_example(rule: Rule, text: str, folder: Path) -> set[tuple[str, str]]:
    """Check the fixture with what an example says in place of what the fixture says of it."""
    keys = list_keys(rule.wrong) | list_keys(rule.right)
    kept = [triple for triple in WHOLE if triple[:2] not in keys]
    kept += [triple[:3] for triple in read_statements(HEAD + text)]
    blocks: dict[str, list[str]] = {}
    for subject, predicate, value in kept:
        blocks.setdefault(subject, []).append(f"{subject} {predicate} {value} .\n")
    file = folder / "base.ttl"
    file.write_text(HEAD + "".join(line for block in blocks.values() for line in block))
    return {(finding.rule, finding.severity) for finding in check(str(file))}


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: rule.name)
def test_an_example_breaks_its_rule_alone(rule: Rule, tmp_path: Path) -> None:
    """The wrong example is refused by its rule and by no other; the right one is well."""
    assert check_example(rule, rule.wrong, tmp_path) == {(rule.name, rule.severity)}
    assert check_example(rule, rule.right, tmp_path) == set()


def test_no_entry_is_left_over() -> None:
    """Each example and each rule that is told belongs to a rule that the check has."""
    told = json.loads((Path(find_folder("schema")) / "rules.json").read_text(encoding="utf-8"))

    assert told["examples"].keys() == {rule.name for rule in list_rules()}
    assert told["rules"].keys() <= told["examples"].keys()


def test_every_rule_in_code_has_an_entry() -> None:
    """A rule that the code names is explained."""
    source = Path(find_folder("schema")).parent / "curation"
    text = "".join((source / name).read_text(encoding="utf-8") for name in MODULES)
    places = r'(?:_report\(\s*|"violation",\s*|"warning",\s*|"error",\s*)"([a-z-]+)"'

    named = {*re.findall(places, text), *re.findall(r'"([a-z-]+)": tell_', text)}

    assert len(named) > 20
    assert named <= {rule.name for rule in list_rules()}


def test_an_unknown_rule_is_answered_with_the_nearest() -> None:
    """A slip in the name of a rule gets the name that was meant."""
    with pytest.raises(UnknownName, match="did you mean 'claim-tier'"):
        find_rule("claim-tire")


def test_an_entry_has_both_examples() -> None:
    """The entry says what the rule is for, what is wrong and what is right."""
    text = format_rule(find_rule("finding-low"))

    assert re.fullmatch(
        r"finding-low \(error\)\n\n.+\n\nWrong:\n  kb:F012 .+\n\nRight:\n  kb:F012 .+", text
    )
