"""The report says what the samples say: met, missed, given up, not measured."""

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from suite import building, first_table, packages, results, scale_out, start, validation, warm
from suite.chart import picture
from suite.goals import GOALS
from suite.report import ITEMS, page
from suite.results import Comparison, Failure, Item, Outcome, Sample

GIB = 2**30
RUNNER = packages.BENCHMARKS / "run.py"


def outcome(name, *values, failure=None, peak=GIB):
    return Outcome(name, [Sample(value, value, peak) for value in values], failure)


def item(*comparisons):
    return Item(
        measured_at="2026-11-24T00:00:00+00:00",
        commit="abc1234",
        machine={
            "processor": "a processor",
            "cores": 2,
            "memory_bytes": 16 * GIB,
            "system": "Linux",
            "python": "3.13.0",
            "load": 0.1,
        },
        versions={"pandas": "3.0", "pycountry": None},
        repetitions=7,
        limit_seconds=300,
        limit_bytes=12 * GIB,
        comparisons=list(comparisons),
    )


@pytest.fixture
def made():
    """Results with every kind of outcome."""
    gave_up = Failure("time", 300, 3 * GIB)
    too_large = Failure("memory", 20, 12 * GIB)
    missing = Failure("error", 0.1, None, "ModuleNotFoundError: No module named 'pycountry'")
    plain, ours = "frictionless validate", "sco-data validate"
    return {
        "start": item(
            Comparison(
                "import",
                [
                    outcome("python -c pass", 0.010, 0.011, 0.012),
                    outcome("sco_data", 0.012, 0.0121, 0.0122),
                    outcome("pycountry", failure=missing),
                ],
            )
        ),
        "warm": item(
            Comparison(
                "load, arrow",
                [outcome("pyarrow.parquet.ParquetFile", 0.001), outcome("sco.load", 0.0025)],
            )
        ),
        "validation": item(
            Comparison("all files", [outcome(plain, 2), outcome(ours, 2.5)], 1, 10),
            Comparison("all files", [outcome(plain, 250), outcome(ours, 300)], 100, 1_000),
            Comparison(
                "all files",
                [
                    outcome(plain, failure=gave_up),
                    outcome(ours, 150, peak=3 * GIB),
                    outcome("another", failure=too_large),
                ],
                1000,
                10_000,
            ),
        ),
    }


def rendered(made):
    return page(made, "RESULTS.json", "RESULTS.svg")


def test_goals_are_judged_by_the_samples(made):
    goals = re.findall(r"^\| (.*) \| ×([\d,]+) \| (.*) \| (.*) \|$", rendered(made), re.M)
    verdicts = {(goal, size): (measured, met) for goal, size, measured, met in goals}
    assert verdicts["Import at most 1.3 times a bare start", "1"] == ("×1.10", "met")
    assert verdicts["Warm load in arrow at most 1.1 times its floor", "1"] == (
        "×2.50",
        "**missed**",
    )
    assert verdicts["Warm load in pandas at most 1.1 times its floor", "1"] == (
        "not measured",
        "not known",
    )
    faster = "Full validation faster than plain Frictionless"
    assert verdicts[faster, "100"] == ("×1.20", "**missed**")
    assert verdicts[faster, "1,000"] == ("less than ×0.50", "met")
    memory = "Memory of the full validation below 2 GiB"
    assert verdicts[memory, "1,000"] == ("3.00 GiB", "**missed**")


def test_a_goal_is_missed_if_our_contender_gave_up(made):
    made["validation"].comparisons[2].outcomes = [
        outcome("frictionless validate", 100),
        outcome("sco-data validate", failure=Failure("time", 300, 3 * GIB)),
    ]
    text = rendered(made)
    assert (
        "| Full validation faster than plain Frictionless | ×1,000 | more than ×3.00 | **mis"
        in text
    )
    assert "| ×1,000 | more than 3.00 GiB | **missed** |" in text
    made["validation"].comparisons[2].outcomes[0] = outcome(
        "frictionless validate", failure=Failure("time", 300)
    )
    text = rendered(made)
    assert "Frictionless | ×1,000 | gave up after 300 s | **missed** |" in text


