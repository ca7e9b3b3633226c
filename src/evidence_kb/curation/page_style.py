"""The style of a page that shows a document with notes: screen, narrow screen, dark, print.

A tone is told by its line as well as by its colour, so that nobody needs the colours. All text has
a contrast of at least 4.5 to 1 on every ground (WCAG 2.2, criterion 1.4.3).
"""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --ink: #1d2327; --soft: #55606a; --paper: #fff; --desk: #f3f5f6;
  --line: #d9dee2; --link: #0b57a4; --focus: #0b57a4;
  --high-confidence-ink: #116329; --high-confidence-tint: #dcf3e2;
  --nuanced-ink: #7d4e00; --nuanced-tint: #fdedcd;
  --mechanism-ink: #0a5c72; --mechanism-tint: #d8f0f6;
  --unknown-ink: #8a2a78; --unknown-tint: #f9e1f3;
  --advice-ink: #3b4cb8; --advice-tint: #e5e8fb;
  --definition-ink: #55606a; --definition-tint: #e9edf0;
  --question-ink: #55606a; --question-tint: #e9edf0;
  --other-ink: #55606a; --other-tint: #e9edf0;
  --gap-ink: #a3211b; --gap-tint: #fde3e0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e8eb; --soft: #a9b3bb; --paper: #191d20; --desk: #101315; --line: #363d43;
    --link: #8ab8f0; --focus: #8ab8f0;
    --high-confidence-ink: #7bd88f; --high-confidence-tint: #17381f;
    --nuanced-ink: #ecbb5a; --nuanced-tint: #40300d;
    --mechanism-ink: #74cde2; --mechanism-tint: #0f3640;
    --unknown-ink: #e8a3db; --unknown-tint: #441d3c;
    --advice-ink: #aeb9ff; --advice-tint: #272e5c;
    --definition-ink: #a9b3bb; --definition-tint: #2a3136;
    --question-ink: #a9b3bb; --question-tint: #2a3136;
    --other-ink: #a9b3bb; --other-tint: #2a3136;
    --gap-ink: #ff9d94; --gap-tint: #4d1a16; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; height: 100vh; display: grid; color: var(--ink); background: var(--desk);
  grid-template: auto minmax(0, 1fr) / minmax(0, 1fr) minmax(22rem, 28rem);
  font: 15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif; }
header { grid-column: 1 / -1; padding: .8rem 1.5rem .7rem; background: var(--paper);
  border-bottom: 1px solid var(--line); }
h1 { font-size: 1.25rem; line-height: 1.25; margin: 0 0 .2rem; }
.facts { margin: 0 0 .5rem; color: var(--soft); font-size: .82rem; }
.facts span { margin-right: 1.2em; }
.facts b { font-weight: 600; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: 0; padding: 0; border: 0;
  font-size: .87rem; }
.legend legend { float: left; padding: 0; margin-right: .2rem; color: var(--soft); }
.legend label { cursor: pointer; white-space: nowrap; }
.legend input { margin: 0 .15rem 0 0; vertical-align: -.1em; accent-color: var(--soft); }
small { color: var(--soft); font-size: .85em; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .3rem; padding: .3rem .6rem; background: var(--paper); }
main, aside { overflow: auto; overscroll-behavior: contain; }
main { padding: 1.5rem 1.5rem 40vh; }
.paper { max-width: 46rem; margin: 0 auto; padding: 2rem clamp(1rem, 5%, 3.2rem) 3rem;
  background: var(--paper); border: 1px solid var(--line); border-radius: 4px;
  font: 1.08rem/1.72 Charter, "Iowan Old Style", "Source Serif 4", Georgia, "DejaVu Serif", serif; }
.paper p, .paper h2, .paper h3 { margin: 0 0 .85em; overflow-wrap: break-word;
  white-space: pre-wrap; }
.paper h2, .paper h3 { margin-top: 1.7em; line-height: 1.3; font-family: system-ui, "Segoe UI",
  "Helvetica Neue", "DejaVu Sans", sans-serif; }
