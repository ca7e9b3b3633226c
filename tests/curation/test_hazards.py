"""What breaks tools that read RDF written by hand, and what the check says instead.

What is read at all has its tests where it is read; here is what ``check`` makes of it.

==========================================  ====================================================
a stray mark, an open text, a git merge     here; every message: graph/test_syntax.py
encodings, BOM, line ends, controls         here; every byte: graph/test_encoding.py
a decimal comma, two blocks, tiers, links   test_findings.py; every place: test_check_places.py
a misspelt property, class or value         test_check.py
circles of any length, trees                test_findings.py, test_strays.py, ../test_hierarchy.py
IRIs, language tags                         here; the lenient parser: ../test_architecture.py
days, years, numbers that are none          here, test_check.py, test_findings.py
numbers that contradict each other          here, schema/test_shapes.py, test_bearings.py
size, long pieces, nesting, DTDs            test_check_limits.py, graph/test_nesting.py
remote contexts, imports, time              test_check_limits.py, graph/test_nesting.py
what is no file, or no RDF                  graph/test_reading.py, test_encoding.py
look-alike and unseen letters               here, test_findings.py
doubled, reordered, renamed                 here, ../test_knowledge_base.py, test_layout.py
==========================================  ====================================================
"""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest

from evidence_kb import KnowledgeBase
from evidence_kb.curation.check import check
from evidence_kb.curation.finding import Finding
from evidence_kb.graph.base import open_base
from tests.conftest import FIXTURE

HEAD = "@prefix e: <https://e.org/> .\n"
MORE = "e:x e:y e:z .\n" * 50_000


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return a copy of the fixture to plant faults in."""
    return Path(shutil.copytree(FIXTURE, tmp_path / "base"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def check_text(folder: Path, text: str | bytes, name: str = "claims.ttl") -> list[Finding]:
    """Check one file with some content."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return check(str(path))


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        (f"{HEAD}\ne:a e:b ;;; e:c .", 3, 9, "give a value, or remove it"),
        (f'{HEAD}e:a e:b "open .\n' + MORE, 2, 9, "never closed"),
        (f'{HEAD}e:a e:b """open .\n' + MORE, 2, 9, "never closed"),
        (f"{HEAD}e:a e:b 1 .\n<<<<<<< HEAD\ne:c e:d 1 .\n", 3, 1, "unresolved git merge at line 3"),
        (f"{HEAD}e:a e:b 1 .\n>>>>>>> other\n", 3, 1, "unresolved git merge at line 3"),
        (f"{HEAD}e:a e:b e:c\\u0020 .", 2, 11, "write the IRI in full"),
        (f'{HEAD}e:a e:b "\\U00110000" .', 2, 10, "Unicode ends"),
    ],
)
def test_what_does_not_parse_is_shown(
    text: str, line: int, column: int, words: str, tmp_path: Path
) -> None:
    """The finding is where the mistake begins, with the line and a caret, not at the end."""
    (finding,) = check_text(tmp_path, text)

    assert (finding.rule, finding.line, finding.column) == ("syntax", line, column)
    assert words in finding.message[:1].lower() + finding.message[1:]
    assert finding.excerpt is not None
    assert finding.excerpt.split("\n")[1].index("^") == column + 1


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b'<a:s> <a:p> "caf\xe9 \xc3\xa9" .', (1, 17), "Byte 0xE9 is not UTF-8"),
        ('<a:s> <a:p> "é'.encode() + b'\x93q\x94" .', (1, 15), "Windows-1252"),
        (b'<a:s> <a:p> "a\x0bb" .', (1, 15), "Control character U+000B"),
        (b'<a:s> <a:p> "a\\u0000b" .', (1, 15), "a control character"),
        (b'<a:s> <a:p> "a\\uD800b" .', (1, 15), "half of a surrogate pair"),
        (b'<a:s> <a:p> "a\\U0000DFFFb" .', (1, 15), "half of a surrogate pair"),
    ],
)
def test_a_byte_that_no_text_holds_is_shown(
    data: bytes, place: tuple[int, int], words: str, tmp_path: Path
) -> None:
    """Other encodings and control characters are found at their character, and nothing acts."""
    (finding,) = check_text(tmp_path, data)

    assert (finding.line, finding.column) == place
    assert words in finding.message
    assert finding.excerpt is not None
    assert all(sign.isprintable() for sign in finding.excerpt.replace("\n", ""))
    assert "�" in finding.excerpt or "\\" in finding.excerpt


