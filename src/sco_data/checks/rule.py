"""What all rules have in common: a rule is a query whose rows are the findings."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

import attrs
from frictionless import Check, Error, errors

from sco_data.checks.database import Database


@attrs.frozen
class Finding:
    """A place that breaks a rule.

    Attributes
    ----------
    line
        Line of the file, the header being line 1; None if it is about the whole file.
    field
        Name of the column; None if it is not about a cell.
    note
        What is wrong there.
    file
        Path of the file, if it is another than that of the table looked at.
    """

    line: int | None
    field: str | None
    note: str
    file: str | None = None


@attrs.define(kw_only=True, repr=False)
class Rule(Check):
    """A check that looks at a table as a whole, and whose findings carry its own code.

    A rule has a query a table. A query yields the columns ``line``, ``field`` and ``note`` of a
    `Finding`. If the rule is ``reviewable`` it yields ``id`` and ``other_id`` too: the two rows
    that look wrong together. Such a pair is no finding if the table ``reviewed_findings`` lists
    it with a reason.
    """

    database: Database

    sentence: ClassVar[str]
    violation: ClassVar[str]
    mend: ClassVar[str]
    reviewable: ClassVar[bool] = False
    queries: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls) -> None:
        # Frictionless drops findings whose code no check has announced.
        super().__init_subclass__()
        cls.Errors = [type(f"{cls.__name__}Error", (errors.DataError,), {"type": cls.type})]

    def query(self, table: str) -> str | None:
        """Return the query for a table, or None if the rule does not look at it."""
        return self.queries.get(table)

    def findings(self, table: str) -> Iterator[Finding]:
        """Look at a table."""
        query = self.query(table)
        if query is None:
            return
        if self.reviewable:
            query = _without_reviewed(query, self.type)
        for row in self.database.rows(f"{query} ORDER BY line, field, note") or []:
            yield Finding(row["line"], row["field"], row["note"])

    def validate_start(self) -> Iterable[Error]:
        """Tell Frictionless of the findings."""
        for finding in self.findings(self.resource.name):
            yield self._error(finding)

    def _error(self, finding: Finding) -> Any:
        table = self.resource.name
        note, line, field = finding.note, finding.line, finding.field
        error: Any = errors.TableError(note=note)
        if line is not None:
            cells = self.database.cells(table, line)
            error = errors.RowError(note=note, cells=cells, row_number=line)
        if line is not None and field is not None:
            names = [described["name"] for described in self.database.schemas[table]["fields"]]
            number = names.index(field)
            error = errors.CellError(
                note=note,
                cells=error.cells,
                row_number=line,
                cell=error.cells[number] if error.cells else "",
                field_name=field,
                field_number=number + 1,
            )
        error.type = self.type
        error.file = finding.file
        error.field_name = field
        return error


def _without_reviewed(query: str, rule: str) -> str:
    return (
        f"SELECT * FROM ({query}) ANTI JOIN "
        f"(SELECT id, other_id FROM reviewed_findings WHERE rule = '{rule}') USING (id, other_id)"
    )
