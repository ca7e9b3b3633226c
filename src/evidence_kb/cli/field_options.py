"""Options of ``add``, one a field: declared from the model, grouped in the help, gathered again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from evidence_kb.cli.command import Command
from evidence_kb.cli.options import completing
from evidence_kb.curation.fields import find_kind
from evidence_kb.curation.interview import MADE, TIER_RULES
from evidence_kb.curation.values import list_choices

if TYPE_CHECKING:
    from evidence_kb.curation.addition import UnknownConcept
    from evidence_kb.curation.fields import Field, Kind

_SHORT = {
    "stated_in": "passage",
    "bears_on": "claim",
    "addresses_exposure": "exposure",
    "addresses_mechanism": "mechanism",
    "addresses_outcome": "outcome",
    "assessment assesses": "claim",
    "assessed_tier": "tier",
    "attributed_to": "by",
    "generated_at": "on",
}
"""Other names of options, where the name of the field is not what a person would type."""
_METAVARS = {
    "text": "TEXT",
    "words": "TEXT",
    "integer": "N",
    "number": "NUMBER",
    "flag": "YES|NO",
    "date": "DATE",
    "year": "YEAR",
    "url": "URL",
    "link": "URL",
    "choice": "NAME",
    "concept": "CONCEPT",
    "item": "ID",
}
_PREFIX = "field_"
REQUIRED, OPTIONAL, COMMON = "Required", "Optional", "For any item"


class FieldOption(click.Option):
    """An option for a field; ``group`` is the heading under which the help lists it."""

    def __init__(self, kind: Kind, field: Field, names: list[str], group: str):
        self.field = field
        self.group = group
        super().__init__(
            [*names, f"{_PREFIX}{field.name}"],
            multiple=field.many,
            metavar=_METAVARS[field.kind],
            shell_complete=completing("field", kind.name, field.name),
            help=explain_field(field),
        )


class FieldCommand(Command):
    """A command whose help lists what is required before what is not."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they stand; a line that goes on is set in."""
        lines = [line.strip() for line in self.examples.strip().splitlines()]
        shown = [line if line.startswith("evidence-kb") else f"    {line}" for line in lines]
        formatter.write("\nExamples:\n" + "".join(f"  {line}\n" for line in shown))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under their headings."""
        groups: dict[str, list[tuple[str, str]]] = {REQUIRED: [], OPTIONAL: [], COMMON: []}
        for option in self.get_params(ctx):
            record = option.get_help_record(ctx)
            if record is not None:
                groups.setdefault(getattr(option, "group", "Options"), []).append(record)
        for group, records in groups.items():
            if records:
                with formatter.section(group):
                    formatter.write_dl(records)


def declare_fields(name: str, also_required: tuple[str, ...] = ()) -> list[click.Option]:
    """Return an option for each field of a kind that a person may give, the required first.

    ``also_required`` are fields that the shapes demand of most items of the kind.
    """
    kind = find_kind(name)
    made = ("id", *MADE.get(kind.name, ()))
    options: list[click.Option] = []
    for field in kind.fields:
        if field.name in made or field.through:
            continue
        names = dict.fromkeys([call_option(kind, field), name_option(field)])
        required = field.required or field.name in also_required
        group = REQUIRED if required else COMMON if field.common else OPTIONAL
        options.append(FieldOption(kind, field, list(names), group))
    return options


def name_option(field: Field) -> str:
    """Return the option of a field, as ``--tier-rule``."""
    return "--" + field.name.replace("_", "-")


def call_option(kind: Kind, field: Field) -> str:
    """Return the shortest option of a field: ``--claim`` of an evidence line.

    >>> from evidence_kb.curation.fields import find_kind
    >>> kind = find_kind("evidence line")
    >>> call_option(kind, kind.find("bears_on")), call_option(kind, kind.find("bearing"))
    ('--claim', '--bearing')
    """
    short = _SHORT.get(f"{kind.name} {field.name}") or _SHORT.get(field.name)
    clash = short is None or field.common or any(other.name == short for other in kind.fields)
    return name_option(field) if clash else f"--{short}"


def gather_fields(options: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return what was given for each field, and take the options of fields out."""
    given: dict[str, tuple[str, ...]] = {}
    for name in [name for name in options if name.startswith(_PREFIX)]:
        value = options.pop(name)
        if value not in (None, ()):
            given[name.removeprefix(_PREFIX)] = value if isinstance(value, tuple) else (value,)
    return given


def describe_new_concept(error: UnknownConcept) -> str:
    """Return what to type where a concept that is not there is to be made."""
    scheme = error.field.scheme
    if error.field.name == "pole":
        return ""
    if not scheme:
        return "; to make it first:  evidence-kb add concept"
    last = {"exposure": " | pole", "outcome": " | desirable, undesirable or neither"}
    form = f"{error.text} | what it means{last.get(scheme, '')}"
    return f"; to make it:  --new-concept '{form}'"


def explain_field(field: Field) -> str:
    """Return the help of an option: the definition, the values of a list, how often."""
    told = [field.definition.rstrip(".") + "."]
    if field.name == "tier_rule":
        rules = "; ".join(f"{name} {words}" for name, words in TIER_RULES.items())
        told = [f"The rule that decides the tier. {rules}."]
    elif choices := list_choices(field):
        told.append(f"One of {', '.join(choices)}.")
    elif field.example:
        told.append(f"As {field.example}.")
    if field.many:
        told.append("May be given again.")
    return " ".join(told)
