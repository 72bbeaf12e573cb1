"""Validate the package in this checkout; the same as `sco-data validate` in this folder."""

import sys
from pathlib import Path

from sco_data.cli import main

if __name__ == "__main__":
    sys.exit(main(["validate", str(Path(__file__).resolve().parent.parent), *sys.argv[1:]]))
