"""Damage tables as spreadsheet programs do; tidying gives the original bytes back."""

import csv
import datetime
import io
import json
import random
import unicodedata
from pathlib import Path

import pytest
import tidy as command
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tidying import CannotTidyError, tidy

from sco_data import descriptor
from sco_data.canonical import sort_key, write_csv

ROOT = command.ROOT

SCHEMA = {
    "fields": [
        {"name": "place_id", "type": "string", "constraints": {"required": True}},
        {"name": "number", "type": "integer", "constraints": {"required": True, "minimum": 1}},
        {"name": "name", "type": "string"},
        {"name": "seen_on", "type": "date"},
        {"name": "latitude", "type": "number", "constraints": {"minimum": -90, "maximum": 90}},
        {"name": "topics", "type": "list", "delimiter": ";"},
        {"name": "is_seat", "type": "boolean"},
        {"name": "url", "type": "string", "format": "uri"},
    ],
    "primaryKey": ["place_id", "number"],
}
KZ = "almaty-kz,2,Алматы,2018-07-12,43.25249,a;b,true,http://example.org/a?b"


def table(*lines, schema=SCHEMA):
    header = ",".join(field["name"] for field in schema["fields"])
    return "".join(f"{line}\n" for line in (header, *lines)).encode()


def tidied(content, schema=SCHEMA):
    return tidy(content, schema).content


# What spreadsheet programs do to a cell, as (type, text) -> text; each can be undone.


def with_spaces(random, kind, cell):
    spaces = [" ", "\xa0", "\u202f", "  ", "\n", "\t"]
    inside = cell.replace(" ", random.choice(spaces), 1) if kind == "string" else cell
    return random.choice(["", *spaces]) + inside + random.choice(["", *spaces])


def with_unseen(random, kind, cell):
    place = random.randint(0, len(cell))
    return cell[:place] + random.choice(["\u200b", "\ufeff", "\xad"]) + cell[place:]


def decomposed(random, kind, cell):
    return unicodedata.normalize("NFD", cell)


def with_local_date(random, kind, cell):
    if kind != "date":
        return cell
    day = datetime.date.fromisoformat(cell)
    forms = [
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{day.year}/{day.month}/{day.day}",
        f"{cell} 00:00:00",
        f"{cell}T00:00:00",
        f"{day.day}.{day.month}.{day.year} 0:00",
    ]
    if day.day > 12 or day.day == day.month:
        forms += [f"{day.month}/{day.day}/{day.year}", f"{day.day}/{day.month}/{day.year}"]
    return random.choice(forms)


def with_local_number(random, kind, cell):
    if kind == "integer":
        return random.choice([cell + ".0", cell + ",00", cell + ".00"])
    return cell.replace(".", ",") if kind == "number" else cell


def with_loud_boolean(random, kind, cell):
    return cell.upper() if kind == "boolean" else cell


def with_unsorted_list(random, kind, cell):
    if kind != "list":
        return cell
    items = cell.split(";")
    random.shuffle(items)
    return random.choice([";", "; "]).join([*items, items[0], *random.choice([[], [""]])])


CELLS = [
    with_local_date,
    with_local_number,
    with_loud_boolean,
    with_unsorted_list,
    decomposed,
    with_unseen,
    with_spaces,
]
"""In this order, as digits and items are not told from what other damage put around them."""


# What they do to a table of rows; the first row is the header.


def with_columns_reordered(random, rows):
    order = list(range(len(rows[0])))
    random.shuffle(order)
    return [[row[place] for place in order] for row in rows]


def with_rows_unsorted(random, rows):
    body = rows[1:]
    random.shuffle(body)
    return [rows[0], *body]


def with_empty_columns(random, rows):
    place = random.randint(0, len(rows[0]))
    return [[*row[:place], "", *row[place:], "", ""] for row in rows]


def with_empty_rows(random, rows):
    place = random.randint(1, len(rows))
    return [*rows[:place], [""] * len(rows[0]), [], *rows[place:]]


def with_spaced_header(random, rows):
    return [[f" {name} " for name in rows[0]], *rows[1:]]


TABLES = [
    with_columns_reordered,
    with_rows_unsorted,
    with_empty_columns,
    with_empty_rows,
    with_spaced_header,
]


def damage(content, schema, seed, cells, tables, delimiter, ending, quoting, encoding):
    """Write a table anew as a spreadsheet program might."""
    chance = random.Random(seed)
    kinds = [field["type"] for field in schema["fields"]]
    header, *body = csv.reader(io.StringIO(content.decode()))
    for row in body:
        for place, kind in enumerate(kinds):
            for spoil in cells:
                if row[place] and chance.random() < 0.5:
                    row[place] = spoil(chance, kind, row[place])
    rows = [header, *body]
    for spoil in tables:
        rows = spoil(chance, rows)
    text = io.StringIO()
    if ending == "\r":  # or else nothing tells a line from a line break in a cell
        quoting = csv.QUOTE_ALL
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=quoting)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def some_of(choices):
    """Some of the damages, in their order."""
    return st.sets(st.sampled_from(choices)).map(
        lambda some: [one for one in choices if one in some]
    )


