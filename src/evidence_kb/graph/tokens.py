"""Turtle and TriG as they stand on the page: every token, and every triple with its places.

The engine parses faster, but keeps no places; this reader says where each term of a triple is
written, whatever the layout, and loses no character. Grammar: RDF 1.1 Turtle, sections 6.4 and 6.5
of https://www.w3.org/TR/turtle/, and the graph blocks of TriG, which are read as one graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

from evidence_kb.errors import DataError, LimitError, Place
from evidence_kb.graph.escapes import quote, unescape
from evidence_kb.graph.iris import is_absolute, resolve_iri
from evidence_kb.graph.nesting import MAX_DEPTH
from evidence_kb.graph.syntax import explain_character
from evidence_kb.vocabulary import RDF, RDF_TYPE, XSD

_LETTERS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MORE = _LETTERS + "_0-9\u00b7\u0300-\u036f\u203f\u2040\\-"  # PN_CHARS of the grammar
_HEX4, _HEX8 = r"\\u[0-9A-Fa-f]{4}", r"\\U[0-9A-Fa-f]{8}"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-]"
_PREFIX = rf"[{_LETTERS}](?:[{_MORE}]|\.+(?=[{_MORE}]))*+"
_LOCAL = (
    rf"(?:[{_LETTERS}_:0-9]|{_ESCAPED})"
    rf"(?:[{_MORE}:]|{_ESCAPED}|\.+(?=[{_MORE}:%\\]))*+"
)
_TOKEN = re.compile(
    r"(?P<blank>[ \t\r\n]++)"
    rf"|(?P<name>(?:{_PREFIX})?+:(?:{_LOCAL})?+)"
    r"|(?P<punctuation>[.;,\[\](){}](?![0-9])|[;,\[\](){}])"
    r'|(?P<string>"""(?:[^"\\]++|\\.|"(?!""))*+"""|"(?!"")(?:[^"\\\r\n]++|\\.)*+"'
    r"|'''(?:[^'\\]++|\\.|'(?!''))*+'''|'(?!'')(?:[^'\\\r\n]++|\\.)*+')"
    rf"|(?P<iri><(?:[^\x00-\x20<>\"{{}}|^`\\]++|{_HEX4}|{_HEX8})*+>)"
    rf"|(?P<word>{_PREFIX})"
    r"|(?P<number>[+-]?(?:(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++)[eE][+-]?[0-9]++"
    r"|[0-9]*+\.[0-9]++|[0-9]++))"
    r"|(?P<comment>#[^\r\n]*+)|(?P<datatype>\^\^)"
    r"|(?P<language>@[A-Za-z]{1,8}+(?:-[A-Za-z0-9]{1,8}+)*+(?:--(?:ltr|rtl))?+(?![\w-]))"
    rf"|(?P<node>_:[{_LETTERS}_0-9](?:[{_MORE}]|\.+(?=[{_MORE}]))*+)",
    re.DOTALL,
)
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_LOCAL_ESCAPE = re.compile(r"\\(?=[_~.!$&'()*+,;=/?#@%-])")
_FIRST, _REST, _NIL = (f"<{RDF}{name}>" for name in ("first", "rest", "nil"))
_TYPE, _STRING = f"<{RDF_TYPE}>", f"<{XSD}string>"


class Token(NamedTuple):
    """A piece of Turtle: what kind, as written, where; line and column (code points) from 1.

    Kinds: ``blank``, ``comment``, ``directive`` (``@prefix``, ``BASE``, ``GRAPH``, ``VERSION``),
    ``iri``, ``name`` (``ex:a``), ``word`` (``a``, ``true``), ``number``, ``string`` (with its
    quotes), ``language`` (``@en``), ``datatype`` (``^^``), ``node`` (``_:b``), ``punctuation``.
    """

    kind: str
    text: str
    offset: int
    line: int
    column: int

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.offset + len(self.text)


class Located(NamedTuple):
    """A triple in N-Triples syntax, and the tokens that its terms begin with.

    The place of a literal is its string or number, that of ``[...]`` and ``(...)`` the bracket,
    that of a triple inside a collection the member.
    """

    subject: str
    predicate: str
    object: str
    subject_place: Token
    predicate_place: Token
    object_place: Token


def read_tokens(text: str, name: str = "text") -> Iterator[Token]:
    """Yield every token of a text in order; their texts together are the whole text.

    Raises DataError, with the place, where no token of Turtle begins. ``name`` stands for the
    text in it.

    >>> [(token.kind, token.text) for token in read_tokens("<a:s> a 1 .")][::2]
    [('iri', '<a:s>'), ('word', 'a'), ('number', '1'), ('punctuation', '.')]
    """
    at, line, start, before = 0, 1, 0, ""
    match = _TOKEN.match
    if text.startswith("\ufeff"):
        yield Token("blank", "\ufeff", 0, 1, 1)
        at = 1
    while found := match(text, at):
        kind, piece = found.lastgroup or "", found[0]
        if kind == "language" and before != "string":
            kind = "directive" if piece in ("@prefix", "@base", "@version") else ""
        elif kind == "word" and piece.lower() in ("prefix", "base", "graph", "version"):
            kind = "directive"
        if not kind:
            break
        yield Token(kind, piece, at, line, at - start + 1)
        if (kind == "blank" or kind == "string") and (ends := _count_ends(piece)):
            line += ends
            start = at + max(piece.rfind("\n"), piece.rfind("\r")) + 1
        at += len(piece)
        before = kind
    if at < len(text):
        raise DataError(explain_character(text, at), place=Place(name, line, at - start + 1))


def _count_ends(piece: str) -> int:
    if "\r" not in piece:
        return piece.count("\n")
    return piece.count("\n") + piece.count("\r") - piece.count("\r\n")


def read_statements(text: str, name: str = "text") -> Iterator[Located]:
    """Yield the triples of a Turtle or TriG text in the order that their objects are written.

    Terms are in N-Triples syntax, each value in one form: language tags in small letters, escapes
    only where needed. Blank nodes without a label get one that the text does not use. Raises
    DataError, with the place, for what is not Turtle, a relative IRI without a base included, and
    LimitError for brackets nested deeper than 100.

    >>> (triple,) = read_statements("PREFIX e: <http://e/>  e:s e:p 1.50 .")
    >>> triple.subject, triple.object[:6], triple.object_place.column
    ('<http://e/s>', '"1.50"', 32)
    """
    return _Reader(text, name).read()


class _Reader:
    """One pass over a text: its tokens, its prefixes, its base, and how deep it stands."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.tokens = (
            token
            for token in read_tokens(text, name)
            if token.kind != "blank" and token.kind != "comment"
        )
        column = len(text) - text.rfind("\n")
        self.ended = Token("end", "", len(text), text.count("\n") + 1, column)
        self.token = next(self.tokens, self.ended)
        self.prefixes: dict[str, str] = {}
        self.base: str | None = None
        self.known: dict[str, str] = {}
        self.depth = self.made = 0
        self.subject, self.subject_place = "", self.ended
        self.label = "b"
        while f"_:{self.label}" in text:
            self.label += "b"

    def read(self) -> Iterator[Located]:
        """Yield the triples of the whole text."""
        graph: Token | None = None
        while self.token is not self.ended:
            token = self.token
            if token.kind == "directive" and token.text.lower() != "graph":
                self._read_directive()
            elif token.text == "}" and graph:
                graph = None
                self._advance()
            elif graph or not self._opens_graph():
                yield from self._read_block()
                if not (graph and self.token.text == "}"):
                    self._expect(".")
            else:
                graph = token
        if graph:
            self._refuse("the graph that begins here is never closed: its '}' is missing", graph)

    def _opens_graph(self) -> bool:
        """Read the head of a graph, if one stands here; a name before ``{`` is looked past."""
        token = self.token
        if token.kind == "directive":
            self._advance()
            self._read_term("a graph")
        elif token.text != "{":
            if token.text in ("[", "("):
                return False
            self.subject, self.subject_place = self._read_term("a subject"), token
            if self.token.text != "{":
                return False
        self._expect("{")
        self.subject_place = self.ended
        return True

    def _read_block(self) -> Iterator[Located]:
        """Yield the triples of one subject, up to its dot."""
        place = self.token
        if self.subject_place is not self.ended:  # it was read in looking for a graph
            subject, place = self.subject, self.subject_place
            self.subject_place = self.ended
        elif place.text in ("[", "("):
            subject = self._open()
            empty = self.token.text == "]"
            yield from self._read_inside(subject, place)
            if place.text == "[" and not empty and self.token.text in (".", "}"):
                return
        else:
            subject = self._read_term("a subject")
        yield from self._read_predicates(subject, place)

    def _read_predicates(self, subject: str, place: Token) -> Iterator[Located]:
        while True:
            verb = self.token
            predicate = self._read_term("a property")
            yield from self._read_objects(subject, predicate, place, verb)
            if self.token.text != ";":
                return
            while self.token.text == ";":
                self._advance()
            if self.token.text in (".", "]", "}"):
                return

    def _read_objects(
        self, subject: str, predicate: str, place: Token, verb: Token
    ) -> Iterator[Located]:
        while True:
            at = self.token
            if at.text in ("[", "("):
                value = self._open()
                yield Located(subject, predicate, value, place, verb, at)
                yield from self._read_inside(value, at)
            else:
                yield Located(subject, predicate, self._read_value(), place, verb, at)
            if self.token.text != ",":
                return
            self._advance()

    def _open(self) -> str:
        """Read a bracket; return the blank node, or the empty list, that it stands for."""
        opening = self.token
        self.depth += 1
        if self.depth > MAX_DEPTH:
            where = Place(self.name, opening.line, opening.column)
            raise LimitError(f"{where}: nested deeper than {MAX_DEPTH}")
        self._advance()
        if opening.text == "(" and self.token.text == ")":
            return _NIL
        return self._make_node()

    def _read_inside(self, node: str, opening: Token) -> Iterator[Located]:
        if opening.text == "[":
            if self.token.text != "]":
                yield from self._read_predicates(node, opening)
            self._expect("]")
        else:
            yield from self._read_members(node)
            self._expect(")")
        self.depth -= 1

    def _read_members(self, node: str) -> Iterator[Located]:
        while self.token.text != ")":
            at = self.token
            if at.text in ("[", "("):
                value = self._open()
                yield Located(node, _FIRST, value, at, at, at)
                yield from self._read_inside(value, at)
            else:
                yield Located(node, _FIRST, self._read_value(), at, at, at)
            following = _NIL if self.token.text == ")" else self._make_node()
            yield Located(node, _REST, following, at, at, at)
            node = following

    def _make_node(self) -> str:
        self.made += 1
        return f"_:{self.label}{self.made}"

    def _advance(self) -> None:
        self.token = next(self.tokens, self.ended)

    def _expect(self, mark: str) -> None:
        if self.token.text != mark:
            self._refuse(f"'{mark}' is missing before this" if self.token.text else "")
        self._advance()

    def _refuse(self, reason: str, token: Token | None = None) -> NoReturn:
        token = token or self.token
        reason = reason or "the text ends in the middle of a statement: is a '.' missing?"
        raise DataError(reason, place=Place(self.name, token.line, token.column))

    def _read_directive(self) -> None:
        token = self.token
        self._advance()
        name = self.token
        if token.text.lower().endswith("version"):  # of RDF; what 1.2 adds is refused where it is
            if name.kind != "string":
                self._refuse('a version stands here: VERSION "1.2"')
            self._read_string()
            if token.text.startswith("@"):
                self._expect(".")
            return
        if token.text.lower().endswith("prefix"):
            if name.kind != "name" or name.text.index(":") < len(name.text) - 1:
                self._refuse("a prefix stands here, with its colon: @prefix ex: <...>")
            self._advance()
        address = self.token
        if address.kind != "iri":
            self._refuse("an IRI in < and > stands here")
        iri = self._read_term("an IRI")[1:-1]
        if name is address:
            self.base = iri
        else:
            self.prefixes[name.text[:-1]] = iri
        self.known.clear()
        if token.text.startswith("@"):
            self._expect(".")

    def _read_term(self, role: str) -> str:
        """Read an IRI, a name or a labelled blank node; return it in N-Triples syntax."""
        token = self.token
        term = self.known.get(token.text)
        if term is None:
            if token.kind == "iri":
                term = self.known[token.text] = self._resolve(token)
            elif token.kind == "name":
                term = self.known[token.text] = self._expand(token)
            elif token.text == "a" and role == "a property":
                term = _TYPE
            elif token.kind == "node" and role != "a property":
                term = token.text
            else:
                found = f"'{token.text[:40]}'" if token.text else "the end of the text"
                self._refuse(f"{found} stands where {role} is expected")
        self._advance()
        return term

    def _resolve(self, token: Token) -> str:
        iri = self._unescape(token.text[1:-1], token)
        if not is_absolute(iri):
            if self.base is None:
                self._refuse("a relative IRI: write it in full, or with a prefix", token)
            iri = resolve_iri(iri, self.base)
        if _NOT_IN_IRI.search(iri):
            self._refuse("an IRI may not hold this character, escaped or not", token)
        return f"<{iri}>"

    def _expand(self, token: Token) -> str:
        prefix, _, local = token.text.partition(":")
        if prefix not in self.prefixes:
            self._refuse(f"the prefix '{prefix}:' is not declared", token)
        return f"<{self.prefixes[prefix]}{_LOCAL_ESCAPE.sub('', local)}>"

    def _read_value(self) -> str:
        """Read an object that is no bracket; return it in N-Triples syntax."""
        token = self.token
        if token.kind == "string":
            return self._read_string()
        if token.kind == "number":
            self._advance()
            kind = "integer"
            if "e" in token.text or "E" in token.text:
                kind = "double"
            elif "." in token.text:
                kind = "decimal"
            return f'"{token.text}"^^<{XSD}{kind}>'
        if token.text in ("true", "false"):
            self._advance()
            return f'"{token.text}"^^<{XSD}boolean>'
        return self._read_term("a value")

    def _read_string(self) -> str:
        token = self.token
        width = 3 if token.text[:3] in ('"""', "'''") else 1
        lexical = self._unescape(token.text[width:-width], token)
        written = quote(lexical)
        self._advance()
        if self.token.kind == "language":
            written += self.token.text.lower()
            self._advance()
        elif self.token.kind == "datatype":
            self._advance()
            if self.token.kind not in ("iri", "name"):
                self._refuse("a datatype stands here, as an IRI or a name")
            datatype = self._read_term("a datatype")
            written += "" if datatype == _STRING else f"^^{datatype}"
        return written

    def _unescape(self, text: str, token: Token) -> str:
        try:
            return unescape(text)
        except ValueError as error:
            place = Place(self.name, token.line, token.column)
            raise DataError(f"the escape {error} is none of Turtle", place=place) from error
