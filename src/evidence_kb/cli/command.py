"""What every command has: the options that choose the base, help that fits, examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from evidence_kb.cli.session import Session

_LONGEST = 1_000_000
_UNITS = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
Function = TypeVar("Function", bound=Callable[..., Any])


class LimitOption(click.Option):
    """An option that takes a number within bounds, which go without saying in the help."""

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Return what the help says beside the option: nothing."""
        return {}


class Command(click.Command):
    """A command with its examples, and with the base options after its own."""

    def __init__(self, *args: Any, examples: str, **settings: Any) -> None:
        self.examples = examples
        super().__init__(*args, **settings)
        self.params += [*base_options(), print_help()]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return None: ``--help`` is among the parameters, so that it prints as all else does."""
        return None

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they stand."""
        lines = "\n".join(f"  {line.strip()}" for line in self.examples.strip().splitlines())
        formatter.write(f"\nExamples:\n{lines}\n")


def command(
    name: str, examples: str, params: list[click.Option] | None = None
) -> Callable[[Callable[..., None]], Command]:
    """Make a function a command, with two or three examples that show its use."""

    def make(function: Callable[..., None]) -> Command:
        made = click.command(name, cls=Command, examples=examples, params=params)(function)
        assert isinstance(made, Command)
        return made

    return make


def base_options(main: bool = False) -> list[click.Option]:
    """Return the options that say which base is asked and how; taken before or after a command.

    The environment is read by the group alone, so that it never outweighs what is typed there.
    """
    return [
        click.Option(
            ["--kb", "source"],
            metavar="PATH",
            type=click.Path(),
            envvar="EVIDENCE_KB" if main else None,
            expose_value=False,
            is_eager=True,
            callback=_remember,
            help="A file or folder of RDF [the bundled base; or EVIDENCE_KB].",
        ),
        LimitOption(
            ["--timeout"],
            metavar="SECONDS",
            type=float,
            expose_value=False,
            callback=_remember_timeout,
            help="Give a query, or a check, up after so long.",
        ),
        click.Option(
            ["--max-size"],
            metavar="SIZE",
            expose_value=False,
            callback=_remember_size,
            help="Read a base of up to SIZE, as 500MB or 2GB [100MB].",
        ),
        click.Option(
            ["-v", "--verbose"],
            is_flag=True,
            default=None,
            expose_value=False,
            callback=_remember,
            help="Say on stderr which base was opened.",
        ),
    ]


def print_help() -> click.Option:
    """Return the option that prints the help of a command."""

    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            from evidence_kb.cli.output import send_text

            send_text(ctx.get_help())
            ctx.exit()

    return click.Option(
        ["-h", "--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help="Show this help.",
    )


def print_version() -> click.Option:
    """Return the option that prints the version of the program."""

    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            from evidence_kb import __version__
            from evidence_kb.cli.output import send_text

            send_text(f"evidence-kb {__version__}")
            ctx.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help="Show the version.",
    )


def _remember(ctx: click.Context, param: click.Parameter, value: object) -> None:
    session = ctx.ensure_object(Session)
    if value is not None and param.name is not None:
        setattr(session, param.name, value)


def _remember_size(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Remember a number of bytes, with or without a unit; units are decimal, as disks are sold."""
    if value is None:
        return
    text = value.strip().upper().removesuffix("B")
    digits = text.rstrip("".join(_UNITS)).strip()
    if not digits.isdecimal() or int(digits) == 0:
        raise click.BadParameter(f"'{value}' is no size; write it as 500MB or 2GB", ctx, param)
    _remember(ctx, param, int(digits) * _UNITS.get(text[-1], 1))


def _remember_timeout(ctx: click.Context, param: click.Parameter, value: float | None) -> None:
    if value is not None and not 0 < value <= _LONGEST:
        raise click.BadParameter(f"a number of seconds, above 0 and up to {_LONGEST:,}", ctx, param)
    _remember(ctx, param, value)
