"""The files themselves are safe to open and stay as they were written."""

from collections.abc import Iterator

from sco_data.checks.language import each_text
from sco_data.checks.rule import Finding, Rule


class CanonicalFile(Rule):
    """The file is written in the one way that keeps differences between versions small."""

    type = "canonical-file"
    sentence = (
        "A CSV file is UTF-8 without byte order mark, has lines that end with LF, commas between "
        "cells, quotes only where needed, and rows in the order of the primary key."
    )
    violation = "A file saved by a spreadsheet, with CRLF at its line ends."
    mend = "Run `scripts/tidy.py`; `git diff` shows what a program changed."

    def findings(self, table: str) -> Iterator[Finding]:
        """Compare the file with what it would be if written anew."""
        if departure := self.database.lines(table).departure:
            line, note = departure
            yield Finding(line, None, note)


class Formula(Rule):
    """No cell does anything when a spreadsheet opens the file."""

    type = "formula"
    sentence = "No text begins with a character that makes a spreadsheet run it: =, +, - or @."
    violation = '`=HYPERLINK("http://example.org")` as a note.'
    mend = "Begin the text with a letter, a digit or a quotation mark."

    def query(self, table: str) -> str | None:
        """Look at how every text begins."""
        condition = "regexp_matches(cell, '^[=+@\\t-]')"
        note = "'begins like a formula'"
        return each_text(table, self.database.schemas[table], condition, note)


class Address(Rule):
    """An address leads to a page in the web, and to nothing else."""

    type = "address"
    sentence = "An address begins with http:// or https://, has a host and no name or password."
    violation = "`https://name:password@example.org/page`"
    mend = "Copy the address of the page anew."

    def query(self, table: str) -> str | None:
        """Look at every column of addresses."""
        queries = [
            f"""
            SELECT line, '{field["name"]}' AS field, 'is no plain address of a page' AS note
            FROM "{table}"
            WHERE NOT regexp_matches("{field["name"]}",
                '^https?://([\\p{{L}}\\d]([\\p{{L}}\\d-]*[\\p{{L}}\\d])?\\.)+[\\p{{L}}\\d-]{{2,}}'
                || '(:\\d+)?([/?#][^\\s<>"]*)?$')"""
            for field in self.database.schemas[table]["fields"]
            if field.get("format") == "uri"
        ]
        return " UNION ALL ".join(queries) or None
