"""Make the files of a release; the same commit gives the same bytes."""

import datetime
import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from sco_data.exporting import export

SINGLE_FILES = ("xlsx", "sqlite", "duckdb")
COMPANIONS = (
    "CHANGELOG.md",
    "CITATION.cff",
    "LICENSE-DATA",
    "README.md",
    "docs/codebook.md",
    "docs/formats.md",
    "docs/overview.svg",
    "docs/schema.svg",
    "metadata/croissant.json",
    "metadata/dataset.jsonld",
    "metadata/datasette.json",
    "metadata/dcat.ttl",
)
"""What explains the tables to whoever unpacks the archive."""
CHECKSUMS = "SHA256SUMS"


def make(package: Path, target: Path, epoch: int) -> None:
    """Make all files of a release.

    Parameters
    ----------
    package
        The checkout.
    target
        An empty folder.
    epoch
        The moment that the files are dated by, which is ``SOURCE_DATE_EPOCH`` too.

    Raises
    ------
    OSError, ValueError
        If a file cannot be made.
    """
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    name = f"{descriptor['name']}-{descriptor['version']}"
    paths = ["datapackage.json", *(resource["path"] for resource in descriptor["resources"])]
    write_zip(package, [*paths, *COMPANIONS], target / f"{name}.zip", epoch)
    for kind in SINGLE_FILES:
        (file,) = export(target, kind)
        file.rename(target / f"{name}.{kind}")
    _build_distributions(package, target)
    (target / CHECKSUMS).write_text("".join(_checksums(target)), encoding="utf-8")


def write_zip(package: Path, paths: list[str], target: Path, epoch: int) -> None:
    """Write files of a folder into an archive that is the same whenever they are."""
    moment = datetime.datetime.fromtimestamp(epoch, datetime.UTC).timetuple()[:6]
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(paths):
            entry = zipfile.ZipInfo(path, moment)
            entry.external_attr = 0o100644 << 16
            content = (package / path).read_bytes()
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)


def _build_distributions(package: Path, target: Path) -> None:
    """Build wheel and sdist; hatchling dates them by SOURCE_DATE_EPOCH."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", target, package]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(
            f"wheel and sdist cannot be built:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )


def _checksums(folder: Path) -> Iterator[str]:
    """Return the lines that `sha256sum --check` reads."""
    for file in sorted(folder.iterdir()):
        yield f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n"