def test_no_contender_is_silently_absent(made):
    text = rendered(made)
    assert "| pycountry | failed: ModuleNotFoundError: No module named 'pycountry' |" in text
    assert "| ×1,000 | frictionless validate | gave up after 300 s |" in text
    assert "| ×1,000 | another | gave up at 12.0 GiB |" in text
    assert "Not measured so far: First table, Build, Size, Scale-out." in text
    assert "pycountry (not installed)" in text


def test_medians_quartiles_ratios_and_growth(made):
    text = rendered(made)
    assert "| sco_data | 12.1 ms | 1.10 | 12.0 ms to 12.2 ms | 1.00 GiB | 3 |" in text
    assert (
        "| growth to | ×100 (1,000 rows) | ×1,000 (10,000 rows) | would fill the memory at |"
        in text
    )
    assert (
        "| sco-data validate | time ×120.0, memory ×1.0 | time ×0.5, memory ×3.0 | about ×7,000 |"
        in text
    )


def test_every_table_of_the_report_is_whole(made):
    for block in re.findall(r"(?:^\|.*\|$\n)+", rendered(made), re.M):
        assert len({line.count(" | ") for line in block.replace("| |", "|  |").splitlines()}) == 1


def test_the_chart_shows_goals_and_growth(made):
    drawn = ElementTree.fromstring(picture(made))
    texts = {text for element in drawn.iter() if (text := element.text)}
    assert "Validation: seconds" in texts
    assert any(text.startswith("Import at most") for text in texts)
    assert "Events a year: seconds" not in texts


def test_results_are_kept_as_they_were(made, tmp_path):
    file = tmp_path / "RESULTS.json"
    results.write(file, made)
    assert results.read(file) == made
    assert results.read(tmp_path / "none.json") == {}


def test_every_goal_is_about_something_that_is_measured(monkeypatch, tmp_path):
    (tmp_path / "copy").mkdir()
    measured = set()

    def measure(name, contenders, limits, package=None, same_answer=False):
        measured.update((item_name, name, contender.name) for contender in contenders)

    for module in (building, first_table, scale_out, start, validation, warm):
        item_name = next(name for name, other in ITEMS.items() if other is module)
        monkeypatch.setattr(module, "measure", measure)
        if hasattr(module, "package"):
            monkeypatch.setattr(module, "package", lambda *_: packages.Package(tmp_path, 1, 1))
        module.comparisons(None, [1], tmp_path)
    for goal in GOALS:
        assert (goal.item, goal.comparison, goal.contender) in measured
        assert (goal.item, goal.comparison, goal.reference or goal.contender) in measured


def runner(*arguments):
    command = [sys.executable, str(RUNNER), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_runner_measures_what_it_is_asked_and_keeps_the_rest(tmp_path, made):
    file = tmp_path / "RESULTS.json"
    results.write(file, {"warm": made["warm"]})
    ended = runner("--only", "start", "--repetitions", 1, "--output", file)
    assert ended.returncode == 0, ended.stderr
    kept = results.read(file)
    assert kept["warm"] == made["warm"]
    (imports,) = kept["start"].comparisons
    for name in ("python -c pass", "sco_data"):
        assert len(imports.outcome(name).samples) == 1
    for peer in imports.outcomes[2:]:
        assert bool(peer.samples) != bool(peer.failure)
    text = file.with_suffix(".md").read_text(encoding="utf-8")
    assert "### Start: import" in text
    file.with_suffix(".md").unlink()
    assert runner("report", "--output", file).returncode == 0
    assert file.with_suffix(".md").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sizes", "1,many"], "1,10,100"),
        (["--sizes", "0"], "1,10,100"),
        (["--only", "nothing"], "is not one of"),
    ],
)
def test_a_wrong_option_is_refused(arguments, message, tmp_path):
    ended = runner(*arguments, "--output", tmp_path / "RESULTS.json")
    assert ended.returncode == 2
    assert message in re.sub(r"\s+", " ", ended.stderr)
    assert "Traceback" not in ended.stderr


def test_a_file_without_results_is_refused(tmp_path):
    file = tmp_path / "RESULTS.json"
    file.write_text('{"items": {"start": 1}}')
    ended = runner("report", "--output", file)
    assert ended.returncode == 2
    assert "does not hold results" in re.sub(r"[\s│]+", " ", ended.stderr)
    assert "Traceback" not in ended.stderr
