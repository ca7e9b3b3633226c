"""Text that a spreadsheet would take for a formula: how it is made harmless, and how undone.

A spreadsheet that opens a CSV or TSV file runs a cell that begins with ``=``, ``+``, ``-``, ``@``,
a tab or a carriage return (CWE-1236), also in full-width form and behind quotes or white space. A
leading apostrophe makes it text. Only text is treated: a negative number stays a number.
"""

from __future__ import annotations

import re

# What a spreadsheet skips in front of a formula (spaces, line ends, controls, quotes, invisible
# marks), then what starts one. An apostrophe is among the skipped, so that a text that begins with
# one gets another: that is what makes undoing exact.
_FORMULA = re.compile(
    "[\\s\x00-\x20\"'\u200b-\u200f\u2060\ufeff]*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]"
)


# Numbers as sources print them, with an interval at most: no spreadsheet runs these.
_NUMBER = r"[-+]?[0-9]*\.?[0-9]+%?"
_FIGURE = re.compile(rf"{_NUMBER}(?: \({_NUMBER} to {_NUMBER}\))?")


def escape_cell(text: str) -> str:
    """Return the text with an apostrophe in front where a spreadsheet would run it.

    >>> escape_cell("=1+1"), escape_cell("loneliness"), escape_cell("'-x")
    ("'=1+1", 'loneliness', "''-x")
    >>> escape_cell("-0.36 (-0.40 to -0.32)")
    '-0.36 (-0.40 to -0.32)'
    """
    return "'" + text if _FORMULA.match(text) and not _FIGURE.fullmatch(text) else text


def unescape_cell(text: str) -> str:
    """Return the text that ``escape_cell`` was given.

    >>> unescape_cell("'=1+1"), unescape_cell("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
