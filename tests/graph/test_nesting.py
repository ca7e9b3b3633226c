"""Depth, document types and remote contexts are refused before a parser sees the text."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from evidence_kb.errors import DataError, LimitError
from evidence_kb.graph.nesting import MAX_DEPTH, refuse_depth

_RDF = 'xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
FORMS: dict[str, tuple[str, Callable[[int], str]]] = {
    "property lists": ("turtle", lambda n: f"\n<a:s> <a:p> {'[<a:p> ' * n}1{']' * n} ."),
    "collections": ("turtle", lambda n: f"\n<a:s> <a:p> {'(' * n}1{')' * n} ."),
    "triple terms": ("turtle", lambda n: f"\n<a:s> <a:p> {'<<(<a:s> <a:p> ' * n}1{')>>' * n} ."),
    "quoted triples": ("turtle", lambda n: f"\n{'<< ' * n}<a:s> <a:p> 1{'>> <a:p> 1 ' * n} ."),
    "annotations": ("turtle", lambda n: f"\n<a:s> <a:p> 1 {'{| <a:p> 1 ' * n}{'|}' * n} ."),
    "trig": ("trig", lambda n: f"\n<a:g> {{ <a:s> <a:p> {'[<a:p> ' * (n - 1)}1{']' * (n - 1)} }}"),
    "ntriples": ("ntriples", lambda n: f"\n<a:s> <a:p> {'<<( <a:s> <a:p> ' * n}1{')>>' * n} ."),
    "nquads": ("nquads", lambda n: f"\n<a:s> <a:p> {'<<( <a:s> <a:p> ' * n}1{')>>' * n} ."),
    "json lists": ("jsonld", lambda n: f"\n{'[' * n}{']' * n}"),
    "json objects": ("jsonld", lambda n: "\n" + '{"a:p":' * n + "1" + "}" * n),
    "xml": ("rdfxml", lambda n: "<!-- -->\n" + f"<a {_RDF}>" * n + "</a>" * n),
}


@pytest.mark.parametrize(("format", "form"), FORMS.values(), ids=FORMS.keys())
def test_hundred_levels_pass(format: str, form: Callable[[int], str]) -> None:
    """A text nested 100 deep is let through."""
    refuse_depth(form(MAX_DEPTH).encode(), "a", format)


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 10_000, 300_000])
@pytest.mark.parametrize(("format", "form"), FORMS.values(), ids=FORMS.keys())
def test_deeper_is_refused(format: str, form: Callable[[int], str], depth: int) -> None:
    """A text nested deeper than 100 is refused with the line, however deep it is."""
    with pytest.raises(LimitError, match=r"^a:2:\d+: nested deeper than 100$"):
        refuse_depth(form(depth).encode(), "a", format)


@pytest.mark.parametrize(
    "text",
    [
        '<a:s> <a:p> "%s" .' % ("(" * 500),
        "<a:s> <a:p> '''%s\"''' ." % ("[" * 500),
        '<a:s> <a:p> """%s\\""" """ .' % ("((\n" * 500),
        "# %s\n" % ("[" * 500),
        "<a:s> <a:p> <a:%s> ." % ("(" * 500),
        "<a:s> <a:p> a:\\(%s ." % ("\\(" * 500),
        "<a:s> <a:p> [] ." * 500,
    ],
    ids=["string", "quotes", "long", "comment", "iri", "name", "side by side"],
)
def test_brackets_in_texts_are_no_depth(text: str) -> None:
    """Brackets in strings, comments, IRIs and names, and side by side, are no nesting."""
    refuse_depth(text.encode(), "a.ttl", "turtle")


@pytest.mark.parametrize(
    "text",
    ['"a""b"' * 100, '"" "" ', "''' ' '''", "'\"'", '"\\\\"', '"\\""', "<a:b#c>", "# it's\n", '""'],
)
def test_structure_after_a_text_is_seen(text: str) -> None:
    """Whatever strings, IRIs and comments come first, the depth after them is measured."""
    data = f"<a:s> <a:p> ({text} {'(' * MAX_DEPTH}".encode()

    with pytest.raises(LimitError):
        refuse_depth(data, "a.ttl", "turtle")


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("turtle", "[] " * 101 + "a" * 1_000_000 + ">"),
        ("turtle", "[] " * 101 + '"\\' * 500_000),
        ("turtle", "[] " * 101 + '"""' + '\\"""' * 250_000),
        ("turtle", "[] " * 101 + "<a" * 500_000),
        ("jsonld", '"\\' * 500_000),
        ("jsonld", "a" * 1_000_000 + '"'),
    ],
)
def test_hostile_text_comes_to_an_end(format: str, text: str) -> None:
    """A megabyte made to be scanned again and again is passed over once: quadratic time hangs."""
    refuse_depth(text.encode(), "a", format)


@pytest.mark.parametrize(
    "context",
    [
        '"@context": "URL"',
        '"@context" :\n  "URL"',
        '"@context": [{"a": "b"}, "URL"]',
        '"@context": [["URL"]]',
        '"\\u0040context": "URL"',
        '"\\u0040con\\u0074ext": ["URL"]',
        '"@context": {"@import": "URL"}',
        '"@context": {"@\\u0069mport": "URL"}',
        '"@context": {"x": {"@id": "a:x", "@context": "URL"}}',
        '"@context": ""',
    ],
)
def test_remote_context_is_refused(context: str) -> None:
    """A JSON-LD context that is an address is refused with its line, however it is written."""
    data = f'{{"a:p": 1,\n{context}}}'.encode()

    with pytest.raises(DataError, match=r"^a\.jsonld:[23]:\d+: .*context from another document"):
        refuse_depth(data, "a.jsonld", "jsonld")


@pytest.mark.parametrize(
    "text",
    [
        '{"@context": {"x": "http://e/x"}, "x": "@context"}',
        '{"@context": [{"x": "http://e/x"}, null], "x": ["y", "@import"]}',
        '{"@context": null, "http://e/x": "http://e/y"}',
    ],
)
def test_context_in_the_file_passes(text: str) -> None:
    """A context written into the file is let through, and so are texts that name the keyword."""
    refuse_depth(text.encode(), "a.jsonld", "jsonld")


DOCTYPES = [
    "<!DOCTYPE rdf>",
    '<!DOCTYPE rdf SYSTEM "http://127.0.0.1:9/a.dtd">',
    '<!DOCTYPE rdf PUBLIC "x" "file:///etc/passwd">',
    '<!DOCTYPE rdf [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>',
    '<!DOCTYPE rdf [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE rdf [<!ENTITY % a SYSTEM "http://127.0.0.1:9/"> %a;]>',
]


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_document_type_is_refused(doctype: str) -> None:
    """RDF/XML with any document type declaration is refused with its line."""
    data = f'<?xml version="1.0"?>\n{doctype}<a {_RDF}>&b;</a>'.encode()

    with pytest.raises(DataError, match=r"^a\.rdf:2:\d+: .*DTD"):
        refuse_depth(data, "a.rdf", "rdfxml")


@pytest.mark.parametrize("text", ["<a", "<a></b>", "<a>&#1;</a>", "<a>&#xD800;</a>", "<a>&x;</a>"])
def test_malformed_xml_is_refused(text: str) -> None:
    """XML that is not well formed, control characters by number included, is refused in place."""
    with pytest.raises(DataError, match=re.escape("a.rdf:1:")):
        refuse_depth(text.encode(), "a.rdf", "rdfxml")