def test_an_empty_file_is_well(tmp_path: Path) -> None:
    """No bytes, a byte order mark alone and a comment alone are empty bases."""
    assert check_text(tmp_path, b"") == []
    assert check_text(tmp_path, b"\xef\xbb\xbf") == []
    assert check_text(tmp_path, b"# nothing yet") == []


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("<https://e.org/a b>", "may not hold ' '"),
        ("<https://e.org/a\\u0020b>", "may not hold ' '"),
        ("<https://e.org/a<b>", "may not hold '<'"),
        ("<https://e.org/a{b>", "may not hold '{'"),
        ("<rel/x>", "relative IRI"),
        ("<>", "relative IRI"),
        ('"x"@en_US', "language tag"),
        ('"x"@abcdefghi', "language tag"),
        ('"x"@en-abcdefghi', "language tag"),
        ('"x"@', "language tag"),
        ('"x"@en-', "language tag"),
        ("<<( <a:s> <a:p> 1 )>>", "this model has none"),
        ("1 {| <a:p> 2 |}", "is missing before this"),
    ],
)
def test_a_term_that_is_none_is_refused(written: str, words: str, tmp_path: Path) -> None:
    """Spaces and brackets in IRIs, relative ones, tags that are none, triples as terms."""
    (finding,) = check_text(tmp_path, f"{HEAD}e:a e:b {written} .")

    assert finding.rule == "syntax"
    assert finding.line == 2
    assert words in finding.message[:1].lower() + finding.message[1:]


def test_the_case_of_a_language_tag_says_nothing(tmp_path: Path) -> None:
    """A tag in capitals is the same value, and the same content hash."""
    hashes = set()
    for tag in ("en-gb", "EN-GB", "en-GB"):
        (tmp_path / "a.ttl").write_text(f'{HEAD}e:a e:b "x"@{tag} .')
        hashes.add(KnowledgeBase.open(tmp_path / "a.ttl").base.content_hash)

    assert len(hashes) == 1


def test_a_relative_name_in_json_is_refused(tmp_path: Path) -> None:
    """The parser of JSON-LD would drop it, or make up where it belongs, without a word."""
    (finding,) = check_text(tmp_path, '{"@id": "C1", "https://e.org/p": "x"}', "a.jsonld")

    assert finding.message.startswith("'C1' is a relative IRI")


DAYS = [
    *("2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-13-45"),
    *("2024-04-31", "2024-06-31", "2024-09-31", "2024-11-31", "2024-01-32", "2024-01-00"),
    *("0000-01-01", "-2024-01-01", "+2024-01-01", "12024-01-01", "24-1-1", "2024-1-1"),
    *("2024-01-1", "2024-1-01", "20240101", "2024-001", "2024-W01", "2024-W01-1", "2024-01"),
    *("2024", "24", "", "today", "2024-Jan-01", "01.01.2024", "1/2/2024", "2024/01/01"),
    *("2024.01.01", "2024 01 01", "2024-01-01Z", "2024-01-01+02:00", "2024-01-01T00:00:00"),
    *("2024-01-01 12:00", " 2024-01-01", "2024-01-01 ", "2024-01-01\\n", "2024--01-01"),
    *("２０２４-01-01", "2024‐01‐01", "2024–01–01", "٢٠٢٤-٠١-٠١", "45292", "1e3", "NaN"),
]


@pytest.mark.parametrize("day", DAYS)
def test_a_day_that_is_none_is_refused(day: str, base: Path) -> None:
    """A date is a day of the calendar as year, month and day: the engine would take them all."""
    assert len(set(DAYS)) == 50
    edit(base / "literature.ttl", 'seenOn "2026-11-23"^^xsd:date', f'seenOn "{day}"^^xsd:date')

    assert [finding.rule for finding in check(str(base))] == ["finding-seen-on"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ekb:ciLow 0.78", "ekb:ciLow 0.92"),
        ("ekb:ciLow 0.78", "ekb:ciLow 0"),
        ("ekb:ciLow 0.78", "ekb:ciLow -0.0"),
        ("ekb:ciHigh 1.09", "ekb:ciHigh 1"),
        ("ekb:ciLevel 95", "ekb:ciLevel 99.9"),
        ("ekb:ciLevel 95", "ekb:ciLevel 0.1"),
        ("ekb:ciLevel 95", "ekb:ciLevel 95 ; ekb:standardError 0.001"),
        ("ekb:ciLevel 95", "ekb:ciLevel 95 ; ekb:pValue 0"),
        ("ekb:ciLevel 95", "ekb:ciLevel 95 ; ekb:pValue 1"),
        ("ekb:ciLevel 95", "ekb:ciLevel 95 ; ekb:pBelow 0.001"),
        ("ekb:ciLevel 95", "ekb:ciLevel 95 ; ekb:pBelow 1"),
        ("ekb:participants 6500", "ekb:participants 1"),
        ("ekb:estimate 0.92", "ekb:estimate +00.920"),
        ("ekb:estimate 0.92 ;\n    ekb:ciLow 0.78", "ekb:estimate 0.01 ;\n    ekb:ciLow 0.001"),
        (
            "hazard-ratio ;\n    ekb:estimate 0.92 ;\n    ekb:ciLow 0.78 ;\n    ekb:ciHigh 1.09",
            "correlation-coefficient ; ekb:estimate -1 ; ekb:ciLow -1 ; ekb:ciHigh 1",
        ),
        ("ekb:ciLevel 95", "ekb:ciLevel 95 ; ekb:followUpYears 0.5"),
        ("ekb:ciLevel 95", 'ekb:ciLevel 95 ; ekb:subgroup "men"@en ; ekb:partition "sex"'),
    ],
)
def test_a_number_on_the_edge_is_well(old: str, new: str, base: Path) -> None:
    """What a rule on numbers just allows is allowed; just beyond are the planted faults."""
    edit(base / "literature.ttl", old, new)

    assert check(str(base)) == []


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_correlation_may_be_whole(sign: str, base: Path) -> None:
    """Estimates of 1 and -1 are in bounds, whichever way the finding then bears."""
    edit(base / "literature.ttl", "hazard-ratio", "correlation-coefficient")
    edit(base / "literature.ttl", "ekb:estimate 0.92", f"ekb:estimate {sign}1")
    edit(base / "literature.ttl", "ekb:ciLow 0.78", "ekb:ciLow -1")
    edit(base / "literature.ttl", "ekb:ciHigh 1.09", "ekb:ciHigh 1")

    assert {finding.severity for finding in check(str(base))} <= {"warning"}


