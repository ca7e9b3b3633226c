"""Where the check says that a mistake stands: at the wrong value itself, in any layout of Turtle.

In each text the mark ``¦`` stands before what the finding is to point at; it is taken out before
the check.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from evidence_kb.curation.check import check
from evidence_kb.curation.finding import Finding
from evidence_kb.vocabulary import EKB, RDF_TYPE, TIER

MARK = "¦"
HEAD = (
    "@prefix ekb: <https://w3id.org/evidence-kb/ns#> .\n"
    "@prefix tier: <https://w3id.org/evidence-kb/tier/> .\n"
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    "@prefix e: <https://e.org/> .\n"
)

LAYOUTS = {
    "one line": HEAD.replace("\n", " ") + "e:C1 a ekb:Claim ; ekb:tier ¦tier:hihg .",
    "no blanks": HEAD + f"e:C1 a ekb:Claim;<{EKB}tier>¦<{TIER}hihg>;skos:note'x'.",
    "a value a line": HEAD + "e:C1\n  a\n    ekb:Claim\n  ;\n  ekb:tier\n    ¦tier:hihg\n  .\n",
    "the second of a list": HEAD + "e:C1 a ekb:Claim ; ekb:tier tier:nuanced , ¦tier:hihg .",
    "a statement for each triple": HEAD + "e:C1 a ekb:Claim . e:C1 ekb:tier ¦tier:hihg .",
    "semicolons too many": HEAD + "e:C1 a ekb:Claim ;; ; ekb:tier ¦tier:hihg ;;; .",
    "the type last": HEAD + "e:C1 ekb:tier ¦tier:hihg ; a ekb:Claim .",
    "full IRIs": f"<https://e.org/C1> a <{EKB}Claim> ; <{EKB}tier> ¦<{TIER}hihg> .",
    "an IRI with escapes": HEAD + f"e:C1 a ekb:Claim ; ekb:tier ¦<{TIER}h\\u0069h\\U00000067> .",
    "a name with escapes": HEAD + "e:C\\-1 a ekb:Claim ; ekb:tier ¦tier:hi\\-hg .",
    "a name with percent signs": HEAD + "e:C%2D1 a ekb:Claim ; ekb:tier ¦tier:h%69hg .",
    "SPARQL's words": f"PREFIX t: <{TIER}>\nbase <{EKB}>\n<C1> a <#Claim> ; <#tier> ¦t:hihg .",
    "a base": f"@base <{TIER}> .\n</C1> a <../ns#Claim> ; <../ns#tier> ¦<hihg> .",
    "a base that changes": (
        f"@base <https://e.org/> .\n<C1> a <{EKB}Claim> .\n"
        f"@base <{TIER}> .\n<https://e.org/C1> <{EKB}tier> ¦<hihg> ."
    ),
    "a prefix that changes": (
        "@prefix p: <https://e.org/> .\np:C1 a p:x .\n"
        f"@prefix p: <{EKB}> .\n<https://e.org/C1> a p:Claim ; p:tier ¦p:hihg ."
    ),
    "the empty prefix": f"@prefix : <{EKB}> .\n<https://e.org/C1> a :Claim ; :tier ¦:hihg .",
    "CRLF": (HEAD + "e:C1 a ekb:Claim ;\n  ekb:tier ¦tier:hihg .\n").replace("\n", "\r\n"),
    "CR": (HEAD + "e:C1 a ekb:Claim ;\n  ekb:tier ¦tier:hihg .\n").replace("\n", "\r"),
    "tabs": HEAD + "e:C1\ta\tekb:Claim\t;\n\t\tekb:tier\t¦tier:hihg\t.",
    "a byte order mark": "\ufeff" + f"<https://e.org/C1> a <{EKB}Claim> ; <{EKB}tier> ¦<{TIER}x> .",
    "letters with marks": HEAD + 'e:C1 skos:note "é ü"@de ; a ekb:Claim ; ekb:tier ¦tier:hihg .',
    "wide letters": HEAD + 'e:C1 skos:note "孤独 😀"@ja ; a ekb:Claim ; ekb:tier ¦tier:hihg .',
    "combining marks": HEAD + 'e:C1 skos:note "e\u0301"@fr ; a ekb:Claim ; ekb:tier ¦tier:hihg .',
    "a long text before": (
        HEAD + 'e:C1 skos:note """one . ;\n"two" tier:hihg\n\'"""@en ; a ekb:Claim ;'
        " ekb:tier ¦tier:hihg ."
    ),
    "a text that looks like it": (
        HEAD + "e:C1 skos:note 'ekb:tier tier:hihg .' ; a ekb:Claim ; ekb:tier ¦tier:hihg ."
    ),
    "a comment that looks like it": (
        HEAD + "e:C1 a ekb:Claim ; # ekb:tier tier:hihg .\n ekb:tier # tier:hihg\n¦tier:hihg ."
    ),
    "after a node in brackets": (
        HEAD + "e:C1 e:of [ ekb:tier tier:hihg ; e:in [ a e:X ] ] ; a ekb:Claim ;"
        " ekb:tier ¦tier:hihg ."
    ),
    "after a list": HEAD + "e:C1 e:of ( tier:hihg [] 1 ) ; a ekb:Claim ; ekb:tier ¦tier:hihg .",
    "beside the same value of another": (
        HEAD + "e:D1 e:of tier:hihg .\ne:C1 a ekb:Claim ; e:of tier:hihg ; ekb:tier ¦tier:hihg ."
    ),
    "a text for a name": HEAD + 'e:C1 a ekb:Claim ; ekb:tier ¦"hihg" .',
    "a text with a datatype": HEAD + 'e:C1 a ekb:Claim ; ekb:tier ¦"hihg"^^xsd:string .',
    "a long line": HEAD + f'e:C1 skos:note "{"x " * 5000}" ; a ekb:Claim ; ekb:tier ¦tier:hihg .',
}


