"""Check a base against the model: the one home of pySHACL.

``schema/shapes.ttl`` says what each kind of item must be like; what shapes say badly is in
:mod:`evidence_kb.curation.strays`. Nothing is inferred and nothing is fetched.
"""

from __future__ import annotations

import logging
import re
import warnings
from contextlib import contextmanager
from functools import cache
from os.path import join
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.problem import Problem, suggest, write
from evidence_kb.curation.strays import Vocabulary, find_strays
from evidence_kb.errors import DataError
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import EKB, PREFIXES, SKOS, TIER, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rdflib import Graph
    from rdflib.term import Node

_SH = "http://www.w3.org/ns/shacl#"
_SHAPES = "https://w3id.org/evidence-kb/shapes#"
_RESULT = (
    "focusNode",
    "value",
    "sourceShape",
    "sourceConstraintComponent",
    "resultSeverity",
    "resultMessage",
)
_FORMS = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "decimal": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
    "boolean": re.compile(r"true|false|1|0"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "gYear": re.compile(r"(?!0000)[0-9]{4}"),
    "anyURI": re.compile(r"\S+"),
    "string": re.compile(r"(?s:.*)"),
}
"""The datatypes of the model, by their names in XML Schema, and how their literals are written."""
_TERM = re.compile(r"[a-z]+:[A-Za-z-]+")


def check(ntriples: bytes, prefixes: Mapping[str, str] = PREFIXES) -> list[Problem]:
    """Return what is wrong with a base, by node, property, rule and value; empty if nothing is.

    ``ntriples`` is the whole base, with or without the ontology; ``prefixes`` shorten IRIs in the
    messages. Raises DataError for what is not N-Triples.

    >>> from evidence_kb.vocabulary import EKB, RDF_TYPE
    >>> problems = check(f"<https://example.org/C001> <{RDF_TYPE}> <{EKB}Clam> .".encode())
    >>> [(problem.rule, problem.message) for problem in problems]
    [('unknown-class', 'The model has no class ekb:Clam; did you mean ekb:Claim?')]
    """
    model = _load_model()
    with _quiet_rdflib():
        data = _parse(ntriples) - model.ontology
        found = set(_Inspection(model, _prepare(data), prefixes).find_problems())
        triples = [(s.n3(), p.n3(), o.n3()) for s, p, o in data]
        strays = set(find_strays(triples, model.vocabulary, prefixes))
    # A value of a closed list that does not exist is told once, by the shape that knows the list.
    told = {problem[2:5] for problem in found}
    found |= {stray for stray in strays if stray.value is None or stray[2:5] not in told}
    return sorted(found, key=lambda problem: [part or "" for part in (*problem[2:4], *problem)])


class _Model(NamedTuple):
    ontology: Graph
    shapes: Graph
    vocabulary: Vocabulary


@cache
def _load_model() -> _Model:
    """Read the ontology and the shapes; both are only read from then on."""
    from rdflib import Graph

    folder = find_folder("schema")
    ontology = Graph().parse(join(folder, "ontology.ttl"), format="turtle")
    shapes = Graph().parse(join(folder, "shapes.ttl"), format="turtle")
    properties = _list_properties(shapes)
    vocabulary = Vocabulary(
        frozenset(map(str, ontology.subjects())),
        frozenset({*properties, *_list_types(shapes)}),
        properties,
    )
    return _Model(ontology, shapes, vocabulary)


def _list_properties(shapes: Graph) -> dict[str, frozenset[str]]:
    """Return the properties that the shapes speak of, by the class that they speak of."""
    from rdflib import SH, URIRef

    found: dict[str, set[str]] = {}
    for shape, target in shapes.subject_objects(SH.targetClass):
        rules = shapes.objects(shape, SH.property)
        paths = {path for rule in rules for path in shapes.objects(rule, SH.path)}
        found.setdefault(str(target), set()).update(
            str(path) for path in paths if isinstance(path, URIRef)
        )
    return {target: frozenset(paths) for target, paths in found.items()}


def _list_types(shapes: Graph) -> Iterator[str]:
    """Yield the classes that the shapes name as the type of a thing, with no shape of their own."""
    from rdflib import RDF, SH

    for rule in shapes.subjects(SH.path, RDF.type):
        yield from map(str, shapes.objects(rule, SH.hasValue))
        for choice in shapes.objects(rule, SH.qualifiedValueShape):
            for members in shapes.objects(choice, SH["in"]):
                yield from map(str, shapes.items(members))


def _parse(ntriples: bytes) -> Graph:
    from rdflib import Graph
    from rdflib.exceptions import ParserError

    try:
        return Graph().parse(data=ntriples, format="nt")
    except ParserError as error:
        raise DataError(f"this is not plain RDF, so it cannot be checked: {error}") from error


def _prepare(data: Graph) -> Graph:
    """Return the triples as pySHACL can compare them; it fails on some that it does not expect.

    Items without an IRI are left out: they are told apart. A literal that is malformed, or of a
    datatype that the model has no use for, becomes its text, which the shapes refuse as they would
    have refused the literal.
    """
    from rdflib import BNode, Graph, Literal

    kept = Graph()
    for subject, predicate, value in data:
        if isinstance(subject, BNode) or isinstance(value, BNode):
            continue
        if isinstance(value, Literal) and value.datatype is not None:
            form = _FORMS.get(value.datatype.removeprefix(XSD))
            if form is None or value.ill_typed or not form.fullmatch(value):
                value = Literal(str(value))
        kept.add((subject, predicate, value))
    return kept


