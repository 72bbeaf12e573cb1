"""The command line ``sco-data``: a thin layer over the library."""

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from sco_data.errors import MissingExtraError

try:
    import typer
    from rich.console import Console
    from rich.table import Table
except ImportError:
    sys.exit(str(MissingExtraError("typer", "cli")))

app = typer.Typer(
    help="The external relations of the Shanghai Cooperation Organisation, as tables.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


class OutputFormat(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class ExportFormat(StrEnum):
    """What the tables are exported as."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"
    SQLITE = "sqlite"
    DUCKDB = "duckdb"
    XLSX = "xlsx"


class ReportFormat(StrEnum):
    """How a validation is reported."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


class CitationFormat(StrEnum):
    """For people, or for a reference manager."""

    TEXT = "text"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL = "csl"


class FileFormat(StrEnum):
    """The formats in which a table is shipped."""

    CSV = "csv"
    PARQUET = "parquet"


TableName = Annotated[str, typer.Argument(help="Name of a table; `sco-data tables` lists them.")]
Format = Annotated[
    OutputFormat | None,
    typer.Option("--format", help="Default: table on a terminal, csv when piped."),
]


Rows = list[dict[Any, Any]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # names come in three scripts
    try:
        app(args=None if arguments is None else list(arguments), prog_name="sco-data")
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 1
    return 0


def _print_version(wanted: bool) -> None:
    if wanted:
        from sco_data import __version__

        print(__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="And exit.")
    ] = False,
) -> None:
    """Take what stands before the command."""


@app.command()
def tables(format: Format = None) -> None:
    """List the tables.

    Example: `sco-data tables`
    """
    from sco_data.loading import tables as list_tables

    with _plain_errors():
        _print_rows(list_tables().to_dict("records"), format)


@app.command()
def schema(table: TableName, format: Format = None) -> None:
    """Describe the columns of a table.

    Example: `sco-data schema events`
    """
    from sco_data.loading import schema as describe

    with _plain_errors():
        _print_rows(describe(table).to_dict("records"), format)


@app.command()
def show(
    table: TableName,
    id: Annotated[
        list[str] | None, typer.Argument(help="Primary key of one row, its parts in order.")
    ] = None,
    limit: Annotated[int, typer.Option(help="How many rows; 0 for all.", min=0)] = 20,
    format: Format = None,
) -> None:
    """Show the first rows of a table, or one row with all its cells.

    Example: `sco-data show events 2018-07-12-moscow-consultations`
    """
    from sco_data.citing import find_row
    from sco_data.loading import load

    with _plain_errors():
        if id:
            row = find_row(table, tuple(id))
            _print_rows([{"column": name, "value": row[name]} for name in row], format)
            return
        rows = load(table, engine="arrow").to_pylist()
        _print_rows(rows[:limit] if limit else rows, format)
        if limit and len(rows) > limit:
            _note(f"{limit} of {len(rows)} rows; --limit 0 shows all")


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="SQL as DuckDB speaks it; every table is a view.")],
    format: Format = None,
) -> None:
    """Ask the tables in SQL.

    Example: `sco-data query "SELECT type, count(*) FROM events GROUP BY type ORDER BY 2 DESC"`
    """
    from sco_data.engines import connect

    with _plain_errors():
        connection = connect()
        import duckdb

        try:
            cursor = connection.execute(sql)
            names = [column[0] for column in cursor.description or []]
            rows = cursor.fetchall()
        except duckdb.Error as error:
            raise ValueError(f"DuckDB does not accept the query: {error}") from None
        if len(set(names)) < len(names):
            raise ValueError(f"two columns of the answer have one name: {', '.join(names)}; use AS")
        _print_rows([dict(zip(names, row, strict=True)) for row in rows], format, names)


@app.command()
def cite(
    table: Annotated[str | None, typer.Argument(help="Name of a table.")] = None,
    id: Annotated[list[str] | None, typer.Argument(help="Primary key of a row.")] = None,
    format: Annotated[CitationFormat, typer.Option(help="For whom.")] = CitationFormat.TEXT,
) -> None:
    """Cite the dataset, or the sources of a row.

    Example: `sco-data cite events 2018-07-12-moscow-consultations --format bibtex`
    """
    from sco_data.citing import cite as citation

    with _plain_errors():
        print(citation(table, tuple(id) if id else None, format=format.value))


@app.command()
def path(
    table: Annotated[
        str | None, typer.Argument(help="Name of a table; without it the folder of the package.")
    ] = None,
    format: Annotated[FileFormat, typer.Option(help="Which of the files.")] = FileFormat.CSV,
) -> None:
    """Print where the package lies, or the path of a table's shipped file.

    Example: `sco-data path events --format parquet`
    """
    from sco_data.descriptor import root
    from sco_data.loading import path as file_path

    with _plain_errors():
        print(file_path(table, format=format.value) if table else root())


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where to write; made if it does not exist.")],
    format: Annotated[ExportFormat, typer.Option(help="As what.")] = ExportFormat.CSV,
) -> None:
    """Write all tables into a folder.

    Example: `sco-data export sheets --format xlsx`
    """
    from sco_data.exporting import export as write

    with _plain_errors():
        written = write(folder, format.value)
        _note(f"Wrote {len(written)} file{'s' if len(written) > 1 else ''} to {folder}")


