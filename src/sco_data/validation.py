"""Validate a Data Package with Frictionless and say in plain words what to mend."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sco_data.descriptor import with_schema
from sco_data.errors import nearest, require
from sco_data.integrity import alteration

if TYPE_CHECKING:
    import frictionless

    from sco_data.checks import Database

PROBLEMS_A_FILE = 1000
RESOURCE_KEYS = ("name", "path", "title", "description")
FIELD_KEYS = ("name", "title", "description", "type", "example")

_MENDS = {
    "blank-header": "Name the column in the first line as datapackage.json does.",
    "blank-row": "Remove the empty line.",
    "byte-count": "If you edited it, run `make build`; if not, restore the file.",
    "hash-count": "If you edited it, run `make build`; if not, restore the file.",
    "constraint-error": "Correct the cell. The column says: {description} Example: {example}",
    "descriptor-error": "Correct the descriptor; `git diff datapackage.json` shows what changed.",
    "duplicate-label": "Remove or rename the second column of that name.",
    "encoding-error": "Save the file as UTF-8.",
    "extra-cell": "Remove the cell; if its text holds a comma, put the text in double quotes.",
    "extra-label": "Remove the column, or describe it in datapackage.json.",
    "foreign-key": "Correct the identifier, or add the row it points to.",
    "incorrect-label": "Restore the columns and their order as in datapackage.json.",
    "missing-cell": "Add the missing cells: a row has one comma between every two columns.",
    "missing-label": "Restore the column: datapackage.json describes it.",
    "primary-key": "Give the row a key of its own, or remove the repeated row.",
    "too-many-problems": "Mend these first, then validate again.",
    "type-error": "Correct the cell. The column says: {description} Example: {example}",
    "unreadable": "Restore the file, or correct its description in datapackage.json.",
    "unique-error": "Correct the cell: the value stands in another row already.",
}
_MEND_OTHERWISE = "Restore the file (git checkout, or reinstall sco-data), or correct it by hand."


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it is, and what to do.

    Attributes
    ----------
    file
        Path of the file, relative to the package.
    row
        Line of the file, the header being line 1; None if it is not about a row.
    column
        Name of the column; None if it is not about a cell.
    id
        Primary key of the row, its parts joined by a space; None if it is not about a row.
    value
        What the cell says; None if it is not about a cell.
    rule
        Code of the rule: a type of error of Frictionless, or of one of ``sco_data.checks``.
    message
        What is wrong.
    mend
        What to do.
    """

    file: str
    row: int | None
    column: str | None
    id: str | None
    value: str | None
    rule: str
    message: str
    mend: str


def validate(folder: Path, *, built: bool = True) -> list[Problem]:
    """Validate the Data Package in a folder; takes and raises what `validate_by_file` does.

    Returns
    -------
    list of Problem
        Empty if the package is valid.

    Examples
    --------
    >>> from sco_data import descriptor
    >>> validate(descriptor.root())
    []
    """
    return [
        problem for _, problems in validate_by_file(folder, built=built) for problem in problems
    ]


def validate_by_file(folder: Path, *, built: bool = True) -> Iterator[tuple[str, list[Problem]]]:
    """Validate file by file, so that progress can be shown.

    Parameters
    ----------
    folder : pathlib.Path
        Where ``datapackage.json`` lies.
    built : bool
        Whether what the build makes is checked too: Parquet files, sizes and hashes.

    Yields
    ------
    tuple of str and list of Problem
        A file, relative to the folder, and what is wrong with it.
    """
    require("frictionless", "validate")
    require("duckdb", "validate")
    from sco_data.checks import Database  # noqa: PLC0415 - needs the extra

    package, problems = _open(folder)
    yield "datapackage.json", problems
    if package is None:
        return
    database = Database(folder, package.to_descriptor())
    for resource in package.resources:
        if built or resource.schema:
            yield _validate_resource(package, database, resource.name, built=built)


def verdict(problems: Iterable[Problem], files: int) -> str:
    """Say in one line how a validation ended.

    Examples
    --------
    >>> verdict([], 2)
    'valid: 2 files, no problem'
    """
    rules: dict[str, int] = {}
    for problem in problems:
        rules[problem.rule] = rules.get(problem.rule, 0) + 1
    if not rules:
        return f"valid: {files} file{'s' if files > 1 else ''}, no problem"
    total = sum(rules.values())
    listing = ", ".join(f"{rule} {count}" for rule, count in sorted(rules.items()))
    return f"invalid: {total} problem{'s' if total > 1 else ''} ({listing})"


