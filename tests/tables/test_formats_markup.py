"""Markdown and LaTeX: every mark in a cell is shown as itself."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from evidence_kb.tables.formats.latex import _ESCAPES, escape_text
from evidence_kb.tables.table import Column, Table
from tests.tables.formats_samples import SAMPLE, single, untimed, written

MARKS = [
    "a|b", "*bold*", "_soft_", "__x__", "`code`", "[text](http://evil.example)", "![i](x)",
    "<b>x</b>",
    "<script>alert(1)</script>", "&amp;", "&lt;", "~~gone~~", "\\", "\\|", "\\\\|", "$x$",
    "<!-- x -->",
    "[x]: http://evil.example", "<http://evil.example>", "<javascript:alert(1)>", "| --- |", "# x",
    "all_cause_mortality", "a\\", "``|``", "[a][b]", "1 < 2 > 0", "user@example.org", "C:\\x",
]  # fmt: skip


class Text(HTMLParser):
    """The tags and the texts of the cells of a rendered table."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.cells: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag; a cell begins with its own."""
        self.tags.add(tag)
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        """Add text to the cell that it stands in."""
        if self.cells and data != "\n":
            self.cells[-1] += data


def show(text: str) -> Text:
    """Return a Markdown table of one row as a renderer with HTML, tables and strikes shows it."""
    table = Table("t", (Column("c"), Column("d")), [(text, "end")])
    render = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render
    return Text(render(written(table, "md").decode()))


@pytest.mark.parametrize("text", MARKS)
def test_markdown_shows_every_mark_as_itself(text: str) -> None:
    """A renderer shows the text of the cell, and adds no tag of its own."""
    page = show(text)

    assert page.cells == [text, "end"]
    assert page.tags <= {"table", "thead", "tbody", "tr", "th", "td"}


@untimed
@given(
    st.text(st.sampled_from("ab1 |\\*_`[]()<>&;~$#!-+.:/@'\"=\n"), max_size=12).map(
        lambda t: f"x{t}x"
    )
)
def test_markdown_of_any_marks_is_text(text: str) -> None:
    """Whatever the marks, the cell holds them and nothing else, apart from white space."""
    page = show(text)

    assert "".join(page.cells[0].split()) == "".join(text.split())
    assert page.tags <= {"table", "thead", "tbody", "tr", "th", "td", "br"}


def test_markdown_breaks_lines_inside_a_cell() -> None:
    """A line end inside a cell becomes a break, not a new row."""
    assert "| a<br>b |" in written(single("a\r\nb"), "md").decode()


def test_markdown_links_web_iris() -> None:
    """An http or https IRI is written as a link to itself."""
    assert (
        "| <https://doi.org/10.1000/a_b> |"
        in written(single("https://doi.org/10.1000/a_b"), "md").decode()
    )


@pytest.mark.parametrize("text", ["see https://a.example", "www.a.example", "a@b.example"])
def test_markdown_makes_no_link_of_bare_text(text: str) -> None:
    """What GitHub would link by itself is written so that it does not."""
    line = written(single(text), "md").decode().splitlines()[-1]

    assert re.search(r"://|www\.|@", line) is None


def test_markdown_says_what_the_table_was_made_from() -> None:
    """The title stands above, the origin below, figures line up at the right."""
    lines = written(SAMPLE, "md").decode().splitlines()

    assert lines[0] == "**Claims &amp; tiers**"
    assert lines[3] == "| --- | --- | --- | --- | ---: | ---: | --- | --- |"
    assert f"- Content hash (sha256): {'0' * 64}" in lines


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("a<<b", r"a\textless{}\kern0pt{}\textless{}b"),
        (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"),
        (r"\write18{ls}", r"\textbackslash{}write18\{ls\}"),
        ("50% & more", r"50\% \& more"),
        ("a_b^c~d#e$f", r"a\_b\textasciicircum{}c\textasciitilde{}d\#e\$f"),
        ("^^41", r"\textasciicircum{}\textasciicircum{}41"),
        ("a-b--c", r"a-b-\kern0pt{}-c"),
        ("it's ''x'', ,,y", r"it's '\kern0pt{}'x'\kern0pt{}', ,\kern0pt{},y"),
        ("[x]", "{[}x]"),
        ("a\nb", r"a\newline{}b"),
        ("e\u0301", "é"),
        ("\u2265 5", r"\ensuremath{\geq} 5"),
        ("漢", r"\unicodecharacter{6F22}{漢}"),
        ("\x07", r"\textbackslash{}x07"),
    ],
)
def test_latex_typesets_every_mark_as_itself(text: str, latex: str) -> None:
    """No command, comment, group or argument gets through."""
    assert escape_text(text) == latex


@untimed
@given(st.text(max_size=30))
def test_latex_leaves_no_mark_free(text: str) -> None:
    """In whatever is written, braces are balanced and only known commands occur."""
    latex = escape_text(text)
    commands = set(re.findall(r"\\([A-Za-z]+)", latex.replace(r"\textbackslash{}", "")))
    bare = re.sub(r"\\[{}\\$&#%_,]|\\[A-Za-z]+", "", latex)

    assert commands <= KNOWN
    assert bare.count("{") == bare.count("}")
    assert set("$&#%_^\\") & set(bare) == set()


KNOWN = {name[1:] for latex in _ESCAPES.values() for name in re.findall(r"\\[A-Za-z]+", latex)} | {
    "unicodecharacter",
    "kern",
}


def test_latex_names_packages_and_origin_in_comments() -> None:
    """A person who gets the file sees what it needs and what it was made from."""
    text = written(SAMPLE, "latex").decode()

    assert r"\usepackage{array,booktabs,longtable}" in text
    assert f"% Content hash (sha256): {'0' * 64}\n" in text


def test_latex_comments_cannot_be_left() -> None:
    """A line end in the origin does not end the comment that it stands in."""
    from tests.tables.formats_samples import make_sample

    text = written(make_sample(command="x\n\\input{y}\r\\input{z}"), "latex").decode()

    assert "% Command: x \\input{y} \\input{z}\n" in text


def test_latex_rows_do_not_feed_the_line_break() -> None:
    """A row that begins with a star or a bracket is not an argument of the break before it."""
    lines = written(single("a", "*", "[1cm]"), "latex").decode().splitlines()

    assert lines[-4:-2] == [r"{}* \\", r"{[}1cm] \\"]
