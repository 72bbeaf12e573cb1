"""Cite the dataset, or the pages on which a row rests."""

from functools import cache
from typing import Any

from sco_data import bibliography, descriptor, loading
from sco_data.errors import UnknownNameError, nearest

RowId = str | tuple[str | int, ...]


def cite(table: str | None = None, id: RowId | None = None, *, format: str = "text") -> str:
    """Cite the dataset, or the sources of one of its rows.

    Parameters
    ----------
    table : str, optional
        Name of a table; without it the dataset is cited.
    id : str or tuple of str, optional
        The row's primary key; a tuple where the key has several columns.
    format : {"text", "bibtex", "ris", "csl"}
        Text for people, BibTeX, RIS (EndNote, Zotero), or CSL-JSON (Zotero, pandoc).

    Returns
    -------
    str
        The citation; for a row one reference a source (in text: one line), the earliest first.
        A row without a source of its own is cited with those of the row it belongs to (a
        participant: the event's), or else of the rows that refer to it (a speaker: those of
        their events and quotes).

    Raises
    ------
    UnknownNameError
        If there is no such table or row; a ``KeyError``.
    ValueError
        If only one of `table` and `id` is given, no page is behind the row, or there is no such
        format.
    MissingExtraError
        If BibTeX or RIS is asked for and the extra ``cite`` is not installed.

    Examples
    --------
    >>> print(cite())
    The sco-data contributors (2026). sco-data: the external relations of the Shanghai
    Cooperation Organisation (version ...) [Data set]. CC-BY-4.0.
    >>> print(cite("quotes", "sectsco-20180712-456792-q1"))
    SCO Secretariat (2018-07-12). Rashid Alimov: The SCO is a reliable partner of the UN ...
    http://eng.sectsco.org/news/20180712/456792.html (read 2026-11-23)
    >>> print(cite(format="ris"))
    TY  - DATA
    ID  - sco-data-...
    """
    if table is None and id is None:
        return bibliography.write([bibliography.dataset(descriptor.descriptor())], format)
    if table is None or id is None:
        raise ValueError('give both a table and an id, as in cite("events", "2018-07-12-…")')
    row = find_row(table, id)
    sources = [find_row("sources", source_id) for source_id in _source_ids(table, row)]
    if not sources:
        raise ValueError(f"no page is behind the row {id!r}: no row with a source refers to it")
    sources.sort(key=lambda source: (str(source["published_on"] or "undated"), source["url"]))
    return bibliography.write(list(map(bibliography.page, sources)), format)


def find_row(table: str, id: RowId) -> dict[str, Any]:
    """Return the row of a table with the given primary key.

    Raises
    ------
    UnknownNameError
        If there is no such table or row; a ``KeyError``.

    Examples
    --------
    >>> find_row("states", "KZ")["alpha3"]
    'KAZ'
    """
    key = descriptor.primary_key(table)
    wanted = tuple(map(str, id if isinstance(id, tuple) else (id,)))
    if len(wanted) != len(key):
        raise UnknownNameError(
            f"a row of table {table!r} is named by {len(key)} values ({', '.join(key)}), "
            f"not by {len(wanted)}"
        )
    rows = _rows_by_key(table)
    if wanted in rows:
        return rows[wanted]
    shown = " ".join(wanted)
    hint = nearest(shown, map(" ".join, rows))
    raise UnknownNameError(f"no row {shown!r} in table {table!r}; {hint}")


@cache
def _rows_by_key(table: str) -> dict[tuple[str, ...], dict[str, Any]]:
    key = descriptor.primary_key(table)
    return {tuple(str(row[column]) for column in key): row for row in _rows(table)}


@cache
def _rows(table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = loading.load(table, engine="arrow").to_pylist()
    return rows


def _source_ids(table: str, row: dict[str, Any]) -> set[str]:
    """Follow the foreign keys from a row to the pages it rests on."""
    return _own_source_ids(table, row) or _referring_source_ids(table, row)


def _own_source_ids(table: str, row: dict[str, Any]) -> set[str]:
    if row.get("source_id"):
        return {row["source_id"]}
    return _linked_source_ids(table, row) or _owner_source_ids(table, row)


def _linked_source_ids(table: str, row: dict[str, Any]) -> set[str]:
    """Pages named by a table that does nothing but link this one to its sources."""
    for link in descriptor.table_names():
        keys = descriptor.foreign_keys(link)
        if set(keys.values()) == {table, "sources"} and set(keys) == set(
            descriptor.primary_key(link)
        ):
            return {linked["source_id"] for linked in _rows_referring(link, table, row)}
    return set()


def _owner_source_ids(table: str, row: dict[str, Any]) -> set[str]:
    """Pages of the row that this one is a numbered part of."""
    keys = descriptor.foreign_keys(table)
    owners = [column for column in descriptor.primary_key(table) if column in keys]
    return {
        source
        for column in owners
        for source in _source_ids(keys[column], find_row(keys[column], row[column]))
    }


def _referring_source_ids(table: str, row: dict[str, Any]) -> set[str]:
    """Pages of all rows elsewhere that refer to this one."""
    return {
        source
        for other in descriptor.table_names()
        if other != table and table in descriptor.foreign_keys(other).values()
        for referring in _rows_referring(other, table, row)
        for source in _own_source_ids(other, referring)
    }


def _rows_referring(other: str, table: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    value = row[descriptor.primary_key(table)[0]]
    columns = [c for c, target in descriptor.foreign_keys(other).items() if target == table]
    return [candidate for candidate in _rows(other) if value in map(candidate.get, columns)]
