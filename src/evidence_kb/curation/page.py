"""One page of HTML with a document and notes beside it: its frame, its style, its script.

The page needs nothing else and may load nothing (a Content-Security-Policy with the hashes of its
own style and script). Without the script all links, filters and the print work; the script only
shows in the text which passage the open note is about.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.page_style import STYLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SCRIPT = """
"use strict";
(() => {
  const show = () => {
    for (const old of document.querySelectorAll(".now")) old.classList.remove("now");
    const match = /^#[nt]-(.+)$/.exec(location.hash);
    if (!match) return;
    for (const mark of document.querySelectorAll("[data-p]"))
      if (mark.dataset.p.split(" ").includes(match[1])) mark.classList.add("now");
    const note = document.getElementById("n-" + match[1]);
    if (note) note.classList.add("now");
    const first = document.querySelector(".m.now");
    const narrow = matchMedia("(max-width: 62rem)").matches;
    if (first && location.hash.startsWith("#n-"))
      first.scrollIntoView({ block: narrow ? "start" : "nearest" });
  };
  addEventListener("hashchange", show);
  addEventListener("keydown", (event) => {
    const close = document.querySelector(".card:target .close");
    if (event.key === "Escape" && close) close.click();
  });
  show();
})();
"""
_DROPPED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_ITEM, _CALLOUT = "item", "callout"


class Tone(NamedTuple):
    """A way of marking text: its class, the words for it, how many there are of it."""

    name: str
    label: str
    number: int


class Span(NamedTuple):
    """A marked stretch: offsets, the name of its tone, the id of its note, what it is marked with.

    ``key`` stands small after the end of the stretch and leads to the note as well.
    """

    start: int
    end: int
    tones: tuple[str, ...]
    note: str
    key: str = ""


class Heading(NamedTuple):
    """A stretch that is a heading of the document; ``level`` is 2 or 3."""

    start: int
    end: int
    level: int


class Page(NamedTuple):
    """What a page shows: a title, facts below it, a legend, the document, and notes in HTML."""

    title: str
    facts: Sequence[tuple[str, str]]
    tones: Sequence[Tone]
    text: str
    spans: Sequence[Span]
    headings: Sequence[Heading]
    notes_title: str
    notes: Iterable[str]


def escape(text: str) -> str:
    """Return text for HTML: marks as entities, characters that a page may not hold replaced.

    >>> escape('<a "b">' + chr(0))
    '&lt;a &quot;b&quot;&gt;\ufffd'
    """
    return html.escape(_DROPPED.sub("\ufffd", text))


def make_slug(name: str, index: int) -> str:
    """Return a name that may stand in a link: the id itself, or a number where it is no plain word.

    >>> make_slug("P001", 3), make_slug("a b", 3)
    ('P001', 'x3')
    """
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else f"x{index}"


def write_page(page: Page) -> str:
    """Return the page; the same content gives the same bytes.

    >>> page = Page("T", [], [], "One <two>.", [Span(0, 3, ("x",), "P1")], [], "Notes", [])
    >>> '<a class="m x only-x" href="#n-P1" data-p="P1">One</a>' in write_page(page)
    True
    """
    return "".join(_list_pieces(page))


def _list_pieces(page: Page) -> Iterator[str]:
    style = STYLE + "".join(_write_rules(page))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(_SCRIPT)}; "
        "base-uri 'none'; form-action 'none'"
    )
    yield f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escape(page.title)}</title>
<style>{style}</style>
</head>
<body>
<header>
<a class="skip" href="#text">To the text</a>
<h1 dir="auto">{escape(page.title)}</h1>
<p class="facts">
"""
    for name, value in page.facts:
        yield f"<span>{escape(name)} <b>{escape(value)}</b></span>\n"
    yield "</p>\n"
    yield from _write_legend(page.tones)
    yield '</header>\n<main id="text" tabindex="0" aria-label="The document">\n'
    yield '<div class="paper">\n'
    yield from _write_text(page)
    yield f'</div>\n</main>\n<aside tabindex="0" aria-label="{escape(page.notes_title)}">\n'
    yield f"<h2>{escape(page.notes_title)}</h2>\n"
    yield from page.notes
    yield f"</aside>\n<script>{_SCRIPT}</script>\n</body>\n</html>\n"


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _write_rules(page: Page) -> Iterator[str]:
    """Yield the rules that depend on the page: filters, and stripes where tones meet."""
    for tone in page.tones:
        off = f"body:has(#f-{tone.name}:not(:checked))"
        yield f"{off} .m.only-{tone.name} {{ background: none; text-decoration: none; }}\n"
        yield f"{off} .s.{tone.name} {{ display: none; }}\n"
    order = [tone.name for tone in page.tones]
    for tones in sorted({tones for _, _, tones in _meet(page) if len(tones) > 1}):
        named = sorted(tones, key=order.index)
        step = 100 / len(named)
        stops = ", ".join(
            f"var(--{name}-tint) {at * step:.0f}% {(at + 1) * step:.0f}%"
            for at, name in enumerate(named)
        )
        chosen = "".join(f".{name}" for name in named)
        yield f".m{chosen} {{ background-image: linear-gradient({stops}); }}\n"


