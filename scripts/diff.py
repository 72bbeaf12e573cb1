"""Tell what changed between two versions of the package, in terms of rows and cells.

python scripts/diff.py v0.1.0                        # this checkout against a release
python scripts/diff.py v0.1.0 main                   # two revisions of this repository
python scripts/diff.py sco-data-0.1.0.zip ../other   # a release archive and a folder
python scripts/diff.py v0.1.0 --format markdown      # for a pull request or the changelog
"""

import argparse
import os
import sys
from pathlib import Path

from difference_report import FORMATS
from differences import compare
from generated import ROOT

from sco_data.versions import read_version


def main(arguments: list[str] | None = None, repository: Path = ROOT) -> int:
    """Run the command; 0 if the versions could be compared, whether they differ or not."""
    options = _parse(arguments)
    try:
        old = read_version(options.old, repository)
        new = read_version(options.new or str(repository), repository)
        difference = compare(old, new)
    except (KeyError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    report = FORMATS[options.format](difference, options.limit or sys.maxsize)
    try:
        print(report, flush=True)
    except BrokenPipeError:  # whoever reads it has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    version = "a folder with a datapackage.json, a revision of this repository, or a zip archive"
    parser.add_argument("old", metavar="OLD", help=version)
    parser.add_argument("new", metavar="NEW", nargs="?", help="the same; default: this checkout")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument(
        "--limit",
        metavar="ROWS",
        type=int,
        default=20,
        help="list at most so many rows of a kind in text and markdown; 0 for all; default: 20",
    )
    options = parser.parse_args(arguments)
    if options.limit < 0:
        parser.error("--limit: how many rows, or 0 for all")
    return options


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # cells come in three scripts
    sys.exit(main())
