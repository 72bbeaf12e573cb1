"""Build the package: validate the CSV files, write their Parquet twins, stamp the descriptor.

python scripts/build.py            # builds what changed
python scripts/build.py --check    # only tells whether the built files are up to date
"""

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from parquet_tables import metadata, parquet_bytes, read_csv, sha256
from rich.console import Console
from rich.table import Table
from stamping import Stamps, stamp

from sco_data.files import replacing
from sco_data.reporting import check

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 if the package is built and up to date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT, help="where the package lies")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if out of date")
    options = parser.parse_args(arguments)
    if options.check:
        return report_check(options.folder)
    if not check(options.folder, built=False):
        print("Nothing was built.", file=sys.stderr)
        return 1
    try:
        written = build(options.folder)
    except (OSError, ValueError) as error:
        print(f"The build stopped: {error}", file=sys.stderr)
        return 1
    print(f"Written: {', '.join(written)}" if written else "Nothing changed: all is up to date.")
    summarise(options.folder)
    return 0


def report_check(folder: Path) -> int:
    """Tell which built files are out of date; 1 if there are any."""
    try:
        outdated = list(stale(folder))
        if outdated or _stamped(folder, {}) is not None:
            outdated.append("datapackage.json")
    except (OSError, ValueError, LookupError, TypeError):
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
    contents = {path: _built(folder, csv_resource) for path, csv_resource in stale(folder).items()}
    text = _stamped(folder, contents)
    if text is not None:
        contents["datapackage.json"] = text.encode()
    with ExitStack() as stack:
        # The stack unwinds from its end, so what is entered first is renamed last.
        for path, content in reversed(contents.items()):
            stack.enter_context(replacing(folder / path)).write_bytes(content)
    return list(contents)


def stale(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the Parquet files that do not match their CSV file or its description.

    The answer holds for each path the resource of the CSV file it is built from. A file is known
    to match by its hash in the descriptor and by what its metadata says it was made from; its
    rows are not read.
    """
    found = {}
    resources = {r["path"]: r for r in _descriptor(folder)["resources"]}
    for path, resource in resources.items():
        if "schema" in resource:
            continue
        csv_resource = resources[resource["sources"][0]["path"]]
        csv_hash = sha256((folder / csv_resource["path"]).read_bytes())
        if not _matches(folder / path, resource["hash"], metadata(csv_resource, csv_hash)):
            found[path] = csv_resource
    return found


def _stamped(folder: Path, new: dict[str, bytes]) -> str | None:
    """Return the descriptor's text with true sizes and hashes, or None if it has them already."""
    text = (folder / "datapackage.json").read_text(encoding="utf-8")
    stamps: Stamps = {}
    for resource in json.loads(text)["resources"]:
        path = resource["path"]
        content = new[path] if path in new else (folder / path).read_bytes()
        stamps[path] = (len(content), sha256(content))
    stamped = stamp(text, stamps)
    return None if stamped == text else stamped


def summarise(folder: Path) -> None:
    """Print what was built: rows and sizes of every table."""
    summary = Table("table", "rows", "columns", "CSV bytes", "Parquet bytes", title="The package")
    for column in summary.columns[1:]:
        column.justify = "right"
    resources = _descriptor(folder)["resources"]
    parquet = {r["sources"][0]["path"]: r for r in resources if "schema" not in r}
    for resource in resources:
        if "schema" in resource:
            twin = parquet[resource["path"]]
            footer = pq.read_metadata(folder / twin["path"])
            numbers = (footer.num_rows, footer.num_columns, resource["bytes"], twin["bytes"])
            summary.add_row(resource["name"], *(f"{number:,}" for number in numbers))
    Console().print(summary)


def _descriptor(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return content


def _built(folder: Path, csv_resource: dict[str, Any]) -> bytes:
    file = folder / csv_resource["path"]
    table = read_csv(file, csv_resource["schema"])
    return parquet_bytes(table, csv_resource, sha256(file.read_bytes()))


def _matches(parquet: Path, expected_hash: str, expected_metadata: dict[bytes, bytes]) -> bool:
    try:
        if sha256(parquet.read_bytes()) != expected_hash:
            return False
        found = pq.read_schema(parquet).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return False
    return all(found.get(key) == text for key, text in expected_metadata.items())


if __name__ == "__main__":
    sys.exit(main())
