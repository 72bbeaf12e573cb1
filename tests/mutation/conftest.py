"""Benches for the mutants."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from excerpt import write_excerpt
from spoiling import Bench, Tables, place

ROOT = Path(__file__).resolve().parents[2]


def copy(folder):
    shutil.copy(ROOT / "datapackage.json", folder)
    shutil.copytree(ROOT / "data", folder / "data")
    return folder


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    """The package as it is."""
    return Bench(copy(tmp_path_factory.mktemp("package")))


@pytest.fixture(scope="session")
def excerpt_bench(tmp_path_factory):
    """Some rows of every table of the package."""
    folder = tmp_path_factory.mktemp("excerpt") / "package"
    write_excerpt(Tables(ROOT), folder)
    return Bench(folder)


@pytest.fixture
def catch(record_property):
    """Validate mutants one by one, count which are caught, and fail if any is not."""
    return Catch(record_property)


class Catch:
    def __init__(self, record_property):
        self.record = record_property

    def __call__(self, bench, mutants, rules, *, built=False):
        made, caught, missed = Counter(), Counter(), []
        for mutant in mutants:
            made[mutant.rule] += 1
            with bench.spoiled(mutant):
                found = {place(p) for p in bench.validate(mutant.resource, rules, built=built)}
            if mutant.place(bench.path(mutant.resource)) in found:
                caught[mutant.rule] += 1
            else:
                missed.append(f"{bench.describe(mutant)}\n  found: {sorted(found, key=str)[:5]}")
        self.record("mutants", {"made": dict(made), "caught": dict(caught)})
        assert made
        assert not missed, f"{len(missed)} missed:\n" + "\n".join(missed[:20])

    def count(self, rule, found):
        """Count mutants that were validated elsewhere."""
        self.record("mutants", {"made": {rule: len(found)}, "caught": {rule: sum(found)}})
        assert found
        assert all(found), f"missed of {rule}: {found.count(False)}"
