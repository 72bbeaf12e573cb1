"""The command line ``sco-data``: a thin layer over the library."""

import sys
from collections.abc import Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from sco_data.errors import MissingExtraError

try:
    import typer
    from rich.console import Console
    from rich.table import Table
except ImportError:
    sys.exit(str(MissingExtraError("typer", "cli")))

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

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
    XLSX = "xlsx"


class ReportFormat(StrEnum):
    """How a validation is reported."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


class FileFormat(StrEnum):
    """The formats in which a table is shipped."""

    CSV = "csv"
    PARQUET = "parquet"


TableName = Annotated[str, typer.Argument(help="Name of a table; `sco-data tables` lists them.")]
Format = Annotated[
    OutputFormat | None,
    typer.Option("--format", help="Default: table on a terminal, csv when piped."),
]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    try:
        app(args=None if arguments is None else list(arguments), prog_name="sco-data")
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 1
    return 0


@app.command()
def tables(format: Format = None) -> None:
    """List the tables.

    Example: `sco-data tables`
    """
    from sco_data.loading import tables as list_tables

    with _plain_errors():
        _print_frame(list_tables(), format)


@app.command()
def schema(table: TableName, format: Format = None) -> None:
    """Describe the columns of a table.

    Example: `sco-data schema events`
    """
    from sco_data.loading import schema as describe

    with _plain_errors():
        _print_frame(describe(table), format)


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
    import pandas as pd

    from sco_data.citing import find_row
    from sco_data.loading import load

    with _plain_errors():
        if id:
            row = find_row(table, tuple(id))
            cells = [{"column": name, "value": _text(cell)} for name, cell in row.items()]
            _print_frame(pd.DataFrame(cells), format)
            return
        rows = load(table)
        _print_frame(rows.head(limit) if limit else rows, format)
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
    from sco_data.loading import to_pandas

    with _plain_errors():
        connection = connect()
        import duckdb

        try:
            answer = connection.sql(sql)
        except duckdb.Error as error:
            raise ValueError(f"DuckDB does not accept the query: {error}") from None
        if answer is not None:
            _print_frame(to_pandas(answer.to_arrow_table()), format)


@app.command()
def cite(
    table: Annotated[str | None, typer.Argument(help="Name of a table.")] = None,
    id: Annotated[list[str] | None, typer.Argument(help="Primary key of a row.")] = None,
) -> None:
    """Cite the dataset, or the sources of a row.

    Example: `sco-data cite events 2018-07-12-moscow-consultations`
    """
    from sco_data.citing import cite as citation

    with _plain_errors():
        print(citation(table, tuple(id) if id else None))


@app.command()
def path(
    table: TableName,
    format: Annotated[FileFormat, typer.Option(help="Which of the files.")] = FileFormat.CSV,
) -> None:
    """Print the path of a table's shipped file.

    Example: `sco-data path events --format parquet`
    """
    from sco_data.loading import path as file_path

    with _plain_errors():
        print(file_path(table, format=format.value))


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
        valid = check((folder or root()).resolve(), format=format.value)
    raise typer.Exit(0 if valid else 1)


@contextmanager
def _plain_errors() -> "Iterator[None]":
    """Turn an expected error into its message and exit code 1."""
    try:
        yield
    except (ImportError, KeyError, OSError, ValueError) as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(
            "Error:", str(error), style="red", markup=False
        )
        raise typer.Exit(1) from None


def _print_frame(frame: "pd.DataFrame", format: OutputFormat | None) -> None:
    from sco_data.exporting import flat, records

    chosen = format or (OutputFormat.TABLE if sys.stdout.isatty() else OutputFormat.CSV)
    if chosen is OutputFormat.CSV:
        print(flat(frame).to_csv(index=False), end="")
    elif chosen is OutputFormat.JSON:
        print(records(frame))
    else:
        Console().print(_rich_table(flat(frame)))


def _rich_table(frame: "pd.DataFrame") -> Table:
    listing = Table(*map(str, frame.columns), row_styles=["", "dim"])
    for cells in frame.astype(object).where(frame.notna(), None).itertuples(index=False):
        listing.add_row(*map(_text, cells))
    return listing


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return ";".join(cell) if isinstance(cell, list) else str(cell)


def _note(message: str) -> None:
    Console(stderr=True, highlight=False).print(message, style="dim", markup=False)
