"""Hand the tables to DuckDB and to Frictionless."""

from typing import TYPE_CHECKING

from sco_data import descriptor, loading
from sco_data.errors import require

if TYPE_CHECKING:
    import duckdb
    import frictionless


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
    connection: duckdb.DuckDBPyConnection = require("duckdb", "duckdb").connect()
    for table in [*descriptor.table_names(), *descriptor.view_names()]:
        loading.parquet_file(table)  # a damaged file is told of in our words
        connection.read_parquet(str(loading.path(table, format="parquet"))).create_view(table)
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

    Examples
    --------
    >>> package().get_resource("topics").read_rows()[0]["topic_id"]
    'afghanistan'
    """
    opened: frictionless.Package = require("frictionless", "validate").Package(
        str(descriptor.root() / "datapackage.json")
    )
    return opened
