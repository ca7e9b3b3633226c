"""What the shapes refuse, in words: what was found, what to do, the nearest value there is."""

from __future__ import annotations

import re
from functools import cache
from os.path import join
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.problem import Problem, suggest, write
from evidence_kb.curation.shapes import TYPE, Shape, read_shapes
from evidence_kb.curation.strays import Vocabulary
from evidence_kb.curation.triples import Triples, read_text
from evidence_kb.curation.validation import Result, conforms, validate
from evidence_kb.graph.tokens import read_statements
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import EKB, PREFIXES, SKOS, TIER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from evidence_kb.graph.terms import Triple

_TERM = re.compile(r"[a-z]+:[A-Za-z-]+")
_SCHEME = f"<{SKOS}inScheme>"
_COMPARING = ("lessThan", "lessThanOrEquals")
_UNFIT = {"maxCount", "datatype", "or"}
_COMPONENTS = {"class": "Class", "in": "In", "node": "Node", "or": "Or"}


class Model(NamedTuple):
    """The ontology, the shapes that look for things by themselves, and the terms of both."""

    ontology: tuple[Triple, ...]
    shapes: list[Shape]
    vocabulary: Vocabulary


@cache
def load_model() -> Model:
    """Read the ontology and the shapes; both are only read from then on.

    >>> len(load_model().shapes) > 50
    True
    """
    ontology = _read("ontology.ttl")
    shapes = read_shapes(_read("shapes.ttl"))
    properties: dict[str, set[str]] = {}
    types: set[str] = set()
    for shape in shapes:
        for rule in shape.inner:
            if len(rule.path) == 1 and rule.path[0] == (TYPE, False):
                types.update(_list_types(rule))
            for kind in shape.classes:
                found = properties.setdefault(kind[1:-1], set())
                if len(rule.path) == 1 and not rule.path[0][1]:
                    found.add(rule.path[0][0][1:-1])
    for shape in shapes:
        for kind in shape.classes:
            properties.setdefault(kind[1:-1], set())
    vocabulary = Vocabulary(
        frozenset(subject[1:-1] for subject, _, _ in ontology if subject[0] == "<"),
        frozenset({*properties, *types}),
        {kind: frozenset(paths) for kind, paths in properties.items()},
    )
    return Model(ontology, shapes, vocabulary)


def _read(name: str) -> tuple[Triple, ...]:
    with open(join(find_folder("schema"), name), encoding="utf-8") as file:
        return tuple(located[:3] for located in read_statements(file.read(), name))


def _list_types(rule: Shape) -> Iterator[str]:
    """Yield the classes that a shape names as the type of a thing, with no shape of their own."""
    for name, parameter in rule.constraints:
        if name == "hasValue":
            yield str(parameter)[1:-1]
    for name, parameter in rule.qualified.constraints if rule.qualified else ():
        if name == "in" and isinstance(parameter, list):
            yield from (str(each)[1:-1] for each in parameter)


