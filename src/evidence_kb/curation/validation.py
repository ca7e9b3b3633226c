"""Validation of triples against shapes: what they refuse, of which thing.

Nothing is fetched, every pattern is one of ours, and each value is looked at once for each rule:
time is linear in the base. The rules in SPARQL are written out in Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from evidence_kb.curation.flow import overflows_hits, overflows_read, overflows_screened
from evidence_kb.curation.shapes import OF_ALL, ORDER, TYPE, Shape, Step
from evidence_kb.curation.triples import Triples, compare, read_literal, read_text
from evidence_kb.vocabulary import EKB, OA, PREF_LABEL, SKOS


class Result(NamedTuple):
    """What a shape refuses: the thing, the value (None where no single one), shape, constraint."""

    focus: str
    value: str | None
    shape: Shape
    component: str


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
        if name in OF_ALL:
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
            if compare(value, other) not in ORDER[name]:
                yield value
    elif name in ORDER:
        if compare(value, str(parameter)) not in ORDER[name]:
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
