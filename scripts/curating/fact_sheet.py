"""Read a fact sheet line: what a page says, as JSON whose keys are tables and columns."""

import json
from collections.abc import Callable
from typing import Any

from curating.cells import CellError, quoted, written
from curating.draft import Draft
from curating.identifiers import Fact, propose
from sco_data.errors import nearest
from sco_data.versions import Row

PAGE = "source"
"""The key of the page on which everything else in a line was read."""


GUIDE = "CONTRIBUTING.md shows a fact sheet; docs/codebook.md explains the tables and columns."


class FactSheetError(ValueError):
    """What is wrong with a fact sheet line, one place a line."""


class FactSheet:
    """Takes facts into a draft and keeps what is wrong with them.

    A row takes the identifiers of the rows that it stands in. A row that gives nothing but an
    identifier that is known stands for the row that has it.

    Parameters
    ----------
    draft
        Where the rows go.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.faults: list[str] = []
        self.unknown_keys = False
        self.refused: set[str] = set()
        self.taken: list[tuple[str, Row, str]] = []

    def take_line(self, line: Any) -> None:
        """Take a whole line.

        Raises
        ------
        FactSheetError
            If anything is wrong; the message names every place.
        """
        around: Row = {}
        if not isinstance(line, dict):
            raise FactSheetError("a line is one object, in braces")
        for key in line:
            if key != PAGE and key not in self.draft.rows:
                hint = nearest(key, [PAGE, *self.draft.rows])
                self.faults.append(f"{quoted(key)} is neither {PAGE!r} nor a table; {hint}")
                self.unknown_keys = True
        if PAGE in line:
            self.take("sources", line[PAGE], PAGE, around)
        for table in self.draft.rows:
            self._take_list(table, line.get(table, []), table, around)
        self._check_references()
        if self.faults:
            guide = [GUIDE] if self.unknown_keys else []
            raise FactSheetError("\n".join([*self.faults, *guide]))

    def take(self, table: str, fact: Any, place: str, around: Row) -> None:
        """Take a row and what stands in it; what is around it gets its identifier too."""
        if not isinstance(fact, dict):
            self.faults.append(f"{place}: must be an object, in braces")
            return
        inner = [name for name in self.draft.dependants(table) if name in fact]
        cells = self._cells(table, fact, place, inner)
        own = self.draft.identifier(table)
        if own and cells.keys() == {own}:
            around[own] = cells[own]
            self._note(f"{place}.{own}", self.draft.check_known, table, cells[own])
        else:
            parts = {name: _texts(fact[name]) for name in inner}
            cells = self._completed(table, cells, parts, around)
            around |= {own: cells.get(own, "")} if own else {}
            self._add(table, cells, place)
        self._link(table, around)
        for name in inner:
            self._take_list(name, fact[name], f"{place}.{name}", around)

    def _take_list(self, table: str, facts: Any, place: str, around: Row) -> None:
        if not isinstance(facts, list):
            self.faults.append(f"{place}: must be a list, in square brackets")
            return
        for number, fact in enumerate(facts):
            self.take(table, fact, f"{place}[{number}]", dict(around))

    def _cells(self, table: str, fact: Fact, place: str, inner: list[str]) -> Row:
        fields = self.draft.fields(table)
        cells = {}
        for key, value in fact.items():
            if key in fields and value not in (None, "", []):
                try:
                    cells[key] = written(value, fields[key])
                except CellError as error:
                    self.faults.append(f"{place}.{key}: {error}")
            elif key not in [*fields, *inner]:
                hint = nearest(key, [*fields, *self.draft.dependants(table)])
                self.faults.append(f"{place}: {table} has no column {quoted(key)}; {hint}")
                self.unknown_keys = True
        return cells

    def _completed(self, table: str, cells: Row, parts: Fact, around: Row) -> Row:
        """Return cells with what follows from the rest: keys, number, identifier."""
        columns = self.draft.fields(table)
        whole = {column: cell for column, cell in around.items() if column in columns} | cells
        owner = self.draft.owner(table)
        if owner and not whole.get("number"):
            whole["number"] = self.draft.next_number(table, whole.get(owner, ""))
        own = self.draft.identifier(table)
        if own and not cells.get(own):
            whole[own] = propose(self.draft, table, {**parts, **whole})
        return whole

    def _add(self, table: str, cells: Row, place: str) -> None:
        faulty = {fault.partition(": ")[0] for fault in self.faults}
        for column, field in self.draft.fields(table).items():
            required = field.get("constraints", {}).get("required")
            # An empty cell could not be made of others that are wrong or missing themselves.
            if required and column not in cells and f"{place}.{column}" not in faulty:
                self.faults.append(f"{place}.{column}: is missing. {field['description']}")
        if not self.faults and (own := self.draft.identifier(table)) and not cells[own]:
            self.faults.append(f"{place}.{own}: cannot be proposed from the cells: give it")
        try:
            self.taken.append((table, self.draft.add(table, cells), place))
        except CellError as error:
            self.faults.append(f"{place}: {error}; to add to that row, give its identifier alone")
            self.refused.add(cells.get(self.draft.identifier(table) or "", ""))

    def _link(self, table: str, around: Row) -> None:
        """Link a row with the one around it, where a table does only this: event and page."""
        own = self.draft.identifier(table)
        for name in self.draft.rows:
            key = self.draft.schema(name)["primaryKey"]
            if own in key and self.draft.links(name) and all(around.get(part) for part in key):
                self.draft.add(name, {part: around[part] for part in key})

    def _check_references(self) -> None:
        for table, row, place in self.taken:
            for column, text in row.items():
                if text not in self.refused:
                    self._note(f"{place}.{column}", self.draft.check_reference, table, column, text)

    def _note(self, place: str, check: Callable[..., None], *arguments: str) -> None:
        """Run a check, and keep what it finds wrong."""
        try:
            check(*arguments)
        except CellError as error:
            self.faults.append(f"{place}: {error}")


def _texts(facts: Any) -> list[Row]:
    """Return the texts of nested rows, whatever else is in them, for identifiers made of them."""
    rows = [fact for fact in facts if isinstance(fact, dict)] if isinstance(facts, list) else []
    return [{key: cell for key, cell in row.items() if isinstance(cell, str)} for row in rows]


def parse(text: str, place: str) -> Any:
    """Read JSON; what is wrong with it is told by the place where it stands.

    Raises
    ------
    FactSheetError
        If it is no JSON, or says a key twice.
    """
    try:
        return json.loads(text, object_pairs_hook=_once)
    except ValueError as error:
        hint = "give one line of it" if text.strip().count("\n{") else "mend it there"
        raise FactSheetError(f"{place} is not JSON: {error}; {hint}") from None
    except RecursionError:
        raise FactSheetError(f"{place} has too many brackets within brackets") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise FactSheetError(f"the key {twice!r} stands twice in one object")
    return content
