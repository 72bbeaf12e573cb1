"""The files themselves are safe to open and stay as they were written."""

import csv
from collections.abc import Iterator
from pathlib import Path

from sco_data.canonical import Key, sort_key, write_csv
from sco_data.checks.database import Schema
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
        file = self.database.folder / self.database.paths[table]
        departure = first_departure(file, self.database.schemas[table])
        if departure:
            yield Finding(*departure)


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


def first_departure(file: Path, schema: Schema) -> tuple[int, None, str] | None:
    """Find the first line that is not written as it would be written anew.

    Parameters
    ----------
    file : pathlib.Path
        A CSV file.
    schema : dict
        Its Table Schema.

    Returns
    -------
    tuple of int, None and str, or None
        The line, no column, and what is wrong; None if nothing is, or if there is no file.
    """
    names = [field["name"] for field in schema["fields"]]
    key_of = sort_key(schema)
    previous: Key = ()
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                cells = _cells(line)
                if isinstance(cells, str):
                    return number, None, cells
                if number == 1 and cells != names and [cell.strip() for cell in cells] == names:
                    return number, None, "has a space beside the name of a column"
                if number == 1 or len(cells) != len(names):
                    continue  # Frictionless compares columns and cells
                key = key_of(cells)
                if key < previous:
                    return number, None, "the row belongs further up by its primary key"
                previous = key
    except OSError:
        return None
    return None


def _cells(written: bytes) -> list[str] | str:
    """Return the cells of a line, or why it is not canonical."""
    try:
        line = written.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"is not UTF-8 from byte {error.start + 1} of the line on"
    if line.startswith("\ufeff"):
        return "begins with a byte order mark"
    if "\r" in line or "\0" in line:
        return "has a carriage return or NUL character"
    if '"' not in line:
        return line[:-1].split(",") if line.endswith("\n") else "is not ended by a line feed"
    try:
        cells = next(csv.reader([line], strict=True))
    except csv.Error:
        return "has a line break or a stray quotation mark in a cell"
    return cells if write_csv([cells]) == line else "is quoted or ended otherwise than needed"
