"""How large the library, its peers and the files of the tables are."""

import gzip
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from sco_data import descriptor
from suite.results import Comparison, Failure, Outcome, Sample
from suite.rounds import ROOT, Limits
from suite.start import PEERS

TITLE = "Size"
ABOUT = (
    "The wheel and what it installs, without the libraries it needs; the installed files of "
    "peers, without theirs; the files of all tables."
)
LIBRARIES = ["pyarrow", *PEERS]


def comparisons(limits: Limits, sizes: list[int], home: Path) -> list[Comparison]:
    """Measure the wheel, the installed library and the tables."""
    wheel, unpacked = _wheel()
    tables = descriptor.table_names()
    paths = [descriptor.root() / descriptor.resource(table)["path"] for table in tables]
    return [
        Comparison(
            "installed",
            [
                _outcome("sco_data, installed", unpacked),
                _outcome("sco_data, wheel", wheel),
                *map(_installed, PEERS),
            ],
            unit="B",
        ),
        Comparison(
            "tables",
            [
                _outcome("CSV", _total(path.stat().st_size for path in paths)),
                _outcome("CSV, gzip", _total(map(_gzipped, paths))),
                _outcome(
                    "Parquet",
                    _total(path.with_suffix(".parquet").stat().st_size for path in paths),
                ),
            ],
            unit="B",
        ),
    ]


def _wheel() -> tuple[int, int]:
    """Build the wheel; return its size and that of its content."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder]
        subprocess.run([*command, str(ROOT)], check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as content:
            return wheel.stat().st_size, _total(file.file_size for file in content.infolist())


def _installed(library: str) -> Outcome:
    try:
        files = distribution(library).files or []
    except PackageNotFoundError:
        message = f"{library} is not installed"
        return Outcome(library, failure=Failure("error", 0, message=message))
    paths = [Path(str(file.locate())) for file in files if file.suffix != ".pyc"]
    return _outcome(library, _total(path.stat().st_size for path in paths if path.exists()))


def _gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), mtime=0))


def _total(sizes: Iterable[int]) -> int:
    return sum(sizes)


def _outcome(name: str, size: int) -> Outcome:
    return Outcome(name, [Sample(size)])
