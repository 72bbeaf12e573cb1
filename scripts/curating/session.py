"""From a draft to the tables: compare, show, write, validate; or leave everything as it was."""

import json
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from curating.cells import CellError
from curating.dialogue import Dialogue
from curating.draft import Draft
from curating.fact_sheet import PAGE, FactSheet
from curating.identifiers import Fact
from curating.likeness import Likeness
from curating.prompt import HELP
from curating.search import label
from curating.writing import new_problems, staged, write
from sco_data.checks import Database
from sco_data.reporting import print_problems
from sco_data.validation import verdict
from sco_data.versions import read_version

WRITE = "Write these rows?"
NEAR = "Is one of these the same? Then give its identifier instead of the new row."
NEXT = "Next: run `make`, add a line to CHANGELOG.md, commit."

ADVICE = "If it is right as it is, --distinct ID REASON says why; ID is that of the new row."


class NothingAddedError(ValueError):
    """The draft cannot be written; the message says why."""


class Session:
    """One run of `new.py`.

    Parameters
    ----------
    folder
        Where the package lies.
    reasons
        By identifier: why the row is not the one that it looks like.
    """

    def __init__(self, folder: Path, reasons: dict[str, str]) -> None:
        self.folder = folder
        self.reasons = reasons
        self.draft = Draft(read_version(str(folder), folder))
        self.console = Console(highlight=False, soft_wrap=True)
        self.likeness = Likeness(Database(folder, self.draft.version.descriptor))
        self.dialogue: Dialogue | None = None
        self.near: list[str] = []
        self.written = False

    def take(self, line: Any) -> None:
        """Take a fact sheet line, and tell what is near its rows."""
        FactSheet(self.draft).take_line(line)
        for table, rows in self.draft.rows.items():
            for row in rows:
                for near in self.likeness.neighbours(self.draft, table, row):
                    self.near.append(f"near {row[self.draft.key(table)]}: {label(near)}")
        self._tell_near()

    def ask(self, table: str, given: Fact) -> None:
        """Ask for a row and what belongs to it."""
        self.dialogue = Dialogue(self.draft, self.likeness, self.console)
        self.console.print(HELP, markup=False)
        self.dialogue.ask(table, given)

    def finish(self) -> None:
        """Compare, show, validate and write.

        Raises
        ------
        NothingAddedError
            If the rows are not right, or not wanted.
        """
        if not any(self.draft.rows.values()):
            raise NothingAddedError("All of that is there already.")
        self._compare()
        while not self._write():
            pass

    def keep(self) -> Path | None:
        """Write what was told into a fact sheet, so that no answer is lost; None if nothing was."""
        if self.dialogue is None or self.written:
            return None
        told = _sheet(self.draft, self.dialogue)
        if not told:
            return None
        with tempfile.NamedTemporaryFile(
            "w", prefix="sco-data-", suffix=".json", delete=False, encoding="utf-8"
        ) as file:
            json.dump(told, file, ensure_ascii=False, indent=2)
        return Path(file.name)

    def _compare(self) -> None:
        """Have a reason for every pair of rows that look like one."""
        with staged(self.folder, self.draft) as copy:
            database = Database(copy, self.draft.version.descriptor)
            pairs = self.likeness.new_pairs(database, self.draft)
        alike = {row_id for pair in pairs for row_id in (pair.id, pair.other_id)}
        refused = [
            f"--distinct {row_id}: no rule takes it for another row."
            for row_id in self.reasons
            if row_id not in alike
        ]
        for pair in pairs:
            reason = self.reasons.get(pair.id) or self.reasons.get(pair.other_id)
            if not reason and self.dialogue:
                reason = self.dialogue.distinct(pair)
            if not reason:
                refused.append(str(pair))
                continue
            review = pair._asdict() | {"reason": self._reason(reason)}
            self.draft.add("reviewed_findings", review)
        if refused:
            raise NothingAddedError("\n".join([*refused, ADVICE]))

    def _reason(self, reason: str) -> str:
        try:
            return self.draft.cell("reviewed_findings", "reason", reason)
        except CellError as error:
            raise NothingAddedError(f"The reason {error}") from None

    def _write(self) -> bool:
        """Write the rows if they are wanted and valid; False if cells were mended first."""
        self._show()
        if self.dialogue and not self.dialogue.prompt.confirm(WRITE, default=True):
            raise NothingAddedError("Not wanted.")
        with staged(self.folder, self.draft) as copy:
            problems = new_problems(self.folder, copy)
            if problems:
                print_problems(problems, verdict(problems, 0))
                if self.dialogue and self.dialogue.mend(problems):
                    return False
                raise NothingAddedError("The rows are not valid as they are.")
            counts = write(self.folder, copy, self.draft)
            self.written = True
            for path, count in counts.items():
                self.console.print(f"Written: {path} ({count} new row{'s' * (count > 1)})")
        self._tell_near()
        self.console.print(NEXT)
        return True

    def _tell_near(self) -> None:
        """Tell what is near the rows of a fact sheet: nobody was asked whether it is the same."""
        if self.near:
            self.console.print(NEAR)
            for line in self.near:
                self.console.print(f"  {line}", markup=False)

    def _show(self) -> None:
        """Show what goes into which table."""
        shown = Table("table", "column", Column("cell", overflow="fold"), title="New rows")
        for name, rows in self.draft.rows.items():
            for row in rows:
                filled = [(column, escape(cell)) for column, cell in row.items() if cell]
                for number, cells in enumerate(filled):
                    shown.add_row("" if number else name, *cells)
                shown.add_section()
        self.console.print(shown)


def _sheet(draft: Draft, dialogue: Dialogue) -> dict[str, Any]:
    """Return what was told so far as a fact sheet line."""
    told: dict[str, Any] = {}
    rows = [(table, row) for table, rows in draft.rows.items() for row in rows]
    begun = [(table, fact) for table, fact in dialogue.pending if not draft.links(table)]
    for table, fact in [*rows, *begun]:
        if cells := {name: cell for name, cell in fact.items() if cell}:
            told.setdefault(table, []).append(cells)
    page = dialogue.current.get("source_id")
    if len(told.get("sources", [])) == 1:
        return {PAGE: told.pop("sources")[0], **told}
    return {PAGE: {"source_id": page}, **told} if told and page else told
