import csv
import json

import diff
import pytest
from difference_report import FORMATS, escaped
from differences import Level, compare
from hypothesis import given
from hypothesis import strategies as st

from sco_data.versions import Version, read_version

ROOT = diff.ROOT
PLACES = ["place_id", "name", "state_id"]
LINKS = ["place_id", "event_id"]


def field(name, **constraints):
    return {"name": name, "title": name, "type": "string", "constraints": constraints}


def table(name, columns, key, *, references=None):
    foreign = [
        {"fields": [column], "reference": {"resource": home, "fields": [column]}}
        for column, home in (references or {}).items()
    ]
    fields = [field(column, required=True) for column in columns]
    return {
        "name": name,
        "schema": {"fields": fields, "primaryKey": key, "foreignKeys": foreign},
    }


def version(places, links=(), redirects=()):
    """A small package: places, which link rows point to, and redirects."""
    resources = [
        table("places", PLACES, ["place_id"]),
        table("links", LINKS, LINKS, references={"place_id": "places"}),
        table("redirects", ["table", "old_id", "new_id"], ["table", "old_id"]),
    ]
    rows = {
        "places": [dict(zip(PLACES, row, strict=True)) for row in places],
        "links": [dict(zip(LINKS, row, strict=True)) for row in links],
        "redirects": [{"table": "places", "old_id": old, "new_id": new} for old, new in redirects],
    }
    return Version("x", {"version": "0.1.0", "resources": resources}, rows)


def difference_of(old, new, name):
    return next((t for t in compare(old, new).tables if t.table == name), None)


ROWS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("xyz"), st.sampled_from(["", "KZ"])),
    unique_by=lambda row: row[0],
)
STEPS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["", *"abcdefgh"])),
    unique_by=lambda step: step[0],
)


@given(ROWS, ROWS, STEPS)
def test_the_difference_leads_from_the_old_rows_to_the_new_ones(before, after, steps):
    old, new = version(before), version(after, redirects=steps)
    found = difference_of(old, new, "places")
    rows = {row["place_id"]: dict(row) for row in old.tables["places"]}
    told = []
    if found:
        told = [r["place_id"] for r in found.removed] + [r.old_key[0] for r in found.redirected]
        gone = [rows.pop(id) for id in told]
        by_id = {row["place_id"]: row for row in gone}
        for redirection in found.redirected:
            if redirection.new_key and redirection.new_key[0] not in rows:
                row = by_id[redirection.old_key[0]] | {"place_id": redirection.new_key[0]}
                rows[redirection.new_key[0]] = row
                edit(row, redirection.cells)
        for change in found.changed:
            assert change.cells
            edit(rows[change.key[0]], change.cells)
        for row in found.added:
            assert row["place_id"] not in rows
            rows[row["place_id"]] = row
    assert len(told) == len(set(told))
    assert rows == {row["place_id"]: row for row in new.tables["places"]}


def edit(row, cells):
    for column, (old, new) in cells.items():
        assert row[column] == old != new
        row[column] = new


def test_a_renamed_row_is_redirected_with_its_links():
    old = version([("a", "Alma-Ata", "KZ")], [("a", "e1")])
    new = version([("b", "Almaty", "KZ")], [("b", "e1")], [("a", "b")])
    (renamed,) = difference_of(old, new, "places").redirected
    assert (renamed.old_key, renamed.new_key) == (("a",), ("b",))
    assert renamed.cells == {"name": ("Alma-Ata", "Almaty")}
    links = difference_of(old, new, "links")
    assert [(r.old_key, r.new_key) for r in links.redirected] == [(("a", "e1"), ("b", "e1"))]
    assert not links.added
    assert not links.removed
    assert compare(old, new).level is Level.MINOR


def test_a_merged_row_does_not_hide_what_changed_in_the_other():
    old = version([("a", "Alma-Ata", "KZ"), ("b", "Almaty", "")])
    new = version([("b", "Almaty", "KZ")], redirects=[("a", "b")])
    found = difference_of(old, new, "places")
    assert [(r.old_key, r.new_key, r.cells) for r in found.redirected] == [(("a",), ("b",), {})]
    assert [(e.key, e.cells) for e in found.changed] == [(("b",), {"state_id": ("", "KZ")})]


def test_redirects_are_followed_to_their_end():
    old = version([("a", "x", "KZ")])
    new = version([("c", "x", "KZ")], redirects=[("a", "b"), ("b", "c")])
    (redirection,) = difference_of(old, new, "places").redirected
    assert redirection.new_key == ("c",)


def test_a_withdrawn_row_and_its_links():
    old = version([("a", "x", "KZ")], [("a", "e1")])
    new = version([], redirects=[("a", "")])
    (withdrawn,) = difference_of(old, new, "places").redirected
    assert withdrawn.new_key is None
    assert difference_of(old, new, "links").removed == [{"place_id": "a", "event_id": "e1"}]
    assert compare(old, new).level is Level.MINOR


