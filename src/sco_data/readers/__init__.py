"""A module for each engine that `load` knows: its ``read`` reads the Parquet file of a table."""

from sco_data import descriptor
from sco_data.errors import DamagedPackageError


def damaged(table: str, error: object) -> DamagedPackageError:
    """Return the error that says that the Parquet file of a table is not what was shipped."""
    return DamagedPackageError(f"{table}.parquet is damaged ({error}): reinstall sco-data")


def check_names(table: str, columns: list[str] | None, found: list[str]) -> None:
    """Raise an error if other columns were found in a file than were asked for, or all."""
    if found != (list(descriptor.fields(table)) if columns is None else columns):
        raise damaged(table, "its columns are not those of the table")
