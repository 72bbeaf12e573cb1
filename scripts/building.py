"""The package's build: what is out of date, how it is made, and a summary of it."""

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import unchanged
from parquet_tables import described, metadata, parquet_bytes, read_csv, read_view
from rich.console import Console
from rich.table import Table
from stamping import Stamps, stamp

from sco_data.descriptor import with_schema
from sco_data.files import replacing
from sco_data.integrity import sha256
from sco_data.reporting import check


def run(options: argparse.Namespace) -> int:
    """Validate and build the package, or check it only; 0 if it is built and up to date."""
    if options.check:
        return report_check(options.folder)
    try:
        before = unchanged.state(options.folder)
        if not check(options.folder, built=False):
            print("Nothing was built.", file=sys.stderr)
            return 1
        written = build(options.folder)
    except (OSError, ValueError) as error:
        print(f"The build stopped: {error}", file=sys.stderr)
        return 1
    unchanged.remember(options.folder, before, written)
    print(f"Written: {', '.join(written)}" if written else unchanged.MESSAGE)
    summarise(options.folder)
    return 0


def report_check(folder: Path) -> int:
    """Tell which built files are out of date; 1 if there are any."""
    try:
        text = _descriptor_text(folder)
        stamps = true_stamps(folder, text)
        outdated = [*stale(folder, text, stamps), *stale_views(folder, text, stamps)]
        if outdated or stamp(text, stamps) != text:
            outdated.append("datapackage.json")
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        print("The package is broken: `make validate` tells where.", file=sys.stderr)
        return 1
    if outdated:
        print(f"Out of date: {', '.join(outdated)}. Run `make build` and commit what it writes.")
        return 1
    print("The built files are up to date.")
    return 0


def build(folder: Path) -> list[str]:
    """Write what is out of date; return the paths written, relative to the folder.

    All new files are written beside the old ones first, then renamed one right after the other,
    the descriptor last. Every file is whole at any moment. A crash between two renames leaves
    files that are newer than their stamps; the next build completes them.
    """
    text = _descriptor_text(folder)
    stamps = true_stamps(folder, text)
    contents = {
        path: _built(folder, csv_resource, stamps)
        for path, csv_resource in stale(folder, text, stamps).items()
    }
    contents |= {
        path: parquet_bytes(table) for path, table in stale_views(folder, text, stamps).items()
    }
    stamps |= {path: _stamp_of(content) for path, content in contents.items()}
    stamped = stamp(text, stamps)
    if stamped != text:
        contents["datapackage.json"] = stamped.encode()
    with ExitStack() as stack:
        # The stack unwinds from its end, so what is entered first is renamed last.
        for path, content in reversed(contents.items()):
            stack.enter_context(replacing(folder / path)).write_bytes(content)
    return list(contents)


def true_stamps(folder: Path, text: str) -> Stamps:
    """Return size and hash of every file of the descriptor that is there."""
    paths = [resource["path"] for resource in json.loads(text)["resources"]]
    return {p: _stamp_of((folder / p).read_bytes()) for p in paths if (folder / p).is_file()}


def stale(folder: Path, text: str, stamps: Stamps) -> dict[str, dict[str, Any]]:
    """Return the Parquet files that do not match their CSV file or its description.

    The answer holds for each path the resource of the CSV file it is built from. A file is known
    to match by its hash in the descriptor and by what its metadata says it was made from; its
    rows are not read.
    """
    found = {}
    for csv_resource, twin in _with_twins(text, "schema"):
        _, csv_hash = stamps[csv_resource["path"]]
        path = twin["path"]
        expected = metadata(csv_resource, csv_hash)
        if not _unaltered(twin, stamps) or not _made_from(folder / path, expected):
            found[path] = csv_resource
    return found


def stale_views(folder: Path, text: str, stamps: Stamps) -> dict[str, pa.Table]:
    """Return by path what the Parquet files of views should hold and do not.

    A view may draw on any table, so its query is run and its rows are compared.
    """
    package = json.loads(text)
    tables = {
        resource["name"]: read_csv(folder / resource["path"], resource["schema"])
        for resource in package["resources"]
        if "schema" in resource
    }
    found = {}
    for view, twin in _with_twins(text, "view"):
        resource = with_schema(package, view)
        sql = (folder / view["path"]).read_text(encoding="utf-8")
        rows = described(read_view(sql, resource, tables), resource, metadata(resource))
        if not _unaltered(twin, stamps) or not _holds(folder / twin["path"], rows):
            found[twin["path"]] = rows
    return found


def summarise(folder: Path) -> None:
    """Print what was built: rows and sizes of every table and view."""
    summary = Table("table", "rows", "columns", "source bytes", "Parquet bytes")
    for column in summary.columns[1:]:
        column.justify = "right"
    text = _descriptor_text(folder)
    for resource, twin in [*_with_twins(text, "schema"), *_with_twins(text, "view")]:
        footer = pq.read_metadata(folder / twin["path"])
        numbers = (footer.num_rows, footer.num_columns, resource["bytes"], twin["bytes"])
        summary.add_row(resource["name"], *(f"{number:,}" for number in numbers))
    Console().print(summary)


def _with_twins(text: str, kind: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the resources of tables (``schema``) or views (``view``) with their Parquet files."""
    resources = json.loads(text)["resources"]
    sources = {r["path"]: r for r in resources if kind in r}
    twins = {r["sources"][0]["path"]: r for r in resources if "sources" in r}
    for path in sources.keys() - twins.keys():
        raise ValueError(
            f"datapackage.json describes no Parquet file that has {path} as its source"
        )
    return [(resource, twins[path]) for path, resource in sources.items()]


def _unaltered(resource: dict[str, Any], stamps: Stamps) -> bool:
    path = resource["path"]
    return path in stamps and stamps[path][1] == resource["hash"]


def _descriptor_text(folder: Path) -> str:
    return (folder / "datapackage.json").read_text(encoding="utf-8")


def _stamp_of(content: bytes) -> tuple[int, str]:
    return len(content), sha256(content)


def _built(folder: Path, csv_resource: dict[str, Any], stamps: Stamps) -> bytes:
    path = csv_resource["path"]
    table = read_csv(folder / path, csv_resource["schema"])
    return parquet_bytes(described(table, csv_resource, metadata(csv_resource, stamps[path][1])))


def _made_from(parquet: Path, expected: dict[bytes, bytes]) -> bool:
    try:
        found = pq.read_schema(parquet).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return False
    return all(found.get(key) == text for key, text in expected.items())


def _holds(parquet: Path, rows: pa.Table) -> bool:
    return _made_from(parquet, rows.schema.metadata) and bool(pq.read_table(parquet).equals(rows))