A = ("a", "x", "KZ")
B = ("b", "y", "KZ")


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        (version([A]), version([A]), Level.NONE),
        (version([A]), version([("a", "X", "KZ")]), Level.PATCH),
        (version([A], [("a", "e")]), version([A]), Level.PATCH),
        (version([A]), version([A, B]), Level.MINOR),
        (version([A, B]), version([A]), Level.MAJOR),
    ],
)
def test_the_level_of_changed_rows(old, new, level):
    assert compare(old, new).level is level


def described(change):
    """The small package with a changed description of the table of places."""
    new = version([A])
    descriptor = json.loads(json.dumps(new.descriptor))
    change(descriptor["resources"][0])
    return Version("y", descriptor, new.tables)


def set_constraint(name, value):
    return lambda table: table["schema"]["fields"][1]["constraints"].update({name: value})


def set_field(name, value):
    return lambda table: table["schema"]["fields"][1].update({name: value})


@pytest.mark.parametrize(
    ("old", "new", "what", "level"),
    [
        (set_field("type", "string"), set_field("type", "date"), "type changed", Level.MAJOR),
        (set_field("title", "name"), set_field("title", "Name"), "title changed", Level.PATCH),
        (set_field("title", "name"), set_field("ownWords", True), "ownWords changed", Level.PATCH),
        (
            set_constraint("required", True),
            set_constraint("required", False),
            "required changed from True to False",
            Level.MINOR,
        ),
        (
            set_constraint("required", False),
            set_constraint("required", True),
            "required changed from False to True",
            Level.MAJOR,
        ),
        (
            set_constraint("enum", ["x"]),
            set_constraint("enum", ["x", "y"]),
            "'y' added",
            Level.MINOR,
        ),
        (
            set_constraint("enum", ["x", "y"]),
            set_constraint("enum", ["x"]),
            "'y' removed",
            Level.MAJOR,
        ),
        (set_constraint("maxLength", 9), set_constraint("maxLength", 10), "10", Level.MINOR),
        (set_constraint("maxLength", 10), set_constraint("maxLength", 9), "9", Level.MAJOR),
        (set_constraint("minimum", 9), set_constraint("minimum", 10), "10", Level.MAJOR),
        (set_constraint("minimum", 10), set_constraint("minimum", 9), "9", Level.MINOR),
        (set_constraint("required", True), set_constraint("pattern", "a"), "pattern", Level.MAJOR),
        (set_constraint("pattern", "a"), set_constraint("required", True), "pattern", Level.MINOR),
        (set_constraint("pattern", "a"), set_constraint("pattern", "b"), "pattern", Level.MAJOR),
        (
            lambda table: None,
            lambda table: table["schema"]["fields"].reverse(),
            "columns reordered",
            Level.MAJOR,
        ),
        (
            lambda table: None,
            lambda table: table["schema"]["fields"].append(field("note")),
            "column added (string)",
            Level.MAJOR,
        ),
        (
            lambda table: None,
            lambda table: table["schema"]["fields"].pop(),
            "column removed",
            Level.MAJOR,
        ),
        (
            lambda table: None,
            lambda table: table["schema"].update(primaryKey=["name"]),
            "primaryKey changed from ['place_id'] to ['name']",
            Level.MAJOR,
        ),
        (
            lambda table: None,
            lambda table: table.update(dialect={"delimiter": ";"}),
            "dialect changed",
            Level.MAJOR,
        ),
        (
            lambda table: None,
            lambda table: table["schema"]["foreignKeys"].append({"fields": ["state_id"]}),
            "state_id",
            Level.MAJOR,
        ),
        (
            lambda table: None,
            lambda table: table.update(name="towns"),
            "table removed",
            Level.MAJOR,
        ),
    ],
)
def test_the_level_of_a_changed_schema(old, new, what, level):
    before, after = described(old), described(new)
    if after.descriptor["resources"][0]["name"] == "towns":
        after.tables["towns"] = after.tables.pop("places")
    difference = compare(before, after)
    assert difference.level is level
    assert what in " ".join(change.what for change in difference.schema)


def with_view(*fields):
    """The small package with a view."""
    new = version([A])
    view = {"name": "wide", "path": "wide.sql", "view": {"fields": list(fields)}}
    new.descriptor["resources"].append(view)
    return new


def test_the_schema_of_views_is_compared_too():
    name, state = {"name": "n", "from": "places.name"}, {"name": "s", "from": "places.state_id"}
    count = {"name": "count", "type": "integer"}
    for old, new, what, level in (
        (version([A]), with_view(name), "view added", Level.MINOR),
        (with_view(name), version([A]), "view removed", Level.MAJOR),
        (with_view(name), with_view(name, state), "column added (places.state_id)", Level.MAJOR),
        (with_view(name), with_view(name, count), "column added (integer)", Level.MAJOR),
        (
            with_view(name),
            with_view(name | {"from": "places.state_id"}),
            "from changed from places.name to places.state_id",
            Level.MAJOR,
        ),
        (with_view(name), with_view(name | {"title": "Name"}), "title changed", Level.PATCH),
    ):
        (change,) = compare(old, new).schema
        assert (change.table, change.what, change.level) == ("wide", what, level)


