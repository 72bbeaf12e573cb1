import shutil
import subprocess
import zipfile

import pytest

from sco_data.errors import DamagedPackageError, UnknownNameError
from sco_data.versions import read_version, releases


def git(folder, *arguments):
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def repository(package_folder):
    git(package_folder, "init", "--quiet")
    git(package_folder, "add", ".")
    git(package_folder, "commit", "--quiet", "--message", "First")
    git(package_folder, "tag", "v0.1.0")
    return package_folder


def zip_of(folder, target, prefix=""):
    with zipfile.ZipFile(target, "w") as archive:
        for file in sorted(folder.rglob("*.*")):
            if ".git" not in file.parts and file.is_file():
                archive.write(file, prefix + str(file.relative_to(folder)))
    return str(target)


def test_folder_archive_and_revision_read_the_same(repository, tmp_path):
    folder = read_version(str(repository), repository)
    assert len(folder.tables["events"]) > 800
    assert folder.number == folder.descriptor["version"]
    for name in (
        "v0.1.0",
        "HEAD",
        zip_of(repository, tmp_path / "release.zip"),
        zip_of(repository, tmp_path / "github.zip", "sco-data-0.1.0/"),
    ):
        version = read_version(name, repository)
        assert version.tables == folder.tables
        assert version.descriptor == folder.descriptor
        assert version.name == name


def test_a_revision_is_what_was_committed(repository):
    file = repository / "data" / "states.csv"
    file.write_text(file.read_text("utf-8").replace("Kazakhstan,", "Qazaqstan,"), "utf-8")
    names = {row["name"] for row in read_version("HEAD", repository).tables["states"]}
    assert "Kazakhstan" in names
    names = {row["name"] for row in read_version(str(repository), repository).tables["states"]}
    assert "Qazaqstan" in names


@pytest.mark.parametrize("name", ["v9.9.9", "no/such/folder", "--help"])
def test_an_unknown_version(repository, name):
    with pytest.raises(UnknownNameError, match="neither a folder"):
        read_version(name, repository)


def test_a_file_that_is_no_archive(package_folder):
    with pytest.raises(UnknownNameError):
        read_version(str(package_folder / "data" / "states.csv"), package_folder)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("datapackage.json", b"{", "Expecting property name"),
        ("datapackage.json", b"[]", "cannot be read as a package"),
        ("datapackage.json", b"{}", "resources"),
        ("data/topics.csv", None, "topics.csv"),
        ("data/topics.csv", b"", "the header of data/topics.csv"),
        ("data/topics.csv", b"a,b\n", "the header of data/topics.csv"),
        ("data/topics.csv", b"topic_id,name,definition,broader_id\na,b\n", "row 2 .* has 2 cells"),
        ("data/topics.csv", b"topic_id,name\xff", "decode"),
    ],
)
def test_a_damaged_version(package_folder, file, content, message):
    if content is None:
        (package_folder / file).unlink()
    else:
        (package_folder / file).write_bytes(content)
    with pytest.raises(DamagedPackageError, match=message):
        read_version(str(package_folder), package_folder)


def test_an_archive_without_a_package(tmp_path):
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(DamagedPackageError, match=r"datapackage\.json"):
        read_version(str(tmp_path / "other.zip"), tmp_path)


def test_releases_are_the_tags_of_versions_in_their_order(repository):
    for tag in ("v0.10.0", "v0.9.0", "v1.0", "before-v0.2.0"):
        git(repository, "tag", tag)
    assert releases(repository) == ["v0.1.0", "v0.9.0", "v0.10.0"]


def test_tags_of_another_branch_are_no_releases(repository):
    git(repository, "checkout", "--quiet", "-b", "other")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "Other")
    git(repository, "tag", "v0.2.0")
    git(repository, "checkout", "--quiet", "-")
    assert releases(repository) == ["v0.1.0"]


def test_a_package_inside_another_repository_has_no_releases(repository):
    inner = repository / "inner"
    inner.mkdir()
    shutil.copy(repository / "datapackage.json", inner)
    assert releases(inner) == []
