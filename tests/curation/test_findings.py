"""The check of files: every finding at the place of the value, whatever the layout."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evidence_kb.curation.check import check
from evidence_kb.curation.finding import Finding
from evidence_kb.curation.passages import Document, hash_text
from evidence_kb.errors import EnvironmentFault, InputError

FIXTURE = Path(__file__).parent.parent / "fixture"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return a copy of the fixture to plant mistakes in."""
    folder = tmp_path / "base"
    shutil.copytree(FIXTURE, folder)
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def point(finding: Finding) -> str:
    """Return what the caret of a finding stands under, up to the next blank."""
    assert finding.excerpt is not None
    line, caret = finding.excerpt.split("\n")
    return line[caret.index("^") :].split(" ")[0]


def test_the_fixture_is_well() -> None:
    """Nothing is wrong with the worked example."""
    assert check(str(FIXTURE)) == []


@pytest.mark.parametrize(
    "written",
    [
        "ekb:tier tier:hihg-confidence ;",
        "ekb:tier\n  # why\n\n\ttier:hihg-confidence;",
        "<https://w3id.org/evidence-kb/ns#tier><https://w3id.org/evidence-kb/tier/hihg-confidence>;",
        'skos:note "é ; ekb:tier tier:hihg"@en;ekb:tier tier:hihg-confidence;;',
    ],
)
def test_a_value_is_found_in_any_layout(written: str, base: Path) -> None:
    """The caret stands under the wrong value itself, and the nearest is named."""
    edit(base / "claims.ttl", "ekb:tier tier:high-confidence ;", written)

    (finding,) = check(str(base))

    assert finding.rule == "claim-tier"
    assert finding.file == str(base / "claims.ttl")
    assert "hihg-confidence" in point(finding)
    assert not point(finding).startswith("ekb:tier")
    assert "did you mean tier:high-confidence?" in finding.message


def test_a_missing_property_stands_at_the_item(base: Path) -> None:
    """What is not there is told where the item begins."""
    edit(base / "claims.ttl", "ekb:tier tier:high-confidence ;", "")

    (finding,) = check(str(base))

    assert (finding.rule, point(finding)) == ("claim-tier", "kb:C001")


def test_a_strange_property_stands_at_its_name(base: Path) -> None:
    """A misspelt property is told where it is written, not at its value."""
    edit(base / "claims.ttl", "ekb:tier tier:high-confidence ;", "ekb:tierr tier:high-confidence ;")

    findings = check(str(base))

    (strange,) = [finding for finding in findings if finding.rule == "unknown-property"]
    assert point(strange) == "ekb:tierr"
    assert "did you mean ekb:tier?" in strange.message


def test_a_decimal_comma_is_two_values(base: Path) -> None:
    """A number with a comma is told as two values, and both are named."""
    edit(base / "literature.ttl", "ekb:estimate 0.92", "ekb:estimate 0,92")

    (finding,) = [each for each in check(str(base)) if each.rule == "finding-estimate"]

    assert "not a comma" in finding.message
    assert "Found 0, 92." in finding.message
    assert point(finding).startswith("92")


def test_one_id_in_two_files_is_told_with_both_places(base: Path) -> None:
    """Two blocks of one thing that do not agree are told with the places of both values."""
    with (base / "more.ttl").open("w", encoding="utf-8") as more:
        more.write("@prefix ekb: <https://w3id.org/evidence-kb/ns#> .\n")
        more.write("@prefix tier: <https://w3id.org/evidence-kb/tier/> .\n")
        more.write("<https://w3id.org/evidence-kb/connection/C001> ekb:tier tier:nuanced .\n")

    findings = {finding.rule: finding for finding in check(str(base))}

    assert findings.keys() == {"claim-tier", "two-blocks"}
    assert findings["claim-tier"].file == str(base / "more.ttl")
    assert f"Another is at {base / 'claims.ttl'}:" in findings["claim-tier"].message
    assert findings["two-blocks"].severity == "warning"
    assert f"{base / 'claims.ttl'}:" in findings["two-blocks"].message


def test_every_dangling_reference_is_told(base: Path) -> None:
    """Each reference to what is not there is one finding at that reference."""
    edit(base / "claims.ttl", "exposure:social-isolation", "exposure:isolation, exposure:alone")
    edit(base / "claims.ttl", "ekb:statedIn kb:P002", "ekb:statedIn kb:P999")

    findings = check(str(base))

    assert sorted(point(finding).rstrip(",;") for finding in findings) == [
        "exposure:alone",
        "exposure:isolation",
        "kb:P999",
    ]


