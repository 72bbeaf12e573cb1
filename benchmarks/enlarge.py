"""Make a valid package of many times the rows: the real tables, copied with fresh identifiers.

States, statuses, topics and redirects stay as they are. Every other row is copied. A copy refers
to the copies of the rows that its original refers to; its identifiers and names carry a code of
its own, so that every key and every rule holds.
"""

import csv
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sco_data.checks import Database

ONCE = {"redirects", "states", "statuses", "topics"}

MACROS = """
CREATE MACRO code(copy, letters) AS
    translate(printf('%04x', copy), '0123456789abcdef', letters);
CREATE MACRO latin(copy) AS code(copy, 'bcdfgklmnprstvwx');
CREATE MACRO named(name, copy) AS name || ' ' || latin(copy);
CREATE MACRO named_ru(name, copy) AS name || ' ' || code(copy, 'бвгджзклмнпрстфх');
CREATE MACRO named_zh(name, copy) AS name || code(copy, '一二三四五六七八九十百千万天地人');
CREATE MACRO slug(id, copy) AS id || '-' || latin(copy);
CREATE MACRO page(id, copy) AS latin(copy) || '-' || id;
CREATE MACRO place(id, copy) AS left(id, -3) || '-' || latin(copy) || right(id, 3);
CREATE MACRO person(id, copy) AS regexp_replace(id, '([a-z0-9]+)', '\\1' || latin(copy), 'g');
CREATE MACRO behind(id, start, copy) AS
    start || '-' || latin(copy) || substr(id, length(start) + 1);
CREATE TABLE new_events AS SELECT event_id AS id, copy,
    behind(event_id, concat_ws('-', start_on, left(place_id, -3)), copy) AS new_id
    FROM events, copies;
CREATE TABLE new_agreements AS SELECT agreement_id AS id, copy,
    behind(agreement_id, partner, copy) AS new_id
    FROM copies, (
        SELECT agreement_id, max(partner) AS partner FROM (
            SELECT agreement_id, coalesce(organisation_id,
                replace(strip_accents(lower(states.name)), ' ', '-')) AS partner
            FROM agreement_parties LEFT JOIN states USING (state_id))
        WHERE starts_with(agreement_id, partner || '-') GROUP BY agreement_id);
"""

IDENTIFIERS = {
    "agreements": "(SELECT new_id FROM new_agreements AS n WHERE n.id = {0} AND n.copy = c.copy)",
    "documents": "slug({0}, copy)",
    "events": "(SELECT new_id FROM new_events AS n WHERE n.id = {0} AND n.copy = c.copy)",
    "organisations": "slug({0}, copy)",
    "places": "place({0}, copy)",
    "quotes": "page({0}, copy)",
    "sources": "page({0}, copy)",
    "speakers": "person({0}, copy)",
}
"""How the identifier of a copy is made; tables that are not named here are not copied."""

OTHERS = {
    (
        "offices",
        "office_id",
    ): "person(speaker_id, copy) || substr(office_id, length(speaker_id) + 1)",
    ("offices", "title"): "named(title, copy)",
    ("organisations", "name"): "named(name, copy)",
    ("organisations", "name_ru"): "named_ru(name_ru, copy)",
    ("organisations", "name_zh"): "named_zh(name_zh, copy)",
    ("organisations", "acronym"): "named(acronym, copy)",
    ("places", "geonames_id"): "NULL",
    ("sources", "url"): "regexp_replace(url, '://(www\\.)?', '://' || latin(copy) || '.')",
    ("speakers", "name"): "named(name, copy)",
    ("speakers", "name_ru"): "named_ru(name_ru, copy)",
    ("speakers", "name_zh"): "named_zh(name_zh, copy)",
    (
        "speakers",
        "other_names",
    ): "list_sort(list_transform(other_names, lambda name: named(name, copy)))",
}
"""What else of a copy must not be as in its original."""

REVIEWED = {
    "before-founding": ("events", "organisations"),
    "published-before-event": ("events", "sources"),
    "similar-events": ("events", "events"),
    "similar-organisations": ("organisations", "organisations"),
    "similar-people": ("speakers", "speakers"),
    "similar-sources": ("sources", "sources"),
}
"""Which tables the two identifiers of a reviewed finding are of."""


