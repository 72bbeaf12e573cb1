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
FIELD_KEYS = ("name", "title", "description", "type", "example")

_MENDS = {
    "blank-header": "Name the column in the first line as datapackage.json does.",
    "blank-row": "Remove the empty line.",
    "byte-count": "If you edited it, run `make build`; if not, restore the file.",
    "hash-count": "If you edited it, run `make build`; if not, restore the file.",
    "column-example": "Give an example that the column may hold.",
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
    except (OSError, ValueError) as error:
        return None, [_descriptor_problem(f"cannot be read: {error}")]
    if messages := list(_undescribed(content)):
        return None, list(map(_descriptor_problem, messages))
    try:
        package = frictionless.Package(str(folder / "datapackage.json"))
        package.to_descriptor(validate=True)
        examples = list(_examples(package))
    except frictionless.FrictionlessException as error:
        found = error.reasons or [error.error]
        return None, [_descriptor_problem(reason.note) for reason in found]
    except Exception as error:  # Frictionless lets what it trips over through
        return None, [_descriptor_problem(f"cannot be understood: {error}")]
    return package, examples


def _undescribed(content: Any) -> Iterator[str]:
    """Find what this project demands of a descriptor beyond the standard."""
    if not isinstance(content, dict) or not isinstance(content.get("resources"), list):
        yield "is no Data Package: it has no list of resources"
        return
    if not any(isinstance(r, dict) and "schema" in r for r in content["resources"]):
        yield "describes no table: no resource has a schema"
    for resource in content["resources"]:
        if isinstance(resource, dict):
            yield from _undescribed_columns(content, resource)


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
    for field in schema.get("fields") or []:
        lacking = [key for key in FIELD_KEYS if not isinstance(field.get(key), str)]
        if lacking:
            yield f"a column of {name!r} lacks {', '.join(lacking)}: {field}"


def _descriptor_problem(message: str) -> Problem:
    return _file_problem("datapackage.json", "descriptor-error", message)


def _examples(package: "frictionless.Package") -> Iterator[Problem]:
    """Find examples that break the rules of their own column."""
    for resource in package.resources:
        for field in resource.schema.fields if resource.schema else []:
            _, notes = field.read_cell(field.example)
            for note in (notes or {}).values():
                message = f"the example {field.example!r} of {resource.name}.{field.name}: {note}"
                yield _file_problem("datapackage.json", "column-example", message, field.name)


def _validate_resource(
    package: "frictionless.Package", database: "Database", name: str, *, built: bool
) -> tuple[str, list[Problem]]:
    """Run the checks of Frictionless and our rules on a file."""
    from sco_data.checks import rules_for  # noqa: PLC0415 - needs the extra

    resource = package.get_resource(name)
    path = str(resource.path)
    try:
        errors = [] if _is_intact(database, resource, built=built) else _errors(resource, built)
    except Exception as error:  # Frictionless lets what it trips over through
        return path, [_file_problem(path, "unreadable", f"cannot be checked: {error}")]
    if (database.folder / path).is_file():
        # A missing file is told of once, not again by every table whose keys point to it.
        errors = [error for error in errors if error.type != "scheme-error"]
    rules = rules_for(database, name)
    for rule in rules:
        check = rule(database=database)
        check.connect(resource)
        errors.extend(check.validate_start())
    described = {field.name: field for field in resource.schema.fields} if resource.schema else {}
    mends = _MENDS | {rule.type: rule.mend for rule in rules}
    problems = [_problem(resource, error, described, mends) for error in errors[:PROBLEMS_A_FILE]]
    if len(errors) >= PROBLEMS_A_FILE:
        stopped = f"checking stopped after {PROBLEMS_A_FILE} problems"
        problems.append(_file_problem(path, "too-many-problems", stopped))
    return path, problems


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


def _errors(resource: "frictionless.Resource", built: bool) -> list[Any]:
    import frictionless  # noqa: PLC0415 - an extra

    checklist = frictionless.Checklist(skip_errors=[] if built else ["byte-count", "hash-count"])
    report = resource.validate(checklist, limit_errors=PROBLEMS_A_FILE)
    return [*report.errors, *report.tasks[0].errors]


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
        row=getattr(error, "row_number", None),
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