def test_every_broken_file_is_told(base: Path) -> None:
    """Files that do not parse are told together, and nothing that hangs on them."""
    edit(base / "claims.ttl", "ekb:tier tier:high-confidence ;", "ekb:tier ;")
    edit(base / "concepts.ttl", "@prefix skos:", "@prefix skoss:")
    (base / "latin.ttl").write_bytes(b'<a:s> <a:p> "caf\xe9" .')

    findings = check(str(base))

    assert [(Path(finding.file).name, finding.rule) for finding in findings] == [
        ("claims.ttl", "syntax"),
        ("concepts.ttl", "syntax"),
        ("latin.ttl", "syntax"),
    ]
    assert point(findings[0]) == ";"


def test_places_in_other_forms_of_rdf_are_the_file(tmp_path: Path) -> None:
    """A mistake in JSON-LD, which has no places, is told with its file."""
    path = tmp_path / "a.jsonld"
    path.write_text('{"@id": "https://e.org/C1", "@type": "https://w3id.org/evidence-kb/ns#Clam"}')

    (finding,) = check(str(path))

    assert finding[:5] == (str(path), 1, 1, "error", "unknown-class")


def test_a_document_at_hand_is_looked_up(base: Path) -> None:
    """A stretch whose text is not the recorded one is told at its start, the others not."""
    text = "Being with people helps. " * 859 + "End."
    document = Document("guide.txt", text, hash_text(text))
    claims = base / "claims.ttl"
    old = claims.read_text(encoding="utf-8")
    wrong = len([line for line in old.split("\n") if "oa:start" in line])
    edit(
        claims, "024e157ac7b555f3e1b3e42a693f86bed19f6d03cf10fc211a73163d255daa16", document.sha256
    )
    edit(
        claims,
        "1003410f435776e589fcfa2e2993f81d157d5f87e33c15117782c01e7f9ffc3c",
        hash_text(text[13196:13403]),
    )

    findings = check(str(base), document=document)

    moved = [finding for finding in findings if finding.rule == "passage-text"]
    assert len(moved) == wrong - 1
    assert {point(finding).isdigit() for finding in moved} == {True}
    assert {finding.rule for finding in findings} == {"passage-text", "document-length"}


def test_a_document_that_the_base_does_not_name_is_refused(base: Path) -> None:
    """With the text of another document no passage could be looked up: that is no good result."""
    with pytest.raises(InputError, match="no document of the base has this text"):
        check(str(base), document=Document("x", "other", hash_text("other")))


@pytest.mark.parametrize(
    ("label", "rule"),
    [
        ("Lone\u200bliness", "invisible-character"),
        ("Stro\u00adke", "invisible-character"),
    ],
)
def test_a_sign_that_nobody_sees_is_told(label: str, rule: str, base: Path) -> None:
    """A zero-width sign or a soft hyphen in a text is a warning that names it."""
    edit(base / "concepts.ttl", '"Loneliness"@en', f'"{label}"@en')

    findings = check(str(base))

    assert rule in {finding.rule for finding in findings}
    assert {finding.severity for finding in findings} == {"warning"}


def test_a_folder_without_rdf_is_refused(tmp_path: Path) -> None:
    """A path with nothing to check is not told to be well."""
    with pytest.raises(EnvironmentFault, match="no RDF file"):
        check(str(tmp_path))


@pytest.mark.parametrize(
    "slip",
    [
        *(
            "High-confidence",
            "high_confidence",
            "highconfidence",
            "high-confidense",
            "hi-confidence",
        ),
        *("nuance", "nuanced-", "Nuanced", "nuansed", "NUANCED", "neuanced"),
        *("mechanisms", "mecanism", "Mechanism", "machanism", "mechanistic"),
        *("unknow", "Unknown", "unkown", "unknown_"),
    ],
)
def test_a_tier_that_does_not_exist_gets_the_nearest(slip: str, base: Path) -> None:
    """Wrong case, a slip of the hand, another ending: the tier that was meant is named."""
    edit(
        base / "claims.ttl",
        "tier:nuanced ;\n    ekb:tierBasis",
        f"tier:{slip} ;\n    ekb:tierBasis",
    )

    (finding,) = [each for each in check(str(base)) if each.rule == "claim-tier"]

    start = slip[:2].lower()
    (meant,) = [
        name
        for name in ("high-confidence", "nuanced", "mechanism", "unknown")
        if name.startswith({"ne": "nu", "ma": "me"}.get(start, start))
    ]
    assert finding.message.endswith(f"did you mean tier:{meant}?")
    assert point(finding) == f"tier:{slip}"


