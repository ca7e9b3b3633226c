"""What a person is told when a file does not parse."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from evidence_kb.errors import DataError
from evidence_kb.graph.reading import read_bytes
from evidence_kb.graph.syntax import explain_syntax_error

_P = "@prefix e: <http://e/> .\n"


def explain(text: str) -> DataError:
    """Return what is said of a Turtle text that the engine refuses."""
    source = read_bytes(text.encode(), "claims.ttl", "turtle")
    with pytest.raises(SyntaxError) as caught:
        ox.Store().load(source.data, ox.RdfFormat.TURTLE)
    error = caught.value
    return explain_syntax_error(str(error.msg), error.lineno, error.offset, source)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        (_P + "\ne:a e:b ;;; e:c .", "3:9", "';' stands where a value is expected"),
        (_P + "e:a ee:b 1 .", "2:5", "the prefix 'ee:' is not declared; did you mean 'e:'?"),
        (_P + "e:a zzzz:b 1 .", "2:5", "declare it at the top with @prefix"),
        (
            _P + "e:a skos:broader 1 .",
            "2:5",
            "add  @prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        ),
        (
            _P + "e:a e:b 1\n\ne:c e:d 1 .",
            "4:1",
            "missing before this, most likely at the end of line 2",
        ),
        (
            _P + "e:a e:b 1 e:d 1 .",
            "2:11",
            "is missing before this, most likely at the end of line 2",
        ),
        (_P + "e:a e:b 1\n", "3:1", "ends in the middle of a statement after line 2"),
        (_P + 'e:a e:b "x ;\n e:c 1 .\n' + "e:a e:b 1 .\n" * 9, "2:9", "text that begins here"),
        (_P + 'e:a e:b """x ;\n e:c 1 .\n' + "e:a e:b 1 .\n" * 9, "2:9", 'its """ is missing'),
        (_P + 'e:a e:b "x ;\n e:c "y" .', "2:13", "the text is not closed on its line"),
        (_P + "e:a e:b <http://e/c .\ne:d e:e <http://f> .", "2:9", "this IRI is not closed"),
        (_P + "e:a e:b <http://e/c d> .", "2:9", "an IRI may not hold ' '"),
        (_P + "e:a e:b <c> .", "2:9", "a relative IRI: write it in full"),
        (_P + "e:a e:b “x” .", "2:9", "“ is a typographic quote"),
        (_P + "e:a\u00a0e:b 1 .", "2:4", "the character U+00A0 may not stand here"),
        (_P + "e:a e:b TRUE .", "2:9", "write true in small letters"),
        (_P + "e:a e:b word .", "2:9", "'word' is not a value"),
        (_P + 'e:a e:b "é" ; e:c "x"y" .', "2:22", "a quote inside it is written"),
        (_P + "e:a e:b 1 . .", "2:13", "this '.' ends or goes on with nothing"),
        (_P + '"x" e:b 1 .', "2:1", "stands where a subject is expected"),
        (_P + "e:a = 1 .", "2:5", "'=' stands where a property is expected"),
        (_P + 'e:a e:b "x"@en_US .', "2:15", "a language tag is letters"),
        (_P + 'e:a e:b "x"@en- .', "2:15", "a language tag is letters"),
        (_P + 'e:a e:b "x"@ .', "2:13", "a language tag is letters"),
        (_P + 'e:a e:b "x"@abcdefghi .', "2:13", "a language tag is letters"),
        (_P + "e:a e:b e:\\u0063 .", "2:10", "a prefixed name takes no such escape"),
        (_P + 'e:a e:b "\\U00110000" .', "2:10", "Unicode ends at \\U0010FFFF"),
        (_P + "e:a e:b << e:a >> .", "2:16", "this model has none"),
    ],
)
def test_mistake_is_explained(text: str, place: str, reason: str) -> None:
    """A common mistake is told with its place, what was found and what to do about it."""
    error = explain(text)

    assert str(error.place) == f"claims.ttl:{place}"
    assert reason in error.message


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_unresolved_merge_is_named(style: str) -> None:
    """The marks of an unresolved git merge are named, with the line of the first."""
    middle = "||||||| base\ne:a e:b 0 .\n" if style == "diff3" else ""
    text = _P + f"\n<<<<<<< HEAD\ne:a e:b 1 .\n{middle}=======\ne:a e:b 2 .\n>>>>>>> other\n"

    error = explain(text)

    assert str(error).startswith("claims.ttl:3:1: unresolved git merge at line 3")


def test_place_is_shown_under_the_line() -> None:
    """The source line stands below the message, with a caret under the column."""
    error = explain(_P + "e:a e:b ;;; e:c .")

    assert error.excerpt == "  e:a e:b ;;; e:c .\n          ^"


def test_long_line_is_cut() -> None:
    """Of a very long line only the stretch round the mistake is shown, the caret still under it."""
    error = explain(_P + 'e:a e:b "' + "x" * 400 + '" ; e:c ; e:d "' + "y" * 400 + '" .')

    assert error.excerpt is not None
    line, caret = error.excerpt.split("\n")
    assert len(line) < 120
    assert line[caret.index("^") :].startswith("; e:d")


def test_unknown_message_is_kept() -> None:
    """A message that is not known is kept, without the place that stands before it."""
    source = read_bytes(b"<a:s> <a:p> 1 .", "claims.ttl", "turtle")

    error = explain_syntax_error("Parser error at line 1 column 7: A new one", 1, 7, source)

    assert error.message == "A new one"


def test_no_place_is_no_trouble() -> None:
    """Where the engine gives no place, the file is named alone."""
    source = read_bytes(b"{}", "a.jsonld", "jsonld")

    error = explain_syntax_error("something", None, None, source)

    assert str(error) == "a.jsonld: something"