class Inspection:
    """One validation of one base, given without the ontology."""

    def __init__(self, own: Triples, prefixes: Mapping[str, str]) -> None:
        model = load_model()
        self.shapes, self.prefixes = model.shapes, prefixes
        self.whole = own.join(model.ontology)

    def find_problems(self) -> Iterator[Problem]:
        """Yield what the shapes refuse in the base itself; items without an IRI are left out."""
        results = list(validate(self.whole, self.shapes))
        unfit = {
            (result.focus, result.shape.path[0][0])
            for result in results
            if len(result.shape.path) == 1 and result.component in _UNFIT
        }
        for result in results:
            if any((result.focus, path) in unfit for path in self._list_compared(result)):
                continue  # it follows from a value that is no value, or one of two
            problem = self._word(result)
            if problem and not problem.node.startswith((EKB, TIER)):
                yield problem

    def _list_compared(self, result: Result) -> list[str]:
        """Return the properties whose values a result comes from comparing."""
        focus, _, shape, name = result
        if name in _COMPARING:
            parameters = [str(each) for kind, each in shape.constraints if kind == name]
            return [shape.path[0][0], *parameters]
        named = not shape.path and name != "SPARQL"
        return find_named(shape.message, self.whole.facts.get(focus, {})) if named else []

    def _word(self, result: Result) -> Problem | None:
        node, value, shape, name = result
        if name == "SPARQL":
            # Such a rule looks at many things from one, and gives the one at fault as value.
            node, value = value or node, None
        if not node.startswith("<"):
            return None
        value = None if value == node else value
        if value is not None:
            explained = self._explain_value(shape, name, node, value)
        elif name.endswith("Count"):
            explained = self._explain_number(shape, name, node)
        else:
            explained = self._explain_several(node, shape.message)
        path = shape.path[0][0] if shape.path else self._find_fault(node, shape)
        if path and not shape.path:
            (value, *others) = self.whole.values(node, path)
            value = None if others else value
        return Problem(
            shape.severity,
            shape.name,
            node[1:-1],
            path and path[1:-1],
            None if value is None else read_text(value),
            f"{shape.message} {explained}".rstrip(),
        )

    def _find_fault(self, node: str, shape: Shape) -> str | None:
        """Return the property that keeps each of the alternatives of a shape from being met."""
        alternatives = (
            each
            for name, inner in shape.constraints
            if name == "or" and isinstance(inner, list)
            for each in inner
            if isinstance(each, Shape)
        )
        failing = {
            rule.path[0][0]
            for alternative in alternatives
            for rule in alternative.inner
            if len(rule.path) == 1 and not conforms(self.whole, rule, node)
        }
        named = find_named(shape.message, self.whole.facts.get(node, {}))
        return next((path for path in named if path in failing), None)

    def _explain_value(self, shape: Shape, name: str, node: str, value: str) -> str:
        """Say which value stands there, and the nearest that may stand there."""
        found = f"Found {write(value, self.prefixes)}"
        parameter = next((each for kind, each in shape.constraints if kind == name), "")
        if name == "in" and isinstance(parameter, list):
            return found + suggest(
                read_text(value), [read_text(str(each)) for each in parameter], self.prefixes
            )
        if name in _COMPARING:
            return f"{found}, with {self._list_values(node, [str(parameter)])}."
        if value.startswith("<") and name in _COMPONENTS:
            return self._explain_link(shape, value)
        return found + "."

    def _explain_link(self, shape: Shape, value: str) -> str:
        name = write(value, self.prefixes)
        for what, link in (("in", _SCHEME), ("a", TYPE)):
            kinds = sorted(write(kind, self.prefixes) for kind in self.whole.values(value, link))
            if kinds:
                return f"Found {name}, which is {what} {' and '.join(kinds)}."
        if value in self.whole.facts:
            return f"Found {name}, which has no type."
        classes = [str(kind) for each, kind in shape.constraints if each == "class"]
        near = {
            item[1:-1]
            for kind in classes or [f"<{SKOS}Concept>"]
            for item in self.whole.subjects(TYPE, kind)
            if not item.startswith((f"<{EKB}", f"<{TIER}"))
        }
        return f"{name} is not in the base{suggest(value[1:-1], near, self.prefixes)}"

    def _explain_number(self, shape: Shape, name: str, node: str) -> str:
        """List the values of which there are too many, or what shares one that is to be unique."""
        if name == "minCount":
            return "None is there."
        if name == "qualifiedMinCount":
            return ""
        path = shape.path[0][0]
        if len(shape.path) == 1:
            return f"Found {self._list_values(node, [path], named=False)}."
        kinds = set(self.whole.values(node, TYPE))
        others = {
            write(other, self.prefixes)
            for value in self.whole.values(node, path)
            for other in self.whole.subjects(path, value)
            if other != node and kinds & set(self.whole.values(other, TYPE))
        }
        return f"The other is {' or '.join(sorted(others))}."

    def _explain_several(self, node: str, message: str) -> str:
        """List the values here of the properties that a message about several of them names."""
        named = find_named(message, self.whole.facts.get(node, {}))
        return f"Found {self._list_values(node, named)}." if named else ""

    def _list_values(self, node: str, paths: Iterable[str], named: bool = True) -> str:
        return ", ".join(
            (f"{write(path, self.prefixes)} " if named else "")
            + write(value, self.prefixes)
            + (self._show_interval(value) if path == f"<{EKB}finding>" else "")
            for path in paths
            for value in sorted(self.whole.values(node, path))
        )

    def _show_interval(self, finding: str) -> str:
        limits = [self.whole.values(finding, f"<{EKB}{name}>") for name in ("ciLow", "ciHigh")]
        measure = next(iter(self.whole.values(finding, f"<{EKB}effectMeasure>")), "")
        null = self.whole.values(measure, f"<{EKB}nullValue>")
        if not all(limits):
            return " (no interval)"
        low, high = (write(values[0], self.prefixes) for values in limits)
        return f" ({low} to {high}" + (f", null value {write(null[0], {})})" if null else ")")


def find_named(message: str, properties: Iterable[str]) -> list[str]:
    """Return those of an item's properties that a message names, in the order it names them.

    >>> find_named("mend ekb:tier", ["<https://w3id.org/evidence-kb/ns#tier>"])
    ['<https://w3id.org/evidence-kb/ns#tier>']
    """
    full = {write(path, PREFIXES): path for path in properties}
    return [full[term] for term in dict.fromkeys(_TERM.findall(message)) if term in full]
