"""Bring a cell into the canonical form of its column's type, where only one reading is possible."""

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import Any

SPACES = re.compile(r"[\s\x1c-\x1f\x85\xa0\u2028\u2029\u202f]+")
UNSEEN = re.compile(
    r"[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)
MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?Z?$")
DIGITS = 18
"""How long an integer may be that fits into 64 bits, as Parquet and databases want it."""

YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})")
YEAR_LAST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")


def tidy_cell(cell: str, field: dict[str, Any]) -> str:
    """Return a cell in canonical form; as it was where its meaning is not certain.

    Examples
    --------
    >>> tidy_cell(" 12.7.2018 ", {"type": "date"})
    '2018-07-12'
    >>> tidy_cell("7/8/2018", {"type": "date"})
    '7/8/2018'
    """
    text = tidy_text(cell)
    readings = _readings(text, field)
    return readings.pop() if len(readings) == 1 else text


def unclear(cell: str, field: dict[str, Any]) -> str | None:
    """Say why a tidy cell is not of its column's type; None if it is.

    Examples
    --------
    >>> unclear("7/8/2018", {"type": "date"})
    'could mean 2018-07-08 or 2018-08-07'
    """
    readings = sorted(_readings(cell, field))
    if len(readings) > 1:
        return f"could mean {' or '.join(readings)}"
    return None if readings else f"is no {field['type']}"


def tidy_text(cell: str) -> str:
    """Return a text in NFC, with one ordinary space between words and nothing that nobody sees."""
    return unicodedata.normalize("NFC", SPACES.sub(" ", UNSEEN.sub("", cell)).strip())


def _readings(text: str, field: dict[str, Any]) -> set[str]:
    """Return everything in canonical form that a text can mean in a column."""
    reader = READERS.get(field["type"])
    return reader(text, field) if reader and text else {text}


def _read_list(text: str, field: dict[str, Any]) -> set[str]:
    items = {item.strip() for item in text.split(field["delimiter"])} - {""}
    return {field["delimiter"].join(sorted(items))}


def _read_date(text: str, _: dict[str, Any]) -> set[str]:
    day = MIDNIGHT.sub("", text)
    if match := YEAR_FIRST.fullmatch(day):
        year, _, month, number = match.groups()
        return _dates((year, month, number))
    if match := YEAR_LAST.fullmatch(day):
        first, separator, second, year = match.groups()
        if separator == ".":
            return _dates((year, second, first))
        return _dates((year, second, first), (year, first, second))
    return set()


def _dates(*readings: tuple[str, str, str]) -> set[str]:
    found = set()
    for year, month, day in readings:
        try:
            found.add(datetime.date(int(year), int(month), int(day)).isoformat())
        except ValueError:
            continue  # there is no such day
    return found


def _read_integer(text: str, field: dict[str, Any]) -> set[str]:
    readings = set()
    if match := re.fullmatch(r"([+-]?\d+)([.,]0+)?", text):
        readings.add(match[1])
    if match := re.fullmatch(r"[+-]?[1-9]\d{0,2}([ .,])\d{3}(\1\d{3})*", text):
        readings.add(text.replace(match[1], ""))
    numbers = [int(reading) for reading in readings if len(reading) <= DIGITS]
    return {str(number) for number in numbers if _within(number, field)}


def _read_number(text: str, field: dict[str, Any]) -> set[str]:
    readings = set()
    if re.fullmatch(r"[+-]?\d+([.,]\d+)?", text):
        readings.add(text.replace(",", "."))
    if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text):
        readings.add(text.replace(",", ""))
    return {_shortest(reading) for reading in readings if _within(float(reading), field)}


def _shortest(number: str) -> str:
    """Return a number as the shortest text that means it, or as it is if digits would be lost."""
    shortest = repr(float(number))
    return shortest if Decimal(shortest) == Decimal(number) else number


def _within(value: float, field: dict[str, Any]) -> bool:
    bounds = field.get("constraints", {})
    return bounds.get("minimum", value) <= value <= bounds.get("maximum", value)


def _read_boolean(text: str, field: dict[str, Any]) -> set[str]:
    words = {"true": ["true", "True", "TRUE", "1"], "false": ["false", "False", "FALSE", "0"]}
    meanings = (field.get(f"{word}Values", default) for word, default in words.items())
    return {values[0] for values in meanings if text in values}


READERS = {
    "boolean": _read_boolean,
    "date": _read_date,
    "integer": _read_integer,
    "list": _read_list,
    "number": _read_number,
}
