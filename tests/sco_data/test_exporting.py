import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import frictionless
import pytest

import sco_data as sco
from sco_data import descriptor
from sco_data.checks.lines import read_lines
from sco_data.exporting import export
from sco_data.files import replacing

TABLES = descriptor.table_names()
VIEWS = descriptor.view_names()


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_shipped_files_are_copied(tmp_path, format):
    export(tmp_path / "new", format)
    for table in TABLES if format == "csv" else [*TABLES, *VIEWS]:
        shipped = sco.path(table, format=format)
        assert (tmp_path / "new" / shipped.name).read_bytes() == shipped.read_bytes()


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_written_as_csv_like_the_tables(tmp_path, view):
    export(tmp_path, "csv")
    shutil.copytree(descriptor.root() / "data", tmp_path / "data")
    tables = [r for r in descriptor.descriptor()["resources"] if "schema" in r]
    written = {"name": view, "path": f"{view}.csv", "schema": descriptor.resource(view)["schema"]}
    package = frictionless.Package.from_descriptor(
        {"name": "written", "resources": [*tables, written]}, basepath=str(tmp_path)
    )
    report = package.get_resource(view).validate()
    assert report.valid, report.flatten(["type", "note", "rowNumber"])[:5]
    assert read_lines(tmp_path / written["path"], written["schema"]).departure is None
    rows = [row.to_dict() for row in package.get_resource(view).read_rows()]
    expected = sco.load(view, engine="arrow").to_pylist()
    assert [{k: as_number(v) for k, v in row.items()} for row in rows] == expected


def as_number(cell):
    return float(cell) if isinstance(cell, Decimal) else cell


def test_json_keeps_lists_and_gaps(tmp_path):
    export(tmp_path, "json")
    for table in [*TABLES, *VIEWS]:
        rows = json.loads((tmp_path / f"{table}.json").read_text(encoding="utf-8"))
        expected = sco.load(table, engine="arrow").to_pylist()
        assert json.loads(json.dumps(expected, default=str)) == rows


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(OSError, match="taken"):
        export(tmp_path / "taken", "json")


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "states.csv").write_text("mine")
    with pytest.raises(FileExistsError, match=r"states\.csv is there already"):
        export(tmp_path, "csv")
    assert [file.name for file in tmp_path.iterdir()] == ["states.csv"]


@pytest.mark.parametrize("format", ["sqlite", "duckdb", "xlsx"])
def test_two_runs_give_the_same_bytes(tmp_path, format):
    contents = []
    for seed in ("1", "2"):
        code = "from pathlib import Path; from sco_data.exporting import export; "
        code += f"print(*export(Path({str(tmp_path / seed)!r}), {format!r}))"
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", code]
        run = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        contents.append(Path(run.stdout.strip()).read_bytes())
    assert contents[0] == contents[1]


def test_unknown_format(tmp_path):
    with pytest.raises(ValueError, match="there are: 'csv', 'json'"):
        export(tmp_path, "dta")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    target = tmp_path / "file.txt"
    target.write_text("old")
    with pytest.raises(RuntimeError), replacing(target) as temporary:
        temporary.write_text("ne")
        raise RuntimeError
    assert target.read_text() == "old"
    with replacing(target) as temporary:
        temporary.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert [file.name for file in tmp_path.iterdir()] == ["file.txt"]
