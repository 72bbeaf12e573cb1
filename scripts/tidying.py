"""Bring a CSV file that a spreadsheet program wrote into canonical form, losing no cell."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tidy_cells import tidy_cell, tidy_text, unclear

from sco_data.canonical import sort_key, write_csv
from sco_data.errors import nearest

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
LOST = re.compile(r"\ufffd|\?{3}|[^\W\d_]\?[^\W\d_]")
"""How a text looks whose letters were replaced because an encoding did not have them."""

NOT_WESTERN = re.compile(
    r"[^\x00-\x7f]{3}|(?<![A-Za-z])[À-ÿ]{2}(?![A-Za-z])|[ÐðÝýÞþ\xa4\xa6\xa8\xac\xaf\xb2\xb3\xb8\xb9\xbc-\xbe]"
)
"""What stands in a text that was read as windows-1252 but was written in another encoding."""


class CannotTidyError(ValueError):
    """Something is in a file that cannot be made good without guessing."""

    def __init__(self, message: str, line: int | None = None, column: str | None = None) -> None:
        places = [f"line {line}"] if line else []
        places += [f"column {column}"] if column else []
        super().__init__(f"{', '.join(places)}: {message}" if places else message)


@dataclass(frozen=True)
class Cell:
    """A cell that was changed, or left because its meaning is not certain."""

    line: int
    column: str
    text: str
    remark: str


@dataclass
class Tidied:
    """A file in canonical form, and what was done to it."""

    content: bytes = b""
    notes: list[str] = field(default_factory=list)
    changed: list[Cell] = field(default_factory=list)
    left: list[Cell] = field(default_factory=list)


@dataclass
class _Sheet:
    """Header and rows as a file has them, each row with the line it begins on."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def tidy(content: bytes, schema: dict[str, Any], encoding: str | None = None) -> Tidied:
    """Bring the content of a CSV file into the canonical form of its table.

    Parameters
    ----------
    content
        What the file holds.
    schema
        The Table Schema of the table.
    encoding
        The encoding of the file, if it is known; otherwise it is found out.

    Raises
    ------
    CannotTidyError
        If anything is not certain; a cell whose meaning is not certain is left and told of.
    """
    tidied = Tidied()
    text = _decode(content, encoding, tidied.notes)
    sheet = _parse(text, schema, tidied.notes)
    _drop_empty(sheet, tidied.notes)
    _check_header(sheet.header, schema)
    _fit_rows(sheet, schema, tidied.notes)
    _order_columns(sheet, schema, tidied.notes)
    rows = [_tidy_row(line, row, schema, tidied) for line, row in sheet.rows]
    ordered = sorted(rows, key=sort_key(schema))
    if ordered != rows:
        tidied.notes.append("rows were not in the order of the primary key")
    tidied.content = write_csv([sheet.header, *ordered]).encode()
    return tidied


def _decode(content: bytes, encoding: str | None, notes: list[str]) -> str:
    mark = next((mark for mark in BYTE_ORDER_MARKS if content.startswith(mark)), b"")
    found = encoding or BYTE_ORDER_MARKS.get(mark, "utf-8")
    if mark and not encoding:
        notes.append(f"began with a byte order mark ({found})")
    try:
        text = content.removeprefix(mark).decode(found)
    except LookupError:
        raise CannotTidyError(f"there is no encoding {found!r}") from None
    except UnicodeDecodeError as error:
        if mark or encoding:
            raise CannotTidyError(f"is not {found}: {error}") from None
        text = _decode_western(content)
        letters = "".join(sorted(set(text) - set(map(chr, range(128)))))
        notes.append(f"was not UTF-8; read as windows-1252 with the characters {letters}")
    if "\0" in text:
        raise CannotTidyError("has a NUL character; save the file as CSV UTF-8", _line(text, "\0"))
    return text


def _decode_western(content: bytes) -> str:
    advice = "save the file as CSV UTF-8, or tell its encoding by --encoding"
    try:
        text = content.decode("windows-1252")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CannotTidyError(f"is neither UTF-8 nor windows-1252; {advice}", line) from None
    if match := NOT_WESTERN.search(text):
        line = _line(text, match[0])
        raise CannotTidyError(f"is not UTF-8, and {match[0]!r} is no Western word; {advice}", line)
    return text


