"""Write the tables into one Excel workbook."""

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sco_data import citing, descriptor, loading
from sco_data.errors import require

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

README = "README"
WIDTHS = {"date": 11, "integer": 9, "list": 36, "number": 11, "string": 24}
LONGEST_LINK = 2079
"""Excel takes no longer address for a link; it stays a text then."""


def write_workbook(target: Path) -> None:
    """Write a workbook with a sheet that explains it, and a sheet a table.

    Numbers are numbers, dates are dates, addresses are links, lists are written as in CSV. A
    note at the head of every column says what it means. The workbook is dated by
    ``SOURCE_DATE_EPOCH``, or else by ``created`` of the descriptor, so that the same tables give
    the same file.

    Parameters
    ----------
    target : pathlib.Path
        Where to write.

    Raises
    ------
    MissingExtraError
        If XlsxWriter is not installed (extra ``excel``).
    ValueError
        If ``SOURCE_DATE_EPOCH`` is not a number of seconds.
    """
    about = descriptor.descriptor()
    properties = {"title": about["title"], "comments": about["description"], "created": _date()}
    with require("xlsxwriter", "excel").Workbook(target) as book:
        book.set_properties(properties)
        _write_readme(book)
        for table in [*descriptor.table_names(), *descriptor.view_names()]:
            _write_table(book, table)


def _date() -> datetime.datetime:
    """Return the date of the build: https://reproducible-builds.org/specs/source-date-epoch/."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    if seconds is None:
        moment = datetime.datetime.fromisoformat(descriptor.descriptor()["created"])
    else:
        try:
            moment = datetime.datetime.fromtimestamp(int(seconds), datetime.UTC)
        except (ValueError, OverflowError):
            raise ValueError(
                f"SOURCE_DATE_EPOCH is a number of seconds since 1970, not {seconds!r}"
            ) from None
    return moment.replace(tzinfo=None)


def _write_readme(book: "Workbook") -> None:
    about = descriptor.descriptor()
    sheet = book.add_worksheet(README)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 2, 9)
    sheet.set_column(3, 3, 110)
    facts = {
        "Title": about["title"],
        "Description": about["description"],
        "Version": f"{about['version']}, {about['created'][:10]}",
        "Licence": "; ".join(f"{x['title']}, {x['path']}" for x in about["licenses"]),
        "How to cite": citing.cite(),
        "How to read": "A sheet holds a table, or a view made of tables. A note at the head of a "
        "column says what it means. An empty cell means that no page told. Items of a list are "
        "separated by semicolons.",
    }
    for row, (name, text) in enumerate(facts.items()):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 3, text, wrapped)
    top = len(facts) + 1
    for column, name in enumerate(["Sheet", "Kind", "Rows", "One row"]):
        sheet.write_string(top, column, name, bold)
    for row, table in enumerate(loading.tables().to_dict("records"), top + 1):
        sheet.write_url(row, 0, f"internal:'{table['table']}'!A1", string=table["table"])
        sheet.write_string(row, 1, table["kind"])
        sheet.write_number(row, 2, table["rows"])
        sheet.write_string(row, 3, table["description"], wrapped)


def _write_table(book: "Workbook", table: str) -> None:
    sheet = book.add_worksheet(table)
    content = loading.load(table, engine="arrow")
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for column, (name, field) in enumerate(descriptor.fields(table).items()):
        sheet.set_column(column, column, WIDTHS[field["type"]])
        sheet.write_string(0, column, name, bold)
        sheet.write_comment(0, column, _note(field), {"x_scale": 2, "y_scale": 1.5})
        write = _writer(sheet, field, day)
        for row, cell in enumerate(content[name].to_pylist(), 1):
            if cell is not None and write(row, column, cell) != 0:
                raise ValueError(f"Excel does not take the cell {cell!r} of {table}.{name}")
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(content), content.num_columns - 1)


def _note(field: descriptor.Descriptor) -> str:
    """Return what a column means: title, type and description."""
    return f"{field['title']} ({field['type']})\n{field['description']}"


def _writer(
    sheet: "Worksheet", field: descriptor.Descriptor, day: "Format"
) -> Callable[[int, int, Any], int]:
    """Return how to write a cell of a column; what it returns is not 0 if Excel refuses it."""
    if field["type"] == "list":
        delimiter = field["delimiter"]
        return lambda row, column, cell: sheet.write_string(row, column, delimiter.join(cell))
    if field["type"] == "date":
        return lambda row, column, cell: sheet.write_datetime(row, column, cell, day)
    if field.get("format") == "uri":
        return lambda row, column, cell: (
            sheet.write_url(row, column, cell, string=cell)
            if len(cell) <= LONGEST_LINK and cell.startswith(("http://", "https://"))
            else sheet.write_string(row, column, cell)
        )
    number = field["type"] in ("integer", "number")
    write: Callable[[int, int, Any], int] = sheet.write_number if number else sheet.write_string
    return write
