"""Compare two versions of the package: their schemas, rows and cells."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from sco_data.versions import Row, Version

Key = tuple[str, ...]

FORMS = {
    "from",
    "type",
    "format",
    "delimiter",
    "itemType",
    "trueValues",
    "falseValues",
    "decimalChar",
    "groupChar",
    "bareNumber",
    "missingValues",
}
"""What decides what the cells of a column are (Table Schema; `from` where a view takes them)."""

LIMITS = {"minimum": 1, "minLength": 1, "maximum": -1, "maxLength": -1}
"""Constraints that are a bound: 1 if raising it makes it stricter, -1 if lowering it does."""


class Level(IntEnum):
    """Which part of the version number a change raises (Data Package recipe)."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class SchemaChange:
    """What a descriptor says otherwise of a table or a column."""

    table: str
    column: str | None
    what: str
    level: Level


@dataclass(frozen=True)
class Edit:
    """Cells of a row that stands in both versions, old and new by column."""

    key: Key
    cells: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Redirection:
    """A row whose key gave way to another by `redirects`; to none if it was withdrawn."""

    old_key: Key
    new_key: Key | None
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class TableDifference:
    """What changed in the rows of a table."""

    table: str
    key: list[str]
    is_new: bool
    added: list[Row] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    redirected: list[Redirection] = field(default_factory=list)
    changed: list[Edit] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.is_new or self.added or self.removed or self.redirected or self.changed)


@dataclass(frozen=True)
class Difference:
    """What changed between two versions."""

    old: Version
    new: Version
    schema: list[SchemaChange]
    tables: list[TableDifference]

    def reasons(self) -> Iterator[tuple[Level, str]]:
        """Tell which level each kind of change asks for, and why."""
        for change in self.schema:
            place = f"{change.table}.{change.column}" if change.column else change.table
            yield change.level, f"{place}: {change.what}"
        for table in self.tables:
            names_rows = len(table.key) == 1  # its key is an identifier that others may use
            for rows, level, what in (
                (table.added, Level.MINOR, "added"),
                (table.redirected, Level.MINOR, "redirected"),
                (table.removed, Level.MAJOR if names_rows else Level.PATCH, "removed"),
                (table.changed, Level.PATCH, "changed"),
            ):
                if rows:
                    yield level, f"{table.table}: {len(rows):,} {what}"

    @property
    def level(self) -> Level:
        """The level that all changes together ask for."""
        return max((level for level, _ in self.reasons()), default=Level.NONE)


def compare(old: Version, new: Version) -> Difference:
    """Compare two versions of the package.

    Rows are the same if their primary keys are, after the redirects of the new version were
    followed. Keys and columns are those of each version's own descriptor.
    """
    schema = list(_schema_changes(old.descriptor, new.descriptor))
    redirects = _redirects(new)
    names = dict.fromkeys([*new.tables, *old.tables])
    tables = [_compare_tables(old, new, name, redirects) for name in names]
    return Difference(old, new, schema, [table for table in tables if table])


def _schema_changes(old: Any, new: Any) -> Iterator[SchemaChange]:
    before, after = _described(old), _described(new)
    for name, resource in before.items():
        if name not in after:
            yield SchemaChange(name, None, f"{_kind(resource)} removed", Level.MAJOR)
    for name, resource in after.items():
        if name not in before:
            yield SchemaChange(name, None, f"{_kind(resource)} added", Level.MINOR)
        else:
            yield from _table_changes(name, before[name], resource)


def _described(package: Any) -> dict[str, Any]:
    """Return the resources with columns: tables, and views, which say it under another name."""
    return {
        resource["name"]: resource | {"schema": resource.get("schema") or resource["view"]}
        for resource in package["resources"]
        if "schema" in resource or "view" in resource
    }


def _kind(resource: Any) -> str:
    return "view" if "view" in resource else "table"


def _table_changes(table: str, old: Any, new: Any) -> Iterator[SchemaChange]:
    old_fields = {described["name"]: described for described in old["schema"]["fields"]}
    new_fields = {described["name"]: described for described in new["schema"]["fields"]}
    for name in old_fields:
        if name not in new_fields:
            yield SchemaChange(table, name, "column removed", Level.MAJOR)
    for name, described in new_fields.items():
        if name not in old_fields:
            what = f"column added ({described.get('type') or described['from']})"
            yield SchemaChange(table, name, what, Level.MAJOR)
    shared = [name for name in old_fields if name in new_fields]
    if shared != [name for name in new_fields if name in old_fields]:
        yield SchemaChange(table, None, "columns reordered", Level.MAJOR)
    for name in shared:
        for what, level in _field_changes(old_fields[name], new_fields[name]):
            yield SchemaChange(table, name, what, level)
    for what, level in _frame_changes(old, new):
        yield SchemaChange(table, None, what, level)


def _frame_changes(old: Any, new: Any) -> Iterator[tuple[str, Level]]:
    """Compare what is said of a table as a whole: its text, its form, its keys."""
    for name in ("title", "description"):
        if old.get(name) != new.get(name):
            yield f"{name} changed", Level.PATCH
    for name in ("format", "encoding", "dialect"):
        if old.get(name) != new.get(name):
            yield _from_to(name, old.get(name), new.get(name)), Level.MAJOR
    for name in ("primaryKey", "missingValues"):
        if old["schema"].get(name) != new["schema"].get(name):
            yield _from_to(name, old["schema"].get(name), new["schema"].get(name)), Level.MAJOR
    yield from _key_changes(old["schema"], new["schema"])


