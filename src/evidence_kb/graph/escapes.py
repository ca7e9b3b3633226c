"""Escapes in Turtle: read as characters, and written as the engine writes them in N-Triples."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_MEANT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def unescape(text: str) -> str:
    r"""Return a text with its escapes read; ValueError with the escape that is none of Turtle.

    >>> unescape(r"\u00e9\n")
    'é\n'
    """
    return _ESCAPE.sub(_read, text) if "\\" in text else text


def quote(lexical: str) -> str:
    r"""Return a text as a string of N-Triples, with the escapes that it needs and no other.

    >>> print(quote('say "é"'))
    "say \"é\""
    """
    return f'"{_TO_ESCAPE.sub(_write, lexical)}"'


def _read(match: re.Match[str]) -> str:
    if code := match[1] or match[2]:
        number = int(code, 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            raise ValueError(match[0])
        return chr(number)
    if match[3] not in _MEANT:
        raise ValueError(match[0])
    return _MEANT[match[3]]


def _write(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT.get(character) or f"\\u{ord(character):04X}"
