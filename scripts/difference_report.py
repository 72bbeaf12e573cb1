"""Show a difference: to people as text or Markdown, to programs as JSON."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from differences import Difference, Edit, Level, Redirection, TableDifference

from sco_data.versions import Row, Version

KINDS = ("added", "removed", "redirected", "changed")
Entry = tuple[str, str, str, dict[str, tuple[str, str]]]
"""What happened to a row, its key, what it is in words, and its cells that changed."""


def text(difference: Difference, limit: int) -> str:
    """Return a difference for a terminal."""
    old, new = difference.old, difference.new
    lines = [f"{old.name} ({old.number}) -> {new.name} ({new.number}): {conclusion(difference)}"]
    if difference.schema and difference.old.tables:
        lines += ["", "schema"]
        lines += [f"  {place}: {what}" for place, what in _schema(difference)]
    for table in difference.tables:
        lines += ["", f"{table.table}: {_counts(table)}"]
        for kind, key, words, cells in _entries(difference, table, limit):
            lines.append(f"  {kind} {key}" + (f"  {words}" if words else ""))
            lines += [
                f"      {c}: {a or '(empty)'} -> {b or '(empty)'}" for c, (a, b) in cells.items()
            ]
        lines += [f"  {rest} (--limit 0 lists all)" for rest in _left_out(table, limit)]
    return "\n".join(lines)


def markdown(difference: Difference, limit: int) -> str:
    """Return a difference for a pull request or the changelog."""
    lines = [f"Schema, rows and cells: {conclusion(difference)}."]
    if difference.schema and difference.old.tables:
        lines += ["", "Schema:", ""]
        lines += [f"- `{place}`: {escaped(what)}" for place, what in _schema(difference)]
    if difference.tables:
        lines += ["", f"| table | {' | '.join(KINDS)} |", f"| --- |{' ---: |' * len(KINDS)}"]
    for table in difference.tables:
        numbers = [f"{len(rows):,}" if (rows := getattr(table, kind)) else "" for kind in KINDS]
        lines.append(f"| {table.table} | {' | '.join(numbers)} |")
    for table in difference.tables:
        if not table.is_new:
            lines += ["", *_markdown_rows(difference, table, limit)]
    return "\n".join(lines)


def as_json(difference: Difference, limit: int) -> str:  # noqa: ARG001 - programs get all
    """Return a difference for programs, whole."""
    content = {
        "old": _named(difference.old),
        "new": _named(difference.new),
        "level": str(difference.level),
        "schema": [
            {"table": c.table, "column": c.column, "what": c.what, "level": str(c.level)}
            for c in difference.schema
        ],
        "tables": {
            table.table: {
                "key": table.key,
                "added": table.added,
                "removed": table.removed,
                "redirected": list(map(_json_redirection, table.redirected)),
                "changed": [
                    {"key": edit.key, "cells": _json_cells(edit)} for edit in table.changed
                ],
            }
            for table in difference.tables
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


FORMATS: dict[str, Callable[[Difference, int], str]] = {
    "text": text,
    "markdown": markdown,
    "json": as_json,
}


def conclusion(difference: Difference) -> str:
    """Say in a few words what a difference amounts to."""
    if not difference.old.tables:
        return "everything is new"
    if difference.level is Level.NONE:
        return "nothing changed"
    return f"a {difference.level} change by the Data Package recipe"


def escaped(words: str) -> str:
    r"""Return a text so that Markdown shows it as it is, on one line.

    Examples
    --------
    >>> print(escaped("a*b <c> | d"))
    a\*b \<c\> \| d
    """
    return re.sub(r"([\\`*_\[\]<>|~#&@])", r"\\\1", " ".join(words.splitlines()))


def _markdown_rows(difference: Difference, table: TableDifference, limit: int) -> Iterator[str]:
    yield f"<details><summary>{table.table}: {_counts(table)}</summary>"
    yield ""
    for kind, key, words, cells in _entries(difference, table, limit):
        yield f"- {kind} `{key}`" + (f": {escaped(words)}" if words else "")
        for column, (old, new) in cells.items():
            yield f"  - `{column}`: {escaped(old) or '*empty*'} → {escaped(new) or '*empty*'}"
    yield from (f"- {rest}" for rest in _left_out(table, limit))
    yield ""
    yield "</details>"


def _schema(difference: Difference) -> Iterator[tuple[str, str]]:
    for change in difference.schema:
        place = f"{change.table}.{change.column}" if change.column else change.table
        yield place, f"{change.what} ({change.level})"


def _counts(table: TableDifference) -> str:
    counts = [f"{len(rows):,} {kind}" for kind in KINDS if (rows := getattr(table, kind))]
    return ", ".join([*(["a new table"] if table.is_new else []), *counts])


def _entries(difference: Difference, table: TableDifference, limit: int) -> Iterator[Entry]:
    """Tell of the rows, at most so many of a kind; those of a new table are only counted."""
    if table.is_new:
        return
    for kind, version in (("added", difference.new), ("removed", difference.old)):
        for row in getattr(table, kind)[:limit]:
            key = " ".join(row[column] for column in table.key)
            yield kind, key, _words(version, table.table, row), {}
    for redirection in table.redirected[:limit]:
        new_key = " ".join(redirection.new_key) if redirection.new_key else None
        words = f"now {new_key}" if new_key else "withdrawn"
        yield "redirected", " ".join(redirection.old_key), words, redirection.cells
    for edit in table.changed[:limit]:
        yield "changed", " ".join(edit.key), "", edit.cells


def _left_out(table: TableDifference, limit: int) -> Iterator[str]:
    for kind in KINDS:
        if not table.is_new and len(getattr(table, kind)) > limit:
            yield f"and {len(getattr(table, kind)) - limit:,} more {kind}"


def _words(version: Version, table: str, row: Row) -> str:
    """Return the cell that says in words what a row is: its first required free text."""
    schema = version.schema(table)
    references = {foreign["fields"][0] for foreign in schema.get("foreignKeys", [])}
    identifying = references.union(schema["primaryKey"])
    for field in schema["fields"]:
        constraints = field.get("constraints", {})
        free = field["type"] == "string" and not {"enum", "pattern"} & constraints.keys()
        if free and constraints.get("required") and field["name"] not in identifying:
            return row[field["name"]]
    return ""


def _named(version: Version) -> dict[str, str]:
    return {"name": version.name, "version": version.number}


def _json_redirection(row: Redirection) -> dict[str, Any]:
    return {"old_key": row.old_key, "new_key": row.new_key, "cells": _json_cells(row)}


def _json_cells(row: Edit | Redirection) -> dict[str, dict[str, str]]:
    return {column: {"old": old, "new": new} for column, (old, new) in row.cells.items()}
