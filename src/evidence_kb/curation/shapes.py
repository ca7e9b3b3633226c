"""Shapes of SHACL against triples: the part of the language that our own shapes use.

Of SHACL Core (https://www.w3.org/TR/shacl/) these are the constraints of ``schema/shapes.ttl``; a
test holds them against pySHACL on every planted fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from evidence_kb.curation.triples import read_text
from evidence_kb.vocabulary import RDF, RDF_TYPE

_SH = "http://www.w3.org/ns/shacl#"
SHAPES = "https://w3id.org/evidence-kb/shapes#"
TYPE = f"<{RDF_TYPE}>"
_REST, _FIRST, _NIL = (f"<{RDF}{name}>" for name in ("rest", "first", "nil"))
ORDER: dict[str, tuple[int, ...]] = {
    "minInclusive": (0, 1),
    "minExclusive": (1,),
    "maxInclusive": (0, -1),
    "maxExclusive": (-1,),
    "lessThan": (-1,),
    "lessThanOrEquals": (0, -1),
}
OF_ALL = {
    *("minCount", "maxCount", "hasValue", "equals", "qualifiedMinCount", "qualifiedMaxCount"),
}
_SILENT_WHEN_EMPTY = {"maxCount", "qualifiedMaxCount"}
_DESCRIPTIVE = {
    *("path", "message", "severity", "targetClass", "targetSubjectsOf", "targetObjectsOf"),
    *("flags", "qualifiedValueShape", "deactivated"),
}

_OF_EACH = {"class", "datatype", "nodeKind"}

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
            name in OF_ALL - _SILENT_WHEN_EMPTY for name, _ in shape.constraints
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
        elif name in ORDER or name in _OF_EACH or name in OF_ALL or name == "disjoint":
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