@app.command()
def validate(
    folder: Annotated[
        Path | None, typer.Argument(help="A Data Package; default: the installed one.")
    ] = None,
    format: Annotated[ReportFormat, typer.Option(help="For whom.")] = ReportFormat.TEXT,
) -> None:
    """Check a package against its descriptor; exit code 1 if anything is wrong.

    Example: `sco-data validate .`
    """
    from sco_data.descriptor import root
    from sco_data.reporting import check

    with _plain_errors():
        where = (folder or root()).resolve()
        valid = check(where.parent if where.is_file() else where, format=format.value)
    raise typer.Exit(0 if valid else 1)


@app.command()
def hydrate(
    quotes: Annotated[
        str | None,
        typer.Option(metavar="FILTER", help="Which quotes, as an SQL condition; default: all."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write to a .csv, .json or .parquet file.")
    ] = None,
    cache: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where fetched pages are kept.")
    ] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Fetch anew what is in the cache.")
    ] = False,
    format: Format = None,
) -> None:
    """Fetch the words of quotes from their publishers' pages; run it again to go on.

    Example: `sco-data hydrate --quotes "source_id = 'sectsco-20180712-456792'"`
    """
    with _plain_errors():
        from sco_data.hydration import saving
        from sco_data.hydration.hydrating import hydrate as fetch_words

        if out:
            saving.check(out)
        chosen = saving.choose(quotes)
        try:
            filled = fetch_words(chosen, cache=cache, refresh=refresh, progress=True)
        except KeyboardInterrupt:
            _note("Interrupted. Pages that were fetched are kept: the same command goes on.")
            raise typer.Exit(130) from None
        if out:
            saving.save(filled, out)
        else:
            _print_rows(saving.to_arrow(filled).to_pylist(), format)
        _note(saving.summary(filled))


@app.command()
def serve(
    folder: Annotated[
        Path | None, typer.Option(help="The built site; default: site, here or in the checkout.")
    ] = None,
    port: Annotated[int, typer.Option(help="Where to listen; 0: any free port.", min=0)] = 8000,
    open: Annotated[bool, typer.Option(help="Open it in the browser.")] = True,
) -> None:
    """Show the explorer site in the browser, to this machine only; Ctrl+C ends it.

    Example: `sco-data serve --port 8080`
    """
    import webbrowser

    from sco_data.serving import find_site, server

    with _plain_errors(), server(find_site(folder), port) as listening:
        address = f"http://127.0.0.1:{listening.server_port}/"
        _note(f"The site is at {address} until you press Ctrl+C")
        if open:
            webbrowser.open(address)
        try:
            listening.serve_forever()
        except KeyboardInterrupt:
            _note("Ended")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn an expected error into its message and exit code 1."""
    try:
        yield
    except BrokenPipeError:
        raise  # whoever reads the output has seen enough: click ends quietly
    except (ImportError, KeyError, OSError, ValueError) as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(
            "Error:", str(error), style="red", markup=False
        )
        raise typer.Exit(1) from None


def _print_rows(rows: Rows, format: OutputFormat | None, columns: list[str] | None = None) -> None:
    names = columns or list(rows[0] if rows else [])
    chosen = format or (OutputFormat.TABLE if sys.stdout.isatty() else OutputFormat.CSV)
    if chosen is OutputFormat.JSON:
        from sco_data.exporting import as_json

        print(as_json(rows))
    elif chosen is OutputFormat.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_text(row[name]) for name in names] for row in rows)
    else:
        _print_table(rows, names)


def _print_table(rows: Rows, names: list[str]) -> None:
    """Print a table that fits the terminal: empty columns and those without room are told of."""
    console = Console()
    filled = [name for name in names if any(row[name] is not None for row in rows)] or names
    shown = filled[: max(2, console.width // 16)]
    table = Table(row_styles=["", "dim"])
    room = (console.width - 1) // len(shown) - 3  # what lines and padding leave to a column
    for name in shown:
        if len(shown) > 4:
            table.add_column(name, overflow="ellipsis", no_wrap=True, max_width=room)
        else:
            table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(_text(row[name]) for name in shown))
    console.print(table)
    left_out = [name for name in names if name not in shown]
    if left_out:
        _note(f"Not shown: {', '.join(left_out)}; --format csv shows all")


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return ";".join(map(_text, cell)) if isinstance(cell, list) else str(cell)


def _note(message: str) -> None:
    Console(stderr=True, highlight=False).print(message, style="dim", markup=False)


if __name__ == "__main__":
    sys.exit(main())
