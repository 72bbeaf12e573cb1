"""A review holds as long as there is something to review."""

from collections.abc import Iterator

from sco_data.checks.database import Database
from sco_data.checks.rule import Finding, Rule


class StaleReview(Rule):
    """A review is of something that still looks wrong."""

    type = "stale-review"
    sentence = "Every reviewed finding is one that its rule would still make."
    violation = "A pair of people reviewed as distinct of whom one is no longer in the table."
    mend = "Remove the row: nothing is left to review."

    def findings(self, table: str) -> Iterator[Finding]:
        """Ask every rule that can be reviewed what it would find."""
        if table != "reviewed_findings":
            return
        found = suspicious_pairs(self.database)
        if found is None:
            return
        for row in self.database.rows("SELECT * FROM reviewed_findings ORDER BY line") or []:
            if (row["rule"], row["id"], row["other_id"]) not in found:
                yield Finding(row["line"], "id", "nothing is found here any more")


def suspicious_pairs(database: Database) -> set[tuple[str, str, str]] | None:
    """Ask every rule that can be reviewed what it would find if nothing were reviewed.

    Parameters
    ----------
    database : Database
        The package.

    Returns
    -------
    set of tuple of str, or None
        Rule and both identifiers; None if a table cannot be read.
    """
    found: set[tuple[str, str, str]] = set()
    for rule in filter(lambda rule: rule.reviewable, Rule.__subclasses__()):
        for table in database.schemas:
            query = rule(database=database).query(table)
            rows = database.rows(query) if query else []
            if rows is None:
                return None
            found |= {(rule.type, row["id"], row["other_id"]) for row in rows}
    return found