def check_marked(folder: Path, rule: str, *texts: str, suffix: str = ".ttl") -> list[Finding]:
    """Check texts, one a file, without their marks; return the findings of one rule."""
    for number, text in enumerate(texts):
        data = text.replace(MARK, "").encode()
        (folder / f"{'abc'[number]}{suffix}").write_bytes(data)
    return [finding for finding in check(str(folder)) if finding.rule == rule]


def find_mark(text: str) -> tuple[int, int]:
    """Return line and column of the mark, as an editor counts them."""
    before = text.removeprefix("\ufeff").partition(MARK)[0]
    before = before.replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_a_wrong_value_is_found_in_any_layout(text: str, tmp_path: Path) -> None:
    """Line and column are those of the value, in code points."""
    findings = check_marked(tmp_path, "claim-tier", text)

    assert find_mark(text) in [(finding.line, finding.column) for finding in findings]


@pytest.mark.parametrize(
    ("before", "after", "suffix"),
    [
        ("", "", ".trig"),
        ("<https://e.org/g> {\n ", "}", ".trig"),
        ("GRAPH <https://e.org/g>\n{", "}", ".trig"),
        ("", "", ".nt"),
        ("", "", ".nq"),
    ],
)
def test_other_forms_with_lines_have_places_too(
    before: str, after: str, suffix: str, tmp_path: Path
) -> None:
    """What is written in lines is found there, in graphs of TriG as well."""
    text = f"{before}<https://e.org/C1> <{RDF_TYPE}> <{EKB}Claim> .\n"
    text += f"<https://e.org/C1> <{EKB}tier> ¦<{TIER}x> .\n{after}"

    findings = check_marked(tmp_path, "claim-tier", text, suffix=suffix)

    assert [(finding.line, finding.column) for finding in findings] == [find_mark(text)]


def test_the_file_is_the_one_that_has_the_value(tmp_path: Path) -> None:
    """A thing in two files is told in the file, and at the place, of the wrong value."""
    first = HEAD + "e:C1 a ekb:Claim ; skos:prefLabel 'tier:hihg'@en ."
    second = HEAD + "\n\ne:C1 ekb:tier\n ¦tier:hihg ."

    (finding,) = check_marked(tmp_path, "claim-tier", first, second)

    assert (Path(finding.file).name, finding.line, finding.column) == ("b.ttl", *find_mark(second))


