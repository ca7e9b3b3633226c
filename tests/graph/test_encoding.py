"""What is text and what is not: encodings, line ends, control characters."""

from __future__ import annotations

import pytest

from evidence_kb.errors import DataError
from evidence_kb.graph.encoding import normalise_bytes

_CONTROLS = [code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)]
_LITERAL = '<a:s> <a:p> "x{}y" .\n'


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_line_ends_become_one(end: str) -> None:
    """A file says the same whichever system's line ends it has, also within long strings."""
    text = '<a:s> <a:p> """one\ntwo""" .\n'

    data = normalise_bytes(text.replace("\n", end).encode(), "a.ttl", "turtle")

    assert data == text.encode()


@pytest.mark.parametrize("text", ["", "<a:s> <a:p> <a:o> ."])
def test_byte_order_mark_is_dropped(text: str) -> None:
    """A byte order mark changes nothing; alone, it is an empty file."""
    data = normalise_bytes(b"\xef\xbb\xbf" + text.encode(), "a.ttl", "turtle")

    assert data == text.encode()


@pytest.mark.parametrize(
    ("codec", "title"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("utf-32-le", "UTF-32"),
        ("utf-32-be", "UTF-32"),
    ],
)
def test_wide_encoding_is_named(codec: str, title: str) -> None:
    """UTF-16 and UTF-32 are refused by name, with and without a byte order mark."""
    with pytest.raises(DataError, match=f"this file is {title}: save it as UTF-8"):
        normalise_bytes("<a:s> <a:p> 1 .".encode(codec), "a.ttl", "turtle")


@pytest.mark.parametrize(
    ("byte", "guess"),
    [
        (0xE9, "Windows-1252 or Latin-1, where it is 'é'"),
        (0x93, "Windows-1252, where it is '“'"),
        (0x81, "could not be guessed"),
    ],
)
def test_other_encoding_is_refused(byte: int, guess: str) -> None:
    """A byte that is not UTF-8 is refused with line, byte column, itself and a guess."""
    data = b'<a:s>\n<a:p> "x' + bytes([byte]) + b'y" .'

    with pytest.raises(DataError) as caught:
        normalise_bytes(data, "a.ttl", "turtle")

    assert str(caught.value).startswith(f"a.ttl:2:9: byte 0x{byte:02X} is not UTF-8")
    assert guess in str(caught.value)


@pytest.mark.parametrize("offset", [-3, -2, -1, 0, 1])
def test_large_text_is_read_whole(offset: int) -> None:
    """A character that lies across the megabytes in which a large text is checked is no error."""
    text = ("#" * ((1 << 20) + offset) + "😀é\n").encode()

    assert normalise_bytes(text, "a.ttl", "turtle") == text


def test_cut_character_is_refused() -> None:
    """A text that ends in the middle of a character is not UTF-8."""
    with pytest.raises(DataError, match=r"^a\.ttl:2:2: byte 0xF0 is not UTF-8"):
        normalise_bytes(b"#\n#\xf0\x9f\x98", "a.ttl", "turtle")


@pytest.mark.parametrize("code", _CONTROLS)
def test_raw_control_character_is_refused(code: int) -> None:
    """Every control character but tab and line end is refused with its place."""
    data = ("é\n" + _LITERAL.format(chr(code))).encode()

    with pytest.raises(DataError, match=rf"^a\.ttl:2:15: control character U\+{code:04X}"):
        normalise_bytes(data, "a.ttl", "turtle")


@pytest.mark.parametrize("escape", ["\\u{:04X}", "\\u{:04x}", "\\U{:08X}"])
@pytest.mark.parametrize("code", [*_CONTROLS, 0x0D, 0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_escaped_control_character_is_refused(code: int, escape: str) -> None:
    """A control character or half a surrogate pair does not get in as an escape either."""
    data = _LITERAL.format(escape.format(code)).encode()

    with pytest.raises(DataError, match=r"^a\.ttl:1:15: the escape "):
        normalise_bytes(data, "a.ttl", "turtle")


@pytest.mark.parametrize("escape", ["\\b", "\\f", "\\r"])
def test_short_escape_of_a_control_character_is_refused(escape: str) -> None:
    """Backspace, form feed and carriage return do not get in under their short names."""
    with pytest.raises(DataError, match=r"^a\.ttl:1:15: the escape "):
        normalise_bytes(_LITERAL.format(escape).encode(), "a.ttl", "turtle")


@pytest.mark.parametrize(
    "text",
    [
        _LITERAL.format("\\t\\n\\u0009\\u000A\\u0020\\u00e9\\U0001F600\\\\b\\\\u0000"),
        "# \\b \\u0000 \\uD800\n" + _LITERAL.format("\t"),
        _LITERAL.format("\\\\\\\\f\x7f\x85"),
    ],
)
def test_harmless_escape_passes(text: str) -> None:
    """Tabs, line ends, escaped backslashes and whatever a comment holds are left as they are."""
    data = normalise_bytes(text.encode(), "a.ttl", "turtle")

    assert data == text.encode()


def test_surrogate_pair_of_json_passes() -> None:
    """JSON writes a character beyond the basic plane as two halves; both together are good."""
    text = rb'{"@id": "a:s", "a:p": "\uD83D\uDE00 \\uD83D"}'

    data = normalise_bytes(text, "a.jsonld", "jsonld")

    assert data == text


@pytest.mark.parametrize("half", [r"\uD83D", r"\uDE00\uD83D", r"\uD83D\u0041", r"\u0000"])
def test_lone_surrogate_of_json_is_refused(half: str) -> None:
    """Half a surrogate pair in JSON is refused, and so is a control character."""
    with pytest.raises(DataError, match=r"^a\.jsonld:1:\d+: the escape "):
        normalise_bytes(f'{{"a:p":"{half}"}}'.encode(), "a.jsonld", "jsonld")


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (b"PK\x03\x04....[Content_Types].xml....xl/workbook.xml", "an XLSX workbook"),
        (b"PK\x03\x04....word/document.xml", "a DOCX document"),
        (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text", "an OpenDocument"),
        (b"PK\x03\x04....data.ttl", "a ZIP archive"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
        (b"SQLite format 3\x00", "an SQLite database"),
    ],
)
def test_other_file_is_named(data: bytes, title: str) -> None:
    """A file of another kind under an RDF name is refused by what it is."""
    with pytest.raises(DataError, match=f"^a.ttl: this is {title}"):
        normalise_bytes(data, "a.ttl", "turtle")
