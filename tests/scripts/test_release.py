"""Release copies of this checkout for real, with git."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import building
import duckdb
import frictionless
import openpyxl
import pytest
from release import (
    changelog_obstacles,
    citation_obstacles,
    number_obstacles,
    since_last_release,
)

from sco_data.reporting import check
from sco_data.versions import read_version

ROOT = Path(__file__).resolve().parents[2]
FILES = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
).stdout.split("\n")

pytestmark = pytest.mark.skipif(not any(FILES), reason="this is no git checkout")


def run(folder, *command, ok=True):
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    environment.pop("SOURCE_DATE_EPOCH", None)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert (done.returncode == 0) is ok, done.stdout + done.stderr
    return done.stdout + done.stderr


def git(folder, *arguments):
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    return run(folder, "git", *identity, *arguments)


def release(folder, *arguments, ok=True):
    return run(folder, sys.executable, "scripts/release.py", *arguments, ok=ok)


def edit(file, pattern, replacement):
    text, edits = re.subn(pattern, replacement, file.read_text(encoding="utf-8"), count=1)
    assert edits, pattern
    file.write_text(text, encoding="utf-8")


def set_version(folder, version):
    edit(folder / "datapackage.json", r'("version": )"[^"]+"', rf'\g<1>"{version}"')
    edit(folder / "CITATION.cff", r"(?m)^(version: ).*$", rf"\g<1>{version}")


def correct_a_cell(folder):
    edit(folder / "data" / "topics.csv", "The situation in", "What happens in")
    building.build(folder)


def date_the_changelog(folder):
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    edit(
        folder / "CHANGELOG.md",
        rf"(## {re.escape(package['version'])}) \(unreleased\)",
        rf"\1 ({package['created'][:10]})",
    )


def commit(folder, message):
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


@pytest.fixture(scope="module")
def first_release(tmp_path_factory):
    """A copy of this checkout that was released as the first version."""
    folder = tmp_path_factory.mktemp("first") / "sco-data"
    for name in filter(None, FILES):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "config", "core.autocrlf", "false")
    set_version(folder, "0.1.0")
    (folder / "CHANGELOG.md").write_text("# Changelog\n", encoding="utf-8")
    release(folder, "changelog")
    date_the_changelog(folder)
    commit(folder, "First")
    git(folder, "tag", "v0.1.0")
    return folder


@pytest.fixture
def checkout(first_release, tmp_path):
    """A clone of it that a test may change."""
    git(first_release, "clone", "--quiet", str(first_release), str(tmp_path / "clone"))
    return tmp_path / "clone"


@pytest.fixture(scope="module")
def released(first_release, tmp_path_factory):
    """A correction, released."""
    folder = tmp_path_factory.mktemp("second") / "clone"
    git(first_release, "clone", "--quiet", str(first_release), str(folder))
    correct_a_cell(folder)
    set_version(folder, "0.1.1")
    assert "CHANGELOG.md: written" in release(folder, "changelog")
    date_the_changelog(folder)
    commit(folder, "Correct a definition")
    git(folder, "tag", "v0.1.1")
    release(folder)
    return folder


@pytest.fixture(scope="module")
def dist(released):
    return released / "dist"


def test_the_first_release_needs_no_earlier_one(first_release):
    assert "invalid" not in release(first_release, "check")
    assert "| events | 8" in release(first_release, "notes")
    assert "v0.1.0" in git(first_release, "tag")


def test_the_files_of_a_release(dist):
    assert sorted(file.name for file in dist.iterdir()) == [
        "SHA256SUMS",
        "sco-data-0.1.1.duckdb",
        "sco-data-0.1.1.sqlite",
        "sco-data-0.1.1.xlsx",
        "sco-data-0.1.1.zip",
        "sco_data-0.1.1-py3-none-any.whl",
        "sco_data-0.1.1.tar.gz",
    ]


def test_the_checksums_verify(dist):
    if shutil.which("sha256sum"):
        printed = run(dist, "sha256sum", "--check", "--strict", "SHA256SUMS")
        assert printed.count(": OK") == 6
    for line in (dist / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((dist / name).read_bytes()).hexdigest() == digest


def test_the_same_commit_gives_the_same_bytes_elsewhere(released, dist, tmp_path):
    other = tmp_path / "another" / "place"
    git(released, "clone", "--quiet", str(released), str(other))
    umask = os.umask(0o077)
    try:
        release(other)
    finally:
        os.umask(umask)
    first = {file.name: file.read_bytes() for file in dist.iterdir()}
    second = {file.name: file.read_bytes() for file in (other / "dist").iterdir()}
    assert [name for name in first if first[name] != second.get(name)] == []
    assert not list(other.glob(".dist-*"))


def test_the_archive_is_a_valid_package(dist, tmp_path):
    archive = dist / "sco-data-0.1.1.zip"
    zipfile.ZipFile(archive).extractall(tmp_path)
    assert frictionless.validate(str(tmp_path / "datapackage.json")).valid
    assert check(tmp_path)
    for name in ("README.md", "LICENSE-DATA", "CITATION.cff", "docs/codebook.md"):
        assert (tmp_path / name).stat().st_size


def test_workbook_and_databases_have_every_table(released, dist):
    package = json.loads((released / "datapackage.json").read_text(encoding="utf-8"))
    tables = [r["name"] for r in package["resources"] if "schema" in r]
    workbook = openpyxl.load_workbook(dist / "sco-data-0.1.1.xlsx", read_only=True)
    assert set(tables) <= set(workbook.sheetnames)
    count = "SELECT count(*) FROM quotes WHERE topics IS NOT NULL"
    with closing(sqlite3.connect(dist / "sco-data-0.1.1.sqlite")) as database:
        (rows,) = database.execute(count).fetchone()
    with duckdb.connect(str(dist / "sco-data-0.1.1.duckdb"), read_only=True) as database:
        assert database.execute(count).fetchone() == (rows,)
        found = {name for (name,) in database.execute("SHOW TABLES").fetchall()}
    assert set(tables) <= found
    assert rows > 1000


def test_the_changelog_tells_what_changed_in_the_data(released):
    notes = release(released, "notes")
    assert "a patch change by the Data Package recipe" in notes
    assert "| topics |  |  |  | 1 |" in notes
    assert "  - `definition`: The situation in" in notes
    assert "0.1.0" not in notes


def difference_of(checkout):
    return since_last_release(checkout, read_version(str(checkout), checkout))


def test_a_number_that_does_not_fit_the_rows_is_refused(checkout):
    with (checkout / "data" / "redirects.csv").open("a") as lines:
        lines.write("topics,afghan-affairs,afghanistan,0.3.0\n")
    set_version(checkout, "0.1.1")
    commit(checkout, "Redirect")
    assert list(number_obstacles(checkout, difference_of(checkout))) == [
        (
            "after 0.1.0 a minor change asks for version 0.2.0 (or 1.0.0), not 0.1.1\n"
            "  redirects: 1 added (minor)"
        ),
        "the redirect of afghan-affairs is since 0.1.1, not 0.3.0",
    ]


def test_everything_that_stands_against_a_release_is_named(checkout):
    correct_a_cell(checkout)
    set_version(checkout, "0.1.1")
    edit(checkout / "CITATION.cff", r"(?m)^version: .*$", "version: 0.1.0")
    printed = release(checkout, ok=False)
    assert "- the work tree has changes that are not committed:\n M data/topics.csv" in printed
    assert "- the tag v0.1.0 is not that of version 0.1.1" in printed
    assert "- CHANGELOG.md has no section '## 0.1.1 (" in printed
    assert "- CITATION.cff: version is 0.1.0 instead of 0.1.1" in printed
    assert printed.endswith("No release was made.\n")
    assert not (checkout / "dist").exists()


def test_a_changelog_that_tells_otherwise_is_refused(checkout):
    edit(checkout / "data" / "topics.csv", "The situation in", "What happens in")
    set_version(checkout, "0.1.1")
    release(checkout, "changelog")
    edit(checkout / "CHANGELOG.md", r"What happens in", "Something in")
    heading, data = changelog_obstacles(checkout, difference_of(checkout))
    assert heading.startswith("CHANGELOG.md: the heading is '## 0.1.1 (unreleased)' instead of")
    assert data.startswith("CHANGELOG.md tells other changes of the data")
    release(checkout, "changelog")
    date_the_changelog(checkout)
    assert not list(changelog_obstacles(checkout, difference_of(checkout)))


@pytest.mark.parametrize("text", ["", "[", "version", "- version: 0.1.0"])
def test_a_citation_file_that_cannot_be_read(checkout, text):
    (checkout / "CITATION.cff").write_text(text)
    (obstacle,) = citation_obstacles(checkout, read_version(str(checkout), checkout))
    assert obstacle.startswith("CITATION.cff cannot be read")


def test_an_invalid_package_is_refused(checkout):
    edit(checkout / "data" / "topics.csv", "The situation in", " The situation in")
    printed = release(checkout, "check", ok=False)
    assert "untidy-text" in printed or "Out of date" in printed
    assert "- the package is not valid, or not built: run make" in printed


def test_a_version_that_was_released_is_refused(checkout):
    edit(checkout / "data" / "topics.csv", "The situation in", "What happens in")
    assert "0.1.0 was released" in release(checkout, "changelog", ok=False)
    commit(checkout, "Correct a definition")
    (obstacle,) = number_obstacles(checkout, difference_of(checkout))
    assert obstacle == "version 0.1.0 was released already: raise `version` in datapackage.json"


@pytest.mark.parametrize("version", ["0.1.0", "0.0.9", "0.1.2", "0.3.0", "2.0.0", "1"])
def test_a_number_that_does_not_follow_is_refused(checkout, version):
    git(checkout, "commit", "--quiet", "--allow-empty", "--message", "Other")
    set_version(checkout, "0.1.1")
    assert not list(number_obstacles(checkout, difference_of(checkout)))
    set_version(checkout, version)
    assert list(number_obstacles(checkout, difference_of(checkout)))


def test_notes_of_a_version_without_a_section(checkout):
    set_version(checkout, "0.9.0")
    assert "Error: CHANGELOG.md has no section 0.9.0" in release(checkout, "notes", ok=False)


def test_a_folder_without_git_is_a_message(checkout):
    shutil.rmtree(checkout / ".git")
    assert "Error: git status" in release(checkout, "check", ok=False)
