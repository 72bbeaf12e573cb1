"""Build the explorer, a static web site that shows the data and its sources.

python scripts/build_site.py                             # into site/, for `sco-data serve`
python scripts/build_site.py --output /tmp/site          # into another folder
python scripts/build_site.py --address https://host/x/   # to be published at that address
"""

import argparse
import sys
import time
from pathlib import Path

from site_builder.pages import LOCAL_ADDRESS, build

from sco_data.errors import DamagedPackageError


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 if the site is built."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", type=Path, default=Path("site"), help="where to write")
    parser.add_argument("--address", default=LOCAL_ADDRESS, help="where it will be published")
    options = parser.parse_args(arguments)
    if not options.address.startswith(("http://", "https://")):
        parser.error(f"--address is a whole address like https://host/path/, not {options.address}")
    start = time.monotonic()
    try:
        changed, files = build(options.output, options.address.rstrip("/") + "/")
    except (DamagedPackageError, OSError, ValueError) as error:
        print(f"The site was not built: {error}", file=sys.stderr)
        return 1
    seconds = time.monotonic() - start
    print(f"{options.output}: {files:,} files, {changed:,} changed, in {seconds:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
