"""A name that was released is for ever."""

from collections.abc import Iterator

from sco_data.checks.rule import Finding, Rule


class VanishedId(Rule):
    """An identifier of the last release is still there, or leads on."""

    type = "vanished-id"
    sentence = (
        "Every identifier of the last release (the last tag `v1.2.3` of the repository) is still "
        "in its table, or in `redirects`."
    )
    violation = "An event of version 1.0.0 that is not in the table any more."
    mend = "Restore the row, or add to data/redirects.csv where its identifier leads now."

    def findings(self, table: str) -> Iterator[Finding]:
        """Look for every identifier that the last release has."""
        key = self.database.schemas[table]["primaryKey"]
        release = self.database.last_release
        if release is None or table not in release.tables or len(key) > 1:
            return
        rows = self.database.rows(
            f"""SELECT row_id FROM "{table}"
            UNION SELECT old_id FROM redirects WHERE "table" = '{table}'"""
        )
        present = {row["row_id"] for row in rows or []}
        for row in release.tables[table] if rows is not None else []:
            if row[key[0]] not in present:
                note = f"the identifier {row[key[0]]!r} of {release.name} is gone"
                yield Finding(None, key[0], note)