def enlarge(origin: Path, folder: Path, times: int) -> None:
    """Write the CSV files of a package with so many times the rows, its views and descriptor.

    Parameters
    ----------
    origin : pathlib.Path
        Where the real package lies.
    folder : pathlib.Path
        Where to write; must not exist.
    times : int
        How many times the rows: 1 gives the real tables.
    """
    descriptor = json.loads((origin / "datapackage.json").read_text(encoding="utf-8"))
    database = Database(origin, descriptor)
    connection = database.connection
    connection.execute(f"CREATE TABLE copies AS SELECT range AS copy FROM range({times})")
    connection.execute(MACROS)
    (folder / "data").mkdir(parents=True)
    views = [resource["path"] for resource in descriptor["resources"] if "view" in resource]
    for path in ["datapackage.json", *views]:
        shutil.copy(origin / path, folder / path)
    for table, schema in database.schemas.items():
        if table in ONCE:
            shutil.copy(origin / database.paths[table], folder / database.paths[table])
            continue
        key = ", ".join(f'"{name}"' for name in schema["primaryKey"])
        query = _copies(database, table)
        result = connection.execute(
            f"SELECT {_columns_as_text(schema)} FROM ({query}) ORDER BY {key}"
        )
        with (folder / database.paths[table]).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(field["name"] for field in schema["fields"])
            while rows := result.fetchmany(100_000):
                writer.writerows(rows)


def _copies(database: Database, table: str) -> str:
    schema = database.schemas[table]
    if table == "reviewed_findings":
        return _reviewed()
    keys = {
        k["fields"][0]: k["reference"].get("resource", table) for k in schema.get("foreignKeys", [])
    }
    own = schema["primaryKey"][0]
    columns = []
    for field in schema["fields"]:
        name = field["name"]
        made = OTHERS.get((table, name))
        target = keys.get(name) or (table if name == own else None)
        if made is None and target in IDENTIFIERS:
            made = IDENTIFIERS[target].format(f'"{table}"."{name}"')
        columns.append(
            f'CASE WHEN copy = 0 THEN "{table}"."{name}" ELSE {made} END AS "{name}"'
            if made
            else f'"{name}"'
        )
    copied = "true"
    if table == "sources":
        users = " UNION ".join(_users(database))
        copied = f"copy = 0 OR source_id IN ({users})"
    return f'SELECT {", ".join(columns)} FROM "{table}", copies AS c WHERE {copied}'


def _users(database: Database) -> Iterator[str]:
    """Yield queries for the sources of the rows that are copied."""
    for table, schema in database.schemas.items():
        names = {field["name"] for field in schema["fields"]}
        if "source_id" in names and table not in {"sources", *ONCE}:
            yield f'SELECT source_id FROM "{table}"'


def _reviewed() -> str:
    def mapped(column: str, side: int) -> str:
        cases = " ".join(
            f"WHEN '{rule}' THEN {IDENTIFIERS[tables[side]].format(column)}"
            for rule, tables in REVIEWED.items()
        )
        return f"CASE rule {cases} END"

    return f"""
        SELECT rule, reason,
            CASE WHEN copy = 0 THEN id WHEN rule LIKE 'similar%' THEN least(a, b) ELSE a END AS id,
            CASE WHEN copy = 0 THEN other_id WHEN rule LIKE 'similar%' THEN greatest(a, b)
                ELSE b END AS other_id
        FROM (
            SELECT reviewed.*, copy,
                {mapped("reviewed.id", 0)} AS a, {mapped("reviewed.other_id", 1)} AS b
            FROM reviewed_findings AS reviewed, copies AS c)"""


def _columns_as_text(schema: dict[str, Any]) -> str:
    return ", ".join(
        f'array_to_string("{f["name"]}", \';\') AS "{f["name"]}"'
        if f["type"] == "list"
        else f'"{f["name"]}"'
        for f in schema["fields"]
    )


if __name__ == "__main__":
    enlarge(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
