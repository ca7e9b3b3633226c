"""Signs that nobody sees, and letters that look like others: what a reader takes a text for."""

from __future__ import annotations

import re
import unicodedata

# Joiners and marks of direction have their place in some scripts; in plain letters they hide.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2028\u2029\u202d\u202e\u2060-\u2064\ufeff]"
    "|(?<=[A-Za-z])[\u034f\u200c-\u200f](?=[A-Za-z])"
)
# Letters of other alphabets that look like plain ones, in words that are otherwise plain
# (Unicode Technical Standard 39, confusables; Greek small letters but omicron have their place).
_PLAIN: dict[str, str] = dict(
    zip(
        "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
        "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0423\u0406\u0408\u0405"
        "\u03bf\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
        "aeopcyxijshdqwABEKMHOPCTXYIJSoABEZHIKMNOPTYX",
        strict=True,
    )
)
_TABLE = {ord(sign): plain for sign, plain in _PLAIN.items()}
_LETTERS = "".join(_PLAIN)
_MIXED_WORD = re.compile(rf"(?<![^\W_])(?=[^\W_]*[A-Za-z])(?=[^\W_]*[{_LETTERS}])[^\W_]+")


def tell_invisible(text: str) -> str | None:
    r"""Return a complaint about the first sign that nobody sees, None where there is none.

    >>> tell_invisible("Lone\u200bliness")
    'The text holds U+200B (zero width space), which nobody sees: remove it.'
    """
    match = _INVISIBLE.search(text)
    return match and f"The text holds {name_sign(match[0])}, which nobody sees: remove it."


def tell_look_alike(text: str) -> str | None:
    r"""Return a complaint about the first word with a letter of another alphabet that looks plain.

    >>> tell_look_alike("L\u043eneliness")[-31:]
    "'o'; did you mean 'Loneliness'?"
    """
    if text.isascii():
        return None
    match = _MIXED_WORD.search(text)
    if match is None:
        return None
    sign = next(sign for sign in match[0] if sign in _PLAIN)
    told = f"'{match[0]}' holds {name_sign(sign)}, which looks like '{_PLAIN[sign]}'"
    return f"{told}; did you mean '{match[0].translate(_TABLE)}'?"


def flatten(text: str) -> str:
    r"""Return a text as a reader takes it: plain letters, nothing unseen, one blank between words.

    >>> flatten("\uff33tr\u043eke\u00ad  risk")
    'Stroke risk'
    """
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_TABLE)
    return " ".join(text.split())


def name_sign(sign: str) -> str:
    """Return code point and name of a character.

    >>> name_sign("A")
    'U+0041 (latin capital letter a)'
    """
    return f"U+{ord(sign):04X} ({unicodedata.name(sign, 'without a name').lower()})"
