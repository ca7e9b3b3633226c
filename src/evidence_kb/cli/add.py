"""The command ``add``: a new item, by options or by questions; shown first, written after a yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from evidence_kb.cli.command import Command, LimitOption
from evidence_kb.cli.options import completing
from evidence_kb.cli.output import send_text
from evidence_kb.cli.revision import yes_option
from evidence_kb.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from evidence_kb.cli.session import Session

KINDS = {
    "claim": ("claim", "How things are, as a text says it."),
    "recommendation": ("recommendation", "What a text tells people to do."),
    "definition": ("definition", "What a text means by a concept."),
    "question": ("question", "A question that statements of the base answer."),
    "concept": ("concept", "An exposure, outcome, mechanism, population or cohort."),
    "source": ("source", "A publication."),
    "finding": ("finding", "One result of a publication."),
    "evidence": ("evidence line", "What a finding says of a claim."),
    "assessment": ("assessment", "What an assessor thinks of a claim."),
    "quality-assessment": ("quality assessment", "How good a finding or source is."),
    "certainty-rating": ("certainty rating", "How certain a body of evidence is (GRADE)."),
    "search": ("search", "A search for evidence that somebody ran."),
    "passage": ("passage", "Where a text says something: offsets and hash."),
    "document": ("document", "A text: its length, hash and sections, never its words."),
    "agent": ("agent", "Somebody who assesses or searches."),
}
"""What can be added: the name on the command line, the kind, its line in the help."""
_STATED = ("claim", "recommendation", "definition", "question")
_NAMED = ("concept", "source", "agent")
_EXAMPLES = {
    "claim": """
    evidence-kb add claim --repeats C012 --passage P001
    evidence-kb add claim --label "Company may calm" --passage P001 \\
    --tier-rule T6 --hedge may --claim-type association \\
    --direction beneficial --exposure social-connection
    """,
    "recommendation": """
    evidence-kb add recommendation --label "Greet a neighbour" --passage P001
    """,
    "definition": """
    evidence-kb add definition --label "Lonely: alone, and minding it" \\
    --passage P001 --defines exposure:loneliness
    """,
    "question": """
    evidence-kb add question --label "Who is lonely?" --answered-by C012
    """,
    "concept": """
    evidence-kb add concept outcome Naps --definition Rest --valence neither
    evidence-kb add concept population Nurses --definition "Who nurse"
    """,
    "source": """
    evidence-kb add source --title "A study" --authors "Doe et al." --year 2020 \\
    --type JournalArticle --publication-type primary-study
    """,
    "finding": """
    evidence-kb add finding --source steptoe-2013-isolation --design cohort \\
    --exposure loneliness --outcome psychological-stress \\
    --population older-adults --contrast two-groups --effect-measure none \\
    --pooled no --adjustment main --seen-as abstract \\
    --seen-at https://example.org/a-study --seen-on 2026-11-23
    """,
    "evidence": """
    evidence-kb add evidence --claim C043 --finding F001 --outcome depression \\
    --bearing for --exposure-directness related --outcome-directness other \\
    --population-directness same
    """,
    "assessment": """
    evidence-kb add assessment --claim C012 --tier unknown \\
    --rationale "No study" --by curation-software --on 2026-11-23
    """,
    "quality-assessment": """
    evidence-kb add quality-assessment --assesses F001 --tool QUIPS \\
    --judgement unclear --rationale "Seen as abstract only" \\
    --by curation-software --on 2026-11-23
    """,
    "certainty-rating": """
    evidence-kb add certainty-rating --exposure loneliness \\
    --outcome psychological-stress --certainty low --rationale "Two studies" \\
    --by curation-software --on 2026-11-23
    """,
    "search": """
    evidence-kb add search --exposure loneliness --searched-in PubMed \\
    --query-text "loneliness AND stress" --search-status scoping \\
    --on 2026-11-23
    """,
    "document": """
    evidence-kb add document guide.txt
    evidence-kb add document guide.txt --title "On tea" --id tea-guide
    """,
    "passage": """
    evidence-kb add passage --words "as they stand there" --guide guide.txt
    evidence-kb add passage --words "first ... last words" --guide guide.txt
    """,
    "agent": """
    evidence-kb add agent --label "Third reader" --id reader-3
    """,
}
"""Options that run on the bundled base, for those who write scripts; `add KIND` alone asks."""


class AddGroup(click.Group, Command):
    """The commands that add; each is made when it is used, from the model."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command for a kind of item; None where there is none."""
        name = {"evidence-line": "evidence"}.get(cmd_name, cmd_name)
        return _make_command(name) if name in KINDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return name, command and remaining arguments; a typo is answered with the nearest."""
        if args and self.get_command(ctx, args[0]) is None:
            from difflib import get_close_matches

            near = " or ".join(f"'{name}'" for name in get_close_matches(args[0], KINDS, n=2))
            told = f"did you mean {near}?" if near else "there are " + ", ".join(KINDS)
            raise click.UsageError(f"no kind '{args[0]}'; {told}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one line a kind."""
        with formatter.section("What"):
            formatter.write_dl([(name, line) for name, (_, line) in KINDS.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they stand."""
        Command.format_epilog(self, ctx, formatter)


@click.command(
    "add",
    cls=AddGroup,
    invoke_without_command=True,
    examples="""
    evidence-kb add claim --help
    evidence-kb add claim --repeats C012 --passage P001
    evidence-kb add concept outcome Naps --definition Rest --valence neither
    """,
)
@click.pass_context
def add_command(ctx: click.Context) -> None:
    """Add an item to a base, by options or by questions.

    On a terminal you are asked for what is missing. Ids are given; what the base has already that
    is like it is shown, and nothing is written before a yes.
    """
    if ctx.invoked_subcommand is None:
        send_text(ctx.get_help())


def _make_command(name: str) -> click.Command:
    """Return the command that adds a kind of item, with its options from the model."""
    from evidence_kb.cli.field_options import FieldCommand, declare_fields

    kind, line = KINDS[name]
    params: list[click.Parameter] = list(_list_arguments(name))
    params += declare_fields(kind, ("definition", "scheme") if name == "concept" else ())
    params += _list_extras(name)
    told = f"Add {_add_article(kind)}: {line[:1].lower()}{line[1:]}"
    return FieldCommand(
        name,
        params=params,
        callback=click.pass_obj(_RUNS.get(name, _make_run(kind))),
        help=f"{told}\n\n{_EXPLAINED[name in _RUNS]}",
        examples=_EXAMPLES[name],
    )


_EXPLAINED = {
    False: "On a terminal you are asked for what is missing, and without options for everything. A"
    " concept is an id or a label; what follows for certain is filled in.",
    True: "The text stays where it is: the base keeps offsets and hashes.",
}


def _add_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _list_arguments(name: str) -> list[click.Argument]:
    if name == "concept":
        return [
            click.Argument(["scheme"], required=False, shell_complete=completing("scheme")),
            click.Argument(["label"], required=False),
        ]
    if name == "document":
        return [click.Argument(["file"], type=click.Path())]
    return []


def _list_extras(name: str) -> list[click.Option]:
    """Return the options of a kind that are no fields."""
    options = []
    if name in (*_NAMED, "document"):
        options.append(
            click.Option(["--id", "name"], metavar="NAME", help="Its id [made from its label].")
        )
    if name in (*_STATED, "passage"):
        options += _passage_options()
    if name in _STATED[:3]:
        options.append(
            click.Option(
                ["--repeats"],
                metavar="ID",
                shell_complete=completing("item"),
                help=f"It says what this {name} says: only the passage is added.",
            )
        )
    if name not in ("document", "passage", "agent"):
        options.append(
            click.Option(
                ["--new-concept"],
                multiple=True,
                metavar="TEXT",
                help="A concept to make, as 'label | definition | pole or valence'.",
            )
        )
    return [*options, yes_option()]


def _passage_options() -> list[click.Option]:
    return [
        click.Option(
            ["--words"], multiple=True, metavar="TEXT", help="Words of the text that say it."
        ),
        click.Option(
            ["--guide"],
            metavar="FILE",
            type=click.Path(),
            envvar="EVIDENCE_KB_GUIDE",
            help="The text in which the words stand [or EVIDENCE_KB_GUIDE].",
        ),
        LimitOption(
            ["--line"], type=click.IntRange(min=1), metavar="N", help="On which line they begin."
        ),
        click.Option(
            ["--document", "wanted"], metavar="ID", help="Which document of the base it is."
        ),
    ]


def _make_run(name: str) -> Callable[..., None]:
    def run(session: Session, /, **options: Any) -> None:
        from evidence_kb.cli.adding import Addition
        from evidence_kb.curation.fields import find_kind

        Addition(session, find_kind(name), options).run()

    return run


def _run_document(
    session: Session, /, file: str, name: str | None, yes: bool, **options: Any
) -> None:
    from evidence_kb.cli.adding import open_adder, show_and_settle
    from evidence_kb.cli.field_options import gather_fields

    adder = open_adder(session)
    fields = gather_fields(options)
    title = fields.pop("title", (None,))[0]
    term = adder.add_document(file, title, name)
    adder.enrich(term, "document", fields)
    show_and_settle(adder, yes)


def _run_passage(session: Session, /, yes: bool, **options: Any) -> None:
    from evidence_kb.cli.adding import find_passages, open_adder, show_and_settle
    from evidence_kb.cli.field_options import gather_fields

    adder = open_adder(session)
    fields = gather_fields(options)
    if not options["words"]:
        raise InputError('say which words: --words "as they stand in the text" --guide FILE')
    for term in find_passages(adder, options):
        adder.enrich(term, "passage", fields)
    show_and_settle(adder, yes)


_RUNS: dict[str, Callable[..., None]] = {"document": _run_document, "passage": _run_passage}
