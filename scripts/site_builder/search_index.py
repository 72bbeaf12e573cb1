"""What the search page looks through: a line a row, as a script that also runs from disk."""

from sco_data import descriptor
from site_builder.rendering import PAGED, script_json
from site_builder.tables import Row, Tables

# Columns with other names of a row, and with what it is about.
NAMES = ("name", "name_ru", "name_zh", "title_ru", "title_zh", "acronym", "symbol")
WORDS = ("summary", "definition", "text", "publisher", "office", "venue")


def search_index(tables: Tables) -> str:
    """Return the search index: kind, identifier, title, other names, words."""
    lines = [
        script_json(_line(tables, kind, table, row))
        for kind, table in enumerate(PAGED)
        for row in tables.rows[table]
    ]
    return "var searchIndex = [\n" + ",\n".join(lines) + "\n];\n"


def _line(tables: Tables, kind: int, table: str, row: Row) -> list[object]:
    id = row[descriptor.primary_key(table)[0]]
    title, _ = tables.name(table, id)
    names = [row[column] for column in NAMES if row.get(column) and row[column] != title]
    words = [row[column] for column in WORDS if row.get(column)]
    if table == "quotes" and row["speaker_id"]:
        words.insert(0, tables.name("speakers", row["speaker_id"])[0])
    return [
        kind,
        id,
        title,
        "; ".join([*names, *(row.get("other_names") or [])]),
        " · ".join(words),
    ]