def _write_legend(tones: Sequence[Tone]) -> Iterator[str]:
    if len(tones) < 2:  # there is nothing to choose
        return
    yield '<fieldset class="legend">\n<legend>Show</legend>\n'
    for name, label, count in tones:
        yield (
            f'<label><input type="checkbox" id="f-{name}" checked> '
            f'<span class="m {name}">{escape(label)}</span> <small>{count}</small></label>\n'
        )
    yield "</fieldset>\n"


def _meet(page: Page) -> list[tuple[int, tuple[Span, ...], tuple[str, ...]]]:
    """Return the offsets at which the marking changes, the spans from there on and their tones."""
    begins: dict[int, list[Span]] = {}
    ends: dict[int, list[Span]] = {}
    for span in page.spans:
        begins.setdefault(span.start, []).append(span)
        ends.setdefault(span.end, []).append(span)
    order = [tone.name for tone in page.tones]
    active: list[Span] = []
    met = []
    for at in sorted({0, *begins, *ends}):
        active = [span for span in active if span.end != at] + begins.get(at, [])
        tones = sorted(
            {tone for span in active for tone in span.tones},
            key=lambda name: order.index(name) if name in order else -1,
        )
        shortest_first = sorted(active, key=lambda span: (span.end - span.start, span.start))
        met.append((at, tuple(shortest_first), tuple(tones)))
    return met


def _write_text(page: Page) -> Iterator[str]:
    """Yield the document, a block a line, marked stretches as links to their notes."""
    levels = {heading.start: heading.level for heading in page.headings}
    met = _meet(page)
    ends: dict[int, list[Span]] = {}
    begins: dict[int, list[Span]] = {}
    for span in page.spans:
        ends.setdefault(span.end, []).append(span)
        begins.setdefault(span.start, []).append(span)
    index = 0
    for line in re.finditer(r"[^\n]+", page.text):
        if line[0].isspace():
            continue
        while index + 1 < len(met) and met[index + 1][0] <= line.start():
            index += 1
        pieces, at = [], line.start()
        while at < line.end():
            until = met[index + 1][0] if index + 1 < len(met) else line.end()
            until = min(until, line.end())
            pieces += [f'<span id="t-{span.note}"></span>' for span in begins.get(at, ())]
            pieces.append(_write_stretch(page.text[at:until], *met[index][1:]))
            pieces += [_write_key(span) for span in ends.get(until, ()) if span.key]
            at = until
            if index + 1 < len(met) and met[index + 1][0] <= at:
                index += 1
        yield _write_block(line[0], "".join(pieces), levels, line.start())


def _write_stretch(text: str, spans: Sequence[Span], tones: Sequence[str]) -> str:
    if not spans or text.isspace():
        return escape(text)
    classes = " ".join(("m", *tones)) + (f" only-{tones[0]}" if len(tones) == 1 else "")
    notes = " ".join(span.note for span in spans)
    reached = ' tabindex="-1"' if all(span.key for span in spans) else ""  # by its key, once
    return (
        f'<a class="{classes}" href="#n-{spans[0].note}" data-p="{notes}"{reached}>'
        f"{escape(text)}</a>"
    )


def _write_key(span: Span) -> str:
    tones = " ".join(span.tones)
    return (
        f'<a class="key {tones}" href="#n-{span.note}" data-p="{span.note}" '
        f'aria-label="Notes on {span.note}: {escape(span.key)}">{escape(span.key)}</a>'
    )


def _write_block(line: str, content: str, levels: dict[int, int], start: int) -> str:
    head = next((levels[at] for at in range(start, start + len(line)) if at in levels), None)
    if head:
        return f'<h{head} dir="auto">{content}</h{head}>\n'
    bare = line.lstrip()
    kind = _ITEM if bare[:1] in "•*-–" else _CALLOUT if bare[:1] == ">" else ""
    attribute = f' class="{kind}"' if kind else ""
    return f'<p dir="auto"{attribute}>{content}</p>\n'
