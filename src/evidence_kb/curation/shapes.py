"""Shapes of SHACL against triples: the part of the language that our own shapes use.

Of SHACL Core (https://www.w3.org/TR/shacl/) these are the constraints of ``schema/shapes.ttl``; a
test holds them against pySHACL on every planted fault. The rules in SPARQL are written out in
Python. Nothing is fetched, every pattern is one of ours, and each value is looked at once for
each rule: time is linear in the base.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from evidence_kb.curation.flow import overflows_hits, overflows_read, overflows_screened
from evidence_kb.curation.triples import Triples, compare, read_literal, read_text
from evidence_kb.vocabulary import EKB, OA, PREF_LABEL, RDF, RDF_TYPE, SKOS

_SH = "http://www.w3.org/ns/shacl#"
SHAPES = "https://w3id.org/evidence-kb/shapes#"
TYPE = f"<{RDF_TYPE}>"
_REST, _FIRST, _NIL = (f"<{RDF}{name}>" for name in ("rest", "first", "nil"))
_ORDER: dict[str, tuple[int, ...]] = {
    "minInclusive": (0, 1),
    "minExclusive": (1,),
    "maxInclusive": (0, -1),
    "maxExclusive": (-1,),
    "lessThan": (-1,),
    "lessThanOrEquals": (0, -1),
}
_OF_ALL = {
    *("minCount", "maxCount", "hasValue", "equals", "qualifiedMinCount", "qualifiedMaxCount"),
}
_SILENT_WHEN_EMPTY = {"maxCount", "qualifiedMaxCount"}
_DESCRIPTIVE = {
    *("path", "message", "severity", "targetClass", "targetSubjectsOf", "targetObjectsOf"),
    *("flags", "qualifiedValueShape", "deactivated"),
}

Step = tuple[str, bool]
"""A property, and whether it is walked from value to subject."""
Constraint = tuple[str, "str | int | Shape | list[str] | list[Shape] | re.Pattern[str]"]


@dataclass
class Shape:
    """A shape as it is walked; ``path`` is empty for one that looks at the thing itself."""

    name: str
    path: tuple[Step, ...] = ()
    message: str = ""
    severity: str = "violation"
    constraints: list[Constraint] = field(default_factory=list)
    inner: list[Shape] = field(default_factory=list)
    qualified: Shape | None = None
    classes: list[str] = field(default_factory=list)
    subjects_of: list[str] = field(default_factory=list)
    objects_of: list[str] = field(default_factory=list)
    rule: str = ""
    speaks_when_empty: bool = False
    always: list[Shape] = field(default_factory=list)
    where_present: dict[str, list[Shape]] = field(default_factory=dict)

    def sort_inner(self) -> None:
        """Tell the inner shapes that look at any thing from those that need a property of it."""
        for inner in self.inner:
            needs = len(inner.path) == 1 and not inner.path[0][1] and not inner.speaks_when_empty
            if needs:
                self.where_present.setdefault(inner.path[0][0], []).append(inner)
            else:
                self.always.append(inner)


class Result(NamedTuple):
    """What a shape refuses: the thing, the value (None where no single one), shape, constraint."""

    focus: str
    value: str | None
    shape: Shape
    component: str


def read_shapes(triples: Sequence[tuple[str, str, str]]) -> list[Shape]:
    """Return the shapes that find things to look at by themselves, in the order of their names.

    Raises ValueError for a constraint that is not known here.
    """
    return _Compiler(triples).list_targeted()


class _Compiler:
    def __init__(self, triples: Sequence[tuple[str, str, str]]) -> None:
        self.facts: dict[str, dict[str, list[str]]] = {}
        for subject, predicate, value in triples:
            self.facts.setdefault(subject, {}).setdefault(predicate, []).append(value)
        self.made: dict[str, Shape] = {}

    def list_targeted(self) -> list[Shape]:
        targets = {f"<{_SH}{name}>" for name in ("targetClass", "targetSubjectsOf")}
        targets.add(f"<{_SH}targetObjectsOf>")
        found = [node for node, facts in self.facts.items() if targets & facts.keys()]
        shapes = [self.compile(node) for node in sorted(found)]
        for shape in self.made.values():
            shape.sort_inner()
        return shapes

    def compile(self, node: str) -> Shape:
        if node in self.made:
            return self.made[node]
        shape = self.made[node] = Shape(node[1:-1].removeprefix(SHAPES))
        shape.path = self._read_path(self._get(node, "path"))
        shape.severity = self._read_severity(node)
        shape.message = self._get_text(node, "message")
        shape.classes = self._list(node, "targetClass")
        shape.subjects_of = self._list(node, "targetSubjectsOf")
        shape.objects_of = self._list(node, "targetObjectsOf")
        if quantity := self._get(node, "qualifiedValueShape"):
            shape.qualified = self.compile(quantity)
        for predicate, values in self.facts[node].items():
            name = predicate[1:-1].removeprefix(_SH)
            if not predicate.startswith(f"<{_SH}") or name in _DESCRIPTIVE:
                continue
            for value in values:
                self._add(shape, node, name, value)
        shape.speaks_when_empty = any(
            name in _OF_ALL - _SILENT_WHEN_EMPTY for name, _ in shape.constraints
        )
        return shape

    def _add(self, shape: Shape, node: str, name: str, value: str) -> None:
        if name == "property":
            shape.inner.append(self.compile(value))
        elif name == "sparql":
            shape.message = self._get_text(value, "message")
            shape.rule = "SPARQL"
        elif name in ("not", "node"):
            shape.constraints.append((name, self.compile(value)))
        elif name == "or":
            shape.constraints.append((name, [self.compile(each) for each in self._walk(value)]))
        elif name == "in":
            shape.constraints.append((name, self._walk(value)))
        elif name == "pattern":
            shape.constraints.append((name, re.compile(read_text(value))))
        elif name.endswith(("Count", "Length")):
            shape.constraints.append((name, int(read_text(value))))
        elif name in _ORDER or name in _VALUE_TESTS or name in _OF_ALL or name == "disjoint":
            shape.constraints.append((name, value))
        else:
            raise ValueError(f"sh:{name} in {node} is not known")

    def _read_path(self, node: str) -> tuple[Step, ...]:
        if not node:
            return ()
        if node.startswith("<"):
            return ((node, False),)
        inverse = self._get(node, "inversePath")
        if inverse:
            return ((inverse, True),)
        return tuple(step for each in self._walk(node) for step in self._read_path(each))

    def _read_severity(self, node: str) -> str:
        return (self._get(node, "severity")[1:-1].removeprefix(_SH) or "violation").lower()

    def _walk(self, node: str) -> list[str]:
        found = []
        while node != _NIL:
            found.append(self.facts[node][_FIRST][0])
            node = self.facts[node][_REST][0]
        return found

    def _list(self, node: str, name: str) -> list[str]:
        return self.facts[node].get(f"<{_SH}{name}>", [])

    def _get(self, node: str, name: str) -> str:
        return next(iter(self._list(node, name)), "")

    def _get_text(self, node: str, name: str) -> str:
        return read_text(self._get(node, name)) if self._get(node, name) else ""


def validate(data: Triples, shapes: Sequence[Shape]) -> Iterator[Result]:
    """Yield all that the shapes refuse."""
    for shape in shapes:
        for focus in list_targets(data, shape):
            if shape.rule:
                yield from _RULES[shape.name](data, shape, focus)
            else:
                yield from apply(data, shape, focus)


def list_targets(data: Triples, shape: Shape) -> list[str]:
    """Return the things that a shape looks at, each once."""
    found: dict[str, None] = {}
    for kind in shape.classes:
        found.update(dict.fromkeys(data.subjects(TYPE, kind)))
    for predicate in shape.subjects_of:
        found.update((each, None) for each, own in data.facts.items() if predicate in own)
    for predicate in shape.objects_of:
        for own in data.facts.values():
            found.update(dict.fromkeys(own.find(predicate)))
    return list(found)


def apply(data: Triples, shape: Shape, focus: str) -> Iterator[Result]:
    """Yield what one shape refuses of one thing."""
    values: Sequence[str] = (focus,)
    if shape.path and shape.path[-1][1] and shape.constraints[0][0] == "disjoint":
        yield from _check_disjoint(data, shape, focus, str(shape.constraints[0][1]))
        return
    if shape.path:
        values = follow(data, shape.path, focus)
        if not values and not shape.speaks_when_empty:
            return
    for name, parameter in shape.constraints:
        if name in _OF_ALL:
            for value in _check_all(data, shape, focus, values, name, parameter):
                yield Result(focus, value, shape, name)
            continue
        for value in values:
            for wrong in _check_value(data, focus, value, name, parameter):
                yield Result(focus, wrong, shape, name)
    if not shape.inner:
        return
    for value in values:
        for inner in shape.always:
            yield from apply(data, inner, value)
        if shape.where_present:
            for predicate in data.facts.get(value, ()):
                for inner in shape.where_present.get(predicate, ()):
                    yield from apply(data, inner, value)


def conforms(data: Triples, shape: Shape, node: str) -> bool:
    """Return whether a shape refuses nothing of a thing."""
    return next(apply(data, shape, node), None) is None


def follow(data: Triples, path: tuple[Step, ...], focus: str) -> Sequence[str]:
    """Return what a path leads to, each once."""
    if len(path) == 1:
        predicate, inverse = path[0]
        return data.subjects(predicate, focus) if inverse else data.values(focus, predicate)
    reached: dict[str, None] = {focus: None}
    for predicate, inverse in path:
        look = data.subjects if inverse else None
        reached = dict.fromkeys(
            value
            for node in reached
            for value in (look(predicate, node) if look else data.values(node, predicate))
        )
    return list(reached)


def _check_all(
    data: Triples, shape: Shape, focus: str, values: Sequence[str], name: str, parameter: object
) -> Iterator[str | None]:
    if name == "equals":
        others = data.values(focus, str(parameter))
        yield from sorted(set(values) ^ set(others))
    elif name == "hasValue":
        if parameter not in values:
            yield None
    elif name in ("minCount", "maxCount"):
        assert isinstance(parameter, int)
        few = len(values) < parameter
        if few if name == "minCount" else len(values) > parameter:
            yield None
    else:
        assert isinstance(parameter, int) and shape.qualified
        fitting = sum(conforms(data, shape.qualified, value) for value in values)
        if fitting < parameter if name == "qualifiedMinCount" else fitting > parameter:
            yield None


def _check_disjoint(data: Triples, shape: Shape, focus: str, other: str) -> Iterator[Result]:
    """Ask the few values whether they are at the end of a path that may lead to very many."""
    starts = follow(data, shape.path[:-1], focus)
    for value in data.values(focus, other):
        if any(start in data.values(value, shape.path[-1][0]) for start in starts):
            yield Result(focus, value, shape, "disjoint")


def _check_value(
    data: Triples, focus: str, value: str, name: str, parameter: object
) -> Iterator[str]:
    if name in ("lessThan", "lessThanOrEquals"):
        for other in data.values(focus, str(parameter)):
            if compare(value, other) not in _ORDER[name]:
                yield value
    elif name in _ORDER:
        if compare(value, str(parameter)) not in _ORDER[name]:
            yield value
    elif name == "disjoint":
        if value in data.values(focus, str(parameter)):
            yield value
    elif not _VALUE_TESTS[name](data, value, parameter):
        yield value


def _has_class(data: Triples, value: str, kind: object) -> bool:
    return kind in data.values(value, TYPE)


def _has_datatype(_: Triples, value: str, kind: object) -> bool:
    literal = read_literal(value)
    return literal is not None and f"<{literal.datatype}>" == kind


def _is_in(_: Triples, value: str, members: object) -> bool:
    assert isinstance(members, list)
    return value in members


def _is_iri(_: Triples, value: str, __: object) -> bool:
    return value.startswith("<")


def _is_long(_: Triples, value: str, least: object) -> bool:
    assert isinstance(least, int)
    return len(read_text(value)) >= least


def _fits(_: Triples, value: str, pattern: object) -> bool:
    assert isinstance(pattern, re.Pattern)
    text = read_text(value)
    match = pattern.search(text)
    # In SHACL $ is the very end; in Python it is also what stands before a last line end.
    return match is not None and not (pattern.pattern[-1:] == "$" and match.end() < len(text))


def _is_as(data: Triples, value: str, shape: object) -> bool:
    assert isinstance(shape, Shape)
    return conforms(data, shape, value)


def _is_not_as(data: Triples, value: str, shape: object) -> bool:
    return not _is_as(data, value, shape)


def _is_any(data: Triples, value: str, shapes: object) -> bool:
    assert isinstance(shapes, list)
    return any(conforms(data, shape, value) for shape in shapes)


_VALUE_TESTS: dict[str, Callable[[Triples, str, object], bool]] = {
    "class": _has_class,
    "datatype": _has_datatype,
    "in": _is_in,
    "nodeKind": _is_iri,
    "minLength": _is_long,
    "pattern": _fits,
    "node": _is_as,
    "not": _is_not_as,
    "or": _is_any,
}


def _find_out_of_bounds(data: Triples, shape: Shape, document: str) -> Iterator[Result]:
    lengths = data.values(document, f"<{EKB}characters>")
    for stretch in data.subjects(f"<{OA}hasSource>", document):
        for selector in data.values(stretch, f"<{OA}hasSelector>"):
            for end in data.values(selector, f"<{OA}end>"):
                if any(compare(end, length) == 1 for length in lengths):
                    yield Result(document, stretch, shape, shape.rule)


def _find_twin_labels(
    data: Triples, shape: Shape, focus: str, link: str, kind: str | None
) -> Iterator[Result]:
    named: dict[str, list[str]] = {}
    for node in data.subjects(link, focus):
        if kind is None or kind in data.values(node, TYPE):
            for label in data.values(node, f"<{PREF_LABEL}>"):
                named.setdefault(label, []).append(node)
    twins = {node for nodes in named.values() if len(nodes) > 1 for node in nodes}
    for node in sorted(twins):
        yield Result(focus, node, shape, shape.rule)


def _find_twin_sections(data: Triples, shape: Shape, document: str) -> Iterator[Result]:
    return _find_twin_labels(data, shape, document, f"<{OA}hasSource>", f"<{EKB}Section>")


def _find_twin_concepts(data: Triples, shape: Shape, scheme: str) -> Iterator[Result]:
    return _find_twin_labels(data, shape, scheme, f"<{SKOS}inScheme>", None)


def _refuse_when(
    is_wrong: Callable[[Triples, str], bool],
) -> Callable[[Triples, Shape, str], Iterator[Result]]:
    def refuse(data: Triples, shape: Shape, focus: str) -> Iterator[Result]:
        if is_wrong(data, focus):
            yield Result(focus, focus, shape, shape.rule)

    return refuse


_RULES: dict[str, Callable[[Triples, Shape, str], Iterator[Result]]] = {
    "document-bounds": _find_out_of_bounds,
    "document-section-labels": _find_twin_sections,
    "scheme-labels": _find_twin_concepts,
    "search-flow-hits": _refuse_when(overflows_hits),
    "search-flow-screened": _refuse_when(overflows_screened),
    "search-flow-read": _refuse_when(overflows_read),
}
