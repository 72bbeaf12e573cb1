"""What a curator gives for a cell, as the text that stands in the file."""

import json
import re
from functools import cache
from reprlib import Repr
from typing import Any
from urllib.parse import quote, urlsplit

import frictionless
from tidy_cells import tidy_cell, unclear

from sco_data.errors import nearest

Field = dict[str, Any]

SHOWN = 60
"""How many characters of a wrong text are shown."""

BEYOND_ASCII = re.compile("[^\0-\x7f\ud800-\udfff]+")
"""What browsers show in an address and send in percent signs and digits."""

NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What JSON can say and no table can hold: NUL and halves of characters."""


class CellError(ValueError):
    """A value that its column cannot hold."""


def written(value: object, field: Field) -> str:
    """Return a value as its cell is written.

    Parameters
    ----------
    value
        A text, or what JSON has for it: a number, a list of texts, null.
    field
        The column, as the descriptor says it.

    Raises
    ------
    CellError
        If the column cannot hold it; the message says why.

    Examples
    --------
    >>> written("12.7.2018", {"name": "start_on", "type": "date"})
    '2018-07-12'
    >>> written(["b", "a"], {"name": "topics", "type": "list", "delimiter": ";"})
    'a;b'
    >>> written("https://example.org/новости", {"name": "url", "type": "string", "format": "uri"})
    'https://example.org/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8'
    """
    text = tidy_cell(_text(value, field), field)
    if field.get("format") == "uri":
        text = BEYOND_ASCII.sub(lambda letters: quote(letters[0]), text)
    if why := _fault(text, field):
        raise CellError(f"{quoted(text)} {why}" if text else why)
    return text


def quoted(value: object) -> str:
    """Return a value as it is shown in a message: not endless, whatever it is.

    Examples
    --------
    >>> quoted("a" * 99)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaa...aaaaaaaaaaaaaaaaaaaaaaaaaaaa'"
    """
    short = Repr()
    short.maxstring = SHOWN
    return short.repr(value)


def explanation(field: Field) -> str:
    """Say all that the descriptor says of a column."""
    constraints = field.get("constraints", {})
    values = [f"  {one['value']}: {one['label']}" for one in field.get("categories", [])]
    others = [f"  {name}: {constraints[name]}" for name in constraints if name != "enum"]
    return "\n".join([field["description"], *values, *others, f"  example: {field['example']}"])


def _text(value: object, field: Field) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and field["type"] == "list":
        if not all(isinstance(item, str) and field["delimiter"] not in item for item in value):
            raise CellError(f"must be a list of texts without {field['delimiter']!r}")
        return str(field["delimiter"]).join(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and field["type"] in ("integer", "number"):
        return str(value)
    wanted = "a list of texts" if field["type"] == "list" else f"a text ({field['type']})"
    raise CellError(f"{quoted(value)} must be {wanted}")


def _fault(text: str, field: Field) -> str | None:
    constraints = field.get("constraints", {})
    if not text:
        return "must not be empty" if constraints.get("required") else None
    if why := _unreadable(text, field):
        return why
    allowed = constraints.get("enum")
    if allowed and text not in allowed:
        return f"is none of the allowed values; {nearest(text, allowed)}"
    _, notes = _column(json.dumps(field)).read_cell(text)
    if {"type", "pattern"} & (notes or {}).keys():
        return f"is not written like {field['example']!r}"
    return f"breaks the {'; '.join(notes.values())}" if notes else None


@cache
def _column(described: str) -> frictionless.Field:
    return frictionless.Field.from_descriptor(json.loads(described))


def _unreadable(text: str, field: Field) -> str | None:
    if NO_TEXT.search(text):
        return "has a character that no table can hold: type it anew"
    if field.get("format") == "uri":
        try:
            urlsplit(text)
        except ValueError:
            return "is no address: copy it anew"
    return unclear(text, field)
