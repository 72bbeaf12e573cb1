"""Spoil a copy of the real package in one place; the report must lead there and to the mend."""

import json

import pytest

from sco_data import descriptor, reporting, validation
from sco_data.validation import Problem, validate

FILES = len(descriptor.descriptor()["resources"]) + 1
"""All resources and the descriptor itself."""


def edit(folder, file, old, new, count=1):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def without_checksums(problems):
    return [p for p in problems if p.rule not in ("byte-count", "hash-count")]


def test_the_shipped_package_is_valid(package_folder):
    assert validate(package_folder) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("data/states.csv", "KZ,KAZ,", "KZ,kaz,", ("constraint-error", "alpha3", "KZ", "pattern")),
        (
            "data/states.csv",
            "KZ,KAZ,",
            "KZ,,",
            ("constraint-error", "alpha3", "KZ", "must not be empty"),
        ),
        ("data/states.csv", "KZ,KAZ,", "KZ,KGZ,", ("unique-error", "alpha3", None, "same as")),
        (
            "data/states.csv",
            "KZ,KAZ,",
            "KG,KAZ,",
            ("primary-key", None, None, "the same as in the row"),
        ),
        (
            "data/events.csv",
            ",consultations,",
            ",consultation,",
            ("constraint-error", "type", None, "did you mean 'consultations'"),
        ),
        (
            "data/events.csv",
            ",2018-07-12,",
            ",12.07.2018,",
            ("type-error", "start_on", None, "date"),
        ),
        (
            "data/events.csv",
            ",moscow-ru,",
            ",moskow-ru,",
            ("foreign-key", "place_id", None, "moskow-ru"),
        ),
        ("data/places.csv", ",RU,", ",RU,,", ("extra-cell", None, None, "")),
    ],
)
def test_a_wrong_cell_is_found_where_it_is(package_folder, file, old, new, expected):
    before = (package_folder / file).read_text(encoding="utf-8").splitlines()
    edit(package_folder, file, old, new)
    after = (package_folder / file).read_text(encoding="utf-8").splitlines()
    changed = next(n for n, (a, b) in enumerate(zip(before, after, strict=True), 1) if a != b)
    rule, column, id, message = expected
    problems = [p for p in without_checksums(validate(package_folder)) if p.rule == rule]
    assert problems, f"nothing found by {rule}"
    problem = problems[0]
    assert problem.file == file
    assert problem.row == changed or rule in ("unique-error", "primary-key")
    assert column is None or problem.column == column
    assert id is None or problem.id == id
    assert message in problem.message
    assert problem.mend


@pytest.mark.parametrize(
    ("spoil", "rule", "message"),
    [
        (lambda f: f.unlink(), "scheme-error", "the file is missing"),
        (lambda f: f.write_bytes(b""), "source-error", "empty"),
        (lambda f: f.write_bytes(f.read_text("utf-8").encode("utf-16")), "encoding-error", "utf-8"),
        (lambda f: f.write_bytes(f.read_bytes() + b"\xff\xfe\n"), "encoding-error", "utf-8"),
        (
            lambda f: f.write_text(f.read_text("utf-8").replace(",alpha3", "", 1), "utf-8"),
            "incorrect-label",
            "alpha3",
        ),
        (
            lambda f: f.write_text(
                f.read_text("utf-8").replace("name_zh\n", "name_zh,more\n", 1), "utf-8"
            ),
            "extra-label",
            "",
        ),
        (
            lambda f: f.write_text(f.read_text("utf-8").replace(",name_zh", "", 1), "utf-8"),
            "missing-label",
            "",
        ),
        (lambda f: f.write_text(f.read_text("utf-8") + "\n", "utf-8"), "blank-row", ""),
    ],
)
def test_a_spoiled_file_is_named(package_folder, spoil, rule, message):
    spoil(package_folder / "data" / "states.csv")
    problems = [p for p in validate(package_folder) if p.file == "data/states.csv"]
    found = [p for p in problems if p.rule == rule]
    assert found, [(p.rule, p.message) for p in problems]
    assert message in found[0].message
    assert found[0].mend


