"""Hand the tables to DuckDB and to Frictionless."""

from typing import TYPE_CHECKING

from sco_data import descriptor
from sco_data.errors import DamagedPackageError, require
from sco_data.loading import path
from sco_data.readers import check_names, damaged

if TYPE_CHECKING:
    import duckdb
    import frictionless

_COLUMNS = """
    SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()
    WHERE NOT internal GROUP BY table_name"""


def connect() -> "duckdb.DuckDBPyConnection":
    """Open an in-memory DuckDB database in which every table and view reads its Parquet file.

    Returns
    -------
    duckdb.DuckDBPyConnection
        A connection of one's own: it may be written to, the files are never touched.

    Raises
    ------
    MissingExtraError
        If DuckDB is not installed (extra ``duckdb``).
    DamagedPackageError
        If a file is missing or damaged.

    Examples
    --------
    >>> connect().execute("SELECT name FROM states WHERE state_id = 'KZ'").fetchone()
    ('Kazakhstan',)
    """
    library = require("duckdb", "duckdb")
    connection: duckdb.DuckDBPyConnection = library.connect()
    for table in [*descriptor.table_names(), *descriptor.view_names()]:
        file = str(path(table, format="parquet"))
        try:
            connection.read_parquet(file).create_view(table)
        except library.Error as error:
            raise damaged(table, error) from error
    for table, found in connection.execute(_COLUMNS).fetchall():
        check_names(table, None, found)
    return connection


def package() -> "frictionless.Package":
    """Open the Data Package with Frictionless.

    Returns
    -------
    frictionless.Package
        With a resource for every CSV and every Parquet file.

    Raises
    ------
    MissingExtraError
        If Frictionless is not installed (extra ``validate``).
    DamagedPackageError
        If the descriptor is missing or damaged.

    Examples
    --------
    >>> package().get_resource("topics").read_rows()[0]["topic_id"]
    'afghanistan'
    """
    library = require("frictionless", "validate")
    file = descriptor.root() / "datapackage.json"
    try:
        opened: frictionless.Package = library.Package(str(file))
    except (library.FrictionlessException, RecursionError) as error:
        raise DamagedPackageError(f"{file} cannot be read ({error}): reinstall sco-data") from error
    return opened
