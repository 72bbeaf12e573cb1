"""An identifier says what its row says, and stays."""

from typing import Any

from sco_data.checks.rule import Rule


class Identifier(Rule):
    """An identifier agrees with the row it names."""

    type = "identifier"
    sentence = (
        "An `event_id` begins with the day and the place (without its country), a `source_id` has "
        "the day of publication, a `quote_id` the source and the number, an `office_id` the "
        "person, an `agreement_id` a partner and, if known, the year, a `place_id` the country."
    )
    violation = "The event `2018-07-12-moscow-consultations` with the place `beijing-cn`."
    mend = "Correct the identifier everywhere it stands, or the cell that it does not agree with."
    queries = {
        "events": """
            SELECT line, 'event_id' AS field,
                'does not begin with ' || concat_ws('-', start_on, left(place_id, -3)) AS note
            FROM events
            WHERE NOT starts_with(event_id, concat_ws('-', start_on, left(place_id, -3)) || '-')
            UNION ALL
            SELECT named.line, 'event_id', 'names the place ' || places.place_id
            FROM (
                SELECT line, unnest(list_transform(
                    range(1, len(words)), lambda n: array_to_string(words[:n], '-'))) AS slug
                FROM (
                    SELECT line, string_split(substr(event_id, 12), '-') AS words
                    FROM events WHERE place_id IS NULL AND starts_with(event_id, start_on || '-'))
            ) AS named JOIN places ON slug = left(places.place_id, -3)""",
        "sources": """
            SELECT line, 'source_id' AS field,
                'does not have the day ' || coalesce(strftime(published_on, '%Y%m%d'), 'empty')
                AS note
            FROM sources
            WHERE strftime(published_on, '%Y%m%d')
                IS DISTINCT FROM nullif(regexp_extract(source_id, '-(\\d{8})-', 1), '')""",
        "quotes": """
            SELECT line, 'quote_id' AS field, 'is not ' || source_id || '-q' || number AS note
            FROM quotes WHERE quote_id <> source_id || '-q' || number""",
        "offices": """
            SELECT line, 'office_id' AS field, 'does not begin with ' || speaker_id AS note
            FROM offices WHERE NOT starts_with(office_id, speaker_id || '-')""",
        "agreements": """
            SELECT line, 'agreement_id' AS field, 'does not end with ' || year(signed_on) AS note
            FROM agreements
            WHERE NOT ends_with(agreement_id, '-' || year(signed_on))
                AND date_precision <> 'on-or-before'
            UNION ALL
            SELECT line, 'agreement_id', 'does not begin with a partner' FROM agreements ANTI JOIN (
                SELECT agreement_id FROM agreement_parties AS party
                LEFT JOIN states USING (state_id)
                WHERE side = 'partner' AND starts_with(agreement_id, coalesce(
                    party.organisation_id,
                    replace(strip_accents(lower(states.name)), ' ', '-')) || '-')
            ) USING (agreement_id)""",
        "places": """
            SELECT line, 'place_id' AS field, 'does not end with ' || lower(state_id) AS note
            FROM places WHERE NOT ends_with(place_id, '-' || lower(state_id))""",
    }


class Numbering(Rule):
    """Parts of a row are numbered from one without gaps."""

    type = "numbering"
    sentence = "`number` counts from 1 without gaps within an event, agreement, quote or source."
    violation = "Participants 1, 2 and 4 of an event."
    mend = "Number the rows anew from 1."

    def query(self, table: str) -> str | None:
        """Compare every number with the one before it."""
        owner = numbered_within(self.database.schemas[table])
        if owner is None:
            return None
        return f"""
            SELECT line, 'number' AS field, 'is ' || number || ' instead of ' || due AS note
            FROM (
                SELECT line, number,
                    1 + coalesce(lag(number) OVER (PARTITION BY "{owner}" ORDER BY number), 0)
                        AS due
                FROM "{table}"
            )
            WHERE number <> due"""


def numbered_within(schema: dict[str, Any]) -> str | None:
    """Return the column within whose values the rows of a table are numbered, if they are."""
    if "number" not in (field["name"] for field in schema["fields"]):
        return None
    key = schema["primaryKey"]
    return str(key[0] if "number" in key else schema["foreignKeys"][0]["fields"][0])


class Redirect(Rule):
    """A redirect leads from a name that is gone to one that is there."""

    type = "redirect"
    sentence = (
        "A redirect leads from an identifier that its table no longer has to one that it has, or "
        "to none."
    )
    violation = "A redirect from an event that is still in the table."
    mend = "Correct `table`, `old_id` or `new_id`; lead to the identifier that is in use today."

    def query(self, table: str) -> str | None:
        """Look for both identifiers in the table that the redirect names."""
        if table != "redirects":
            return None
        rows = " UNION ALL ".join(
            f'SELECT \'{name}\' AS "table", row_id AS id FROM "{name}"'
            for name in self.database.schemas
        )
        names = ", ".join(f"'{name}'" for name in self.database.schemas)
        return f"""
            WITH present AS ({rows})
            SELECT line, 'table' AS field, 'is no table' AS note
            FROM redirects WHERE "table" NOT IN ({names})
            UNION ALL
            SELECT line, 'old_id', 'is still in the table' FROM redirects
            SEMI JOIN present ON present."table" = redirects."table" AND id = old_id
            UNION ALL
            SELECT line, 'new_id', 'is not in the table' FROM redirects
            ANTI JOIN present ON present."table" = redirects."table" AND id = new_id
            WHERE new_id IS NOT NULL AND "table" IN ({names})"""
