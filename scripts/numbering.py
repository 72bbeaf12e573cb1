"""Which version number a release may have: Data Package recipe, Data Package Version."""

import re

from differences import Level

Number = tuple[int, int, int]


def misfit(last: str | None, new: str, level: Level) -> str | None:
    """Say why a version number does not fit what changed since the last release.

    The next number of the level that the changes ask for fits, and so does that of a higher one,
    for the library may have changed more than the data. Before 1.0.0 the second number stands
    for what breaks, too.

    Parameters
    ----------
    last
        The number of the last release; None if there was none.
    new
        The number in question.
    level
        What the changes ask for.

    Examples
    --------
    >>> misfit("1.2.3", "1.2.4", Level.PATCH)
    >>> misfit("1.2.3", "1.2.4", Level.MINOR)
    'after 1.2.3 a minor change asks for version 1.3.0 (or 2.0.0), not 1.2.4'
    >>> misfit("0.2.3", "0.3.0", Level.MAJOR)
    """
    number = _parsed(new)
    if number is None:
        return f"{new} is no version number such as 1.2.3"
    previous = _parsed(last) if last else None
    if previous is None:
        return None
    fitting = [".".join(map(str, following)) for following in _following(previous, level)]
    if new in fitting:
        return None
    lowest, *higher = fitting
    others = f" (or {', '.join(higher)})" if higher else ""
    change = f"a {level} change" if level else "no change of the data"
    return f"after {last} {change} asks for version {lowest}{others}, not {new}"


def _following(last: Number, level: Level) -> list[Number]:
    """Return the numbers that may follow, the lowest first."""
    major, minor, patch = last
    lowest = min(level, Level.MINOR) if major == 0 else level
    following = [(major, minor, patch + 1), (major, minor + 1, 0), (major + 1, 0, 0)]
    return following[max(lowest, Level.PATCH) - Level.PATCH :]


def _parsed(version: str) -> Number | None:
    match = re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", version)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None
