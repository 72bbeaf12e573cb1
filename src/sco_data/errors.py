"""What can go wrong in the loader, in words that lead to the mend."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any


class UnknownNameError(KeyError):
    """A table, column or identifier that does not exist."""

    def __str__(self) -> str:
        # KeyError shows the repr of its argument; a message is to be read as it is.
        return str(self.args[0])


class MissingExtraError(ImportError):
    """A library is needed that comes with an extra which is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(
            f"{library} is not installed. It comes with an extra: pip install 'sco-data[{extra}]'"
        )


class DamagedPackageError(OSError):
    """A file of the installed package is missing or is not what was shipped."""


def require(library: str, extra: str) -> Any:
    """Import a library that comes with an extra.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        return import_module(library)
    except ImportError:
        raise MissingExtraError(library, extra) from None


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known name was probably meant.

    Examples
    --------
    >>> nearest("event", ["events", "quotes"])
    "did you mean 'events'?"
    >>> nearest("x", ["events", "quotes"])
    "there are: 'events', 'quotes'"
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    names = list(known)
    close = get_close_matches(name, names, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(map(repr, close))}?"
    if len(names) > 30:
        return f"there are {len(names)}, such as {names[0]!r}"
    return f"there are: {', '.join(map(repr, names))}"
