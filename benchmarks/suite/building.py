"""How long the build takes, the build of nothing new, and that of the site."""

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from suite.packages import package
from suite.results import Comparison
from suite.rounds import ROOT, Contender, Limits, measure, python

TITLE = "Build"
ABOUT = (
    "`scripts/build.py` validates every table, writes Parquet and stamps sizes and hashes; its "
    "floor is bare pyarrow that turns the same CSV into Parquet. Where nothing changed, it is "
    "measured by what a fresh Python takes to hash all files of the package. The site is built "
    "into an empty folder, then once more."
)
LIBRARIES = ["pyarrow", "duckdb", "frictionless", "jinja2", "altair", "vl-convert-python"]
SITE_SIZES = [1, 2, 4]

CONVERT = """
import io, pathlib, sys
import pyarrow.csv, pyarrow.parquet
options = pyarrow.csv.ParseOptions(newlines_in_values=True)
for file in sorted(pathlib.Path(sys.argv[1], "data").glob("*.csv")):
    table = pyarrow.csv.read_csv(file, parse_options=options)
    pyarrow.parquet.write_table(table, file.with_suffix(".parquet"), compression="zstd")
"""
HASH = """
import hashlib, os, sys
for folder in (sys.argv[1], os.path.join(sys.argv[1], "data")):
    for entry in os.scandir(folder):
        if entry.is_file():
            with open(entry.path, "rb") as file:
                hashlib.file_digest(file, "sha256").hexdigest()
"""
NOTE = "import sys, unchanged as u; u.remember(sys.argv[1], u.state(sys.argv[1]), [])"
SITE = """
import sys
sys.path.insert(0, "scripts")
from pathlib import Path
from sco_data import descriptor
descriptor.root = lambda: Path(sys.argv[1])
import build_site
sys.exit(build_site.main(["--output", sys.argv[2]]))
"""


def comparisons(limits: Limits, sizes: list[int], home: Path) -> list[Comparison]:
    """Measure builds by size, then those of the site."""
    found = []
    for times in sizes:
        enlarged = package(home, times)
        copy = home / "copy"
        unbuilt = partial(_unbuilt, enlarged.folder, copy)
        found.append(
            measure(
                "package",
                [
                    Contender("bare pyarrow", python(CONVERT, str(copy)), unbuilt),
                    Contender("build.py", _build(copy), unbuilt),
                ],
                limits,
                enlarged,
            )
        )
        found.append(
            measure(
                "package, nothing changed",
                [
                    Contender("hashing the files", python(HASH, str(enlarged.folder))),
                    Contender(
                        "build.py", _build(enlarged.folder), partial(_note_built, enlarged.folder)
                    ),
                ],
                limits,
                enlarged,
            )
        )
        shutil.rmtree(copy)
    return [*found, *_sites(limits, max(sizes), home)]


def _build(folder: Path) -> list[str]:
    return [sys.executable, "scripts/build.py", str(folder)]


def _note_built(folder: Path) -> None:
    """Note that a package is built, as a build does that has validated it; that takes long."""
    subprocess.run(python(NOTE, str(folder)), check=True, cwd=ROOT / "scripts")


def _unbuilt(folder: Path, copy: Path) -> None:
    """Make a copy of a package without its Parquet files; the build replaces, so links will do."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy, copy_function=os.link, ignore=shutil.ignore_patterns("*.parquet"))


def _sites(limits: Limits, most: int, home: Path) -> list[Comparison]:
    found = []
    site = home / "site"
    for times in (size for size in SITE_SIZES if size <= most):
        enlarged = package(home, times)
        command = python(SITE, str(enlarged.folder), str(site))
        shutil.rmtree(site, ignore_errors=True)
        contenders = [
            Contender("into an empty folder", command, partial(shutil.rmtree, site, True)),
            Contender("nothing changed", command),
        ]
        found.append(measure("site", contenders, limits, enlarged))
    shutil.rmtree(site, ignore_errors=True)
    return found
