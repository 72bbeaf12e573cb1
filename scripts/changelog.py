"""Read and write the section of a version in CHANGELOG.md."""

import re

DATA = "### Data"


def section(text: str, version: str) -> str | None:
    r"""Return what the changelog says of a version, its heading first; None if nothing.

    Examples
    --------
    >>> section("# Changelog\n\n## 0.2.0 (unreleased)\n\nNew.\n\n## 0.1.0\n", "0.2.0")
    '## 0.2.0 (unreleased)\n\nNew.\n'
    """
    place = _place(text, version)
    return f"{text[place].rstrip()}\n" if place else None


def heading(text: str, version: str) -> str | None:
    """Return the heading of a version's section; None if there is none."""
    found = section(text, version)
    return found.splitlines()[0] if found else None


def with_data(text: str, version: str, data: str) -> str:
    """Return the changelog with the data section of a version written anew.

    A version that has no section yet gets one, above all others.
    """
    text = f"{text.rstrip()}\n"
    place = _place(text, version)
    if place is None:
        first = text.find("\n## ") + 1 or len(text)
        return (
            f"{text[:first]}## {version} (unreleased)\n\n{_block(data)}\n{text[first:]}".rstrip()
            + "\n"
        )
    own_words = re.sub(rf"^{DATA}$.*?(?=^##|\Z)", "", text[place], flags=re.M | re.S).rstrip()
    rest = text[place.stop :]
    return f"{text[: place.start]}{own_words}\n\n{_block(data)}" + (f"\n{rest}" if rest else "")


def _block(data: str) -> str:
    return f"{DATA}\n\n{data.strip()}\n"


def _place(text: str, version: str) -> slice | None:
    match = re.search(rf"^## {re.escape(version)}(?=\s|$).*?(?=^## |\Z)", text, re.M | re.S)
    return slice(*match.span()) if match else None
