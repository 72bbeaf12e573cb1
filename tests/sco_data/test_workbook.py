import datetime

import openpyxl
import pytest

import sco_data as sco
from sco_data import descriptor
from sco_data.workbook import write_workbook

TABLES = [*descriptor.table_names(), *descriptor.view_names()]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    file = tmp_path_factory.mktemp("excel") / "sco.xlsx"
    write_workbook(file)
    return openpyxl.load_workbook(file)


def as_excel(cell):
    if isinstance(cell, datetime.date):
        return datetime.datetime.combine(cell, datetime.time())
    return ";".join(cell) if isinstance(cell, list) else cell


def test_a_sheet_that_explains_and_a_sheet_a_table(book):
    assert book.sheetnames == ["README", *TABLES]


@pytest.mark.parametrize("table", TABLES)
def test_every_cell_has_its_type(book, table):
    header, *found = book[table].iter_rows(values_only=True)
    assert list(header) == list(descriptor.fields(table))
    expected = sco.load(table, engine="arrow").to_pylist()
    assert found == [tuple(map(as_excel, row.values())) for row in expected]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_a_note(book, table):
    sheet = book[table]
    for cell, field in zip(sheet[1], descriptor.fields(table).values(), strict=True):
        assert field["description"] in cell.comment.text
        assert field["type"] in cell.comment.text
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.startswith("A1:")


def test_the_first_sheet_tells_licence_citation_and_tables(book):
    text = {row[0]: row[1:] for row in book["README"].iter_rows(values_only=True)}
    assert "Creative Commons" in text["Licence"][2]
    assert text["How to cite"][2] == sco.cite()
    for table in TABLES:
        kind = "view" if table in descriptor.view_names() else "table"
        description = descriptor.resource(table)["description"]
        assert text[table] == (kind, len(sco.load(table)), description)
    assert book["README"]["A9"].hyperlink.location == "'events'!A1"


def test_addresses_are_links(book):
    cell = book["sources"]["B2"]
    assert cell.hyperlink.target == cell.value


def test_it_is_dated_by_the_descriptor_or_the_environment(book, tmp_path, monkeypatch):
    created = datetime.datetime.fromisoformat(descriptor.descriptor()["created"])
    assert book.properties.created == created.replace(tzinfo=None)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1531353600")
    write_workbook(tmp_path / "sco.xlsx")
    dated = openpyxl.load_workbook(tmp_path / "sco.xlsx", read_only=True)
    assert dated.properties.created == datetime.datetime(2018, 7, 12)


def test_a_wrong_date_in_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(ValueError, match="SOURCE_DATE_EPOCH is a number of seconds"):
        write_workbook(tmp_path / "sco.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_cell_that_excel_does_not_take(tmp_path, monkeypatch):
    long = "x" * 40_000
    table = sco.load("topics", engine="arrow")
    spoiled = table.set_column(0, "topic_id", [[long] * len(table)])
    monkeypatch.setattr("sco_data.loading.load", lambda name, engine: spoiled)
    monkeypatch.setattr(descriptor, "table_names", lambda: ["topics"])
    monkeypatch.setattr(descriptor, "view_names", list)
    with pytest.raises(ValueError, match="Excel does not take the cell"):
        write_workbook(tmp_path / "sco.xlsx")