def _open(folder: Path) -> "tuple[frictionless.Package | None, list[Problem]]":
    """Open the package, or tell what is wrong with its descriptor."""
    import frictionless  # noqa: PLC0415 - an extra

    try:
        content = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None, [_descriptor_problem(f"there is no datapackage.json in {folder}")]
    except (OSError, ValueError, RecursionError) as error:
        return None, [_descriptor_problem(f"cannot be read: {error}")]
    if messages := list(_undescribed(content)):
        return None, list(map(_descriptor_problem, messages))
    try:
        package = frictionless.Package(str(folder / "datapackage.json"))
        package.to_descriptor(validate=True)
        _read_examples(package)
    except frictionless.FrictionlessException as error:
        found = error.reasons or [error.error]
        return None, [_descriptor_problem(reason.note) for reason in found]
    except Exception as error:  # Frictionless lets what it trips over through
        return None, [_descriptor_problem(f"cannot be understood: {error}")]
    return package, []


def _read_examples(package: "frictionless.Package") -> None:
    """Read a cell of every column: a rule that means nothing makes Frictionless stumble."""
    for resource in package.resources:
        for field in resource.schema.fields if resource.schema else []:
            field.read_cell(field.example)


def _undescribed(content: Any) -> Iterator[str]:
    """Find what this project demands of a descriptor beyond the standard."""
    if not isinstance(content, dict) or not isinstance(content.get("resources"), list):
        yield "is no Data Package: it has no list of resources"
        return
    if not any(isinstance(r, dict) and "schema" in r for r in content["resources"]):
        yield "describes no table: no resource has a schema"
    for resource in content["resources"]:
        if isinstance(resource, dict):
            yield from _undescribed_resource(resource)
            yield from _undescribed_columns(content, resource)


def _undescribed_resource(resource: dict[str, Any]) -> Iterator[str]:
    lacking = [key for key in RESOURCE_KEYS if not isinstance(resource.get(key), str)]
    if lacking:
        yield f"the resource {resource.get('name')!r} lacks {', '.join(lacking)}"
    if resource.get("format") == "apache-parquet":
        sources = resource.get("sources")
        origin = sources[0] if isinstance(sources, list) and sources else None
        told = origin if isinstance(origin, dict) else {}
        if not all(isinstance(told.get(key), str) for key in ("title", "path")):
            yield f"the resource {resource.get('name')!r} does not say under sources what it is of"


def _undescribed_columns(content: Any, resource: dict[str, Any]) -> Iterator[str]:
    name = resource.get("name")
    try:
        schema = with_schema(content, resource).get("schema")
    except (AttributeError, LookupError, TypeError) as error:
        yield f"the view {name!r} has a column from one that no table has: {error}"
        return
    if not isinstance(schema, dict):
        return
    for key in ("fields", "primaryKey", "missingValues"):
        if not isinstance(schema.get(key), list):
            yield f"the schema of {name!r} lacks the list {key!r}"
    for field in schema["fields"] if isinstance(schema.get("fields"), list) else []:
        described = field if isinstance(field, dict) else {}
        lacking = [key for key in FIELD_KEYS if not isinstance(described.get(key), str)]
        if lacking:
            yield f"a column of {name!r} lacks {', '.join(lacking)}: {field}"


def _descriptor_problem(message: str) -> Problem:
    return _file_problem("datapackage.json", "descriptor-error", message)


def _validate_resource(
    package: "frictionless.Package", database: "Database", name: str, *, built: bool
) -> tuple[str, list[Problem]]:
    """Run the checks of Frictionless and our rules on a file."""
    import duckdb  # noqa: PLC0415 - an extra

    from sco_data.checks import rules_for  # noqa: PLC0415 - needs the extra

    resource = package.get_resource(name)
    path = str(resource.path)
    try:
        intact = _is_intact(database, resource, built=built)
        errors = [] if intact else _errors(database, resource, built=built)
    except Exception as error:  # Frictionless lets what it trips over through
        return path, [_file_problem(path, "unreadable", f"cannot be checked: {error}")]
    rules, unasked = rules_for(database, name), []
    for rule in rules:
        check = rule(database=database)
        check.connect(resource)
        try:
            errors.extend(check.validate_start())
        except duckdb.Error as error:
            message = f"the rule {rule.type} cannot be asked: {error}"
            unasked.append(_file_problem(path, "unreadable", message))
    described = {field.name: field for field in resource.schema.fields} if resource.schema else {}
    if not errors and name in database.schemas and name not in database.tables:
        return path, [_file_problem(path, "unreadable", "cannot be read, so no rule was asked")]
    mends = _MENDS | {rule.type: rule.mend for rule in rules}
    problems = [_problem(resource, error, described, mends) for error in errors[:PROBLEMS_A_FILE]]
    if len(errors) >= PROBLEMS_A_FILE:
        stopped = f"checking stopped after {PROBLEMS_A_FILE} problems"
        problems.append(_file_problem(path, "too-many-problems", stopped))
    return path, [*problems, *unasked]


