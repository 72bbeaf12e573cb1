"""Every fact leads to a page, and every page to a fact."""

from sco_data.checks.rule import Rule


class EventWithoutSource(Rule):
    """Every event is told on a page."""

    type = "event-without-source"
    sentence = "Every event has at least one row in `event_sources`."
    violation = "An event that `event_sources` does not name."
    mend = "Add the page that tells of the event to data/event_sources.csv, or remove the event."
    queries = {
        "events": """
            SELECT line, 'event_id' AS field, 'no page in event_sources tells of it' AS note
            FROM events ANTI JOIN event_sources USING (event_id)""",
    }


class UnusedSource(Rule):
    """Every page carries a row."""

    type = "unused-source"
    sentence = "Every source is named by a row of another table."
    violation = "A page in `sources` on which no event, quote or other row rests."
    mend = "Name the source in the row that rests on it, or remove it from data/sources.csv."

    def query(self, table: str) -> str | None:
        """Look in every table that has a key to the sources."""
        if table != "sources":
            return None
        users = " UNION ALL ".join(
            f'SELECT "{key["fields"][0]}" AS source_id FROM "{name}"'
            for name, schema in self.database.schemas.items()
            for key in schema.get("foreignKeys", [])
            if key["reference"].get("resource") == table
        )
        return f"""
            SELECT line, 'source_id' AS field, 'no row rests on this page' AS note
            FROM sources ANTI JOIN ({users}) USING (source_id)"""


class VerbatimText(Rule):
    """Words of others are shipped only from sources that permit it."""

    type = "verbatim-text"
    sentence = "A quote has a `text` only if the `quoting` of its source is verbatim."
    violation = "A `text` in a quote from a news agency, whose `quoting` is standoff."
    mend = "Empty `text`; record the quote by `begins`, `ends`, `words` and `gist`."
    queries = {
        "quotes": """
            SELECT quotes.line, 'text' AS field,
                'stands there although its source is standoff' AS note
            FROM quotes JOIN sources USING (source_id)
            WHERE quotes.text IS NOT NULL AND quoting IS DISTINCT FROM 'verbatim'""",
    }


class QuoteSource(Rule):
    """What was said at an event stands on a page that tells of the event."""

    type = "quote-source"
    sentence = "The source of a quote is among the sources of its event."
    violation = "A quote of an event whose page `event_sources` does not link with that event."
    mend = "Correct `event_id` or `source_id`, or link the two in data/event_sources.csv."
    queries = {
        "quotes": """
            SELECT line, 'source_id' AS field,
                'is not among the sources of the event ' || event_id AS note
            FROM quotes ANTI JOIN event_sources USING (event_id, source_id)
            WHERE event_id IS NOT NULL""",
    }
