"""A review holds as long as there is something to review."""

from collections.abc import Iterator

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
        found: set[tuple[str, str, str]] = set()
        for rule in filter(lambda rule: rule.reviewable, Rule.__subclasses__()):
            for name in self.database.schemas:
                query = rule(database=self.database).query(name)
                rows = self.database.rows(query) if query else []
                if rows is None:
                    return
                found |= {(rule.type, row["id"], row["other_id"]) for row in rows}
        for row in self.database.rows("SELECT * FROM reviewed_findings ORDER BY line") or []:
            if (row["rule"], row["id"], row["other_id"]) not in found:
                yield Finding(row["line"], "id", "nothing is found here any more")
