"""How the lines of a CSV file are written."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sco_data.canonical import Key, sort_key, write_csv


@dataclass(frozen=True)
class Lines:
    """What the lines of a CSV file are like.

    Attributes
    ----------
    departure
        The first line that is not canonical, and what is wrong with it; None if all are.
    rectangular
        Whether the header has the columns of the table, and every line a cell for each.
    """

    departure: tuple[int, str] | None
    rectangular: bool


def read_lines(file: Path, schema: dict[str, Any]) -> Lines:
    """Read a CSV file up to the first line that is written otherwise than the project writes it.

    The file is read line by line, so that its size does not matter.

    Parameters
    ----------
    file : pathlib.Path
        A CSV file; it need not be valid, nor be there.
    schema : dict
        The Table Schema of the table.

    Returns
    -------
    Lines
    """
    names = [field["name"] for field in schema["fields"]]
    key_of = sort_key(schema)
    previous: Key = ()
    rectangular = True
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                cells = _cells(line)
                if isinstance(cells, str):
                    return Lines((number, cells), rectangular=False)
                if number == 1 and cells != names and [cell.strip() for cell in cells] == names:
                    return Lines((1, "has a space beside the name of a column"), rectangular=False)
                if number == 1 or len(cells) != len(names):
                    # Frictionless compares columns and cells.
                    rectangular &= cells == names
                    continue
                key = key_of(cells)
                if key < previous:
                    wrong = "the row belongs further up by its primary key"
                    return Lines((number, wrong), rectangular)
                previous = key
    except OSError:
        return Lines(None, rectangular=False)
    return Lines(None, rectangular)


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
