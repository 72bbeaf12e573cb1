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
        if (problem := alteration(descriptor.root() / resource["path"], resource))
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


def alteration(file: Path, resource: descriptor.Descriptor) -> str | None:
    """Say how a file differs from what its resource says of it.

    Parameters
    ----------
    file : pathlib.Path
        The file.
    resource : dict
        The resource, with ``path``, ``bytes`` and ``hash``.

    Returns
    -------
    str or None
        None if the file is as described.
    """
    try:
        size = file.stat().st_size
        with file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return f"{resource['path']} is missing"
    if size != resource["bytes"]:
        return f"{resource['path']} has {size} bytes instead of {resource['bytes']}"
    if f"sha256:{digest}" != resource["hash"]:
        return f"{resource['path']} was altered (its SHA-256 hash differs)"
    return None