DAMAGES = {
    "seed": st.integers(0, 10**6),
    "cells": some_of(CELLS),
    "tables": some_of(TABLES),
    "delimiter": st.sampled_from([",", ";", "\t"]),
    "ending": st.sampled_from(["\n", "\r\n", "\r"]),
    "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
}

WORDS = st.lists(
    st.text(alphabet='aéşЖ上",;.-', min_size=1, max_size=5), min_size=1, max_size=4
).map(" ".join)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["almaty-kz", "baku-az", "moscow-ru"]),
        st.integers(1, 10**6).map(str),
        WORDS,
        st.dates(datetime.date(1000, 1, 1)).map(str),
        st.one_of(st.just(""), st.floats(-90, 90).map(lambda x: repr(round(x, 5)))),
        st.sets(st.sampled_from(["afghanistan", "culture", "un-system"])).map(
            lambda items: ";".join(sorted(items))
        ),
        st.sampled_from(["", "true", "false"]),
        st.sampled_from(["", "http://example.org/a?b;c"]),
    ).map(list),
    unique_by=lambda row: tuple(row[:2]),
)


@settings(deadline=None)
@given(rows=ROWS, **DAMAGES)
def test_any_damaged_table_comes_back(rows, **damages):
    assume(not any("e-" in row[4] for row in rows))  # no coordinate is that near to zero
    header = [field["name"] for field in SCHEMA["fields"]]
    original = write_csv([header, *sorted(rows, key=sort_key(SCHEMA))]).encode()
    assume(tidied(original) == original)
    assert tidied(damage(original, SCHEMA, **damages)) == original


@settings(deadline=None, max_examples=60)
@given(table=st.sampled_from(descriptor.table_names()), first=st.integers(0, 10**6), **DAMAGES)
def test_the_damaged_tables_of_the_package_come_back(table, first, **damages):
    schema = descriptor.resource(table)["schema"]
    file = ROOT / "data" / f"{table}.csv"
    header, *body = csv.reader(io.StringIO(file.read_text(encoding="utf-8")))
    start = first % (len(body) or 1)
    original = write_csv([header, *body[start : start + 25]]).encode()
    assert tidied(damage(original, schema, **damages), schema) == original


WESTERN = st.lists(
    st.sampled_from(["Orléans", "São Paulo", "Curaçao", "Malmö", "“Silk Road”", "–", "50 €", "a;b"])
).map(" ".join)

WESTERN_DAMAGES = DAMAGES | {"cells": st.just([]), "encoding": st.just("windows-1252")}


@settings(deadline=None)
@given(names=st.lists(WESTERN, max_size=4), **WESTERN_DAMAGES)
def test_western_tables_come_back_from_windows_1252(names, **damages):
    rows = [KZ.split(",") for _ in names]
    for number, (row, name) in enumerate(zip(rows, names, strict=True), 1):
        row[1:3] = [str(number), name]
    header = [field["name"] for field in SCHEMA["fields"]]
    original = write_csv([header, *rows]).encode()
    assert tidied(damage(original, SCHEMA, **damages)) == original


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.uuids().map(str), st.text(alphabet=st.characters(codec="utf-8"))), max_size=5
    )
)
def test_no_character_that_can_be_seen_is_lost(rows):
    schema = {
        "fields": [{"name": "id", "type": "string"}, {"name": "note", "type": "string"}],
        "primaryKey": ["id"],
    }
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["id", "note"], *rows])
    content = text.getvalue().encode()
    try:
        lines = csv.DictReader(io.StringIO(tidied(content, schema).decode(), newline=""))
    except CannotTidyError:
        return
    notes = {line["id"]: line["note"] for line in lines}
    assert {id: seen(note) for id, note in notes.items()} == {id: seen(note) for id, note in rows}
    assert tidied(content, schema) == tidied(tidied(content, schema), schema)


def seen(text):
    return unicodedata.normalize("NFC", "".join(c for c in text if c not in unseen(text)))


def unseen(text):
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zs", "Zl", "Zp")}


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=60).map(lambda noise: table(KZ) + noise) | st.binary(max_size=200))
def test_any_bytes_are_tidied_or_refused(content):
    try:
        once = tidied(content)
    except CannotTidyError:
        return
    assert tidied(once) == once