def test_columns_of_one_version_only_are_no_edits():
    old, new = (
        version([A]),
        described(lambda table: table["schema"]["fields"].append(field("note"))),
    )
    new.tables["places"][0]["note"] = "new"
    assert difference_of(old, new, "places") is None


def test_a_key_that_stands_twice_is_an_error_that_names_it():
    with pytest.raises(OSError, match="two rows of places have the key 'a'"):
        compare(version([A, A]), version([A]))


@pytest.fixture
def edited(package_folder):
    """The real package with a row added, one removed, one renamed and a cell changed."""
    file = package_folder / "data" / "topics.csv"
    rows = list(csv.reader(file.read_text("utf-8").splitlines()))
    rows[1][1] = "Afghanistan | its *settlement*"
    rows[2][0] = "farming"
    rows[3:4] = [["zzz", "Something new", "Nothing yet.", ""]]
    with file.open("w", newline="", encoding="utf-8") as lines:
        csv.writer(lines, lineterminator="\n").writerows(rows)
    with (package_folder / "data" / "redirects.csv").open("a") as lines:
        lines.write("topics,agriculture-food,farming,,0.2.0\n".replace(",,", ","))
    return package_folder


def test_the_command_tells_people(edited, capsys):
    assert diff.main([str(ROOT), str(edited)]) == 0
    text = capsys.readouterr().out
    assert "a major change by the Data Package recipe" in text
    assert "topics: 1 added, 1 removed, 1 redirected, 1 changed" in text
    assert "  added zzz  Something new\n" in text
    assert "  added topics agriculture-food\n" in text
    assert "  redirected agriculture-food  now farming\n" in text
    assert "      name: Afghanistan -> Afghanistan | its *settlement*\n" in text
    assert "redirects: 1 added" in text


def test_the_command_writes_markdown(edited, capsys):
    assert diff.main([str(ROOT), str(edited), "--format", "markdown"]) == 0
    text = capsys.readouterr().out
    assert "\n| table | added | removed | redirected | changed |\n" in text
    assert "\n| topics | 1 | 1 | 1 | 1 |\n" in text
    assert r"  - `name`: Afghanistan → Afghanistan \| its \*settlement\*" in text
    assert text.count("<details>") == text.count("</details>") == 2


def test_the_command_writes_json(edited, capsys):
    assert diff.main([str(ROOT), str(edited), "--format", "json", "--limit", "1"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["level"] == "major"
    topics = content["tables"]["topics"]
    assert topics["key"] == ["topic_id"]
    assert topics["added"][0]["definition"] == "Nothing yet."
    assert topics["redirected"] == [
        {"old_key": ["agriculture-food"], "new_key": ["farming"], "cells": {}}
    ]
    assert list(topics["changed"][0]["cells"]) == ["name"]


def test_rows_beyond_the_limit_are_counted():
    old = version([])
    new = version([(id, "x", "KZ") for id in "abcde"])
    difference = compare(old, new)
    for format in ("text", "markdown"):
        report = FORMATS[format](difference, 2)
        assert "added b" in report.replace("`", "")
        assert "added c" not in report.replace("`", "")
        assert "and 3 more added" in report
        assert "more" not in FORMATS[format](difference, 5)


def test_rows_of_a_new_table_are_only_counted():
    old = version([])
    del old.tables["links"], old.descriptor["resources"][1]
    difference = compare(old, version([], [("a", "e1")]))
    assert "links: a new table, 1 added" in FORMATS["text"](difference, 9)
    assert "e1" not in FORMATS["text"](difference, 9)
    assert "| links | 1 |" in FORMATS["markdown"](difference, 9)
    assert difference.level is Level.MINOR


def test_a_package_does_not_differ_from_itself(capsys):
    assert diff.main([str(ROOT)]) == 0
    assert capsys.readouterr().out.endswith("nothing changed\n")
    same = read_version(str(ROOT), ROOT)
    assert json.loads(FORMATS["json"](compare(same, same), 0))["tables"] == {}


def test_what_cannot_be_compared_is_a_message(package_folder, capsys):
    assert diff.main(["v99.0.0"]) == 1
    assert "'v99.0.0' is neither a folder" in capsys.readouterr().err
    (package_folder / "datapackage.json").write_text("{")
    assert diff.main([str(ROOT), str(package_folder)]) == 1
    assert "cannot be read as a package" in capsys.readouterr().err


@given(st.text(alphabet=r"\`*_[]<>|~#&@a"))
def test_no_character_of_a_cell_is_markup(words):
    assert escaped(words).replace("\\", "") == words.replace("\\", "")
    assert len(escaped(words)) == len(words) + sum(character != "a" for character in words)