@pytest.mark.parametrize(
    "date",
    [
        *("2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "2024-13-45", "2024-04-31"),
        *("24-1-1", "2024-1-1", "2024-01-1", "0000-01-01", "-2024-01-01", "20240101"),
        *("2024-01-01Z", "2024-01-01+02:00", "2024-01-01T00:00:00", "2024/01/01", "01.01.2024"),
        *(
            "2024-W01",
            "2024-01",
            "2024",
            "",
            "today",
            " 2024-01-01",
            "2024-01-01 ",
            "２０２４-01-01",
        ),
    ],
)
def test_a_day_that_is_none_is_refused(date: str, base: Path) -> None:
    """A date is a day of the calendar, as year, month and day, and nothing else."""
    edit(base / "literature.ttl", 'seenOn "2026-11-23"^^xsd:date', f'seenOn "{date}"^^xsd:date')

    (finding,) = check(str(base))

    assert finding.rule == "finding-seen-on"
    assert point(finding).startswith('"')


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("ekb:ciLow 0.78", "ekb:ciLow 0.95", "finding-low"),
        ("ekb:ciHigh 1.09", "ekb:ciHigh 0.90", "finding-high-estimate"),
        ("ekb:ciHigh 1.09", "ekb:ciHigh NaN", "syntax"),
        ("ekb:estimate 0.92", "ekb:estimate -0.08", "finding-ratio"),
        ("ekb:estimate 0.92", "ekb:estimate 1e999", "finding-estimate"),
        ("ekb:estimate 0.92", f"ekb:estimate {'9' * 100}", "finding-estimate"),
        ("ekb:participants 6500", "ekb:participants 0", "finding-participants"),
        ("ekb:participants 6500", "ekb:participants 12.5", "finding-participants"),
        ("ekb:ciLevel 95", "ekb:ciLevel 195", "finding-level"),
        ("ekb:precise false", "ekb:precise true", "line-precision"),
    ],
)
def test_a_number_that_cannot_be_is_refused(old: str, new: str, rule: str, base: Path) -> None:
    """Numbers that contradict one another, or that nothing measures, are told at the number."""
    edit(base / "literature.ttl", old, new)

    told = {finding.rule: finding for finding in check(str(base))}

    assert rule in told
    assert point(told[rule])[:4] in new or rule in ("syntax", "finding-high-estimate")


def test_a_long_circle_is_told_once_with_its_path(base: Path) -> None:
    """Ten thousand concepts in a circle are one finding, which shows the path."""
    scheme = "<https://w3id.org/evidence-kb/connection/mechanism/scheme>"
    lines = ["@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"]
    for number in range(10_000):
        name, broader = (f"<https://e.org/c{each % 10_000}>" for each in (number, number + 1))
        lines.append(
            f'{name} a skos:Concept ; skos:inScheme {scheme} ; skos:prefLabel "c {number}"@en ; '
            f'skos:definition "d"@en ; skos:broader {broader} .\n'
        )
    (base / "circle.ttl").write_text("".join(lines), encoding="utf-8")

    (finding,) = [each for each in check(str(base)) if each.rule == "circle"]

    assert "runs in a circle: https://e.org/c0, https://e.org/c1," in finding.message
    assert "more" in finding.message


def test_a_file_given_twice_is_read_once(base: Path) -> None:
    """The same path twice says nothing twice."""
    assert check(str(base), str(base)) == []


def test_the_check_loads_no_other_engine() -> None:
    """Neither pySHACL nor rdflib is loaded, so nothing of theirs can fetch or hang."""
    code = (
        "import sys; from evidence_kb.curation.check import check; check(sys.argv[1]);"
        "print(sorted({'rdflib', 'pyshacl', 'socket', 'urllib.request'} & set(sys.modules)))"
    )

    result = subprocess.run(
        [sys.executable, "-c", code, str(FIXTURE)], capture_output=True, check=True
    )

    assert result.stdout.decode().strip() == "[]"