@contextmanager
def _quiet_rdflib() -> Iterator[None]:
    """Let rdflib keep literals as they are, and be silent of malformed ones: shapes report them."""
    import rdflib

    logger = logging.getLogger("rdflib.term")
    before = logger.disabled, rdflib.NORMALIZE_LITERALS
    logger.disabled, rdflib.NORMALIZE_LITERALS = True, False
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=r"rdflib\.term")
            yield
    finally:
        logger.disabled, rdflib.NORMALIZE_LITERALS = before


class _Inspection:
    """One validation of one base: its triples, without the ontology, against the shapes."""

    def __init__(self, model: _Model, data: Graph, prefixes: Mapping[str, str]):
        self.shapes, self.data, self.prefixes = model.shapes, data, prefixes
        self.whole = data + model.ontology

    def find_problems(self) -> Iterator[Problem]:
        """Yield what the shapes refuse in the base itself; items without an IRI are left out."""
        from pyshacl import validate
        from rdflib import SH, URIRef

        # The graph is a copy, so in place; pySHACL infers, imports and runs scripts only if asked.
        _, report, _ = validate(self.whole, shacl_graph=self.shapes, inplace=True)
        for result in report.objects(None, SH.result):
            node, value, shape, component, severity, message = (
                report.value(result, SH[name]) for name in _RESULT
            )
            if component == SH.SPARQLConstraintComponent:
                # Such a rule looks at many things from one, and gives the one at fault as value.
                node, value = value, None
            if not isinstance(node, URIRef) or str(node).startswith((EKB, TIER)):
                continue
            value = None if value == node else value
            path = self._find_path(shape)
            kind = component.removeprefix(_SH).removesuffix("ConstraintComponent")
            if value is not None:
                explained = self._explain_value(shape, kind, node, value)
            elif kind.endswith("Count"):
                explained = self._explain_number(shape, kind, node)
            else:
                explained = self._explain_several(node, str(message))
            yield Problem(
                severity.removeprefix(_SH).lower(),
                shape.removeprefix(_SHAPES),
                str(node),
                None if path is None else str(path),
                None if value is None else str(value),
                f"{message} {explained}".rstrip(),
            )

    def _find_path(self, shape: Node) -> Node | None:
        """Return the property that a shape is about: of a longer path the first one."""
        from rdflib import SH, URIRef

        path = self.shapes.value(shape, SH.path)
        if path is None or isinstance(path, URIRef):
            return path
        return next(self.shapes.items(path), None)

    def _explain_value(self, shape: Node, kind: str, node: Node, value: Node) -> str:
        """Say which value stands there, and the nearest that may stand there."""
        from rdflib import SH, URIRef

        found = f"Found {write(value.n3(), self.prefixes)}"
        if kind == "In":
            lists = self.shapes.objects(shape, SH["in"])
            allowed = [str(member) for each in lists for member in self.shapes.items(each)]
            return found + suggest(str(value), allowed, self.prefixes)
        if kind in ("LessThan", "LessThanOrEquals"):
            other = self.shapes.value(shape, SH[kind[0].lower() + kind[1:]])
            return f"{found}, with {self._list_values(node, [other])}."
        if isinstance(value, URIRef) and kind in ("Class", "Node", "Or"):
            return self._explain_link(shape, value)
        return found + "."

    def _explain_link(self, shape: Node, value: Node) -> str:
        from rdflib import RDF, SH, URIRef

        name = write(value.n3(), self.prefixes)
        for what, link in (("in", URIRef(SKOS + "inScheme")), ("a", RDF.type)):
            kinds = sorted(write(kind.n3(), self.prefixes) for kind in self.whole[value:link])
            if kinds:
                return f"Found {name}, which is {what} {' and '.join(kinds)}."
        if (value, None, None) in self.data:
            return f"Found {name}, which has no type."
        classes = [*self.shapes.objects(shape, SH["class"])] or [URIRef(SKOS + "Concept")]
        near = {str(item) for kind in classes for item in self.data.subjects(RDF.type, kind)}
        return f"{name} is not in the base{suggest(str(value), near, self.prefixes)}"

    def _explain_number(self, shape: Node, kind: str, node: Node) -> str:
        """List the values of which there are too many, or what shares one that is to be unique."""
        from rdflib import RDF, SH

        if kind == "MinCount":
            return "None is there."
        if kind == "QualifiedMinCount":
            return ""
        path = self._find_path(shape)
        if path == self.shapes.value(shape, SH.path):
            return f"Found {self._list_values(node, [path], named=False)}."
        kinds = set(self.data[node : RDF.type])
        others = {
            write(other.n3(), self.prefixes)
            for value in self.data.objects(node, path)
            for other in self.data.subjects(path, value)
            if other != node and kinds & set(self.data[other : RDF.type])
        }
        return f"The other is {' or '.join(sorted(others))}."

    def _explain_several(self, node: Node, message: str) -> str:
        """List the values here of the properties that a message about several of them names."""
        full = {write(path.n3(), PREFIXES): path for path in set(self.data.predicates(node))}
        named = [full[term] for term in dict.fromkeys(_TERM.findall(message)) if term in full]
        return f"Found {self._list_values(node, named)}." if named else ""

    def _list_values(self, node: Node, paths: Iterable[Node | None], named: bool = True) -> str:
        return ", ".join(
            (f"{write(path.n3(), self.prefixes)} " if named else "") + write(value, self.prefixes)
            for path in paths
            if path is not None
            for value in sorted(item.n3() for item in self.data.objects(node, path))
        )
