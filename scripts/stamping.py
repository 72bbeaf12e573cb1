"""Stamp size and hash of the data files into datapackage.json, and touch nothing else in it."""

import json
import re

Stamps = dict[str, tuple[int, str]]
"""Size in bytes and hash of each file, by its path in the descriptor."""


def stamp(text: str, stamps: Stamps) -> str:
    """Return the text of a descriptor with new sizes and hashes and its layout as it was.

    Parameters
    ----------
    text
        The descriptor.
    stamps
        Size and hash by path; a resource's ``bytes`` and ``hash`` follow its ``path``, in this
        order, with no object between.

    Returns
    -------
    str
        The stamped descriptor.

    Raises
    ------
    ValueError
        If a resource lacks a place for its stamp.

    Examples
    --------
    >>> stamp('{"resources": [{"path": "a.csv", "bytes": 0, "hash": ""}]}', {"a.csv": (3, "x")})
    '{"resources": [{"path": "a.csv", "bytes": 3, "hash": "x"}]}'
    """
    stamped = text
    for path, (size, digest) in stamps.items():
        place = re.compile(
            rf'("path":\s*{re.escape(json.dumps(path))}[^{{}}]*?"bytes":\s*)\d+'
            r'(\s*,\s*"hash":\s*")[^"]*'
        )
        stamped = place.sub(rf"\g<1>{size}\g<2>{digest}", stamped, count=1)
    if json.loads(stamped) != _stamped_content(text, stamps):
        raise ValueError(
            'datapackage.json: every resource needs "bytes" and "hash" after its "path", '
            'as in "path": "data/events.csv", …, "bytes": 0, "hash": ""'
        )
    return stamped


def _stamped_content(text: str, stamps: Stamps) -> object:
    content = json.loads(text)
    for resource in content["resources"]:
        if resource["path"] in stamps:
            resource["bytes"], resource["hash"] = stamps[resource["path"]]
    return content
