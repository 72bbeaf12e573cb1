"""The wheel and the sdist carry the whole package, and the wheel works without the checkout."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from sco_data import descriptor

ROOT = Path(__file__).resolve().parents[2]
DATA = sorted(Path(r["path"]).name for r in descriptor.descriptor()["resources"])


@pytest.fixture(scope="session")
def distributions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def wheel(distributions):
    return next(distributions.glob("*.whl"))


def python(code, location):
    """Run code in a fresh interpreter that finds sco_data in the given place."""
    script = f"import sys; sys.path.insert(0, {str(location)!r}); {code}"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_the_wheel_carries_the_whole_package(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "sco_data/datapackage.json" in names
    assert "sco_data/py.typed" in names
    assert sorted(n.removeprefix("sco_data/data/") for n in names if "/data/" in n) == DATA
    assert wheel.stat().st_size <= 2_000_000


def test_the_sdist_carries_the_whole_package(distributions):
    with tarfile.open(next(distributions.glob("*.tar.gz"))) as archive:
        names = archive.getnames()
    data = [name for name in map(Path, names) if name.parent.name == "data" and name.suffix]
    assert sorted(name.name for name in data if "tests" not in name.parts) == DATA
    for file in ("datapackage.json", "conftest.py", "README.md", "Makefile", ".ci/run"):
        assert any(name.endswith(f"/{file}") for name in names)


def test_import_brings_in_neither_pandas_nor_pyarrow(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = "import sco_data; print(sorted({'pandas', 'pyarrow', 'numpy'} & set(sys.modules)))"
    assert python(code, tmp_path) == "[]"


def test_loading_from_an_unpacked_wheel(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = "import sco_data as s; s.verify(); print(s.path('events')); print(len(s.load('events')))"
    path, rows = python(code, tmp_path).splitlines()
    assert path == str(tmp_path / "sco_data" / "data" / "events.csv")
    assert int(rows) > 800


def test_the_installed_package_validates(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = "from sco_data.cli import main; sys.exit(main(['validate']))"
    assert "valid: " in python(code, tmp_path)


def test_loading_from_the_wheel_as_a_zip_archive(wheel):
    code = """
import sco_data as s
s.verify()
assert ".whl" in s.__file__
assert s.path("events").read_bytes().startswith(b"event_id")
assert len(s.load("events", filters=[("type", "==", "summit")]))
assert s.connect().execute("SELECT count(*) FROM states").fetchone()[0] == len(s.load("states"))
assert s.package().get_resource("states").read_rows()
print(len(s.load("events", engine="polars")))
"""
    script = f"import sys; sys.path.insert(0, {str(wheel)!r})\n{code}"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 800
