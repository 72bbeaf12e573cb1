"""Build the package: validate the CSV files, write Parquet for tables and views, stamp all.

python scripts/build.py            # builds what changed
python scripts/build.py --check    # only tells whether the built files are up to date
"""

import sys

import unchanged


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 if the package is built and up to date."""
    arguments = sys.argv[1:] if arguments is None else arguments
    # To build nothing should cost nothing, and what follows imports all that a build may need.
    if not any(argument.startswith("-") for argument in arguments) and unchanged.since_last_build(
        *arguments[:1]
    ):
        print(unchanged.MESSAGE)
        return 0
    from building import run  # noqa: PLC0415
    from generated import parse  # noqa: PLC0415

    return run(parse(__doc__, arguments))


if __name__ == "__main__":
    sys.exit(main())