@pytest.mark.parametrize(
    ("cell", "column", "text"),
    [
        ("1.0", "number", "1"),
        ("1,0", "number", "1"),
        ("007", "number", "7"),
        ("1 234", "number", "1234"),
        ("12.07.2018", "seen_on", "2018-07-12"),
        ("7/13/2018", "seen_on", "2018-07-13"),
        ("13/7/2018", "seen_on", "2018-07-13"),
        ("7/7/2018", "seen_on", "2018-07-07"),
        ("2018/7/12", "seen_on", "2018-07-12"),
        ("2018-07-12 00:00:00", "seen_on", "2018-07-12"),
        ("43,25249", "latitude", "43.25249"),
        ("43,252", "latitude", "43.252"),
        ("43", "latitude", "43.0"),
        ("TRUE", "is_seat", "true"),
        ("FALSE", "is_seat", "false"),
        ("b; a;;a", "topics", "a;b"),
        ("Pari\u0301s", "name", "París"),
        (" New\xa0 York ", "name", "New York"),
    ],
)
def test_a_cell_with_one_meaning_is_brought_into_form(cell, column, text):
    row = dict(zip([f["name"] for f in SCHEMA["fields"]], KZ.split(","), strict=True))
    content = write_csv([list(row), list((row | {column: cell}).values())]).encode()
    found = tidy(content, SCHEMA)
    assert found.content == write_csv([list(row), list((row | {column: text}).values())]).encode()
    assert [(c.line, c.column, c.text, c.remark) for c in found.changed] == [
        (2, column, cell, text)
    ]
    assert not found.left


@pytest.mark.parametrize(
    ("cell", "column", "why"),
    [
        ("7/8/2018", "seen_on", "could mean 2018-07-08 or 2018-08-07"),
        ("7-8-2018", "seen_on", "could mean 2018-07-08 or 2018-08-07"),
        ("12.7.18", "seen_on", "is no date"),
        ("30.2.2018", "seen_on", "is no date"),
        ("43293", "seen_on", "is no date"),
        ("2018-07-12 10:30", "seen_on", "is no date"),
        ("1.000", "number", "could mean 1 or 1000"),
        ("6.49553E+05", "number", "is no integer"),
        ("north", "latitude", "is no number"),
        ("yes", "is_seat", "is no boolean"),
    ],
)
def test_a_cell_with_more_or_no_meaning_is_left_and_told_of(cell, column, why):
    row = dict(zip([f["name"] for f in SCHEMA["fields"]], KZ.split(","), strict=True))
    content = write_csv([list(row), list((row | {column: cell}).values())]).encode()
    found = tidy(content, SCHEMA)
    assert found.content == content
    assert [(c.line, c.column, c.text, c.remark) for c in found.left] == [(2, column, cell, why)]


def test_digits_are_not_lost():
    precise = KZ.replace("43.25249", "43.25249000000000000001")
    assert tidied(table(precise)) == table(precise)


def test_western_letters_are_read():
    content = table(KZ.replace("Алматы", "Orléans – “Café”"))
    assert b"\xc3\xa9" in content
    found = tidy(content.decode().encode("windows-1252"), SCHEMA)
    assert found.content == content
    assert found.notes == ["was not UTF-8; read as windows-1252 with the characters é–“”"]


def test_an_encoding_that_is_told():
    content = table(KZ)
    found = tidy(content.decode().encode("windows-1251"), SCHEMA, "windows-1251")
    assert found.content == content


def spoiled(old, new, encoding="utf-8"):
    text = table(KZ).decode()
    assert old in text
    return text.replace(old, new, 1).encode(encoding)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (spoiled("name", "nmae"), "line 1: no column 'nmae' is described; did you mean 'name'?"),
        (spoiled(",name", ""), "line 1: the header lacks name"),
        (spoiled("name", "url"), "line 1, column url: stands twice"),
        (spoiled("name", ""), "line 1: cells stand in column 3, without a name"),
        (
            spoiled(",url\n", ",url,\n").replace(b"?b\n", b"?b,more\n"),
            "line 1: cells stand in column 9",
        ),
        (table(KZ + ",more"), "line 2: has 9 cells, the header 8"),
        (table("almaty-kz"), "line 2: the row ends before number"),
        (table(KZ).decode().encode("windows-1251"), "line 2: is not UTF-8, and .* no Western"),
        (table(KZ).decode().encode("utf-16-le"), "NUL"),
        (table(KZ).decode().encode("utf-16")[:-1], "is not utf-16-le"),
        (table(KZ.replace("Алматы", "上")).decode().encode("gb18030"), "no Western"),
        (table("baku-az,1") + b"\x81", "line 3: is neither UTF-8 nor windows-1252"),
        (spoiled("Алматы", "??????"), "line 2, column name: '...' stands for letters .* lost"),
        (spoiled("Алматы", "T?rkiye"), "line 2, column name: 'T.r' stands for letters .* lost"),
        (spoiled("Алматы", "T\ufffdrkiye"), "line 2, column name: .* lost"),
        (spoiled("Алматы", '"Алматы" city'), "line 2: quotation marks do not pair"),
        (spoiled("Алматы", '"Алматы'), "line 2: quotation marks do not pair"),
    ],
)
def test_what_is_not_certain_is_refused(content, message):
    with pytest.raises(CannotTidyError, match=message):
        tidy(content, SCHEMA)


