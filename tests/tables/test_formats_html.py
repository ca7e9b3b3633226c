"""HTML: one page that needs nothing else and runs nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given

from evidence_kb.tables.formats.html import render_table
from evidence_kb.tables.table import Column, Table
from tests.tables.formats_samples import SAMPLE, hostile_text, single, untimed, written

PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>', "'><script>alert(1)</script>", "</td><script>alert(1)</script>",
    "</style><script>alert(1)</script>", "</title><script>alert(1)</script>", "<!--<script>",
    "--><script>alert(1)</script>", "<![CDATA[<script>alert(1)</script>]]>",
    "<iframe src=//evil>",
    "<a href=javascript:alert(1)>x</a>", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "http://x/\"onclick=alert(1)//",
    "http://x/'onclick=alert(1)//", "http://x/ onclick=alert(1)", "https://x/<script>",
    "&lt;script&gt;", "&#60;script&#62;", "<base href=//evil>", "<meta http-equiv=refresh>",
    "<link rel=stylesheet href=//evil>", "<form action=//evil><input>", "<details open ontoggle=x>",
    "\x00<script>", "<scr\x00ipt>", "+ADw-script+AD4-", "<math><mtext></form><style>", "{{7*7}}",
]  # fmt: skip
TAGS = {
    "html", "head", "meta", "title", "style", "body", "table", "caption", "h1", "p", "span",
    "thead", "tbody", "tr", "th", "td", "a",
}  # fmt: skip


class Page(HTMLParser):
    """What a page consists of, as a parser sees it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.cells: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag; a cell begins with its own."""
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        """Add text to the cell that it stands in."""
        if self.cells and self.lasttag in ("td", "a"):
            self.cells[-1] += data.rstrip("\n")


def read(table: Table) -> Page:
    return Page(written(table, "html").decode())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_inert_wherever_it_stands(payload: str) -> None:
    """As cell, heading, name and title, hostile text adds no tag, no handler and no address."""
    table = Table(payload, (Column("c", payload),), [(payload,)], payload)

    page = read(table)

    assert page.tags <= TAGS
    assert [name for name, _ in page.attributes if name.startswith("on") or name == "src"] == []
    assert page.cells == [payload.replace("\x00", "\\x00")]
    assert b"\x00" not in written(table, "html")


@untimed
@given(hostile_text)
def test_any_text_is_text(text: str) -> None:
    """No text adds a tag or gets lost."""
    page = read(single(text + "x"))

    assert page.tags <= TAGS
    assert len(page.cells) == 1


@pytest.mark.parametrize("iri", ["https://doi.org/10.1000/x_(1)", "http://a.example/?b=1&c=2"])
def test_a_web_iri_is_a_link(iri: str) -> None:
    """An http or https IRI is a link that tells its target nothing."""
    page = read(single(iri))

    assert ("href", iri) in page.attributes
    assert ("rel", "noopener noreferrer") in page.attributes


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "see https://a.example", "ftp://a.example/", "https://", "HTTPS:x",
     "https://a.example/\nx", "https://a.example/\u202ex"],
)  # fmt: skip
def test_nothing_else_is_a_link(text: str) -> None:
    """Other schemes, and text around an address, make no link."""
    assert "a" not in read(single(text)).tags


def test_the_page_refers_to_nothing_outside() -> None:
    """Without IRIs in its cells the page names no address at all."""
    text = written(SAMPLE, "html").decode()

    assert re.findall(r"(?i)https?:|//|url\(|@import|src=|href=", text) == []


def test_the_page_allows_itself_its_style_only() -> None:
    """The policy forbids everything but the style sheet with that hash, which is the page's."""
    text = written(SAMPLE, "html").decode()
    style = re.findall(r"(?s)<style>(.*?)</style>", text)[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text
    assert "style=" not in text
    assert "<script" not in text


def test_the_caption_says_what_the_table_was_made_from() -> None:
    """Title, rows, version and hash stand above the table."""
    text = written(SAMPLE, "html").decode()
    caption = text[text.index("<caption>") : text.index("</caption>")]

    assert "<h1>Claims &amp; tiers</h1>" in caption
    assert "3 rows" in caption
    assert "0" * 64 in caption


def test_print_repeats_the_header() -> None:
    """The style sheet repeats the header on each printed page and keeps rows whole."""
    style = written(SAMPLE, "html").decode()
    printed = style[style.index("@media print") :]

    assert "thead { display: table-header-group; }" in printed
    assert "tr { break-inside: avoid; }" in printed


def test_only_tiers_are_marked_as_tiers() -> None:
    """A claim type that is called mechanism does not look like the tier of that name."""
    columns = (Column("tier", type="concept"), Column("type", type="concept"))

    text = written(Table("t", columns, [("Mechanism", "mechanism")]), "html").decode()

    assert text.count('<td class="tier mechanism">Mechanism</td>') == 1
    assert "<td>mechanism</td>" in text


def test_a_notebook_shows_the_first_rows_and_counts_all() -> None:
    """The fragment is cut at its limit and says so."""
    page = render_table(single("a", "b", "c"), limit=2)

    assert Page(page).cells == ["a", "b"]
    assert "the first 2 of 3 rows" in page


def test_a_notebook_does_not_hash_the_base() -> None:
    """Showing a table computes no content hash."""
    render_table(SAMPLE, limit=5)

    assert "0" * 64 not in SAMPLE._repr_html_()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_notebook_runs_nothing(payload: str) -> None:
    """In the fragment, too, hostile text adds no tag and no handler."""
    page = Page(render_table(Table("t", (Column("c", payload),), [(payload,)], payload), 5))

    assert page.tags <= TAGS
    assert [name for name, _ in page.attributes if name.startswith("on") or name == "src"] == []
