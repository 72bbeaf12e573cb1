"""Make a release: check that it may be, and write its files into dist/.

python scripts/release.py changelog   # writes what changed in the data into CHANGELOG.md
python scripts/release.py check       # only tells what stands against a release
python scripts/release.py notes       # prints the version's section of the changelog
python scripts/release.py             # checks, then writes the files into dist/
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import assets
import changelog
import yaml
from building import report_check
from difference_report import markdown
from differences import Difference, compare
from generated import ROOT
from numbering import misfit

from sco_data import descriptor
from sco_data.files import replacing
from sco_data.reporting import check
from sco_data.versions import Version, read_version, releases

CHANGELOG = "CHANGELOG.md"
ROWS_TOLD = 10
"""How many rows of a kind the changelog lists for a table."""


def main(arguments: list[str] | None = None, package: Path = ROOT) -> int:
    """Run the command; 0 if it did what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", nargs="?", choices=ACTIONS, default="build")
    options = parser.parse_args(arguments)
    try:
        return ACTIONS[options.action](package)
    except (KeyError, OSError, ValueError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1


def build(package: Path) -> int:
    """Check the checkout, and write the files of its release into dist/."""
    if report_obstacles(package):
        print("No release was made.", file=sys.stderr)
        return 1
    dist = package / "dist"
    dist.mkdir(exist_ok=True)
    epoch = os.environ.setdefault("SOURCE_DATE_EPOCH", _git(package, "log", "-1", "--format=%ct"))
    with tempfile.TemporaryDirectory(dir=package, prefix=".dist-") as folder:
        assets.make(package, Path(folder), int(epoch))
        for file in sorted(Path(folder).iterdir()):
            print(f"dist/{file.replace(dist / file.name).name}")
    return 0


def report_obstacles(package: Path) -> int:
    """Tell what stands against a release; 1 if anything does."""
    found = list(obstacles(package))
    for obstacle in found:
        print(f"- {obstacle}", file=sys.stderr)
    return 1 if found else 0


def write_changelog(package: Path) -> int:
    """Write what changed in the data since the last release into the changelog."""
    new = read_version(str(package), package)
    if _git(package, "tag", "--list", f"v{new.number}"):
        raise ValueError(f"{new.number} was released: raise `version` in datapackage.json first")
    file = package / CHANGELOG
    text = file.read_text(encoding="utf-8")
    written = changelog.with_data(text, new.number, _data_section(since_last_release(package, new)))
    if written != text:
        with replacing(file) as temporary:
            temporary.write_text(written, encoding="utf-8")
    print(f"{CHANGELOG}: {'written' if written != text else 'is up to date'}")
    return 0


def print_notes(package: Path) -> int:
    """Print what the changelog says of this version."""
    version = read_version(str(package), package).number
    section = changelog.section((package / CHANGELOG).read_text(encoding="utf-8"), version)
    if section is None:
        raise ValueError(f"{CHANGELOG} has no section {version}")
    print(section.split("\n", 1)[1].strip())
    return 0


ACTIONS = {
    "build": build,
    "check": report_obstacles,
    "changelog": write_changelog,
    "notes": print_notes,
}


def obstacles(package: Path) -> Iterator[str]:
    """Return everything that stands against a release."""
    if descriptor.root() != package:
        yield f"sco_data is installed elsewhere: pip install --editable {package}"
        return
    if changes := _git(package, "status", "--porcelain"):
        yield f"the work tree has changes that are not committed:\n{changes}"
    if report_check(package) or not check(package):
        yield "the package is not valid, or not built: run make"
        return
    new = read_version(str(package), package)
    difference = since_last_release(package, new)
    yield from number_obstacles(package, difference)
    yield from changelog_obstacles(package, difference)
    yield from citation_obstacles(package, new)


def number_obstacles(package: Path, difference: Difference) -> Iterator[str]:
    """Tell why the number of the version does not fit the last release."""
    new = difference.new.number
    here = set(_git(package, "tag", "--points-at", "HEAD").split()).intersection(releases(package))
    if _git(package, "tag", "--list", f"v{new}") and f"v{new}" not in here:
        yield f"version {new} was released already: raise `version` in datapackage.json"
    for tag in here - {f"v{new}"}:
        yield f"the tag {tag} is not that of version {new}"
    last = difference.old.number or None
    if problem := misfit(last, new, difference.level):
        reasons = [why for level, why in difference.reasons() if level is difference.level]
        yield problem + "".join(f"\n  {why} ({difference.level})" for why in reasons)
    redirects = next((t.added for t in difference.tables if t.table == "redirects"), [])
    for row in redirects if last else []:
        if row["since_version"] != new:
            yield f"the redirect of {row['old_id']} is since {new}, not {row['since_version']}"


def changelog_obstacles(package: Path, difference: Difference) -> Iterator[str]:
    """Tell what the changelog lacks."""
    new = difference.new
    text = (package / CHANGELOG).read_text(encoding="utf-8")
    expected = f"## {new.number} ({_day(new)})"
    if (heading := changelog.heading(text, new.number)) is None:
        yield f"{CHANGELOG} has no section {expected!r}: python scripts/release.py changelog"
        return
    if heading != expected:
        yield f"{CHANGELOG}: the heading is {heading!r} instead of {expected!r}"
    if changelog.with_data(text, new.number, _data_section(difference)) != text:
        yield f"{CHANGELOG} tells other changes of the data: python scripts/release.py changelog"


def citation_obstacles(package: Path, new: Version) -> Iterator[str]:
    """Tell where the citation file names another version."""
    try:
        citation = dict(yaml.safe_load((package / "CITATION.cff").read_text(encoding="utf-8")))
    except (yaml.YAMLError, TypeError, ValueError) as error:
        yield f"CITATION.cff cannot be read: {error}"
        return
    for key, expected in {"version": new.number, "date-released": _day(new)}.items():
        if str(citation.get(key)) != expected:
            yield f"CITATION.cff: {key} is {citation.get(key)} instead of {expected}"


def since_last_release(package: Path, new: Version) -> Difference:
    """Compare with the last release but this one; with nothing if there was none."""
    earlier = [tag for tag in releases(package) if tag != f"v{new.number}"]
    if not earlier:
        return compare(Version("nothing", {"version": "", "resources": []}, {}), new)
    return compare(read_version(earlier[-1], package), new)


def _data_section(difference: Difference) -> str:
    return markdown(difference, ROWS_TOLD)


def _day(version: Version) -> str:
    """Return the day of a version: `created` of its descriptor (Data Package)."""
    return str(version.descriptor["created"])[:10]


def _git(package: Path, *arguments: str) -> str:
    command = ["git", "-C", package, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout.rstrip("\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # cells come in three scripts
    sys.exit(main())
