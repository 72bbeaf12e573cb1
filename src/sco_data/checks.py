"""Rules beyond Table Schema, as Frictionless checks: one small class a rule.

Each class has a code (``type``), a ``sentence`` for people and a ``mend``. Importing
this module needs Frictionless (extra ``validate``).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import attrs
from frictionless import Check, Error, Resource, Row, errors


class Rule(Check):
    """A check whose findings carry its own code."""

    sentence: ClassVar[str]
    mend: ClassVar[str]

    def __init_subclass__(cls) -> None:
        # Frictionless drops findings whose code no check has announced.
        super().__init_subclass__()
        cls.Errors = [type(f"{cls.__name__}Error", (errors.DataError,), {"type": cls.type})]

    def file_error(self, note: str, row_number: int | None = None) -> Any:
        """Return a finding about the file, or what stands in it from some line on."""
        return self._coded(errors.TableError(note=note), row_number=row_number)

    def cell_error(self, row: Row, column: str, note: str) -> Any:
        """Return a finding about a cell."""
        return self._coded(errors.CellError.from_row(row, note=note, field_name=column))

    def row_error(self, row: Row, note: str) -> Any:
        """Return a finding about a row."""
        return self._coded(errors.RowError.from_row(row, note=note))

    def _coded(self, error: Any, **place: Any) -> Any:
        error.type = self.type
        for name, value in place.items():
            setattr(error, name, value)
        return error


@attrs.define(kw_only=True, repr=False)
class CanonicalFile(Rule):
    """The file is written in the one way that keeps differences between versions small."""

    type = "canonical-file"
    sentence = (
        "A CSV file is UTF-8 without byte order mark, has lines that end with LF, commas between "
        "cells, quotes only where needed, and rows in the order of the primary key."
    )
    mend = "Write the file in that form; `git diff` shows what a program changed."

    def validate_start(self) -> Iterable[Error]:
        """Compare the file with what it would be if written anew."""
        content = Path(str(self.resource.normpath)).read_bytes()
        if content.startswith(b"\xef\xbb\xbf"):
            yield self.file_error("begins with a byte order mark", 1)
            return
        if b"\r" in content or b"\0" in content:
            line = re.split(rb"[\r\0]", content, maxsplit=1)[0].count(b"\n") + 1
            yield self.file_error("has a carriage return or NUL character", line)
            return
        try:
            text = content.decode("utf-8")
            rows = list(csv.reader(io.StringIO(text), strict=True))
        except (UnicodeDecodeError, csv.Error):
            return  # Frictionless tells
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerows(rows)
        if written.getvalue() != text:
            lines = zip(written.getvalue().splitlines(), text.splitlines(), strict=False)
            differing = (number for number, (new, old) in enumerate(lines, 1) if new != old)
            yield self.file_error("is quoted or ended otherwise than needed", next(differing, None))
        yield from self._order(rows)

    def _order(self, rows: list[list[str]]) -> Iterator[Error]:
        schema = self.resource.schema
        names = [field.name for field in schema.fields]
        if not rows or rows[0] != names:
            return
        columns = [(names.index(name), schema.get_field(name).type) for name in schema.primary_key]
        previous: tuple[Any, ...] | None = None
        for number, row in enumerate(rows[1:], 2):
            if len(row) != len(names):
                return
            key = tuple(_sort_key(row[index], kind) for index, kind in columns)
            if previous is not None and key < previous:
                yield self.file_error("the row belongs further up by its primary key", number)
                return
            previous = key


@attrs.define(kw_only=True, repr=False)
class TidyText(Rule):
    """No cell has white space that nobody sees."""

    type = "untidy-text"
    sentence = (
        "No cell begins or ends with a space, has two spaces in a row, a line break, or a space "
        "or control character that nobody sees."
    )
    mend = "Write one ordinary space between words and none at the ends."
    untidy: ClassVar[re.Pattern[str]] = re.compile(
        r"^\s|\s$|  |[\x00-\x1f\x7f\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]"
    )

    def validate_row(self, row: Row) -> Iterable[Error]:
        """Look at every cell as it is written."""
        for name, cell in zip(row.field_names, row.cells, strict=False):
            if isinstance(cell, str) and self.untidy.search(cell):
                yield self.cell_error(row, name, "has white space that nobody sees")


@attrs.define(kw_only=True, repr=False)
class ListItems(Rule):
    """The items of a list are sorted, each once, none empty."""

    type = "list-items"
    sentence = "The items of a list are in alphabetical order, each once, and none is empty."
    mend = "Sort the items, remove repeats and empty ones: a;b;c"

    def validate_row(self, row: Row) -> Iterable[Error]:
        """Look at every list."""
        for field in self.resource.schema.fields:
            items = row[field.name] if field.type == "list" else None
            if items and ("" in items or items != sorted(set(items))):
                yield self.cell_error(row, field.name, "is not sorted, or repeats an item")


@attrs.define(kw_only=True, repr=False)
class KnownTopics(Rule):
    """Every topic of a row stands in the table of topics."""

    type = "unknown-topic"
    sentence = "Every item of a column `topics` is an identifier of the table topics."
    mend = "Correct the identifier, or add the topic to data/topics.csv."
    known: set[str] = attrs.field(factory=set)

    def validate_start(self) -> Iterable[Error]:
        """Read the topics."""
        if self.resource.schema.has_field("topics"):
            self.known = {row["topic_id"] for row in _rows(self.resource, "topics")}
        return []

    def validate_row(self, row: Row) -> Iterable[Error]:
        """Compare the topics of the row with the known ones."""
        if self.known:
            for topic in row["topics"] or []:
                if topic not in self.known:
                    yield self.cell_error(row, "topics", f"names the unknown topic {topic!r}")


@attrs.define(kw_only=True, repr=False)
class Actors(Rule):
    """A row that names who acted or was named does so once, or at least once."""

    type = "actors"
    sentence = (
        "A participant and a quote name a person, an organisation or a state; a mention names "
        "exactly one organisation, document or state, a party exactly one organisation or state."
    )
    mend = "Fill one of the columns, or empty the others."
    at_least_one: ClassVar[dict[str, list[str]]] = {
        "participants": ["speaker_id", "organisation_id", "state_id"],
        "quotes": ["speaker_id", "organisation_id", "state_id"],
    }
    exactly_one: ClassVar[dict[str, list[str]]] = {
        "quote_mentions": ["organisation_id", "document_id", "state_id"],
        "agreement_parties": ["organisation_id", "state_id"],
    }

    def validate_row(self, row: Row) -> Iterable[Error]:
        """Count the columns that are filled."""
        table = self.resource.name
        columns = self.at_least_one.get(table) or self.exactly_one.get(table, [])
        filled = [column for column in columns if row[column]]
        if columns and not filled:
            yield self.row_error(row, f"fills none of {', '.join(columns)}")
        elif table in self.exactly_one and len(filled) > 1:
            yield self.row_error(row, f"fills {' and '.join(filled)}, not exactly one of them")


@attrs.define(kw_only=True, repr=False)
class VerbatimText(Rule):
    """Words of others are shipped only from sources that permit it."""

    type = "verbatim-text"
    sentence = "A quote has a `text` only if the `quoting` of its source is verbatim."
    mend = "Empty `text`; record the quote by `begins`, `ends`, `words` and `gist`."
    permitted: set[str] = attrs.field(factory=set)

    def validate_start(self) -> Iterable[Error]:
        """Read which sources may be quoted verbatim."""
        if self.resource.name == "quotes":
            sources = _rows(self.resource, "sources")
            self.permitted = {s["source_id"] for s in sources if s["quoting"] == "verbatim"}
        return []

    def validate_row(self, row: Row) -> Iterable[Error]:
        """Look for a text whose source does not permit it."""
        if self.resource.name != "quotes" or not row["text"]:
            return
        if row["source_id"] not in self.permitted:
            yield self.cell_error(row, "text", "stands there although its source is standoff")


RULES: list[type[Rule]] = [CanonicalFile, TidyText, ListItems, KnownTopics, Actors, VerbatimText]


def _rows(resource: Resource, table: str) -> list[dict[str, str]]:
    """Read another table of the package; none of it if it is spoiled, which its own checks tell."""
    package: Any = resource.package
    described = package.get_resource(table)
    file = Path(package.basepath) / described.path
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, restval=""))
    except (OSError, UnicodeDecodeError, csv.Error):
        return []
    return rows if rows and set(described.schema.field_names) <= set(rows[0]) else []


def _sort_key(cell: str, kind: str) -> tuple[int, str]:
    return (int(cell), "") if kind == "integer" and cell.isdigit() else (0, cell)