def _key_changes(old: Any, new: Any) -> Iterator[tuple[str, Level]]:
    for name in ("foreignKeys", "uniqueKeys"):
        before, after = old.get(name, []), new.get(name, [])
        yield from ((f"{name}: {key} removed", Level.MINOR) for key in before if key not in after)
        yield from ((f"{name}: {key} added", Level.MAJOR) for key in after if key not in before)


def _field_changes(old: Any, new: Any) -> Iterator[tuple[str, Level]]:
    for name in dict.fromkeys([*old, *new]):
        if name == "constraints" or old.get(name) == new.get(name):
            continue
        if name in FORMS:
            yield _from_to(name, old.get(name), new.get(name)), Level.MAJOR
        else:
            yield f"{name} changed", Level.PATCH
    before, after = old.get("constraints", {}), new.get("constraints", {})
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield from _constraint_changes(name, before.get(name), after.get(name))


def _constraint_changes(name: str, old: Any, new: Any) -> Iterator[tuple[str, Level]]:
    """Tell how a constraint changed: stricter is major, looser minor, unclear is major too."""
    if name == "enum" and old and new:
        for value in old:
            if value not in new:
                yield f"value {value!r} removed", Level.MAJOR
        for value in new:
            if value not in old:
                yield f"value {value!r} added", Level.MINOR
        return
    if name in LIMITS and None not in (old, new):
        looser = (new - old) * LIMITS[name] < 0
    else:
        looser = new in (None, False)
    yield _from_to(name, old, new), Level.MINOR if looser else Level.MAJOR


def _from_to(name: str, old: Any, new: Any) -> str:
    return f"{name} changed from {_short(old)} to {_short(new)}"


def _short(value: Any) -> str:
    return "nothing" if value is None else str(value)


def _redirects(version: Version) -> dict[str, dict[str, str]]:
    """Return for each table to which identifier each vanished one leads, chains followed."""
    following: dict[str, dict[str, str]] = {}
    for row in version.tables.get("redirects", []):
        following.setdefault(row["table"], {})[row["old_id"]] = row["new_id"]
    return {
        table: {old: _end(old, steps) for old in steps.keys() - _identifiers(version, table)}
        for table, steps in following.items()
        if table in version.tables
    }


def _end(start: str, steps: dict[str, str]) -> str:
    seen = [start]
    while (following := steps.get(seen[-1])) is not None and following not in seen:
        seen.append(following)
    return seen[-1]


def _identifiers(version: Version, table: str) -> set[str]:
    column, *others = version.schema(table)["primaryKey"]
    return set() if others else {row[column] for row in version.tables[table]}


def _compare_tables(
    old: Version, new: Version, table: str, redirects: dict[str, dict[str, str]]
) -> TableDifference:
    if table not in old.tables:
        key = new.schema(table)["primaryKey"]
        return TableDifference(table, key, is_new=True, added=new.tables[table])
    if table not in new.tables:
        key = old.schema(table)["primaryKey"]
        return TableDifference(table, key, is_new=False, removed=old.tables[table])
    key = new.schema(table)["primaryKey"]
    difference = TableDifference(table, key, is_new=False)
    if key == old.schema(table)["primaryKey"]:
        _compare_rows(old, new, difference, redirects)
    else:  # nothing tells which row became which
        difference.removed.extend(old.tables[table])
        difference.added.extend(new.tables[table])
    return difference


def _compare_rows(
    old: Version, new: Version, difference: TableDifference, redirects: dict[str, dict[str, str]]
) -> None:
    """Sort every row of both versions into the lists of the difference."""
    key = difference.key
    before = old.rows_by_key(difference.table, key)
    after = new.rows_by_key(difference.table, key)
    steps = [redirects.get(home, {}) for home in _homes(new, difference.table, key)]
    found = set()
    for was, row in before.items():
        now = tuple(step.get(cell, cell) for step, cell in zip(steps, was, strict=True))
        if now not in after:
            if now == ("",):
                difference.redirected.append(Redirection(was, None))
            else:
                difference.removed.append(row)
        elif now == was:
            if cells := _edits(row, after[now], key):
                difference.changed.append(Edit(was, cells))
        else:
            merged = now in before or now in found
            cells = {} if merged else _edits(row, after[now], key)
            difference.redirected.append(Redirection(was, now, cells))
        found.add(now)
    difference.added.extend(row for now, row in after.items() if now not in found)


def _homes(version: Version, table: str, key: list[str]) -> list[str]:
    """Return the table whose identifiers stand in each column of a key."""
    if len(key) == 1:
        return [table]
    homes = {
        foreign["fields"][0]: foreign["reference"].get("resource") or table
        for foreign in version.schema(table).get("foreignKeys", [])
    }
    return [homes.get(column, "") for column in key]


def _edits(old: Row, new: Row, key: list[str]) -> dict[str, tuple[str, str]]:
    """Return the cells that differ, in the columns that both rows have."""
    return {
        column: (old[column], cell)
        for column, cell in new.items()
        if column in old and column not in key and old[column] != cell
    }
