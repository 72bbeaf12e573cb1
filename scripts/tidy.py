"""Bring hand-edited tables into canonical form, and show what was changed.

python scripts/tidy.py                       # every table
python scripts/tidy.py events data/quotes.csv
python scripts/tidy.py --check               # only show what it would do; exit 1 if anything
"""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from generated import ROOT
from tidying import CannotTidyError, Tidied, report, tidy

from sco_data.errors import UnknownNameError, nearest
from sco_data.files import replacing
from sco_data.validation import validate_by_file
from sco_data.versions import tables_of

SHOWN = 20
"""How many changed cells of a table are shown."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 if a file is refused, a cell left, or --check finds something to do."""
    options = _parse(arguments)
    try:
        found = {file: _tidy(file, schema, options) for file, schema in _tables(options)}
        untidy = {file: tidied for file, tidied in found.items() if _differs(file, tidied)}
        if not options.check:
            _write(untidy)
    except (CannotTidyError, UnknownNameError, OSError) as error:
        print(f"Nothing was changed. {error}", file=sys.stderr)
        return 1
    left = {file: tidied for file, tidied in found.items() if tidied.left}
    for file, tidied in (untidy | left).items():
        print(file.relative_to(options.folder))
        for line in report(tidied, sys.maxsize if options.all else SHOWN):
            print(f"  {line}")
    if untidy:
        done = "to tidy: run this without --check" if options.check else "tidied"
        print(f"{len(untidy)} of {len(found)} tables {done}.")
    else:
        print("Nothing to tidy.")
    return 1 if left or (options.check and untidy) else 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tables", metavar="TABLE", nargs="*", help="name or file; default: all")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if untidy")
    parser.add_argument("--all", action="store_true", help="show every cell that changes")
    parser.add_argument("--encoding", help="of the files, such as windows-1251; default: found out")
    parser.add_argument("--folder", type=Path, default=ROOT, help="where the package lies")
    return parser.parse_args(arguments)


def _tables(options: argparse.Namespace) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Return file and schema of the tables that are asked for."""
    _, problems = next(validate_by_file(options.folder))
    if problems:
        raise OSError(f"datapackage.json {problems[0].message}: `make validate` tells more")
    content = (options.folder / "datapackage.json").read_text(encoding="utf-8")
    resources = {resource["name"]: resource for resource in tables_of(json.loads(content))}
    names = {(options.folder / table["path"]).resolve(): name for name, table in resources.items()}
    for asked in options.tables or resources:
        name = names.get(Path(asked).resolve(), asked)
        if name not in resources:
            raise UnknownNameError(f"no table {asked!r}; {nearest(asked, resources)}")
        yield options.folder / resources[name]["path"], resources[name]["schema"]


def _tidy(file: Path, schema: dict[str, Any], options: argparse.Namespace) -> Tidied:
    try:
        return tidy(file.read_bytes(), schema, options.encoding)
    except CannotTidyError as error:
        raise CannotTidyError(f"{file.relative_to(options.folder)}: {error}") from None


def _differs(file: Path, tidied: Tidied) -> bool:
    return tidied.content != file.read_bytes()


def _write(untidy: dict[Path, Tidied]) -> None:
    """Write all files beside the old ones first, then rename them, so that all are whole."""
    with ExitStack() as stack:
        for file, tidied in untidy.items():
            stack.enter_context(replacing(file)).write_bytes(tidied.content)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # cells come in three scripts
    sys.exit(main())
