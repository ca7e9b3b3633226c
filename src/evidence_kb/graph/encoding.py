"""Bytes of a file as UTF-8 text with one kind of line end; anything else is named and refused."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from evidence_kb.errors import DataError, Place
from evidence_kb.graph.nesting import TURTLE_PARTS
from evidence_kb.graph.source import find_place, quote_line

_BOM = b"\xef\xbb\xbf"
_PIECE = 1 << 20
# First bytes of what people rename by mistake, from the formats' own specifications.
_MAGIC = (
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"BZh", "a bzip2 archive: unpack it first"),
    (b"\xfd7zXZ\x00", "an xz archive: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive: unpack it first"),
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.xls, .doc)"),
    (b"PAR1", "a Parquet table"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_ZIPPED = (
    (b"xl/", "an XLSX workbook"),
    (b"word/", "a DOCX document"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"", "a ZIP archive: unpack it first"),
)
_WIDE = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_CONTROLS = bytes(byte for byte in range(0x20) if byte not in b"\t\n")
# Any escape; "bad" where it is of a control character (tab and newline may stand) or of half a
# surrogate pair.
_ESCAPE = re.compile(
    rb"\\(?:(?P<bad>[bfr]|u00(?:0[0-8bcdefBCDEF]|1[0-9a-fA-F])|u[dD][89a-fA-F][0-9a-fA-F]{2}"
    rb"|U000000(?:0[0-8bcdefBCDEF]|1[0-9a-fA-F])|U0000[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_JSON_PAIR = rb"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"


def normalise_bytes(data: bytes, name: str, format: str) -> bytes:
    r"""Return the text as UTF-8 without BOM, every line end a ``\n``.

    Raises DataError for what is no text, for UTF-16 and UTF-32, for bytes that are not UTF-8 (with
    the encoding it may be), and for control characters other than tab and newline, raw or escaped,
    and lone surrogates; these with line and column.

    >>> normalise_bytes(b"\xef\xbb\xbfa\r\nb", "a.ttl", "turtle")
    b'a\nb'
    """
    data = normalise_text(data, name)
    _refuse_raw_controls(data, name)
    if b"\\" in data and format != "rdfxml":
        _refuse_escaped_controls(data, name, format)
    return data


def normalise_text(data: bytes, name: str, wanted: str = "RDF") -> bytes:
    r"""Return any text as UTF-8 without BOM, every line end a ``\n``.

    ``wanted`` is what the file should be, for the message. Raises DataError for what is no text,
    for UTF-16 and UTF-32, and for bytes that are not UTF-8, as :func:`normalise_bytes` does.

    >>> normalise_text(b"a\r\n\x0c", "refs.bib", "BibTeX")
    b'a\n\x0c'
    """
    _refuse_other_files(data, name, wanted)
    data = data.removeprefix(_BOM)
    _refuse_invalid_utf8(data, name)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def _refuse_other_files(data: bytes, name: str, wanted: str) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise DataError(f"this is {what}, not {wanted}", place=Place(name))
    if data.startswith(b"PK\x03\x04"):
        what = next(what for part, what in _ZIPPED if part in data)
        raise DataError(f"this is {what}, not {wanted}", place=Place(name))
    for mark, encoding in _WIDE:
        if data.startswith(mark):
            _refuse_wide(name, encoding)
    if len(data) >= 4 and data[:4].count(0) >= 2 and data[:4].strip(b"\x00"):
        _refuse_wide(name, "UTF-32" if data[:4].count(0) == 3 else "UTF-16")


def _refuse_wide(name: str, encoding: str) -> None:
    raise DataError(f"this file is {encoding}: save it as UTF-8", place=Place(name))


def _refuse_invalid_utf8(data: bytes, name: str) -> None:
    if data.isascii():
        return
    try:
        _decode_in_pieces(data)
    except UnicodeDecodeError:
        _name_invalid_byte(data, name)


def _decode_in_pieces(data: bytes) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    for part in _cut(data):
        decoder.decode(part)
    decoder.decode(b"", final=True)


def _cut(data: bytes) -> Iterator[bytes]:
    """Yield a text in pieces: a copy of the whole would take its size again, or four times that."""
    return (data[start : start + _PIECE] for start in range(0, len(data), _PIECE))


def _name_invalid_byte(data: bytes, name: str) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        byte = data[error.start]
        reason = f"byte 0x{byte:02X} is not UTF-8; {_guess(byte)}: save the file as UTF-8"
        raise _build_error(reason, data, name, error.start) from error


def _build_error(reason: str, data: bytes, name: str, offset: int) -> DataError:
    place = find_place(name, data, offset)
    return DataError(reason, place=place, excerpt=quote_line(data, place.line or 1, place.column))


def _guess(byte: int) -> str:
    for encoding, title in (("cp1252", "Windows-1252"), ("latin-1", "Latin-1")):
        try:
            character = bytes([byte]).decode(encoding)
        except UnicodeDecodeError:
            continue
        if character.isprintable():
            either = " or Latin-1" if byte >= 0xA0 else ""
            return f"it may be {title}{either}, where it is '{character}'"
    return "its encoding could not be guessed"


def _refuse_raw_controls(data: bytes, name: str) -> None:
    if all(len(part.translate(None, _CONTROLS)) == len(part) for part in _cut(data)):
        return
    offset = min(at for at in map(data.find, _CONTROLS) if at >= 0)
    told = f"control character U+{data[offset]:04X}: remove it (text may hold tabs and newlines)"
    raise _build_error(told, data, name, offset)


def _refuse_escaped_controls(data: bytes, name: str, format: str) -> None:
    if not any(match["bad"] for match in _ESCAPE.finditer(data)):
        return
    for match in _escapes_in_json(data) if format == "jsonld" else _escapes_in_turtle(data):
        escape = match.group().decode()
        half = re.match(r"\\[uU](?:0000)?[dD]", escape)
        what = "half of a surrogate pair" if half else "a control character"
        hint = "; a line ends with \\n" if escape.lower() in ("\\r", "\\u000d") else ""
        told = f"the escape {escape} is {what}, which no text may hold: remove it{hint}"
        raise _build_error(told, data, name, match.start())


def _escapes_in_json(data: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the bad escapes; both halves of a surrogate pair together are a good one."""
    end = 0
    for match in _ESCAPE.finditer(data):
        if match["bad"] and match.start() >= end:
            pair = re.match(_JSON_PAIR, data[match.start() + 1 : match.start() + 12])
            if not pair:
                yield match
            end = match.start() + 12 if pair else end


def _escapes_in_turtle(data: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the bad escapes of strings, IRIs and names; a comment may hold any."""
    for part in TURTLE_PARTS.finditer(data):
        if part.lastgroup != "comment":
            for match in _ESCAPE.finditer(data, part.start(), part.end()):
                if match["bad"]:
                    yield match