@pytest.mark.parametrize("file", ["data/events.csv", "data/events.parquet"])
def test_an_altered_file_is_named(package_folder, file):
    path = package_folder / file
    path.write_bytes(path.read_bytes() + b"\n")
    assert "hash-count" in {p.rule for p in validate(package_folder) if p.file == file}
    assert validate(package_folder, built=False) == [] or file.endswith(".csv")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "there is no datapackage.json"),
        ("{", "cannot be read"),
        ("[]", "is no Data Package"),
        ('{"resources": 5}', "is no Data Package"),
        ('{"resources": []}', "describes no table"),
        ('{"resources": [{"name": "a", "schema": {"fields": [{"name": "x"}]}}]}', "lacks title"),
        ('{"resources": [{"name": "a", "schema": {}}]}', "lacks the list 'primaryKey'"),
    ],
)
def test_a_broken_descriptor(package_folder, text, message):
    file = package_folder / "datapackage.json"
    file.unlink() if text is None else file.write_text(text)
    problems = validate(package_folder)
    assert problems
    assert {p.file for p in problems} == {"datapackage.json"}
    assert message in " ".join(p.message for p in problems)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"^[A-Z]{2}$"', '"^[A-Z{2}$("', "cannot be understood: "),
        ('"type": "date"', '"type": "dat"', "dat"),
        ('"minimum": 1000', '"minimum": "a"', "cannot be understood: "),
    ],
)
def test_a_descriptor_that_means_nothing(package_folder, old, new, message):
    edit(package_folder, "datapackage.json", old, new)
    problems = [p for p in validate(package_folder) if p.rule in ("descriptor-error", "unreadable")]
    assert problems
    assert message in " ".join(p.message for p in problems)


def test_a_missing_table_is_told_of_once(package_folder):
    (package_folder / "data" / "states.csv").unlink()
    missing = [p for p in validate(package_folder) if p.message == "the file is missing"]
    assert [p.file for p in missing] == ["data/states.csv"]


def test_an_edited_descriptor_is_read_again(package_folder):
    assert validate(package_folder) == []
    edit(package_folder, "datapackage.json", '"^[A-Z]{3}$"', '"^[a-z]{3}$"')
    assert {p.column for p in validate(package_folder)} == {"alpha3"}


def test_very_many_problems_are_cut_short(package_folder, monkeypatch):
    monkeypatch.setattr(validation, "PROBLEMS_A_FILE", 3)
    edit(package_folder, "data/places.csv", "-ru,", "_ru,", count=-1)
    problems = [p for p in validate(package_folder) if p.file == "data/places.csv"]
    assert problems[-1].rule == "too-many-problems"


def test_json_report(package_folder, capsys):
    edit(package_folder, "data/states.csv", "KZ,KAZ,", "KZ,kaz,")
    assert not reporting.check(package_folder, format="json")
    report = json.loads(capsys.readouterr().out)
    assert report["valid"] is False
    found = [p for p in report["problems"] if p["rule"] == "constraint-error"]
    assert [(p["file"], p["column"], p["id"], p["value"]) for p in found] == [
        ("data/states.csv", "alpha3", "KZ", "kaz")
    ]


def test_github_report(package_folder, capsys):
    edit(package_folder, "data/states.csv", "KZ,KAZ,", "KZ,kaz,")
    line = next(
        n
        for n, text in enumerate(
            (package_folder / "data/states.csv").read_text("utf-8").splitlines(), 1
        )
        if text.startswith("KZ,")
    )
    assert not reporting.check(package_folder, format="github")
    output = capsys.readouterr().out
    assert f"::error file=data/states.csv,line={line},title=constraint-error alpha3::" in output
    assert output.splitlines()[-1].startswith("invalid: ")


def test_text_report_ends_with_a_verdict(package_folder, capsys):
    assert reporting.check(package_folder)
    assert capsys.readouterr().out == f"valid: {FILES} files, no problem\n"
    edit(package_folder, "data/states.csv", "KZ,KAZ,", "KZ,[bold],")
    assert not reporting.check(package_folder, built=False)
    output = capsys.readouterr().out
    assert "data/states.csv, row" in output
    assert "'[bold]' breaks the constraint" in output
    assert output.splitlines()[-1] == "invalid: 1 problem (constraint-error 1)"


def test_github_properties_are_escaped(capsys):
    problem = Problem("a,b:c.csv", 2, None, None, None, "rule", "50 %\nmore", "mend")
    reporting._print_github([problem], "done")
    expected = "::error file=a%2Cb%3Ac.csv,line=2,title=rule::50 %25%0Amore mend\ndone\n"
    assert capsys.readouterr().out == expected


def test_a_view_with_a_column_of_no_table(package_folder):
    file = package_folder / "datapackage.json"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"from": "events.venue"', '"from": "events.hall"'), "utf-8")
    (problem,) = validate(package_folder)
    assert problem.rule == "descriptor-error"
    assert "'events_wide' has a column from one that no table has: 'events.hall'" in problem.message
