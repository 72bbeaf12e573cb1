import io
import json
import os
import re
import shlex
import subprocess
import sys

import pandas as pd
import pytest
from typer.testing import CliRunner

import sco_data as sco
from sco_data import descriptor
from sco_data.cli import app, main

COMMANDS = {command.callback.__name__: command.callback for command in app.registered_commands}


def run(*arguments):
    return CliRunner().invoke(app, list(arguments))


def test_the_commands():
    assert set(COMMANDS) == {
        "tables",
        "show",
        "schema",
        "export",
        "hydrate",
        "query",
        "validate",
        "cite",
        "path",
        "serve",
    }


# `serve` answers until it is told to end: test_serving.py starts and ends it.
@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - {"serve"}))
def test_the_example_in_the_help_works(command, tmp_path, monkeypatch, package_folder):
    (example,) = re.findall(r"Example: `sco-data (.+)`", COMMANDS[command].__doc__)
    monkeypatch.chdir(package_folder)
    result = run(*shlex.split(example))
    assert result.exit_code == 0, result.output
    assert result.output


def test_csv_when_piped():
    printed = pd.read_csv(
        io.StringIO(run("show", "states", "--limit", "0").stdout), na_filter=False
    )
    assert printed["state_id"].tolist() == sco.load("states")["state_id"].tolist()


def test_json_has_lists():
    rows = json.loads(run("show", "events", "--limit", "1", "--format", "json").stdout)
    assert isinstance(rows[0]["topics"], list)


def test_a_table_on_request():
    assert "┃" in run("tables", "--format", "table").stdout


def test_rows_left_out_are_told():
    assert "1 of " in run("show", "events", "--limit", "1").stderr


def test_show_a_row():
    assert "start_on,2018-07-12" in run("show", "events", "2018-07-12-moscow-consultations").stdout


def test_query_lists():
    answer = run("query", "SELECT ['a', 'b'] AS letters", "--format", "json").stdout
    assert json.loads(answer) == [{"letters": ["a", "b"]}]


def test_a_wide_table_fits_the_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    result = run("show", "events", "--limit", "3", "--format", "table")
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert result.stdout.splitlines()[0].endswith("┓")
    assert len(result.stdout.splitlines()) <= 9
    assert "Not shown: " in result.stderr


def test_dates_and_times_of_an_answer():
    sql = "SELECT DATE '2018-07-12' AS day, TIMESTAMP '2018-07-12 10:30:00' AS moment"
    assert run("query", sql).stdout == "day,moment\n2018-07-12,2018-07-12 10:30:00\n"
    assert json.loads(run("query", sql, "--format", "json").stdout)[0]["day"] == "2018-07-12"


def test_the_version():
    assert run("--version").stdout.strip() == sco.__version__


def test_the_path_of_the_package():
    assert run("path").stdout.strip() == str(descriptor.root())


def test_the_output_cut_off_by_its_reader():
    command = f"{sys.executable} -m sco_data.cli show quotes --limit 0 --format json | head -1"
    result = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("[\n", "")


def test_three_scripts_in_any_locale():
    command = [sys.executable, "-m", "sco_data.cli", "show", "states", "KZ"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    result = subprocess.run(command, capture_output=True, env=environment)
    assert "哈萨克斯坦" in result.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "event"], "did you mean 'events'"),
        (["show", "events", "2018-07-12-moscow"], "did you mean '2018-07-12-moscow-consultations'"),
        (["schema", "event"], "did you mean 'events'"),
        (["cite", "events"], "give both a table and an id"),
        (["query", "SELEC 1"], "DuckDB does not accept the query"),
        (["query", "SELECT * FROM event"], "DuckDB does not accept the query"),
        (["query", "SELECT CAST(name AS INT) FROM states"], "DuckDB does not accept the query"),
        (["query", "SELECT 1 AS a, 2 AS a"], "two columns of the answer have one name"),
        (["cite", "topics", "energy"], "no page is behind the row"),
        (["path", "event"], "did you mean 'events'"),
        (["validate", "no-such-folder"], "there is no datapackage.json"),
    ],
)
def test_errors_are_a_message_and_exit_code_1(arguments, message):
    result = run(*arguments)
    assert result.exit_code == 1
    assert message in result.output.replace("\n", " ")
    assert "Traceback" not in result.output


def test_validate_exit_code(package_folder):
    assert main(["validate", str(package_folder)]) == 0
    file = package_folder / "data" / "states.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("KAZ", "kaz"), encoding="utf-8")
    assert main(["validate", str(package_folder)]) == 1


def test_without_the_extra():
    code = "import sys; sys.modules['typer'] = None; import sco_data.cli"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 1
    assert "pip install 'sco-data[cli]'" in result.stderr
    assert "Traceback" not in result.stderr
