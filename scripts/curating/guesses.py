"""What the curator most likely means: offered at the prompt, never assumed."""

import datetime
from collections.abc import Callable

from curating.draft import Draft
from curating.identifiers import host_of
from sco_data.versions import Row

USUAL = {"date_precision": "day", "extent": "whole", "quoting": "standoff"}
OF_PUBLISHER = {"publisher", "publisher_kind", "language"}
OF_PERSON = {"office", "organisation_id", "state_id"}


def guess(draft: Draft, table: str, column: str, cells: Row) -> str:
    """Return what a cell most likely is, by what stands in the row so far; often empty."""
    if column == "retrieved_on":
        return datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    if column in USUAL:
        dated = any(cells.get(day) for day in ("start_on", "signed_on", "adopted_on", "url"))
        return USUAL[column] if dated else ""
    if table == "sources" and column in OF_PUBLISHER:
        host = host_of(cells["url"])
        return _last(draft, "sources", column, lambda row: host_of(row["url"]) == host)
    if table == "quotes" and column == "language":
        source = draft.find("sources", source_id=cells.get("source_id", ""))
        return source["language"] if source else ""
    if column in OF_PERSON and cells.get("speaker_id"):
        person = cells["speaker_id"]
        return _last(draft, "participants", column, lambda row: row["speaker_id"] == person)
    return ""


def _last(draft: Draft, table: str, column: str, fits: Callable[[Row], bool]) -> str:
    """Return the cell of the last row that fits."""
    rows = [row for row in draft.known(table) if fits(row)]
    return rows[-1][column] if rows else ""
