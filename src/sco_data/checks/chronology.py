"""Days come one after the other."""

from typing import ClassVar

from sco_data.checks.rule import Rule


class EndsBeforeStart(Rule):
    """Nothing ends before it begins."""

    type = "ends-before-start"
    sentence = (
        "`end_on` is not before `start_on`, `valid_until` not before `signed_on`, `retrieved_on` "
        "not before `published_on`."
    )
    violation = "An event from 2018-07-12 to 2018-07-10."
    mend = "Correct the day that the page does not give."
    spans: ClassVar[dict[str, str]] = {
        "end_on": "start_on",
        "valid_until": "signed_on",
        "retrieved_on": "published_on",
    }

    def query(self, table: str) -> str | None:
        """Look at every span that the table has."""
        names = {field["name"] for field in self.database.schemas[table]["fields"]}
        queries = [
            f"""
            SELECT line, '{end}' AS field, 'is before {start} ' || {start} AS note
            FROM "{table}" WHERE {end} < {start}"""
            for end, start in self.spans.items()
            if {end, start} <= names
        ]
        return " UNION ALL ".join(queries) or None


class PublishedBeforeEvent(Rule):
    """A page that tells of an event came out after it began."""

    type = "published-before-event"
    sentence = "No page was published before the event that it tells of."
    violation = "A page of 2018-07-10 as source of an event of 2018-07-12."
    mend = "Link the page that reports the event; if an announcement is all there is, review it."
    reviewable = True
    queries = {
        "event_sources": """
            SELECT event_sources.line, 'source_id' AS field,
                'was published on ' || published_on || ', before the event' AS note,
                event_id AS id, source_id AS other_id
            FROM event_sources JOIN events USING (event_id) JOIN sources USING (source_id)
            WHERE published_on < start_on""",
    }


class DayOfEvent(Rule):
    """What was signed or adopted at an event was so while the event lasted."""

    type = "day-of-event"
    sentence = (
        "The day on which an agreement was signed or a document adopted is a day of its event, as "
        "far as the precision of both tells, and is given if its event is."
    )
    violation = "An agreement signed on 2018-06-11 at an event of 2018-06-10."
    mend = "Correct the day or the event."

    def query(self, table: str) -> str | None:
        """Compare the span in which the day lies with the span of the event."""
        days = {"agreements": "signed_on", "documents": "adopted_on"}
        if table not in days:
            return None
        day = days[table]
        return f"""
            SELECT own.line, '{day}' AS field,
                coalesce('is not a day of ' || event_id, 'is empty') AS note
            FROM "{table}" AS own JOIN events USING (event_id)
            WHERE {day} IS NULL
                OR {day} > latest_day(coalesce(end_on, start_on), events.date_precision)
                    AND own.date_precision <> 'on-or-before'
                OR latest_day({day}, own.date_precision) < start_on"""


class OverlappingSpans(Rule):
    """A state has one standing at a time, an office one holder."""

    type = "overlapping-spans"
    sentence = (
        "The spans of a state's statuses do not overlap, nor do the terms of one office, as far as "
        "their precision tells; a span ends where the next begins."
    )
    violation = "Observer until 2017-06-09 and member from 2017-06-01."
    mend = "Correct the day on which the one ended or the other began."

    def query(self, table: str) -> str | None:
        """Compare spans of the same state or office, each taken as short as it can have been."""
        groups = {"statuses": "state_id", "offices": "title, organisation_id, state_id"}
        if table not in groups:
            return None
        open_end = "DATE '9999-12-31'" if table == "statuses" else "start_on"
        return f"""
            SELECT line, 'start_on' AS field, 'begins before ' || previous || ' has ended' AS note
            FROM (
                SELECT line, latest_day(start_on, date_precision) AS start_at_latest,
                    lag(row_id) OVER earlier AS previous,
                    lag(earliest_day(coalesce(end_on, {open_end}), date_precision))
                        OVER earlier AS end_at_earliest
                FROM "{table}" WHERE start_on IS NOT NULL
                WINDOW earlier AS (PARTITION BY {groups[table]} ORDER BY start_on, line)
            )
            WHERE start_at_latest < end_at_earliest"""


class OutsideParent(Rule):
    """An event lies within the event it is part of."""

    type = "outside-parent"
    sentence = (
        "An event is no part of itself, and its days lie within those of its parent, as far as "
        "precision tells."
    )
    violation = "A meeting of 2018-06-12 as part of a summit of 9 and 10 June."
    mend = "Correct `parent_id` or the days."
    queries = {
        "events": """
            SELECT child.line, 'parent_id' AS field,
                CASE WHEN parent.parent_id = child.event_id THEN 'the event is a part of itself'
                    ELSE 'the event is not within the days of ' || parent.event_id END AS note
            FROM events AS child JOIN events AS parent ON child.parent_id = parent.event_id
            WHERE parent.parent_id = child.event_id
                OR latest_day(child.start_on, child.date_precision) < parent.start_on
                OR coalesce(child.end_on, child.start_on) >
                    latest_day(coalesce(parent.end_on, parent.start_on), parent.date_precision)""",
    }


class InTheFuture(Rule):
    """The record is of what has happened."""

    type = "in-the-future"
    sentence = "No day but `valid_until` is later than today."
    violation = "An event of next year that has been announced."
    mend = "Correct the day, or wait until it has happened."

    def query(self, table: str) -> str | None:
        """Look at every column of days."""
        columns = [
            field["name"]
            for field in self.database.schemas[table]["fields"]
            if field["type"] == "date" and field["name"] != "valid_until"
        ]
        queries = [
            f"""
            SELECT line, '{column}' AS field, 'is later than today' AS note
            FROM "{table}" WHERE {column} > current_date"""
            for column in columns
        ]
        return " UNION ALL ".join(queries) or None


class BeforeFounding(Rule):
    """An organisation acts from its founding on."""

    type = "before-founding"
    sentence = "Nothing an organisation does is dated before the year of its founding."
    violation = "A participant of 2014 whose organisation was founded in 2015."
    mend = "Correct the organisation, its `founded_year`, or the day."
    reviewable = True

    def query(self, table: str) -> str | None:
        """Find the day of a row: in it, or in the row that it is a part of."""
        days = {
            "participants": ("events", "start_on"),
            "agreement_parties": ("agreements", "signed_on"),
            "documents": (None, "adopted_on"),
            "offices": (None, "start_on"),
        }
        if table not in days:
            return None
        owner, day = days[table]
        key = self.database.schemas[owner or table]["primaryKey"][0]
        joined = f'JOIN "{owner}" AS dated USING ({key})' if owner else ""
        return f"""
            SELECT own.line, 'organisation_id' AS field,
                'was founded in ' || founded_year || ', after ' || {day} AS note,
                {key} AS id, organisation_id AS other_id
            FROM "{table}" AS own {joined} JOIN organisations USING (organisation_id)
            WHERE year({day}) < founded_year"""
