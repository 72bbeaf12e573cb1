"""Find rows that a new row may be the same as, before it is written."""

import re
from typing import NamedTuple

from curating.draft import Draft
from sco_data.checks import RULES, Database
from sco_data.checks.reviews import suspicious_pairs
from sco_data.versions import Row

NEIGHBOURS = {
    "agreements": """
        SELECT agreement_id FROM agreements
        WHERE abs(signed_on - TRY_CAST($signed_on AS DATE)) <= 1
            OR letters_of(title) = letters_of($title)""",
    "documents": """
        SELECT document_id FROM documents
        WHERE jaro_winkler_similarity(letters_of(title), letters_of($title)) > 0.92""",
    "events": """
        SELECT event_id FROM events
        WHERE abs(start_on - TRY_CAST($start_on AS DATE)) <= 1
            AND (place_id = $place_id OR place_id IS NULL OR $place_id = '')""",
    "organisations": """
        SELECT organisation_id FROM organisations
        WHERE lower(acronym) = lower($acronym)
            OR jaro_winkler_similarity(letters_of(name), letters_of($name)) > 0.92""",
    "quotes": """
        SELECT quote_id FROM quotes
        WHERE source_id = $source_id AND letters_of(begins) = letters_of($begins)""",
    "sources": """
        SELECT source_id FROM sources WHERE regexp_replace(lower(url), $ignored, '', 'g') =
            regexp_replace(lower($url), $ignored, '', 'g')""",
    "speakers": """
        SELECT DISTINCT speaker_id FROM (
            SELECT speaker_id, unnest(string_split(lower(strip_accents(
                concat_ws(' ', name, array_to_string(other_names, ' ')))), ' ')) AS word
            FROM speakers)
        WHERE len(word) > 3
            AND jaro_winkler_similarity(word, lower(strip_accents(
                list_last(string_split($name, ' '))))) > 0.93""",
}
"""A wider search than the rules: same day or the next to it and place, same surname, and so on."""

SETTINGS = {"ignored": r"^https?://(www\.|m\.)?|#.*$|/$"}
"""Parameters of the queries that are no cells of the new row."""


class Pair(NamedTuple):
    """Two rows that a rule takes for a mistake, one of them new."""

    rule: str
    id: str
    other_id: str

    def __str__(self) -> str:
        rule = next(rule for rule in RULES if rule.type == self.rule)
        return f"{self.id} and {self.other_id} ({rule.type}): {rule.sentence}\n  Mend: {rule.mend}"


def asked_of(table: str) -> set[str]:
    """Return the columns of a new row by which its neighbours are found."""
    return _parameters(table) - SETTINGS.keys()


class Likeness:
    """Compares new rows with those of the package.

    Parameters
    ----------
    database
        The package without the new rows.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def neighbours(self, draft: Draft, table: str, cells: Row) -> list[Row]:
        """Return the rows of the package that the curator should look at."""
        if table not in NEIGHBOURS:
            return []
        names = _parameters(table)
        values = {name: SETTINGS.get(name, cells.get(name, "")) for name in names}
        connection = self.database.connection.cursor()
        found = connection.execute(NEIGHBOURS[table], values).fetchall()
        ids = {found_id for (found_id,) in found}
        key = draft.key(table)
        return [row for row in draft.version.tables[table] if row[key] in ids]

    def new_pairs(self, with_draft: Database, draft: Draft) -> list[Pair]:
        """Return the pairs not reviewed that the rules find with the new rows and not without."""
        before = suspicious_pairs(self.database) or set()
        after = suspicious_pairs(with_draft) or set()
        reviewed = {
            (row["rule"], row["id"], row["other_id"]) for row in draft.known("reviewed_findings")
        }
        return [Pair(*pair) for pair in sorted(after - before - reviewed)]


def _parameters(table: str) -> set[str]:
    return set(re.findall(r"\$(\w+)", NEIGHBOURS.get(table, "")))