@pytest.mark.parametrize("text", ["C002\\n", "C002 ", "\\tC002", "C002\\u2028"])
def test_an_id_ends_where_it_ends(text: str, base: Path) -> None:
    """White space after an id, a line end too, is part of it, and no id has any."""
    edit(base / "claims.ttl", 'identifier "C002"', f'identifier "{text}"')

    assert "claim-id" in {finding.rule for finding in check(str(base))}


def test_what_follows_from_a_slip_is_not_told(base: Path) -> None:
    """Of a decimal comma it is not said as well that 92 is above the interval and 0 no ratio."""
    edit(base / "literature.ttl", "ekb:estimate 0.92", "ekb:estimate 0,92")

    assert [finding.rule for finding in check(str(base))] == ["finding-estimate"]


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ('"Social isolation"@en', '"L\u043eneliness"@en', {"look-alike-letter", "twin-text"}),
        ('"Social isolation"@en', '"Loneliness "@en', {"twin-text"}),
        ('"Social isolation"@en', '"\uff2coneliness"@en', {"twin-text"}),
        ('"Social isolation"@en', '"Loneliness\u2060"@en', {"invisible-character", "twin-text"}),
        ('"Loneliness"@en', '"L\u03bfneliness"@en', {"look-alike-letter"}),
        ('"Loneliness"@en', '"Loneliness of IL-1\u03b2 \u0394"@en', set()),
        ('"Loneliness"@en', '"Loneliness, \u043e\u0434\u0438\u043d"@en', set()),
    ],
)
def test_letters_that_look_like_others_are_told(
    old: str, new: str, rules: set[str], base: Path
) -> None:
    """One foreign letter in a plain word, and labels that read the same, are warnings."""
    edit(base / "concepts.ttl", f"prefLabel {old}", f"prefLabel {new}")

    findings = [each for each in check(str(base)) if each.rule != "mesh-name"]

    assert {finding.rule for finding in findings} == rules
    assert {finding.severity for finding in findings} <= {"warning"}
    assert all("exposure:loneliness" in f.message for f in findings if f.rule == "twin-text")


def test_an_id_with_a_foreign_letter_is_an_error(base: Path) -> None:
    """IRIs are made of plain letters: composed and decomposed twins are two errors."""
    with (base / "concepts.ttl").open("a", encoding="utf-8") as file:
        for name in ("caf\u00e9", "cafe\u0301"):
            file.write(
                f"outcome:{name} a skos:Concept ; skos:inScheme outcome:scheme ; skos:prefLabel"
                f' "{len(name)}"@en ; skos:definition "x"@en ; ekb:valence ekb:neither .\n'
            )

    assert [finding.rule for finding in check(str(base))] == ["id-characters"] * 2


def test_a_base_read_twice_is_the_same_base(base: Path) -> None:
    """A copy of each file in the folder adds no triple, and the check says where the copies are."""
    before = open_base(str(base)).content_hash
    items = {finding.rule for finding in check(str(base))}
    for path in sorted(base.glob("*.ttl")):
        shutil.copy(path, path.with_name(f"copy-{path.name}"))

    findings = check(str(base))

    assert items == set()
    assert open_base(str(base)).content_hash == before
    assert {finding.rule for finding in findings} == {"two-blocks"}


def test_order_prefixes_and_labels_of_nodes_say_nothing(tmp_path: Path) -> None:
    """A hundred rewritings of a file, blank nodes among it, have one content hash."""
    lines = [f"<https://e.org/{n % 7}> <https://e.org/p{n % 3}> {n} ." for n in range(40)]
    lines += [
        f"<https://e.org/{n}> <https://e.org/q> _:x{n} . _:x{n} <a:r> {n} ." for n in range(9)
    ]
    dice = random.Random(1)
    hashes = set()
    for number in range(100):
        text = "\n".join(dice.sample(lines, len(lines))).replace("_:x", f"_:y{number}n")
        if number % 2:
            text = f"@prefix z{number}: <https://e.org/> .\n" + re.sub(
                r"<https://e.org/(\w+)>", rf"z{number}:\1", text
            )
        (tmp_path / "a.ttl").write_text(text)
        hashes.add(open_base(str(tmp_path / "a.ttl")).content_hash)

    assert len(hashes) == 1
