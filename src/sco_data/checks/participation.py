"""Who acted was there."""

from typing import ClassVar

from sco_data.checks.rule import Rule


class Actors(Rule):
    """A row that names who acted or was named does so once, or at least once."""

    type = "actors"
    sentence = (
        "A participant and a quote name a person, an organisation or a state; a mention names "
        "exactly one organisation, document or state, a party exactly one organisation or state."
    )
    violation = "A participant without person, organisation and state."
    mend = "Fill one of the columns, or empty the others."
    columns: ClassVar[dict[str, list[str]]] = {
        "participants": ["speaker_id", "organisation_id", "state_id"],
        "quotes": ["speaker_id", "organisation_id", "state_id"],
        "quote_mentions": ["organisation_id", "document_id", "state_id"],
        "agreement_parties": ["organisation_id", "state_id"],
    }
    exactly_one: ClassVar[set[str]] = {"quote_mentions", "agreement_parties"}

    def query(self, table: str) -> str | None:
        """Count the columns that are filled."""
        if table not in self.columns:
            return None
        columns = ", ".join(self.columns[table])
        most = 1 if table in self.exactly_one else len(self.columns[table])
        return f"""
            SELECT line, NULL AS field, CASE count WHEN 0 THEN 'fills none of {columns}'
                ELSE 'fills ' || count || ' of {columns}, not exactly one' END AS note
            FROM (SELECT line, len(list_filter([{columns}], lambda id: id IS NOT NULL)) AS count
                FROM "{table}")
            WHERE count NOT BETWEEN 1 AND {most}"""


class AbsentSpeaker(Rule):
    """Who is quoted at an event took part in it."""

    type = "absent-speaker"
    sentence = "The speaker of a quote is a participant of its event."
    violation = "A quote by Sergey Lavrov at an event that he did not take part in."
    mend = "Add the speaker to data/participants.csv, or correct `speaker_id` or `event_id`."
    queries = {
        "quotes": """
            SELECT line, 'speaker_id' AS field, 'does not take part in ' || event_id AS note
            FROM quotes ANTI JOIN participants USING (event_id, speaker_id)
            WHERE event_id IS NOT NULL AND speaker_id IS NOT NULL""",
    }


class MissingSide(Rule):
    """An agreement is signed where both sides are."""

    type = "missing-side"
    sentence = "Both sides of an agreement take part in the event at which it was signed."
    violation = "A memorandum with UNESCO signed at an event without UNESCO."
    mend = "Add the side to data/participants.csv, or correct `event_id`."
    queries = {
        "agreements": """
            SELECT line, 'event_id' AS field, 'is without the side ' || side AS note
            FROM (
                SELECT agreements.line, side, bool_or(participants.event_id IS NOT NULL) AS present
                FROM agreements JOIN agreement_parties AS party USING (agreement_id)
                LEFT JOIN participants ON participants.event_id = agreements.event_id AND (
                    participants.organisation_id = party.organisation_id
                    OR participants.state_id = party.state_id
                    OR participants.speaker_id = party.speaker_id)
                WHERE agreements.event_id IS NOT NULL
                GROUP BY agreements.line, side
            )
            WHERE NOT present""",
    }


class RepeatedParticipant(Rule):
    """Nobody takes part twice in the same role."""

    type = "repeated-participant"
    sentence = "No person, and no organisation or state without one, takes part twice in one role."
    violation = "Two rows for Rashid Alimov as speaker of the same event."
    mend = "Remove the second row and number those behind it anew."
    queries = {
        "participants": """
            SELECT line, 'role' AS field, 'the same as in row ' || first AS note
            FROM (
                SELECT line, min(line) OVER (PARTITION BY event_id, role, speaker_id,
                    CASE WHEN speaker_id IS NULL THEN [organisation_id, state_id] END) AS first
                FROM participants
            )
            WHERE line > first""",
    }
