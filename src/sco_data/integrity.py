"""Compare the shipped files with what the descriptor says of them."""

import hashlib
from pathlib import Path

from sco_data import descriptor
from sco_data.errors import DamagedPackageError


def verify() -> None:
    """Check that every data file is there, whole and unchanged.

    Compares the size in bytes and the SHA-256 hash of each file with ``bytes`` and ``hash`` of
    its resource in ``datapackage.json`` (Data Package 2.0, Data Resource).

    Raises
    ------
    DamagedPackageError
        If a file is missing, truncated or altered; the message names every such file.

    Examples
    --------
    >>> verify()
    """
    problems = [
        problem
        for resource in descriptor.descriptor()["resources"]
        if (problem := _problem(descriptor.root() / resource["path"], resource))
    ]
    if problems:
        raise DamagedPackageError("\n".join([*problems, "Reinstall sco-data to mend it."]))


def sha256(content: bytes) -> str:
    """Return the hash of a file's content as the descriptor writes it (Data Resource, ``hash``).

    Examples
    --------
    >>> sha256(b"")[:20]
    'sha256:e3b0c44298fc1'
    """
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _problem(file: Path, resource: descriptor.Descriptor) -> str | None:
    try:
        content = file.read_bytes()
    except OSError:
        return f"{resource['path']} is missing"
    if len(content) != resource["bytes"]:
        return f"{resource['path']} has {len(content)} bytes instead of {resource['bytes']}"
    if sha256(content) != resource["hash"]:
        return f"{resource['path']} was altered (its SHA-256 hash differs)"
    return None
