"""Texts that a parser must not be handed: nested too deep, or pointing to another document.

Parsers of RDF work by recursion, or free what they built by recursion; 100 levels are far above
what people write and far below what ends a process (3,300 levels of JSON-LD on a stack of 8 MiB,
300 of Turtle in rdflib).
"""

from __future__ import annotations

import re

from evidence_kb.errors import DataError, LimitError
from evidence_kb.graph.source import find_place

MAX_DEPTH = 100

TURTLE_PARTS = re.compile(
    # It begins with what is passed over, and strings are runs: far faster than one by one. It
    # matches at every position, so that what was passed over is never passed over again.
    rb"[^\"'\\#<>\[\](){}]*+(?:"
    rb'"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+"""|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
    rb"|'''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+'''|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'"
    rb"|\\.|(?P<comment>#[^\n]*+)|<[^<>\s]*+>"
    rb"|(?P<open><<\(?|[\[({])|(?P<close>\)?>>|[\])}])|.|\Z)",
    re.DOTALL,
)
"""The parts of Turtle that may hide or make structure: strings, IRIs, comments, brackets."""

_JSON = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]|[^\s"\[\]{},:]++|"'


def refuse_depth(data: bytes, name: str, format: str) -> None:
    """Let a text pass that is nested at most 100 deep and asks for no other document.

    Raises LimitError, with the place, for a deeper one; DataError for an RDF/XML document with a
    DTD or that is not well formed, and for a JSON-LD context that is an address.

    >>> refuse_depth(b"<a:s> <a:p> [] .", "a.ttl", "turtle")
    """
    if format == "jsonld":
        _walk_json(data, name)
    elif format == "rdfxml":
        _walk_xml(data, name)
    else:
        _walk_turtle(data, name)


def _walk_turtle(data: bytes, name: str) -> None:
    if sum(map(data.count, (b"<<", b"[", b"(", b"{"))) <= MAX_DEPTH:
        return
    depth = 0
    for match in TURTLE_PARTS.finditer(data):
        if match.lastgroup == "open":
            depth += 1
            if depth > MAX_DEPTH:
                _refuse(data, name, match.start("open"))
        elif match.lastgroup == "close" and depth:
            depth -= 1


def _refuse(data: bytes, name: str, offset: int) -> None:
    raise LimitError(f"{find_place(name, data, offset)}: nested deeper than {MAX_DEPTH}")


def _walk_json(data: bytes, name: str) -> None:
    contexts = [False]  # of each open bracket: is it the list of a @context?
    key = before = b""
    for match in re.finditer(_JSON, data, re.DOTALL):
        token = match.group()
        if token == b'"':
            return  # never closed: no parser gets past it
        in_context = contexts[-1] or (before == b":" and key == b"@context")
        if (in_context and token[:1] == b'"') or (before == b":" and key == b"@import"):
            _refuse_context(data, name, match.start())
        if token in (b"[", b"{"):
            contexts.append(token == b"[" and in_context)
            if len(contexts) - 1 > MAX_DEPTH:
                _refuse(data, name, match.start())
        elif token in (b"]", b"}") and len(contexts) > 1:
            contexts.pop()
        if token == b":":
            key = _read_key(before)
        before = token


def _read_key(token: bytes) -> bytes:
    if b"\\" in token:
        text = re.sub(
            rb"\\u([0-9a-fA-F]{4})",
            lambda match: chr(int(match[1], 16)).encode(errors="surrogatepass"),
            token,
        )
        return text[1:-1]
    return token[1:-1]


def _refuse_context(data: bytes, name: str, offset: int) -> None:
    raise DataError(
        "this JSON-LD takes its context from another document, and none is fetched: "
        "write the context into this file",
        place=find_place(name, data, offset),
    )


def _walk_xml(data: bytes, name: str) -> None:
    from xml.parsers import expat

    depth = 0
    parser = expat.ParserCreate("utf-8")

    def refuse_doctype(*_: object) -> None:
        raise DataError(
            "this RDF/XML has a document type declaration (DTD), which is never read: remove it",
            place=find_place(name, data, parser.CurrentByteIndex),
        )

    def enter(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            _refuse(data, name, parser.CurrentByteIndex)

    def leave(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = enter
    parser.EndElementHandler = leave
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        place = find_place(name, data, parser.ErrorByteIndex)
        raise DataError(
            f"this XML is not well formed: {expat.ErrorString(error.code)}", place=place
        ) from error
