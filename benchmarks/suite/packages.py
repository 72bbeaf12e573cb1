"""Enlarged packages: made once, kept in a folder that git ignores, made anew when the data changed.

python packages.py ORIGIN FOLDER TIMES    # makes one; a process of its own, for it takes memory
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

BENCHMARKS = Path(__file__).resolve().parents[1]
ROOT = BENCHMARKS.parent
RECORD = "enlarged.json"
WITHOUT_KEYS = "without-foreign-keys.json"
"""A second descriptor, as Frictionless validates in parallel only what has no foreign keys."""


class Package(NamedTuple):
    """A built package: its folder, how many times the rows it has, and how many these are."""

    folder: Path
    times: int
    rows: int


def package(home: Path, times: int) -> Package:
    """Return the package of so many times the rows."""
    folder = home / str(times)
    record = folder / RECORD
    if not record.exists() or json.loads(record.read_text("utf-8"))["origin"] != _origin():
        shutil.rmtree(folder, ignore_errors=True)
        print(f"  Making a package of {times:,} times the rows", file=sys.stderr)
        command = [sys.executable, __file__, str(ROOT), str(folder), str(times)]
        subprocess.run(command, check=True, stdout=sys.stderr)
    return Package(folder, times, json.loads(record.read_text("utf-8"))["rows"])


def _origin() -> str:
    """Return the hash of all that an enlarged package is made from."""
    digest = hashlib.sha256()
    made_from = [ROOT / "data", BENCHMARKS / "enlarge.py"]
    for place in made_from:
        for file in sorted(place.iterdir()) if place.is_dir() else [place]:
            if file.suffix != ".parquet":
                digest.update(file.name.encode() + file.read_bytes())
    content = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    for resource in content["resources"]:
        resource.update(bytes=0, hash="")
    digest.update(json.dumps(content).encode())
    return digest.hexdigest()


def make(origin: Path, folder: Path, times: int) -> None:
    """Enlarge a package and build it, without validating it first."""
    sys.path[:0] = [str(BENCHMARKS), str(ROOT / "scripts")]
    import building  # noqa: PLC0415 - a script, and heavy
    import pyarrow.parquet as pq  # noqa: PLC0415
    from enlarge import enlarge  # noqa: PLC0415

    made_from = _origin()
    enlarge(origin, folder, times)
    building.build(folder)
    content = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    rows = 0
    for resource in content["resources"]:
        if "schema" in resource:
            resource["schema"].pop("foreignKeys", None)
            rows += pq.read_metadata((folder / resource["path"]).with_suffix(".parquet")).num_rows
    (folder / WITHOUT_KEYS).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    record = json.dumps({"origin": made_from, "rows": rows})
    (folder / RECORD).write_text(record, encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
