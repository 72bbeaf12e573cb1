"""Validate a Data Package with Frictionless and say in plain words what to mend."""

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sco_data.errors import MissingExtraError, nearest

if TYPE_CHECKING:
    import frictionless

PROBLEMS_A_FILE = 1000
PARALLEL_FROM_BYTES = 10_000_000
"""Below this size of all tables starting worker processes costs more than it saves."""

_MENDS = {
    "blank-header": "Name the column in the first line as datapackage.json does.",
    "blank-row": "Remove the empty line.",
    "byte-count": "Run `make build`: it stamps size and hash of edited files.",
    "hash-count": "Run `make build`: it stamps size and hash of edited files.",
    "constraint-error": "Correct the cell. The column says: {description} Example: {example}",
    "duplicate-label": "Remove or rename the second column of that name.",
    "encoding-error": "Save the file as UTF-8.",
    "extra-cell": "Remove the cell; if its text holds a comma, put the text in double quotes.",
    "extra-label": "Remove the column, or describe it in datapackage.json.",
    "foreign-key": "Correct the identifier, or add the row it points to.",
    "incorrect-label": "Restore the columns and their order as in datapackage.json.",
    "missing-cell": "Add the missing cells: a row has one comma between every two columns.",
    "missing-label": "Restore the column: datapackage.json describes it.",
    "primary-key": "Give the row a key of its own, or remove the repeated row.",
    "type-error": "Correct the cell. The column says: {description} Example: {example}",
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
        Code of the rule: a type of error of Frictionless.
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
    """Validate the Data Package in a folder.

    Parameters
    ----------
    folder
        Where ``datapackage.json`` lies.
    built
        Whether what the build makes is checked too: Parquet files, sizes and hashes.

    Returns
    -------
    list of Problem
        Empty if the package is valid.

    Raises
    ------
    MissingExtraError
        If Frictionless is not installed (extra ``validate``).
    """
    return [
        problem for _, problems in validate_by_file(folder, built=built) for problem in problems
    ]


def validate_by_file(folder: Path, *, built: bool = True) -> Iterator[tuple[str, list[Problem]]]:
    """Validate file by file, so that progress can be shown.

    Parameters
    ----------
    folder
        Where ``datapackage.json`` lies.
    built
        Whether what the build makes is checked too: Parquet files, sizes and hashes.

    Yields
    ------
    tuple of str and list of Problem
        A file, relative to the folder, and what is wrong with it.
    """
    try:
        import frictionless  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("frictionless", "validate") from None
    if problem := _unreadable_descriptor(folder):
        yield "datapackage.json", [problem]
        return
    try:
        package = _package(folder)
        package.to_descriptor(validate=True)
    except frictionless.FrictionlessException as error:
        found = error.reasons or [error.error]
        yield "datapackage.json", [_descriptor_problem(reason.note) for reason in found]
        return
    yield "datapackage.json", []
    names = [resource.name for resource in package.resources if built or resource.schema]
    check = partial(_validate_resource, folder, built=built)
    if _size_of_tables(folder, package) < PARALLEL_FROM_BYTES:
        yield from map(check, names)
    else:
        with ProcessPoolExecutor() as pool:
            yield from pool.map(check, names)


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
        return f"valid: {files} files, no problem"
    total = sum(rules.values())
    listing = ", ".join(f"{rule} {count}" for rule, count in sorted(rules.items()))
    return f"invalid: {total} problem{'s' if total > 1 else ''} ({listing})"


def _unreadable_descriptor(folder: Path) -> Problem | None:
    """Check what Frictionless would trip over: a descriptor that is no JSON object."""
    try:
        content = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return _descriptor_problem(f"there is no datapackage.json in {folder}")
    except (OSError, ValueError) as error:
        return _descriptor_problem(f"cannot be read: {error}")
    if not isinstance(content, dict) or not isinstance(content.get("resources"), list):
        return _descriptor_problem("is no Data Package: it has no list of resources")
    return None


def _descriptor_problem(message: str) -> Problem:
    return Problem(
        file="datapackage.json",
        row=None,
        column=None,
        id=None,
        value=None,
        rule="descriptor-error",
        message=message,
        mend="Correct the descriptor; `git diff datapackage.json` shows what changed.",
    )


@cache
def _package(folder: Path) -> "frictionless.Package":
    import frictionless  # noqa: PLC0415 - an extra

    return frictionless.Package(str(folder / "datapackage.json"))


def _size_of_tables(folder: Path, package: "frictionless.Package") -> int:
    files = [folder / str(resource.path) for resource in package.resources if resource.schema]
    return sum(file.stat().st_size for file in files if file.is_file())


def _validate_resource(folder: Path, name: str, *, built: bool) -> tuple[str, list[Problem]]:
    import frictionless  # noqa: PLC0415 - an extra

    resource = _package(folder).get_resource(name)
    skipped = [] if built else ["byte-count", "hash-count"]
    checklist = frictionless.Checklist(skip_errors=skipped)
    report = resource.validate(checklist, limit_errors=PROBLEMS_A_FILE)
    errors = [*report.errors, *report.tasks[0].errors]
    described = {field.name: field for field in resource.schema.fields} if resource.schema else {}
    problems = [_problem(resource, error, described) for error in errors]
    if len(errors) >= PROBLEMS_A_FILE:
        problems.append(_too_many_problems(str(resource.path)))
    return str(resource.path), problems


def _too_many_problems(file: str) -> Problem:
    return Problem(
        file=file,
        row=None,
        column=None,
        id=None,
        value=None,
        rule="too-many-problems",
        message=f"checking stopped after {PROBLEMS_A_FILE} problems",
        mend="Mend these first, then validate again.",
    )


def _problem(resource: "frictionless.Resource", error: Any, described: dict[str, Any]) -> Problem:
    foreign = error.type == "foreign-key"
    column = ", ".join(error.field_names) if foreign else getattr(error, "field_name", None)
    value = ", ".join(map(str, error.field_cells)) if foreign else getattr(error, "cell", None)
    cells = getattr(error, "cells", None)
    field = described.get(column or "")
    return Problem(
        file=str(resource.path),
        row=getattr(error, "row_number", None),
        column=column or None,
        id=_row_id(resource, cells) if cells else None,
        value=None if value is None else str(value),
        rule=error.type,
        message=_message(error, field),
        mend=_MENDS.get(error.type, _MEND_OTHERWISE).format(
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
