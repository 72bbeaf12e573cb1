"""Lists are in order, and their words are known and used."""

from collections.abc import Iterator

from sco_data.checks.rule import Finding, Rule


class ListItems(Rule):
    """The items of a list are sorted, each once, none empty."""

    type = "list-items"
    sentence = "The items of a list are in alphabetical order, each once, and none is empty."
    violation = "`security;education`"
    mend = "Sort the items, remove repeats and empty ones: a;b;c"

    def query(self, table: str) -> str | None:
        """Compare every list with itself in order."""
        queries = [
            f"""
            SELECT line, '{field["name"]}' AS field,
                'is not sorted, or repeats an item, or has an empty one' AS note
            FROM "{table}"
            WHERE "{field["name"]}" <> list_sort(list_distinct("{field["name"]}"))
                OR list_contains("{field["name"]}", '')"""
            for field in self.database.schemas[table]["fields"]
            if field["type"] == "list"
        ]
        return " UNION ALL ".join(queries) or None


class KnownTopics(Rule):
    """Every topic of a row stands in the table of topics."""

    type = "unknown-topic"
    sentence = "Every item of a column `topics` is an identifier of the table topics."
    violation = "The topic `securty`."
    mend = "Correct the identifier, or add the topic to data/topics.csv."

    def query(self, table: str) -> str | None:
        """Compare the topics of every row with the known ones."""
        if all(field["name"] != "topics" for field in self.database.schemas[table]["fields"]):
            return None
        return f"""
            SELECT line, 'topics' AS field,
                'names the unknown topic ''' || topic_id || '''' AS note
            FROM (SELECT line, unnest(topics) AS topic_id FROM "{table}")
            ANTI JOIN topics USING (topic_id)"""


class UnusedValue(Rule):
    """A value that a column may have is used, or reserved."""

    type = "unused-value"
    sentence = (
        "Every allowed value of a column is used, or is marked as `reserved` in the descriptor; "
        "none is both."
    )
    violation = "A kind of agreement that no agreement is of."
    mend = (
        "Use the value, list it under `reserved` of its column in datapackage.json, or remove it."
    )

    def findings(self, table: str) -> Iterator[Finding]:
        """Compare the values allowed with those used, column by column."""
        for field in self.database.schemas[table]["fields"]:
            allowed = set(field.get("constraints", {}).get("enum", []))
            query = f'SELECT DISTINCT "{field["name"]}" AS value FROM "{table}"'
            rows = self.database.rows(query) if allowed else None
            if rows is None:
                continue
            used = {row["value"] for row in rows} & allowed
            reserved = set(field.get("reserved", []))
            place = f"{table}.{field['name']}"
            for value in sorted(used & reserved | allowed - used - reserved | reserved - allowed):
                note = f"the value {value!r} of {place} is not either used or reserved"
                yield Finding(None, field["name"], note, "datapackage.json")
