"""Read a version of the Data Package: a folder, a release archive or a git revision."""

import csv
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sco_data.descriptor import Descriptor
from sco_data.errors import DamagedPackageError, UnknownNameError

Row = dict[str, str]

_RELEASE = re.compile(r"v(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True)
class Version:
    """A version of the package, its cells as they are written.

    Attributes
    ----------
    name : str
        How it was asked for.
    descriptor : dict
        Its own ``datapackage.json``.
    tables : dict of str to list of dict of str to str
        The rows of every table, each with the texts of its cells by column.
    """

    name: str
    descriptor: Descriptor
    tables: dict[str, list[Row]]

    @property
    def number(self) -> str:
        """The version number, as the descriptor says it."""
        return str(self.descriptor["version"])

    def schema(self, table: str) -> Descriptor:
        """Return the Table Schema of a table."""
        return next(r["schema"] for r in tables_of(self.descriptor) if r["name"] == table)

    def rows_by_key(self, table: str, key: list[str]) -> dict[tuple[str, ...], Row]:
        """Return the rows of a table by the values of key columns.

        Raises
        ------
        DamagedPackageError
            If two rows have the same key.
        """
        rows: dict[tuple[str, ...], Row] = {}
        for row in self.tables[table]:
            values = tuple(row[column] for column in key)
            if values in rows:
                raise DamagedPackageError(
                    f"{self.name}: two rows of {table} have the key {' '.join(values)!r}"
                )
            rows[values] = row
        return rows


def read_version(name: str, repository: Path) -> Version:
    """Read a version of the package.

    Parameters
    ----------
    name : str
        A folder with a ``datapackage.json``, a zip archive of one, or a tag, branch or commit.
    repository : pathlib.Path
        The checkout of the package whose revisions are meant.

    Returns
    -------
    Version

    Raises
    ------
    UnknownNameError
        If it is none of the three.
    DamagedPackageError
        If the descriptor or a table cannot be read.

    Examples
    --------
    >>> from sco_data import descriptor
    >>> version = read_version(str(descriptor.root()), descriptor.root())
    >>> version.tables["states"][0]["name"]
    'United Arab Emirates'
    """
    path = Path(name)
    if (path / "datapackage.json").is_file():
        return _read(name, path)
    if zipfile.is_zipfile(path):
        return _read_archive(name, path)
    commit = _git(repository, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
    if commit is None:
        raise UnknownNameError(
            f"{name!r} is neither a folder with a datapackage.json, nor a zip archive, nor a git "
            "revision; `git tag` lists the releases"
        )
    archive = _git(repository, "archive", "--format=zip", commit.decode().strip())
    return _read_archive(name, io.BytesIO(archive or b""))


def releases(repository: Path) -> list[str]:
    """Return the tags of the releases, ``v1.2.3``, oldest version first.

    Parameters
    ----------
    repository : pathlib.Path
        The checkout of the package; one without git has no releases.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     releases(Path(folder))
    []
    """
    tags = (_git(repository, "tag", "--merged", "HEAD") or b"").decode().split()
    numbered = {tag: match.groups() for tag in tags if (match := _RELEASE.fullmatch(tag))}
    return sorted(numbered, key=lambda tag: tuple(map(int, numbered[tag])))


def tables_of(descriptor: Descriptor) -> Iterator[Descriptor]:
    """Return the resources of a descriptor that are tables with a Table Schema."""
    return (resource for resource in descriptor["resources"] if "schema" in resource)


def _read_archive(name: str, archive: Any) -> Version:
    with zipfile.ZipFile(archive) as opened:
        root = zipfile.Path(opened)
        # Archives made by GitHub hold one folder that holds everything.
        homes = [root, *root.iterdir()]
        home = next((home for home in homes if (home / "datapackage.json").is_file()), root)
        return _read(name, home)


def _read(name: str, home: Path | zipfile.Path) -> Version:
    try:
        descriptor = json.loads((home / "datapackage.json").read_bytes())
        tables = {
            resource["name"]: _read_table(home / resource["path"], resource)
            for resource in tables_of(descriptor)
        }
    except (LookupError, OSError, RecursionError, TypeError, ValueError, csv.Error) as error:
        raise DamagedPackageError(f"{name} cannot be read as a package: {error}") from error
    return Version(name, descriptor, tables)


def _read_table(file: Path | zipfile.Path, resource: Descriptor) -> list[Row]:
    text = file.read_bytes().decode(resource.get("encoding", "utf-8"))
    delimiter = resource.get("dialect", {}).get("delimiter", ",")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    columns = [field["name"] for field in resource["schema"]["fields"]]
    if not rows or rows[0] != columns:
        raise ValueError(f"the header of {resource['path']} is not the one its schema describes")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(columns):
            cells = f"{len(row)} cells instead of {len(columns)}"
            raise ValueError(f"row {number} of {resource['path']} has {cells}")
    return [dict(zip(columns, row, strict=True)) for row in rows[1:]]


def _git(repository: Path, *arguments: str) -> bytes | None:
    """Return what a git command prints; None if it fails, or this is no repository of its own."""
    if not (repository / ".git").exists():
        return None  # git would look further up, where another project may keep its tags
    command = ["git", "-C", str(repository), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return None
