"""Words and answers on a terminal: what is told on stderr, what a person types, what Tab offers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

import click

from evidence_kb.cli.output import screen_width
from evidence_kb.cli.style import wrap


class Choice(NamedTuple):
    """Something that may be answered by its number: what it stands for, and what is shown."""

    value: str
    told: str = ""


def tell(text: str, strong: str = "", faint: str = "") -> None:
    """Print words on stderr: a part in bold before them, a part dimmed after them.

    Nothing in them reaches the terminal as a command to it.
    """
    styles: tuple[dict[str, bool], ...] = ({"bold": True}, {}, {"dim": True})
    parts = zip((strong, text, faint), styles if _is_colored() else ({}, {}, {}), strict=True)
    told = (click.style(_clean(part), **style) if style else _clean(part) for part, style in parts)
    click.echo("".join(told), err=True)


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)


def _is_colored() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def list_numbered(choices: Sequence[Choice]) -> None:
    """Show choices with their numbers, beside each other where they are short."""
    if all(not choice.told for choice in choices):
        parts = [f"{number} {choice.value}" for number, choice in enumerate(choices, 1)]
        if parts:
            show("  " + "   ".join(part.replace(" ", "\u00a0") for part in parts), "  ")
        return
    for number, choice in enumerate(choices, 1):
        show(f"  {number:>2} {choice.value}  {choice.told}", "       ")


def pick(answer: str, choices: Sequence[Choice]) -> str:
    """Return the value that a number stands for; any other answer as it is."""
    parts = [part.strip() for part in answer.split(";")] if choices else [answer]
    names = {choice.value for choice in choices}
    numbers = {str(number): choice.value for number, choice in enumerate(choices, 1)}
    return "; ".join(part if part in names else numbers.get(part, part) for part in parts)


def show(text: str, later: str) -> None:
    """Print a text in the width of the screen, with an indent for its second line and on."""
    for line in wrap(
        text.strip(), screen_width() - 2, text[: len(text) - len(text.lstrip())], later
    ):
        tell(line.replace("\u00a0", " "))


def prompt(text: str = "", faint: str = "") -> str:
    """Return what the person types, without the space around it; Ctrl-C and Ctrl-D leave."""
    if text or faint:
        tell(text, faint=faint)
    answer: str = click.prompt("", default="", show_default=False, prompt_suffix="> ", err=True)
    return answer.strip()


def complete_words(words: Sequence[str]) -> None:
    """Let the Tab key complete these words, where the system can."""
    _set_completer(lambda begun: [word for word in words if word.startswith(begun)])


def complete_paths() -> None:
    """Let the Tab key complete names of files, where the system can."""
    from glob import escape, glob

    _set_completer(lambda begun: sorted(glob(escape(os.path.expanduser(begun)) + "*")))


def _set_completer(offer: Callable[[str], Sequence[str]]) -> None:
    try:
        import readline
    except ImportError:  # there is none on Windows
        return

    def complete(begun: str, state: int) -> str | None:
        found = offer(begun)
        return found[state] if state < len(found) else None

    readline.set_completer(complete)
    readline.set_completer_delims(";")
    readline.parse_and_bind("tab: complete")