def test_a_missing_value_is_told_where_the_item_says_what_it_is(tmp_path: Path) -> None:
    """What is not there is told at the first block of the item."""
    text = HEAD + "¦e:C1 a ekb:Claim ."

    (finding,) = check_marked(tmp_path, "claim-tier", text)

    assert (finding.line, finding.column) == find_mark(text)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("e:C1 a ekb:Claim ; ¦ekb:tierr tier:nuanced .", "unknown-property"),
        ("e:C1 a ekb:Claim ; ¦ekb:estimate 1 .", "misplaced-property"),
        ("e:C1 a ¦ekb:Clam .", "unknown-class"),
        ("e:C1 a ekb:Claim ; e:of ¦ekb:full-txt .", "unknown-value"),
        ("¦e:C1 ekb:tier tier:nuanced .", "untyped"),
        ("e:C1 a ekb:Claim ; ekb:statedIn ¦[ a ekb:Passage ] .", "blank-node"),
        ("e:C1 a ekb:Claim ; e:of ¦e:C1 .", "self-link"),
        ("e:C1 a ekb:Claim ; skos:note 'plain', ¦'L\u043eneliness'@en .", "look-alike-letter"),
        ("e:C1 a ekb:Claim .\ne:D1 a ekb:Claim .\n¦e:C1 ekb:tier tier:nuanced .", "two-blocks"),
        ("e:C1 a ekb:Claim ; e:p 1 .\n¦e:C1 a ekb:Claim ; e:p 2 .", "two-blocks"),
        ("e:c a skos:Concept ; skos:exactMatch ¦<http://id.nlm.nih.gov/mesh/D1> .", "mesh-id"),
        ("e:F1 a ekb:Finding ; ekb:estimate 0, ¦92 .", "finding-estimate"),
        (
            "e:F1 a ekb:Finding ; ekb:effectMeasure ekb:odds-ratio ; ekb:estimate 0.9 ;"
            " ekb:ciLow ¦-0.1 ; ekb:ciHigh 1.2 .",
            "finding-ratio",
        ),
        (
            "e:F1 a ekb:Finding ; ekb:effectMeasure ekb:correlation-coefficient ;"
            " ekb:estimate 0.9 ; ekb:ciLow 0.1 ; ekb:ciHigh ¦1.2 .",
            "finding-correlation",
        ),
    ],
)
def test_a_rule_points_at_what_breaks_it(text: str, rule: str, tmp_path: Path) -> None:
    """The caret is at the property, the value or the item that has to be mended."""
    findings = check_marked(tmp_path, rule, HEAD + text)

    assert [(finding.line, finding.column) for finding in findings] == [find_mark(HEAD + text)]


@pytest.mark.parametrize("before", ["", "\t\t", "é", "孤独", "e\u0301", "\u200b", "😀😀"])
def test_the_caret_stands_below_its_character(before: str, tmp_path: Path) -> None:
    """On a terminal, where some characters take two columns and some none."""
    text = HEAD + f"e:C1 skos:note '{before}' ; a ekb:Claim ; ekb:tier ¦tier:hihg ."

    (finding,) = check_marked(tmp_path, "claim-tier", text)

    line, caret = (finding.excerpt or "").split("\n")
    wide = sum(unicodedata.east_asian_width(sign) == "W" for sign in before)
    none = sum(bool(unicodedata.combining(sign)) for sign in before)
    assert caret.index("^") == line.index("tier:hihg") + wide - none


def test_a_line_is_shown_without_what_acts_on_a_terminal(tmp_path: Path) -> None:
    """Signs that turn or hide the text round them are shown as what they are: something there."""
    text = HEAD + "e:C1 skos:note 'a\u202eb\u200bc' ; a ekb:Claim ; ekb:tier tier:hihg ."

    (finding,) = check_marked(tmp_path, "claim-tier", text)

    assert "a\ufffdb\ufffdc" in (finding.excerpt or "")
