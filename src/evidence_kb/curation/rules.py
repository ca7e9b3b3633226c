"""The rules of the check: what each is for, with a wrong and a right example.

A rule of the shapes says what it is for in its message; the other rules and all examples are in
``schema/rules.json``. The page of rules is made from the same words.
"""

from __future__ import annotations

import json
from difflib import get_close_matches
from functools import cache
from os.path import join
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.errors import UnknownName
from evidence_kb.resources import find_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence_kb.curation.shapes import Shape


class Rule(NamedTuple):
    """A rule: its name, "error" or "warning", what it is for, and Turtle that breaks and keeps it.

    A line ``# item has no property`` in an example stands for what is not there.
    """

    name: str
    severity: str
    purpose: str
    wrong: str
    right: str


@cache
def list_rules() -> tuple[Rule, ...]:
    """Return all rules, by name.

    >>> len({rule.name for rule in list_rules()}) == len(list_rules()) > 200
    True
    """
    from evidence_kb.curation.wording import load_model

    with open(join(find_folder("schema"), "rules.json"), encoding="utf-8") as file:
        told = json.load(file)
    found: dict[str, Rule] = {}
    for shape in _list_shapes(load_model().shapes):
        severity = "error" if shape.severity == "violation" else shape.severity
        found[shape.name] = _make(shape.name, severity, shape.message, told["examples"])
    for name, (severity, purpose) in told["rules"].items():
        found[name] = _make(name, severity, purpose, told["examples"])
    return tuple(found[name] for name in sorted(found))


def _make(name: str, severity: str, purpose: str, examples: dict[str, list[str]]) -> Rule:
    wrong, right = examples[name]
    return Rule(name, severity, purpose, wrong, right)


def _list_shapes(shapes: list[Shape]) -> Iterator[Shape]:
    """Yield the shapes that may report: those with constraints, and the properties of all."""
    for shape in shapes:
        for each in (shape, *shape.inner):
            # The ontology's lists of values are no part of a base.
            if (each.constraints or each.rule) and each.name != "value-scheme":
                yield each


def find_rule(name: str) -> Rule:
    """Return a rule by its name; UnknownName, with the nearest, where there is none.

    >>> find_rule("claim-tier").severity
    'error'
    """
    rules = {rule.name: rule for rule in list_rules()}
    if name not in rules:
        near = get_close_matches(name, rules, n=2)
        raise UnknownName("rule", name, near, "docs/rules.md lists them")
    return rules[name]


def format_rule(rule: Rule) -> str:
    """Return what ``--explain`` prints: name, severity, purpose and both examples."""
    wrong, right = (text.replace("\n", "\n  ") for text in (rule.wrong, rule.right))
    head = f"{rule.name} ({rule.severity})\n\n{rule.purpose}"
    return f"{head}\n\nWrong:\n  {wrong}\n\nRight:\n  {right}"


def format_page() -> str:
    """Return the page that lists every rule, in Markdown."""
    parts = [_HEAD]
    for rule in list_rules():
        examples = f"```turtle\n# wrong\n{rule.wrong}\n\n# right\n{rule.right}\n```"
        parts.append(f"## {rule.name}\n\n*{rule.severity}* {rule.purpose}\n\n{examples}\n")
    return "\n".join(parts)


_HEAD = """# The rules of the check

`evidence-kb check` says with each finding which rule it breaks; `evidence-kb check --explain RULE`
prints one entry of this page. An error makes the command end with 1, a warning only with
`--strict`. A line `# item has no property` in an example stands for what is not there. The examples
are changes of the small base in `tests/fixture`, and tests hold each to its rule.
`python -m tools.documents` writes this page.
"""
