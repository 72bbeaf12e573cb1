"""The one way in which a table is written as CSV, so that differences of versions stay small."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from sco_data.descriptor import Descriptor

Key = tuple[tuple[int, str], ...]


def write_csv(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    r"""Return rows as CSV: lines end with LF, and cells are quoted only where needed.

    Parameters
    ----------
    rows : iterable of sequence of str
        The header, and the rows below it.
    delimiter : str
        What stands between two cells.

    Returns
    -------
    str

    Examples
    --------
    >>> write_csv([["a", "b"], ["1,5", ""]])
    'a,b\n"1,5",\n'
    """
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def sort_key(schema: Descriptor) -> Callable[[Sequence[str]], Key]:
    """Return how to sort the rows of a table: by the primary key, integers as numbers.

    Parameters
    ----------
    schema : dict
        The Table Schema of the table.

    Returns
    -------
    callable
        Takes a row whose cells are in the order of the fields.

    Examples
    --------
    >>> fields = [{"name": "id", "type": "string"}, {"name": "number", "type": "integer"}]
    >>> rows = [["a", "10"], ["a", "9"]]
    >>> sorted(rows, key=sort_key({"fields": fields, "primaryKey": ["id", "number"]}))
    [['a', '9'], ['a', '10']]
    """
    names = [field["name"] for field in schema["fields"]]
    places = [names.index(name) for name in schema["primaryKey"]]
    whole = [schema["fields"][place]["type"] == "integer" for place in places]
    return lambda row: tuple(
        _cell_key(row[place], integer) for place, integer in zip(places, whole, strict=True)
    )


def _cell_key(cell: str, integer: bool) -> tuple[int, str]:
    return (int(cell), "") if integer and cell.isdecimal() else (0, cell)