def test_rows_that_lack_empty_cells_at_the_end():
    assert tidied(table("almaty-kz,2,Almaty")) == table("almaty-kz,2,Almaty,,,,,")


@pytest.fixture
def untidy(package_folder):
    file = package_folder / "data" / "states.csv"
    content = file.read_bytes()
    spoiled = content.decode().replace(",", ";").replace("Kazakhstan", "Kazakhstan ", 1)
    file.write_bytes(spoiled.replace("\n", "\r\n").encode("utf-8-sig"))
    return package_folder, file, content


def test_the_command_tidies_and_tells(untidy, capsys):
    folder, file, content = untidy
    assert command.main(["--folder", str(folder)]) == 0
    assert file.read_bytes() == content
    printed = capsys.readouterr().out
    assert printed.startswith("data/states.csv\n  began with a byte order mark (utf-8)\n")
    assert "had semicolons between cells" in printed
    assert "column name: 'Kazakhstan ' -> 'Kazakhstan'" in printed
    assert printed.endswith(f"1 of {len(descriptor.table_names())} tables tidied.\n")
    assert command.main(["--folder", str(folder)]) == 0
    assert capsys.readouterr().out == "Nothing to tidy.\n"


def test_the_command_only_checks(untidy, capsys):
    folder, file, _ = untidy
    before = file.read_bytes()
    assert command.main(["states", "--check", "--folder", str(folder)]) == 1
    assert "1 of 1 tables to tidy" in capsys.readouterr().out
    assert command.main([str(file), "--check", "--folder", str(folder)]) == 1
    assert command.main(["events", "--check", "--folder", str(folder)]) == 0
    assert file.read_bytes() == before


def test_nothing_is_written_if_any_table_is_refused(untidy, capsys):
    folder, file, _ = untidy
    before = file.read_bytes()
    (folder / "data" / "topics.csv").write_bytes(b"topic,name\n")
    assert command.main(["--folder", str(folder)]) == 1
    assert file.read_bytes() == before
    error = capsys.readouterr().err
    assert error.startswith("Nothing was changed. data/topics.csv: line 1: no column 'topic'")


def test_a_cell_that_is_left_is_told_of_and_the_rest_tidied(package_folder, capsys):
    file = package_folder / "data" / "events.csv"
    content = file.read_text(encoding="utf-8").replace(",1996-04-26,", ",4/5/1996,", 1)
    file.write_bytes(content.replace("\n", "\r\n").encode())
    assert command.main(["events", "--folder", str(package_folder)]) == 1
    assert file.read_bytes() == content.encode()
    assert "left: line 2, column start_on: '4/5/1996' could mean" in capsys.readouterr().out


def test_many_changes_are_shown_in_part_or_whole(package_folder, capsys):
    file = package_folder / "data" / "states.csv"
    file.write_bytes(file.read_bytes().replace(b",", b" ,").replace(b"state_id ", b"state_id"))
    assert command.main(["states", "--check", "--folder", str(package_folder)]) == 1
    assert "more cells (--all lists them)" in capsys.readouterr().out
    assert command.main(["states", "--check", "--all", "--folder", str(package_folder)]) == 1
    assert "more cells" not in capsys.readouterr().out


def test_what_is_not_there_is_a_message(package_folder, capsys):
    folder = ["--folder", str(package_folder)]
    assert command.main(["event", *folder]) == 1
    assert "no table 'event'; did you mean 'events'" in capsys.readouterr().err
    (package_folder / "data" / "events.csv").unlink()
    assert command.main(["events", *folder]) == 1
    assert "events.csv" in capsys.readouterr().err
    (package_folder / "datapackage.json").write_text("{")
    assert command.main(folder) == 1
    assert "datapackage.json cannot be read" in capsys.readouterr().err


def test_the_tables_of_the_package_are_tidy():
    content = json.loads((Path(ROOT) / "datapackage.json").read_text(encoding="utf-8"))
    for resource in content["resources"]:
        if "schema" in resource:
            file = (ROOT / resource["path"]).read_bytes()
            found = tidy(file, resource["schema"])
            assert found.content == file
            assert not found.left
