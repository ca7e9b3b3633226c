"""The group of all commands: loaded one by one, errors turned into one line and an exit code."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from evidence_kb.cli.command import Command, base_options, print_help, print_version
from evidence_kb.cli.process import INTERRUPTED, say
from evidence_kb.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PROGRAM = "evidence-kb"

COMMANDS = {
    "claims": ("claims", "List claims, filtered, searched and ordered."),
    "show": ("items", "Show an item and everything that hangs on it."),
    "concepts": ("concepts", "Show concepts as trees, with counts of claims."),
    "sources": ("sources", "List the publications behind the findings."),
    "stats": ("concepts", "Count what the base holds."),
    "queries": ("queries", "List the named queries, or show one."),
    "query": ("queries", "Run a named query, a query file or typed SPARQL."),
    "table": ("tables", "List the declared tables, or print one."),
    "cite": ("items", "Say how to cite the base or something in it."),
    "init": ("init", "Make a new base that passes every check."),
    "draft": ("draft", "Propose statements for a document."),
    "add": ("add", "Add an item to a base, by options or by questions."),
    "bib": ("bibliography", "Take references in from other programs, and give them out."),
    "sheet": ("sheets", "Edit a base in a spreadsheet, and bring the edits back."),
    "check": ("check", "Say all that is wrong with a base, and where."),
    "fmt": ("canonical", "Give Turtle files the one layout in which a change is a small diff."),
    "diff": ("changes", "Say what changed between two states of a base."),
    "hash": ("canonical", "Print the hash of what a base says."),
    "passages": ("passages", "Check, find and show the passages of a document."),
    "rename": ("identity", "Give a concept another id, or an item another label."),
    "merge": ("identity", "Merge a statement, question or concept into another of its kind."),
    "deprecate": ("identity", "Withdraw a statement, question or concept, with the reason."),
}
"""Each command: the module of this folder that holds it, and its line in the help.

The lines stand here so that the help of the group imports no command.
"""

_EPILOG = """Examples:
  evidence-kb claims --tier high-confidence --outcome mortality
  evidence-kb show C001
  evidence-kb claims --search sleep -o sleep.xlsx

Completion in bash, for this session:
  eval "$(_EVIDENCE_KB_COMPLETE=bash_source evidence-kb)"
"""


class EvidenceGroup(click.Group):
    """The commands by name; a command's module is imported when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help: what people need first stands first."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"evidence_kb.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return name, command and remaining arguments; a typo is answered with the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=2)
            hint = " or ".join(f"'{name}'" for name in near)
            told = f"did you mean {hint}?" if near else "there are " + ", ".join(COMMANDS)
            raise click.UsageError(f"no command '{args[0]}'; {told}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one line a command, from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they stand."""
        formatter.write("\n" + _EPILOG)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option that prints this help."""
        return None  # it is among the parameters, as everywhere else

    def main(  # type: ignore[override]  # click overloads it by standalone_mode
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> int:
        """Run the group as ``run`` does; in standalone mode exit with its code."""
        code = self.run(args, prog_name, complete_var, **extra)
        if standalone_mode:
            sys.exit(code)
        return code

    def run(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        **extra: Any,
    ) -> int:
        """Run the command that ``args`` name (else those of the process); return the exit code."""
        try:
            with _told():
                code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.exceptions.Exit as ending:
            return ending.exit_code
        return code if isinstance(code, int) else 0


@contextmanager
def _told() -> Iterator[None]:
    """Turn every failure that has a cause outside the program into words and an exit code."""
    try:
        yield
    except (KeyboardInterrupt, click.Abort) as error:
        raise click.exceptions.Exit(INTERRUPTED) from error
    except click.UsageError as error:
        say(_word_usage(error))
        raise click.exceptions.Exit(2) from error
    except click.ClickException as error:
        say(f"{PROGRAM}: {error.format_message()}")
        raise click.exceptions.Exit(error.exit_code) from error
    except EvidenceError as error:
        say(f"{PROGRAM}: {error}")
        raise click.exceptions.Exit(error.exit_code) from error
    except MemoryError as error:
        say(f"{PROGRAM}: not enough memory: raise the limit of this shell (ulimit -v)")
        raise click.exceptions.Exit(5) from error


def _word_usage(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        near = " or ".join(f"'{name}'" for name in (error.possibilities or [])[:2])
        message = f"no option '{error.option_name}'" + (f"; did you mean {near}?" if near else "")
    else:
        message = error.format_message().strip().rstrip(".")
    words = message[:1].lower() + message[1:]
    where = error.ctx.command_path if error.ctx else PROGRAM
    return f"{PROGRAM}: {words}\nsee  {where} --help"


@click.command(
    PROGRAM,
    cls=EvidenceGroup,
    invoke_without_command=True,
    params=[*base_options(main=True), print_version(), print_help()],
)
@click.pass_context
def evidence_kb(ctx: click.Context) -> None:
    """Ask a base of research claims: what is said, how surely, where, and what the evidence is."""
    if ctx.invoked_subcommand is None:
        from evidence_kb.cli.output import send_text

        send_text(ctx.get_help())
