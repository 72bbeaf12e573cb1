"""Know a package that was built and found valid before, without building it again.

Only what Python has loaded anyway is imported here, and hashlib: the rest of the standard library
would cost more than hashing the whole package.
"""

import hashlib
import os
import site
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RECORD = ".built"
"""A file beside datapackage.json that holds the hash of all that the last build depended on."""
MESSAGE = "Nothing changed: all is up to date."

State = dict[str, str]
"""The hash of every file by its path; what is not a file by a name of its own."""


def since_last_build(folder: str = ROOT) -> bool:
    """Tell whether nothing that a build depends on changed since the last one in a folder."""
    try:
        with open(os.path.join(folder, RECORD), encoding="utf-8") as file:
            return file.read() == _digest(state(folder))
    except (OSError, ValueError):  # it was never built, or somebody spoiled the record
        return False


def remember(folder: str | os.PathLike[str], before: State, written: list[str]) -> None:
    """Note that a package is valid and built, if nobody else changed it meanwhile.

    Parameters
    ----------
    folder
        Where the package lies.
    before
        Its state before it was validated.
    written
        What the build wrote, relative to the folder.
    """
    after = state(folder)
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    if changed <= set(written) and os.access(folder, os.W_OK):
        with open(os.path.join(folder, RECORD), "w", encoding="utf-8") as file:
            file.write(_digest(after))


def state(folder: str | os.PathLike[str]) -> State:
    """Return all that a build depends on: files, our code, libraries, and tags of releases.

    Raises
    ------
    OSError
        If a file cannot be read.
    """
    code = os.path.join(ROOT, "src", "sco_data")
    folders = [os.path.join(ROOT, "scripts"), *(place for place, _, _ in os.walk(code))]
    found = {
        "datapackage.json": _hash(os.path.join(folder, "datapackage.json")),
        **_hashes(os.path.join(folder, "data"), "data"),
        "tags": _tags(folder),
        "libraries": " ".join([sys.version, *_names(site.getsitepackages()[0])]),
    }
    for place in folders:
        found |= _hashes(place, place, suffix=".py")
    return found


def _hashes(place: str, name: str, suffix: str = "") -> State:
    """Return the hashes of the files right in a folder."""
    return {
        f"{name}/{entry.name}": _hash(entry.path)
        for entry in os.scandir(place)
        if entry.name.endswith(suffix) and entry.is_file()
    }


def _hash(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tags(folder: str | os.PathLike[str]) -> str:
    """Return the tags of the repository that a folder is; the rules look at the last release."""
    home = os.path.join(folder, ".git")
    if os.path.isfile(home):  # a worktree, whose repository is two folders above what it names
        with open(home, encoding="utf-8") as file:
            place = file.read().partition(":")[2].strip()
        home = os.path.dirname(os.path.dirname(os.path.join(folder, place)))
    packed = os.path.join(home, "packed-refs")
    known = _hash(packed) if os.path.isfile(packed) else ""
    loose = os.path.join(home, "refs", "tags")
    return " ".join([known, *(_names(loose) if os.path.isdir(loose) else [])])


def _names(place: str) -> list[str]:
    return sorted(os.listdir(place))


def _digest(found: State) -> str:
    return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()