def _line(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def _parse(text: str, schema: dict[str, Any], notes: list[str]) -> _Sheet:
    names = {described["name"] for described in schema["fields"]}
    first = text.splitlines()[0] if text else ""
    delimiter = max(DELIMITERS, key=lambda one: len(names.intersection(_labels(first, one))))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, line = [], 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise CannotTidyError(f"quotation marks do not pair: {error}", line) from None
    if not rows:
        raise CannotTidyError("is empty; restore it with git")
    if delimiter != ",":
        notes.append(f"had {DELIMITERS[delimiter]} between cells")
    if "\r" in text:
        notes.append("had carriage returns at the ends of lines")
    if write_csv((row for _, row in rows), delimiter) != re.sub("\r\n?", "\n", text):
        notes.append("was quoted or ended otherwise than needed")
    (_, header), *body = rows
    return _Sheet([tidy_text(label) for label in header], body)


def _labels(line: str, delimiter: str) -> list[str]:
    return [tidy_text(label.replace('"', "")) for label in line.split(delimiter)]


def _drop_empty(sheet: _Sheet, notes: list[str]) -> None:
    """Drop the empty rows and the empty columns without a name that spreadsheets leave."""
    rows = [(line, row) for line, row in sheet.rows if any(cell.strip() for cell in row)]
    if len(rows) < len(sheet.rows):
        notes.append(f"had {len(sheet.rows) - len(rows)} empty rows")
    filled = {place for _, row in rows for place, cell in enumerate(row) if cell.strip()}
    empty = {place for place, label in enumerate(sheet.header) if not label} - filled
    if empty:
        notes.append(f"had {len(empty)} empty columns")
    sheet.header = _without(empty, sheet.header)
    sheet.rows = [(line, _without(empty, row)) for line, row in rows]


def _without(places: set[int], row: list[str]) -> list[str]:
    return [cell for place, cell in enumerate(row) if place not in places]


def _check_header(header: list[str], schema: dict[str, Any]) -> None:
    names = [described["name"] for described in schema["fields"]]
    for label in header:
        if not label:
            raise CannotTidyError(
                f"cells stand in column {header.index('') + 1}, without a name", 1
            )
        if label not in names:
            raise CannotTidyError(f"no column {label!r} is described; {nearest(label, names)}", 1)
        if header.count(label) > 1:
            raise CannotTidyError("stands twice in the header", 1, label)
    if missing := [name for name in names if name not in header]:
        raise CannotTidyError(f"the header lacks {', '.join(missing)}; restore it with git", 1)


def _fit_rows(sheet: _Sheet, schema: dict[str, Any], notes: list[str]) -> None:
    """Give every row as many cells as the header has; what is cut off must have been empty."""
    width = len(sheet.header)
    required = {
        described["name"]
        for described in schema["fields"]
        if described.get("constraints", {}).get("required")
    }
    short = 0
    for line, row in sheet.rows:
        if any(cell.strip() for cell in row[width:]):
            raise CannotTidyError(
                f"has {len(row)} cells, the header {width}; put a text that holds the character "
                "between cells into double quotes",
                line,
            )
        if lost := required.intersection(sheet.header[len(row) :]):
            raise CannotTidyError(f"the row ends before {', '.join(sorted(lost))}", line)
        short += len(row) < width
        row[:] = row[:width] + [""] * (width - len(row))
    if short:
        notes.append(f"lacked empty cells at the end of {short} rows")


def _order_columns(sheet: _Sheet, schema: dict[str, Any], notes: list[str]) -> None:
    names = [described["name"] for described in schema["fields"]]
    if sheet.header == names:
        return
    notes.append("had its columns in another order")
    places = [sheet.header.index(name) for name in names]
    sheet.header = names
    sheet.rows = [(line, [row[place] for place in places]) for line, row in sheet.rows]


def _tidy_row(line: int, row: list[str], schema: dict[str, Any], tidied: Tidied) -> list[str]:
    return [
        _tidy_cell(line, cell, described, tidied)
        for cell, described in zip(row, schema["fields"], strict=True)
    ]


def _tidy_cell(line: int, cell: str, described: dict[str, Any], tidied: Tidied) -> str:
    name = described["name"]
    new = tidy_cell(cell, described)
    if described.get("format") != "uri" and (match := LOST.search(new)):
        raise CannotTidyError(
            f"{match[0]!r} stands for letters that were lost when the file was saved; start again "
            "from the file before, and save as CSV UTF-8",
            line,
            name,
        )
    if new != cell:
        tidied.changed.append(Cell(line, name, cell, new))
    if why := unclear(new, described):
        tidied.left.append(Cell(line, name, new, why))
    return new


def report(tidied: Tidied, limit: int) -> Iterator[str]:
    """Tell what was done to a file: every note, and so many of the changed cells."""
    yield from tidied.notes
    for cell in tidied.changed[:limit]:
        yield f"line {cell.line}, column {cell.column}: {cell.text!r} -> {cell.remark!r}"
    if len(tidied.changed) > limit:
        yield f"and {len(tidied.changed) - limit:,} more cells (--all lists them)"
    for cell in tidied.left:
        yield f"left: line {cell.line}, column {cell.column}: {cell.text!r} {cell.remark}"