def _is_intact(database: "Database", resource: "frictionless.Resource", *, built: bool) -> bool:
    """Tell whether Frictionless can find nothing in a file."""
    from sco_data.checks.screening import is_beyond_suspicion  # noqa: PLC0415 - needs the extra

    file = database.folder / str(resource.path)
    stamps = {"path": resource.path, "bytes": resource.bytes, "hash": resource.hash}
    if built and alteration(file, stamps):
        return False
    return file.is_file() and (
        resource.name not in database.schemas or is_beyond_suspicion(database, resource.name)
    )


def _errors(database: "Database", resource: "frictionless.Resource", *, built: bool) -> list[Any]:
    """Let Frictionless check a file; it drops the keys that need not be followed."""
    import frictionless  # noqa: PLC0415 - an extra

    from sco_data.checks.screening import (  # noqa: PLC0415 - needs the extra
        overlong_row,
        suspected_keys,
    )

    if schema := database.schemas.get(resource.name):
        if overlong := overlong_row(database.folder / str(resource.path), schema):
            return [_overlong(*overlong, len(schema["fields"]))]
        resource.schema.foreign_keys = suspected_keys(database, resource.name)
    checklist = frictionless.Checklist(skip_errors=[] if built else ["byte-count", "hash-count"])
    report = resource.validate(checklist, limit_errors=PROBLEMS_A_FILE)
    return [*report.errors, *report.tasks[0].errors]


def _overlong(row: int, cells: int, columns: int) -> Any:
    from frictionless import errors  # noqa: PLC0415 - an extra

    note = f"has {cells} cells where the table has {columns} columns; the rest was not checked"
    error: Any = errors.RowError(note=note, cells=[], row_number=row)
    error.type = "extra-label" if row == 1 else "extra-cell"
    return error


def _file_problem(file: str, rule: str, message: str, column: str | None = None) -> Problem:
    return Problem(
        file=file,
        row=None,
        column=column,
        id=None,
        value=None,
        rule=rule,
        message=message,
        mend=_MENDS.get(rule, _MEND_OTHERWISE),
    )


def _problem(
    resource: "frictionless.Resource", error: Any, described: dict[str, Any], mends: dict[str, str]
) -> Problem:
    foreign = error.type == "foreign-key"
    column = ", ".join(error.field_names) if foreign else getattr(error, "field_name", None)
    value = ", ".join(map(str, error.field_cells)) if foreign else getattr(error, "cell", None)
    cells = getattr(error, "cells", None)
    field = described.get(column or "")
    return Problem(
        file=getattr(error, "file", None) or str(resource.path),
        row=getattr(error, "row_number", None) or _header_row(error),
        column=column or None,
        id=_row_id(resource, cells) if cells else None,
        value=None if value is None else str(value),
        rule=error.type,
        message=_message(error, field),
        mend=mends.get(error.type, _MEND_OTHERWISE).format(
            description=field.description if field else "",
            example=field.example if field else "",
        ),
    )


def _header_row(error: Any) -> int | None:
    return next(iter(getattr(error, "row_numbers", [])), None)


def _row_id(resource: "frictionless.Resource", cells: list[Any]) -> str | None:
    names = [field.name for field in resource.schema.fields]
    if len(cells) < len(names):
        return None
    return " ".join(str(cells[names.index(name)]) for name in resource.schema.primary_key)


def _message(error: Any, field: Any) -> str:
    """Say what Frictionless found; the place has fields of its own."""
    if error.type == "scheme-error" and "No such file" in error.note:
        return "the file is missing"
    if error.type != "constraint-error" or field is None:
        return str(error.note or error.message)
    if not error.cell:
        return "must not be empty"
    allowed = field.constraints.get("enum")
    if allowed and error.cell not in allowed:
        return f"is none of the allowed values; {nearest(error.cell, allowed)}"
    return f"breaks the {error.note}"
