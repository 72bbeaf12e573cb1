"""The descriptor, ``datapackage.json``: where it lies and what it says of a table."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from sco_data.errors import DamagedPackageError, UnknownNameError, nearest

Descriptor = dict[str, Any]


class _IncompleteDescriptorError(DamagedPackageError, KeyError):
    """Something in the descriptor lacks a key; a ``KeyError`` too, as a dict raises it."""


class _Described(dict[str, Any]):
    """An object of the descriptor."""

    def __missing__(self, key: str) -> Any:
        raise _IncompleteDescriptorError(
            f"datapackage.json is damaged (something lacks {key!r}): reinstall sco-data"
        )


@cache
def root() -> Path:
    """Return the folder of the Data Package: inside the installed package, or the checkout."""
    here = Path(__file__).resolve()
    if not here.exists():
        return _extracted()
    return here.parent if (here.parent / "datapackage.json").is_file() else here.parents[2]


def _extracted() -> Path:
    """Copy the Data Package out of the zip archive that Python imports this library from."""
    import atexit  # noqa: PLC0415 - few need this, and it is heavy
    from importlib.resources import files  # noqa: PLC0415
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    archive = files("sco_data")
    folder = TemporaryDirectory(prefix="sco-data-")
    atexit.register(folder.cleanup)
    target = Path(folder.name)
    (target / "data").mkdir()
    for file in [archive / "datapackage.json", *(archive / "data").iterdir()]:
        home = target if file.name == "datapackage.json" else target / "data"
        (home / file.name).write_bytes(file.read_bytes())
    return target


@cache
def descriptor() -> Descriptor:
    """Return the whole descriptor.

    Raises
    ------
    DamagedPackageError
        If it cannot be read.
    """
    file = root() / "datapackage.json"
    try:
        content: Descriptor = json.loads(file.read_text(encoding="utf-8"), object_hook=_Described)
        tables = [resource for resource in content["resources"] if "schema" in resource]
    except (OSError, ValueError, RecursionError, TypeError) as error:
        raise DamagedPackageError(f"{file} cannot be read ({error}): reinstall sco-data") from error
    if not tables:
        raise DamagedPackageError(f"{file} describes no table: reinstall sco-data")
    return content


def table_names() -> list[str]:
    """Return the names of the tables, in the order of the descriptor.

    Examples
    --------
    >>> table_names()[:3]
    ['events', 'event_sources', 'participants']
    """
    return [resource["name"] for resource in descriptor()["resources"] if "schema" in resource]


def view_names() -> list[str]:
    """Return the names of the wide views, in the order of the descriptor.

    Examples
    --------
    >>> view_names()[:3]
    ['events_wide', 'quotes_wide', 'partners']
    """
    return [resource["name"] for resource in descriptor()["resources"] if "view" in resource]


def resource(table: str) -> Descriptor:
    """Return the resource that describes a table or view: its CSV file, or its SQL file.

    Raises
    ------
    UnknownNameError
        If there is no such table or view.

    Examples
    --------
    >>> resource("partners")["path"]
    'data/partners.sql'
    """
    for candidate in descriptor()["resources"]:
        if candidate["name"] == table and ("schema" in candidate or "view" in candidate):
            return with_schema(descriptor(), candidate)
    hint = nearest(str(table), [*table_names(), *view_names()])
    raise UnknownNameError(f"no table {table!r}; {hint}")


def with_schema(package: Descriptor, resource: Descriptor) -> Descriptor:
    """Return the resource of a view with a Table Schema, as the resource of a table has one.

    A column of a view that is said to be ``from`` a column of a table is what that one is, but
    for what the view says otherwise. Whether it is required or unique only the view can say.

    Raises
    ------
    LookupError
        If there is no such column.
    """
    if "view" not in resource:
        return resource
    columns = {
        f"{other['name']}.{field['name']}": field
        for other in package["resources"]
        for field in other.get("schema", {}).get("fields", [])
    }
    inherited = [
        _inherited(columns[field["from"]], field) if "from" in field else field
        for field in resource["view"]["fields"]
    ]
    return resource | {"schema": resource["view"] | {"fields": inherited}}


def _inherited(origin: Descriptor, field: Descriptor) -> Descriptor:
    rules = origin.get("constraints", {}).items()
    values = {rule: value for rule, value in rules if rule not in ("required", "unique")}
    return origin | field | {"constraints": values | field.get("constraints", {})}


def view_sql(view: str) -> str:
    """Return the query that makes a view, in the SQL that DuckDB and SQLite have in common.

    Raises
    ------
    DamagedPackageError
        If the file is missing.
    """
    file: Path = root() / resource(view)["path"]
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise DamagedPackageError(f"{file} is missing: reinstall sco-data") from error


def parquet_resource(table: str) -> Descriptor:
    """Return the resource of the Parquet file: the one that names the CSV or SQL as its source."""
    source = resource(table)["path"]
    for candidate in descriptor()["resources"]:
        if {"path": source, "title": table} in candidate.get("sources", []):
            found: Descriptor = candidate
            return found
    raise DamagedPackageError(f"no resource has {source} as its source: reinstall sco-data")


def fields(table: str) -> dict[str, Descriptor]:
    """Return the Table Schema fields of a table by name."""
    return {field["name"]: field for field in resource(table)["schema"]["fields"]}


def primary_key(table: str) -> list[str]:
    """Return the columns of a table's primary key.

    Examples
    --------
    >>> primary_key("participants")
    ['event_id', 'number']
    """
    key: list[str] = resource(table)["schema"]["primaryKey"]
    return key


def foreign_keys(table: str) -> dict[str, str]:
    """Return the table that each foreign key column of a table points to.

    Examples
    --------
    >>> foreign_keys("places")
    {'state_id': 'states'}
    """
    keys = resource(table)["schema"].get("foreignKeys", [])
    return {key["fields"][0]: key["reference"].get("resource", table) for key in keys}


def check_columns(table: str, columns: list[str]) -> None:
    """Raise an error that names the nearest right one if a column does not exist.

    Raises
    ------
    UnknownNameError
        If a column does not exist.
    """
    known = fields(table)
    for column in columns:
        if column not in known:
            hint = nearest(str(column), known)
            raise UnknownNameError(f"no column {column!r} in table {table!r}; {hint}")
