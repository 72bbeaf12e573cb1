"""The files that readers download: the package as it is, and all of it in one file."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assets import write_zip

from sco_data import descriptor
from sco_data.exporting import export
from site_builder.output import Output

FOLDER = "downloads"
# Archives are dated by the first day that a zip archive can tell, so that the same files make the
# same archive.
EPOCH = 315_532_800


@dataclass
class File:
    """A file to download."""

    path: str
    title: str
    text: str
    bytes: int


def package(output: Output) -> dict[str, list[File]]:
    """Copy the Data Package; return the two files of every table and view.

    The site is a Data Package itself: its descriptor and files stand where the package has them.
    """
    root = descriptor.root()
    output.write("datapackage.json", (root / "datapackage.json").read_bytes())
    for resource in descriptor.descriptor()["resources"]:
        output.write(resource["path"], (root / resource["path"]).read_bytes())
    return {
        table: [
            File(resource["path"], table, resource["format"], resource["bytes"])
            for resource in (descriptor.resource(table), descriptor.parquet_resource(table))
        ]
        for table in [*descriptor.table_names(), *descriptor.view_names()]
    }


def bundles(output: Output) -> list[File]:
    """Make the files that hold all tables at once, unless an earlier build made the same."""
    name, version = (descriptor.descriptor()[key] for key in ("name", "version"))
    paths = [resource["path"] for resource in descriptor.descriptor()["resources"]]
    tables = [
        (descriptor.resource(table)["path"], descriptor.parquet_resource(table)["path"])
        for table in descriptor.table_names()
    ]
    wanted: list[tuple[str, str, str, Callable[[Path], None]]] = [
        (f"{name}-csv.zip", "CSV", "a file a table", _zip([csv for csv, _ in tables])),
        (f"{name}-parquet.zip", "Parquet", "a file a table", _zip([p for _, p in tables])),
        (f"{name}.xlsx", "Excel", "a sheet a table", _exported("xlsx")),
        (f"{name}.sqlite", "SQLite", "one database", _exported("sqlite")),
        (
            f"{name}-{version}.zip",
            "Whole package",
            "descriptor, CSV and Parquet",
            _zip(["datapackage.json", *paths]),
        ),
    ]
    stamp = output.folder / FOLDER / ".made-from"
    made_from = (descriptor.root() / "datapackage.json").read_text(encoding="utf-8")
    fresh = stamp.is_file() and stamp.read_text(encoding="utf-8") == made_from
    found = []
    for file_name, title, text, make in wanted:
        path = f"{FOLDER}/{file_name}"
        target = output.make(path)
        if not fresh or not target.is_file():
            make(target)
            output.changed += 1
        found.append(File(path, title, text, target.stat().st_size))
    output.write(f"{FOLDER}/.made-from", made_from)
    return found


def _exported(format: str) -> Callable[[Path], None]:
    def make(target: Path) -> None:
        workshop = target.parent / f".{format}"
        shutil.rmtree(workshop, ignore_errors=True)
        (made,) = export(workshop, format)
        made.replace(target)
        workshop.rmdir()

    return make


def _zip(paths: list[str]) -> Callable[[Path], None]:
    return lambda target: write_zip(descriptor.root(), paths, target, EPOCH)
