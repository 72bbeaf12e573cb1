"""What measures: processes, their limits, rounds, and the packages that are measured."""

import json
import os

import building
import pytest
from suite import packages, queries
from suite.processes import run
from suite.rounds import Contender, Limits, measure, python

MIB = 2**20
HOLD = "held = bytearray(150 * 2**20)\n"
LIMITS = {"limit_seconds": 60, "limit_bytes": 2**40}


def test_a_process_is_measured_without_the_weight_of_the_one_that_measures(tmp_path):
    weight = bytearray(b"x") * (100 * MIB)
    done = run(python("print('done')"), folder=tmp_path, **LIMITS)
    assert weight
    assert done.printed == "done\n"
    assert done.failure is None
    assert done.sample.cpu_seconds > 0
    assert 0 < done.sample.peak_bytes < 50 * MIB
    heavy = run(python(HOLD), folder=tmp_path, **LIMITS)
    assert heavy.sample.peak_bytes > 150 * MIB


def test_the_memory_of_a_process_tree_is_counted_together(tmp_path):
    child = f"import time\n{HOLD}time.sleep(2)"
    code = f"{HOLD}import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    tree = run(python(code), folder=tmp_path, **LIMITS)
    assert tree.sample.peak_bytes > 300 * MIB


def test_what_passes_a_limit_is_stopped_with_all_its_processes(tmp_path):
    code = (
        "import pathlib, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "pathlib.Path('child').write_text(str(child.pid))\n"
        "time.sleep(600)"
    )
    late = run(python(code), folder=tmp_path, limit_seconds=1, limit_bytes=2**40)
    assert late.sample is None
    assert late.failure.kind == "time"
    assert str(late.failure).startswith("gave up after ")
    with pytest.raises(ProcessLookupError):
        while True:  # until the kernel has forgotten it
            os.kill(int((tmp_path / "child").read_text()), 0)
    large = run(
        python(HOLD + "import time; time.sleep(600)"),
        folder=tmp_path,
        limit_seconds=600,
        limit_bytes=100 * MIB,
    )
    assert large.failure.kind == "memory"
    assert str(large.failure).startswith("gave up at 0.")


def test_the_last_line_of_an_error_is_kept(tmp_path):
    wrong = run(python("import no_such_library"), folder=tmp_path, **LIMITS)
    assert wrong.sample is None
    assert str(wrong.failure) == "failed: ModuleNotFoundError: No module named 'no_such_library'"


def test_contenders_take_turns_after_a_round_that_does_not_count(tmp_path):
    file = tmp_path / "order"
    names = ["a", "b", "c"]
    code = "import sys; open(sys.argv[1], 'a').write(sys.argv[2])"
    contenders = [Contender(name, python(code, str(file), name)) for name in names]
    comparison = measure("order", contenders, Limits(2, 60, 60, 2**40))
    assert file.read_text() == "abcbcacab"
    assert [(o.name, len(o.samples)) for o in comparison.outcomes] == [(n, 2) for n in names]


def test_what_takes_long_is_repeated_less_but_measured(tmp_path):
    contenders = [Contender("long", python("pass"))]
    comparison = measure("long", contenders, Limits(7, 60, 0, 2**40))
    assert len(comparison.outcomes[0].samples) == 1


def test_a_contender_may_time_itself_and_another_answer_is_a_failure(tmp_path):
    contenders = [
        Contender("right", python("print(0.25)"), times_itself=True),
        Contender("wrong", python("print(0.5)"), times_itself=True),
    ]
    comparison = measure("same", contenders, Limits(1, 60, 60, 2**40), same_answer=True)
    right, wrong = comparison.outcomes
    assert right.median == 0.25
    assert wrong.samples == []
    assert "it answers 0.5, another 0.25" in str(wrong.failure)


def test_an_enlarged_package_is_built_and_kept_until_the_data_change(tmp_path, monkeypatch):
    made = packages.package(tmp_path, 1)
    assert building.report_check(made.folder) == 0
    without_keys = json.loads((made.folder / packages.WITHOUT_KEYS).read_text(encoding="utf-8"))
    schemas = [r["schema"] for r in without_keys["resources"] if "schema" in r]
    assert schemas
    assert not any("foreignKeys" in schema for schema in schemas)
    with monkeypatch.context() as patch:
        patch.setattr("subprocess.run", lambda *_, **__: pytest.fail("it was made again"))
        assert packages.package(tmp_path, 1) == made
    commands = []
    monkeypatch.setattr(packages, "_origin", lambda: "other data")
    monkeypatch.setattr("subprocess.run", lambda command, **_: commands.append(command))
    with pytest.raises(FileNotFoundError):
        packages.package(tmp_path, 1)
    assert len(commands) == 1


@pytest.mark.parametrize("question", queries.SQL)
def test_all_engines_give_the_same_answer(question):
    folder = packages.ROOT / "data"
    engines = {name: ask for name, ask in queries.ENGINES.items() if name != "Spark"}  # slow
    answers = {name: ask(question, folder) for name, ask in engines.items()}
    assert len(set(answers.values())) == 1, answers
    assert min(*answers.values()) > (100, 100)
