"""Add what a page says to the tables: ask for it, or take it from options or a fact sheet.

Examples: `new.py source` asks for a page and for what rests on it; `new.py event --start-on
2018-07-12` asks for the rest of an event; `new.py --from page.json` takes a fact sheet line, as
CONTRIBUTING.md describes it.
"""

import sys
from collections.abc import Callable
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from curating.draft import Draft
from curating.fact_sheet import PAGE, FactSheetError, parse
from curating.session import NothingAddedError, Session
from curating.writing import CannotAddError
from generated import ROOT

from sco_data.descriptor import descriptor, table_names
from sco_data.errors import DamagedPackageError, UnknownNameError
from sco_data.versions import Version

COMMANDS = {
    "source": "sources",
    "event": "events",
    "quote": "quotes",
    "speaker": "speakers",
    "organisation": "organisations",
    "agreement": "agreements",
}
"""What can be added, and its table."""

SHARED = {
    "sheet": Annotated[
        Path | None,
        typer.Option("--from", help="File with a fact sheet line; - is standard input."),
    ],
    "folder": Annotated[Path, typer.Option(help="Where the package lies.")],
    "no_input": Annotated[
        bool, typer.Option("--no-input", help="Ask nothing: what is missing is an error.")
    ],
    "distinct": Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID REASON",
            help="Why a row is not the one that it looks like; goes into reviewed_findings.",
        ),
    ],
}
DEFAULTS = {"sheet": None, "distinct": None, "folder": ROOT, "no_input": False}
PANEL = "Columns"
PAGE_ID = "source_id"

Command = Callable[..., None]


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 if the rows were added."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        application()(args=_joined(given), prog_name="new.py")
    except DamagedPackageError as error:
        print(error, file=sys.stderr)
        return 1
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 1
    return 0


def run(table: str, options: dict[str, Any]) -> None:
    """Add rows by what the options say; leave with exit code 1 if nothing was added."""
    reasons = dict(text.partition(" ")[::2] for text in options.pop("distinct") or [])
    try:
        session = Session(options.pop("folder"), reasons)
    except DamagedPackageError as error:
        _stop(f"{error}. `make validate` tells more.")
    except UnknownNameError as error:
        _stop(str(error))
    try:
        _fill(session, table, options)
        session.finish()
    except (KeyboardInterrupt, EOFError):
        written = "All was written before." if session.written else "Nothing was written."
        _stop(f"\nStopped. {written}", session)
    except (CannotAddError, FactSheetError, NothingAddedError, OSError) as error:
        _stop(f"{error}\nNothing was written.", session)


def _fill(session: Session, table: str, options: dict[str, Any]) -> None:
    sheet, no_input = options.pop("sheet"), options.pop("no_input")
    given = {name: value for name, value in options.items() if value is not None}
    if sheet and given:
        raise FactSheetError(f"--from takes all from the file: drop {_option(next(iter(given)))}")
    if sheet:
        session.take(parse(_text(sheet), str(sheet)))
    elif no_input:
        session.take(_line(session.draft, table, given))
    elif parts := given.keys() & set(session.draft.dependants(table)):
        raise FactSheetError(f"{_option(min(parts))} needs --no-input")
    else:
        session.ask(table, given)


def _option(column: str) -> str:
    return f"--{column.replace('_', '-')}"


def _text(sheet: Path) -> str:
    content = sys.stdin.buffer.read() if str(sheet) == "-" else sheet.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FactSheetError(f"{sheet} is not UTF-8: {error}") from None


def _line(draft: Draft, table: str, given: dict[str, str]) -> dict[str, Any]:
    """Return options as a fact sheet line; rows that belong to the row come as JSON."""
    parts = draft.dependants(table)
    fact = {
        name: parse(text, _option(name)) if name in parts else text for name, text in given.items()
    }
    if PAGE_ID in draft.fields(table) or PAGE_ID not in fact:
        return {table: [fact]}
    return {PAGE: {PAGE_ID: fact.pop(PAGE_ID)}, table: [fact]}


def application() -> typer.Typer:
    """Return the command line; its options are the columns of the descriptor."""
    app = typer.Typer(
        help=__doc__,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
    )
    draft = Draft(Version("empty", descriptor(), {table: [] for table in table_names()}))
    app.callback(invoke_without_command=True)(_whole_line())
    for name, table in COMMANDS.items():
        app.command(name)(_command(draft, name, table))
    return app


def _whole_line() -> Command:
    def take(context: typer.Context, **options: Any) -> None:
        if context.invoked_subcommand is None:
            if options["sheet"] is None:
                print(context.get_help())
                raise typer.Exit(2)
            run("", options)

    context = Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)
    take.__signature__ = Signature([context, *_shared()])  # type: ignore[attr-defined]
    return take


def _command(draft: Draft, name: str, table: str) -> Command:
    """Return the command for a table: every column is an option."""

    def add(**options: Any) -> None:
        run(table, options)

    columns = {
        column: f"{field['description']} Example: {field['example']}"
        for column, field in draft.fields(table).items()
    }
    if PAGE_ID not in columns and draft.identifier(table) == "event_id":
        columns[PAGE_ID] = "The page that tells of it."
    for part in draft.dependants(table):
        columns[part] = f"Its rows of {part}, as JSON (with --no-input)."
    parameters = [
        Parameter(
            column,
            Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[str | None, typer.Option(help=text, rich_help_panel=PANEL)],
        )
        for column, text in columns.items()
    ]
    add.__signature__ = Signature([*parameters, *_shared()])  # type: ignore[attr-defined]
    add.__doc__ = f"Add a row to {table}, and what belongs to it."
    add.__name__ = name
    return add


def _shared() -> list[Parameter]:
    return [
        Parameter(name, Parameter.KEYWORD_ONLY, default=DEFAULTS[name], annotation=annotation)
        for name, annotation in SHARED.items()
    ]


def _joined(arguments: list[str]) -> list[str]:
    """Join the two values of each --distinct: Typer has no such option that can be repeated."""
    joined: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        joined.append(argument)
        if argument == "--distinct":
            values = [value for _, value in zip(range(2), rest, strict=False)]
            joined += [" ".join(values)] if values else []
    return joined


def _stop(message: str, session: Session | None = None) -> NoReturn:
    print(message, file=sys.stderr)
    kept = session.keep() if session else None
    if kept:
        print(
            f"What you told is kept in {kept}: correct it there, then run\n"
            f"  python scripts/new.py --from {kept}",
            file=sys.stderr,
        )
    raise typer.Exit(1)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # cells come in three scripts
    sys.exit(main())
