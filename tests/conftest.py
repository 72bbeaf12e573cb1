import shutil
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