.paper h2 { font-size: 1.28rem; }
.paper h3 { font-size: 1.05rem; }
.paper p.item { padding-inline-start: 1.9em; text-indent: -1.6em; margin-bottom: .5em; }
.paper p.callout { padding: .7em 1em; border-inline-start: 3px solid var(--line); }
.paper [id], .m { scroll-margin-block: 20vh; }
.m { color: inherit; border-radius: 2px; padding: .08em 0; text-underline-offset: .22em;
  text-decoration: underline 1.5px; -webkit-box-decoration-break: clone;
  box-decoration-break: clone; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.high-confidence { --tone: var(--high-confidence-ink); --tint: var(--high-confidence-tint); }
.nuanced { --tone: var(--nuanced-ink); --tint: var(--nuanced-tint); --rule: dashed; }
.mechanism { --tone: var(--mechanism-ink); --tint: var(--mechanism-tint); --rule: dotted; }
.unknown { --tone: var(--unknown-ink); --tint: var(--unknown-tint); --rule: wavy; }
.advice { --tone: var(--advice-ink); --tint: var(--advice-tint); --rule: double; }
.definition { --tone: var(--definition-ink); --tint: var(--definition-tint); --rule: solid; }
.question { --tone: var(--question-ink); --tint: var(--question-tint); --rule: dotted; }
.other { --tone: var(--other-ink); --tint: var(--other-tint); --rule: dashed; }
.definition, .question, .other { --lines: underline overline; }
.gap { --tone: var(--gap-ink); --tint: var(--gap-tint); --rule: wavy; }
.m { background-color: var(--tint); text-decoration-color: var(--tone);
  text-decoration-style: var(--rule, solid); text-decoration-line: var(--lines, underline); }
.mechanism.m { text-decoration-thickness: 2px; }
.unknown.m, .advice.m, .gap.m, .definition.m, .question.m, .other.m {
  text-decoration-thickness: 1px; }
a.m:hover, a.m.now { box-shadow: 0 0 0 2px var(--tone); }
.key { margin-inline-start: .25em; font: 600 .62rem/1 system-ui, "DejaVu Sans", sans-serif;
  vertical-align: .55em; color: var(--tone); text-decoration: none; white-space: nowrap;
  padding: .2em .1em; text-indent: 0; }
.key:hover, .key.now { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
aside { background: var(--desk); border-inline-start: 1px solid var(--line);
  padding: 1rem 1rem 60vh; }
aside > h2 { font-size: .95rem; margin: 0 0 .3rem; }
aside > p { margin: 0 0 .8rem; color: var(--soft); font-size: .87rem; }
.card { margin: 0 0 .8rem; padding: .65rem .9rem .8rem; background: var(--paper);
  border: 1px solid var(--line); border-radius: 6px; scroll-margin-top: 1rem; font-size: .93rem; }
.card:target, .card.now { border-color: var(--focus); box-shadow: 0 0 0 1px var(--focus); }
.card:focus { outline: none; }
.card > .bar { display: flex; flex-wrap: wrap; gap: 0 .8em; margin: 0; color: var(--soft);
  font-size: .8rem; }
.card > .bar b { color: var(--ink); }
.card > .bar nav { margin-inline-start: auto; display: flex; gap: .8em; }
.card a { color: var(--link); }
.s { margin-top: .6rem; padding-inline-start: .7rem; border-inline-start: 4px solid var(--tone); }
.s + .s { margin-top: 1rem; }
.s h3 { margin: .1rem 0 .3rem; font-size: 1rem; line-height: 1.35; font-weight: 600; }
.s .words { margin: 0; }
.s .kind { margin: 0; font-size: .82rem; color: var(--tone); font-weight: 600; }
.s .kind small { color: var(--soft); font-weight: 400; font-size: 1em; }
.contested { display: inline-block; margin-inline-start: .6em; padding: 0 .45em; border: 1px solid;
  border-radius: 3px; color: var(--gap-ink); }
dl { display: grid; grid-template-columns: minmax(min-content, 8.8em) minmax(0, 1fr);
  gap: .1rem .7rem; margin: 0; font-size: .86rem; }
dt { color: var(--soft); overflow-wrap: break-word; }
dd { margin: 0; overflow-wrap: break-word; }
.s h4 { margin: .6rem 0 .15rem; font-size: .86rem; }
.s h4 span { color: var(--soft); font-weight: 400; }
.s h4.bare { font-weight: 400; }
.lines { margin: 0; padding: 0; list-style: none; font-size: .86rem; }
.lines li { margin: .3rem 0 0; padding-inline-start: 5.2em; position: relative; }
.lines li > b { position: absolute; inset-inline-start: 0; font-weight: 600; }
.lines small { display: block; font-size: .94em; }
.left ul { margin: .3rem 0 0; padding: 0; list-style: none; font-size: .86rem; }
.left li { margin: .3rem 0 0; }
.left small { display: block; }
.close { display: none; }
@media (max-width: 62rem) {
  body { display: block; height: auto; background: var(--paper); }
  header { padding: .8rem 1rem; }
  .legend { gap: .15rem .9rem; font-size: .84rem; }
  main { overflow: visible; padding: 0 0 3rem; }
  .paper { border: 0; padding: .5rem 1.1rem 2rem; max-width: 44rem; }
  aside { display: contents; }
  aside > h2, aside > p { display: none; }
  .card { display: none; }
  .card.left { display: block; margin: 0 1.1rem 2rem; }
  .card:target { display: block; position: fixed; inset: auto 0 0; margin: 0; max-height: 62vh;
    overflow: auto; overscroll-behavior: contain; border-radius: 12px 12px 0 0; z-index: 2;
    padding: .8rem 1.1rem 1.4rem; box-shadow: 0 -6px 24px #0005; border-color: var(--line); }
  .card > .bar { position: sticky; top: -.8rem; padding: .5rem 0; background: var(--paper);
    align-items: center; }
  .card > .bar nav { gap: .3em; margin-inline-end: -.5rem; }
  .card > .bar a { padding: .3rem .55rem; font-size: .95rem; }
  .close { display: inline; font-weight: 600; }
}
@page { size: A4; margin: 16mm 15mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --desk: #fff;
    --line: #bbb; --link: #000; --focus: #bbb;
    --high-confidence-ink: #116329; --high-confidence-tint: #dcf3e2;
    --nuanced-ink: #7d4e00; --nuanced-tint: #fdedcd;
    --mechanism-ink: #0a5c72; --mechanism-tint: #d8f0f6;
    --unknown-ink: #8a2a78; --unknown-tint: #f9e1f3;
    --advice-ink: #3b4cb8; --advice-tint: #e5e8fb;
    --definition-ink: #55606a; --definition-tint: #e9edf0;
    --question-ink: #55606a; --question-tint: #e9edf0;
    --other-ink: #55606a; --other-tint: #e9edf0;
    --gap-ink: #a3211b; --gap-tint: #fde3e0; }
  html { font-size: 8.5pt; }
  body { display: block; height: auto; font-size: 8.5pt; }
  header { padding: 0 0 6pt; }
  .legend input, .skip, .card > .bar nav, .again dl, .again h4, .again .lines { display: none; }
  main, aside { display: block; overflow: visible; padding: 0; border: 0; }
  .paper { border: 0; padding: 0; max-width: none; font-size: 10.5pt; line-height: 1.6; }
  .paper p { orphans: 3; widows: 3; }
  .paper h2, .paper h3 { break-after: avoid; }
  .key { font-size: 6.5pt; }
  aside { break-before: page; columns: 2; column-gap: 7mm; }
  aside > h2 { display: block; font-size: 13pt; }
  aside > p { display: none; }
  .card, .card:target { display: block; position: static; max-height: none; overflow: visible;
    padding: 4pt 0 6pt; margin: 0; border: 0; border-top: 1px solid var(--line); border-radius: 0;
    box-shadow: none; font-size: 7.5pt; line-height: 1.35; }
  .lines li { margin: 1pt 0 0; }
  .card small { color: var(--soft); }
  .card > .bar { position: static; padding: 0; break-after: avoid; }
  .s { margin-top: 3pt; break-inside: avoid; print-color-adjust: exact;
    -webkit-print-color-adjust: exact; }
  a.m.now { box-shadow: none; }
}
"""
