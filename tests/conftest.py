import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("untimed", deadline=None)  # a busy machine is no defect
settings.load_profile("untimed")


@pytest.fixture
def package_folder(tmp_path):
    """A copy of the whole package that a test may spoil."""
    folder = tmp_path / "package"
    folder.mkdir()
    shutil.copy(ROOT / "datapackage.json", folder)
    shutil.copytree(ROOT / "data", folder / "data")
    return folder


@pytest.fixture
def spoiled_installation(package_folder, monkeypatch):
    """The library reads a copy of the package, as if it had been spoiled after install."""
    from sco_data import descriptor

    monkeypatch.setattr(descriptor, "root", lambda: package_folder)
    return package_folder


def pytest_terminal_summary(terminalreporter):
    """Print the score of the mutation suite; here, as only this file is read by every process."""
    made, caught = Counter(), Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, score in getattr(report, "user_properties", []):
                if name == "mutants" and report.when == "call":
                    made.update(score["made"])
                    caught.update(score["caught"])
    if made:
        terminalreporter.section("mutants caught / made, by rule")
        for rule in sorted(made):
            terminalreporter.write_line(f"{rule:24} {caught[rule]:5} / {made[rule]}")
        terminalreporter.write_line(f"{'all':24} {caught.total():5} / {made.total()}")
