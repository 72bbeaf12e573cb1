"""Find the rows that somebody means who does not know their identifier."""

import unicodedata
from difflib import get_close_matches
from textwrap import shorten

from curating.draft import Draft
from sco_data.versions import Row

LIMIT = 8
LABEL_WIDTH = 120


def search(draft: Draft, table: str, text: str) -> list[Row]:
    """Return the rows of a table that a text may mean, the likeliest first, eight at most.

    Those that have the text as a whole cell, if there are any; else those with a similar
    identifier or name, then those that have all its words or their beginnings, the latest first.
    """
    key = draft.key(table)
    wanted = _plain(text)
    rows = {row[key]: row for row in draft.known(table)}
    words = {one: _plain(" ".join(row.values())).split() for one, row in rows.items()}
    names = {_plain(row.get("name") or one): one for one, row in rows.items()}
    whole = [one for one, row in rows.items() if wanted in map(_plain, row.values())]
    begun = [one for one in rows if all(_begins(word, words[one]) for word in wanted.split())]
    close = [names[name] for name in get_close_matches(wanted, names, n=LIMIT, cutoff=0.6)]
    found = whole or [*dict.fromkeys([*close, *sorted(begun, reverse=True)])]
    return [rows[one] for one in found[:LIMIT]]


def label(row: Row) -> str:
    """Return a row in short: its first cells that say something in Latin letters."""
    cells = [row[name] for name in row if row[name] and not name.endswith(("_ru", "_zh"))]
    return shorten("  ".join(cells[:3]), LABEL_WIDTH, placeholder=" …")


def _begins(beginning: str, words: list[str]) -> bool:
    return any(word.startswith(beginning) for word in words)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("-", " "))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
