"""Words and source lines in the width of a terminal."""

from __future__ import annotations

import re

_CUT = " ..."
_HELD = "\0"
_TYPED = re.compile(r"(?<=\S  )[^\s;(].*?(?=  |;|\(|$)")


def fit_text(text: str, width: int) -> str:
    r"""Return a text with its long lines wrapped at words, further lines two characters in.

    A source line with a caret below it is cut round the caret instead. What stands after two spaces
    is to be typed, and stays on one line.

    >>> print(fit_text("  label: what is said of it", 20))
      label: what is
        said of it
    >>> print(fit_text("write it:  kb -o a.csv", 20))
    write it:
      kb -o a.csv
    """
    lines = text.split("\n")
    if max(map(len, lines)) <= width:
        return text
    import textwrap

    fitted: list[str] = []
    while lines:
        line = lines.pop(0)
        if lines and lines[0].strip() == "^":
            fitted.append(fit_excerpt(f"{line}\n{lines.pop(0)}", width))
        elif len(line) <= width:
            fitted.append(line)
        else:
            indent = line[: len(line) - len(line.lstrip())] + "  "
            held = _TYPED.sub(lambda match: match[0].replace(" ", _HELD), line)
            fitted += textwrap.wrap(
                held, width, subsequent_indent=indent, break_on_hyphens=False,
                break_long_words=False,
            )  # fmt: skip
    return "\n".join(fitted).replace(_HELD, " ")


def fit_excerpt(excerpt: str, width: int) -> str:
    r"""Return a source line and the caret below it in ``width``: cut round the caret.

    >>> fit_excerpt("  one two three four five\n            ^", 21).split("\n")
    ['...  two three fo ...', '           ^']
    """
    source, _, caret = excerpt.partition("\n")
    if len(source) <= width or not caret:
        return excerpt
    at = len(caret) - 1
    start = max(0, at - width // 3)
    head = _CUT.strip() + " " if start else ""
    room = width - len(head)
    shown = source[start : start + room]
    if start + room < len(source):
        shown = shown[: room - len(_CUT)] + _CUT
    return f"{head}{shown}\n{' ' * (len(head) + at - start)}^"
