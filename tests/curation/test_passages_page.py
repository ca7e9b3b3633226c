"""The page of a document with its statements marked: complete, safe, the same each time."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from evidence_kb.curation.annotation import _TONES, annotate
from evidence_kb.curation.page import Heading, Page, Span, Tone, write_page
from evidence_kb.curation.page_style import STYLE
from evidence_kb.curation.passages import Document, hash_text
from evidence_kb.curation.places import Locus, locate, read_marks
from evidence_kb.knowledge_base import KnowledgeBase

TONES = [Tone("nuanced", "Nuanced", 2), Tone("mechanism", "Mechanism", 1)]
HOSTILE = "<script>alert(1)</script> & \"'` </style> \x00 \u202e javascript:x"


class Reader(HTMLParser):
    """Text of the document part, links, ids, and names of attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.ids, self.links, self.attributes = "", [], [], set()
        self.inside = self.key = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note ids, links and attributes."""
        found = dict(attrs)
        self.attributes |= set(found)
        self.ids += [found["id"]] if found.get("id") else []
        self.links += [found["href"]] if found.get("href") else []
        self.inside = self.inside or found.get("class") == "paper"
        self.key = (found.get("class") or "").startswith("key")

    def handle_endtag(self, tag: str) -> None:
        """See where the document ends."""
        self.inside = self.inside and tag != "main"
        self.key = self.key and tag != "a"

    def handle_data(self, data: str) -> None:
        """Keep the text of the document."""
        if self.inside and not self.key:
            self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def make_page(text: str, spans: list[Span], **facts: object) -> str:
    given = {"headings": [], "tones": TONES, "title": "T", "facts": [], "notes": []} | facts
    return write_page(Page(text=text, spans=spans, notes_title="Notes", **given))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def annotated(kb: KnowledgeBase) -> str:
    marks = read_marks(kb).marks
    text = "x" * 21480
    loci = [Locus(mark, "found", mark.start, mark.end, 1) for mark in marks]
    return write_page(annotate(kb, Document("g.txt", text, hash_text(text)), loci))


def test_every_passage_has_its_note_and_every_link_leads_somewhere(annotated: str) -> None:
    """No id stands twice, and no link within the page is dead."""
    page = read(annotated)

    assert {f"n-P00{number}" for number in range(1, 6)} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert [link for link in page.links if link[1:] not in page.ids or link[0] != "#"] == []


def test_claim_evidence_and_assessment_stand_in_the_note(annotated: str) -> None:
    """What hangs on a claim is told beside it."""
    note = annotated.split('id="n-P001"')[1].split("</article>")[0]

    for words in ("High confidence, stated, T1", "C001", "Isolated or lonely people", "Evidence on",
                  "Assessed by others", "Example panel"):  # fmt: skip
        assert words in note


def test_the_same_base_gives_the_same_bytes(kb: KnowledgeBase) -> None:
    """A page carries no clock and no order of chance."""
    document = Document("g.txt", "x" * 21480, "")
    loci = [Locus(m, "found", m.start, m.end, 1) for m in read_marks(kb).marks]

    assert write_page(annotate(kb, document, loci)) == write_page(annotate(kb, document, loci))


def test_a_passage_that_is_not_there_is_not_marked(kb: KnowledgeBase) -> None:
    """Nothing is highlighted where nothing certain is known."""
    marks = read_marks(kb).marks
    document = Document("g.txt", "Another text.", hash_text("Another text."))

    page = annotate(kb, document, locate(marks, {marks[0].document: document}))

    assert (page.spans, list(page.headings)) == ([], [])


def test_what_is_marked_nowhere_is_listed(kb: KnowledgeBase, annotated: str) -> None:
    """A passage without a certain place, why, and what rests on it: once, beside the notes."""
    recorded = read_marks(kb).marks
    loci = [Locus(mark, "found", mark.start, mark.end, 1) for mark in recorded]
    index = next(n for n, mark in enumerate(recorded) if mark.id == "P001")
    loci[index] = Locus(recorded[index], "missing", line=3, note="was near line 3")

    html = write_page(annotate(kb, Document("g.txt", "x" * 21480, ""), loci))

    left = html.split('id="left"')[1].split("</article>")[0]
    assert "1 passage without a certain place" in left
    assert "<b>P001</b> missing: was near line 3 <small" in left
    assert "C001 Isolated or lonely people" in left
    assert 'id="left"' not in annotated


def test_each_tone_has_a_line_of_its_own() -> None:
    """Who sees no colours tells all tones apart, by how the line is drawn and where."""
    rules = re.findall(r"([^{}]+){([^{}]*)}", STYLE)
    lines = []
    for tone in _TONES:
        own = "".join(
            body for names, body in rules if f".{tone}" in map(str.strip, names.split(","))
        )
        drawn = [re.search(rf"--{name}: ([\w ]+);", own) for name in ("rule", "lines")]
        lines.append(tuple(found[1] if found else "" for found in drawn))

    assert len(set(lines)) == len(_TONES)


def test_the_document_is_there_word_for_word() -> None:
    """Overlapping, nested, touching and equal stretches lose and repeat nothing."""
    text = "One two three\nfour five\n  • six"
    spans = [
        Span(0, 13, ("nuanced",), "a", "C1"),
        Span(4, 18, ("mechanism",), "b", "C2"),
        Span(4, 18, ("nuanced",), "c", "C3"),
        Span(18, 23, ("nuanced",), "d", "C4"),
        Span(28, 31, ("nuanced",), "e", "C5"),
    ]

    page = read(make_page(text, spans))

    assert "".join(page.text.split()) == "".join(text.split())
    assert {f"t-{name}" for name in "abcde"} <= set(page.ids)


def test_where_stretches_meet_both_tones_and_all_notes_show() -> None:
    """The shared words lead to the shorter passage and name both."""
    spans = [Span(0, 9, ("nuanced",), "a"), Span(4, 7, ("mechanism",), "b")]

    html = make_page("One two six", spans)

    assert '<a class="m nuanced mechanism" href="#n-b" data-p="b a">two</a>' in html
    assert ".m.nuanced.mechanism { background-image: linear-gradient(" in html


def test_hostile_text_stays_text() -> None:
    """In the document, the title, a fact and a key nothing becomes markup or script."""
    html = make_page(
        HOSTILE,
        [Span(0, 8, ("nuanced",), "a", HOSTILE)],
        title=HOSTILE,
        facts=[(HOSTILE, HOSTILE)],
        headings=[Heading(0, 3, 2)],
    )

    assert html.count("<script>") == html.count("</script>") == html.count("</style>") == 1
    assert "\x00" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_the_page_may_run_and_load_nothing_but_its_own(annotated: str) -> None:
    """The policy names the hashes of the one style and the one script; no handler, no address."""
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', annotated)
    style = re.search(r"<style>(.*?)</style>", annotated, re.DOTALL)
    script = re.search(r"<script>(.*?)</script>", annotated, re.DOTALL)
    assert policy and style and script

    assert policy[1].startswith("default-src 'none'; ")
    for content in (style[1], script[1]):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy[1]
    page = read(annotated)
    assert not [
        name for name in page.attributes if name.startswith("on") or name in ("src", "style")
    ]
    assert "url(" not in style[1]


def test_tones_differ_without_their_colours(annotated: str) -> None:
    """Each tier has a line of its own: solid, dashed, dotted, wavy."""
    rules = dict(
        re.findall(r"^\.([\w-]+) \{ --tone:.*?(?:--rule: (\w+))?; \}$", annotated, re.MULTILINE)
    )

    tiers = [rules[name] for name in ("high-confidence", "nuanced", "mechanism", "unknown")]
    assert tiers == ["", "dashed", "dotted", "wavy"]


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_text_can_be_read_on_its_ground(annotated: str) -> None:
    """Contrast is at least 4.5 to 1, light, dark and printed (WCAG 2.2, 1.4.3)."""
    for block in re.findall(r":root \{(.*?)\}", annotated, re.DOTALL):
        colour = dict(re.findall(r"--([\w-]+): (#\w+);", block))
        inks = [
            (name, "paper") for name in colour if name.endswith("ink") or name in ("soft", "link")
        ]
        inks += [("ink", name) for name in colour if name.endswith("tint")]
        inks += [("ink", "desk"), ("soft", "desk")]
        for ink, ground in inks:
            light, dark = sorted(
                (_luminance(colour[ink]), _luminance(colour[ground])), reverse=True
            )
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


def test_what_follows_a_stretch_is_not_marked() -> None:
    """The marking ends where the passage ends, and begins where it begins."""
    html = make_page("One two six", [Span(4, 7, ("nuanced",), "a")])

    assert '<p dir="auto">One <span id="t-a"></span><a class="m nuanced only-nuanced"' in html
    assert ">two</a> six</p>" in html


@pytest.mark.parametrize(("key", "stops"), [("C1", 1), ("", 1)])
def test_a_passage_is_one_stop_of_the_tab_key(key: str, stops: int) -> None:
    """Its key where it has one, else the stretch itself."""
    html = make_page("One two six", [Span(4, 7, ("nuanced",), "a", key)])

    text = html.split('class="paper"')[1].split("</main>")[0]
    assert text.count("<a ") - text.count('tabindex="-1"') == stops
