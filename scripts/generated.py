"""The command line of all makers of generated files: write what is out of date, or check."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from sco_data.files import replacing

ROOT = Path(__file__).resolve().parent.parent
Outdated = Callable[[Path], dict[Path, Callable[[], str]]]
"""Tells for a package's folder which generated files are out of date, and how to make each."""


def parse(description: str, arguments: list[str] | None) -> argparse.Namespace:
    """Return the folder of the package, and whether it is only to be checked."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT, help="where the package lies")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if out of date")
    return parser.parse_args(arguments)


def run(outdated: Outdated, description: str, arguments: list[str] | None = None) -> int:
    """Write the files that are out of date; with --check only name them, and return 1."""
    options = parse(description, arguments)
    try:
        makers = outdated(options.folder)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        print("The package is broken: `make validate` tells where.", file=sys.stderr)
        return 1
    for file, make in makers.items():
        name = file.relative_to(options.folder)
        if options.check:
            print(f"Out of date: {name}. Run `make build` and commit what it writes.")
            continue
        content = make()
        file.parent.mkdir(exist_ok=True)
        with replacing(file) as temporary:
            temporary.write_text(content, encoding="utf-8")
        print(f"Written: {name}")
    return 1 if makers and options.check else 0
