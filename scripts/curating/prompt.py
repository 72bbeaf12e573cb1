"""Put a question at the prompt until the answer is one that the column can hold."""

import re
from collections.abc import Callable, Iterable
from textwrap import shorten

from rich.console import Console
from rich.markup import escape

from curating.cells import CellError, Field, explanation
from curating.completion import complete_by_tab
from curating.draft import Draft
from curating.search import label, search
from sco_data.versions import Row

NEW = "new"
NONE = "-"
BACK = "<"
REST = "."
EXAMPLE_WIDTH = 70
HELP = """Enter takes what stands in [brackets] or leaves the cell empty; - empties it; ? explains;
< goes back; . takes Enter for all that need not be filled in the row; Tab completes."""


class NoCellError(Exception):
    """An answer that is no cell: back to the last one, or on to what must be filled."""


class Prompt:
    """Asks for one thing at a time.

    Parameters
    ----------
    draft
        Says what a column can hold and what is known.
    console
        Where the questions are shown.
    add
        Asks for a new row of a table and returns its identifier.
    """

    def __init__(self, draft: Draft, console: Console, add: Callable[[str], str]) -> None:
        self.draft = draft
        self.console = console
        self.add = add

    def text(self, hint: str, values: Iterable[str] = ()) -> str:
        """Ask for a line of text; the Tab key completes it to one of some values."""
        complete_by_tab(values)
        return input(f"  {hint}> " if hint else "  > ").strip()

    def confirm(self, question: str, *, default: bool = False) -> bool:
        """Ask a question of yes or no."""
        while True:
            answer = self.text(f"{question} [{'Y/n' if default else 'y/N'}]").casefold()
            if answer in ("", "y", "yes", "n", "no"):
                return answer.startswith("y") if answer else default

    def choose(self, table: str, rows: list[Row], advice: str) -> str:
        """Show rows, and ask which is meant; empty if none is."""
        for number, row in enumerate(rows, 1):
            self.console.print(f"  [bold]{number}[/]  {escape(label(row))}")
        while answer := self.text(advice):
            if answer.isdecimal() and 1 <= int(answer) <= len(rows):
                return rows[int(answer) - 1][self.draft.key(table)]
            self.console.print(f"  [red]a number from 1 to {len(rows)}, or Enter[/]")
        return ""

    def cell(self, table: str, column: str, offered: str, *, others: tuple[str, ...] = ()) -> str:
        """Ask for a cell until it is right.

        Raises
        ------
        NoCellError
            If the answer is one of ``others``.
        """
        field = self.draft.fields(table)[column]
        self._show(table, field)
        while True:
            answer = self.text(f"[{offered}]" if offered else "", self._values(table, field))
            if answer in others:
                raise NoCellError(answer)
            if answer == "?":
                self._explain(field)
                continue
            answer = "" if answer == NONE else answer or offered
            try:
                cell = self._understood(table, column, answer)
            except CellError as error:
                self.console.print(f"  [red]{escape(str(error))}[/]")
                continue
            if cell != answer:
                self.console.print(f"  [green]{escape(cell)}[/]")
            return cell

    def given(self, table: str, column: str, value: str) -> str:
        """Return a cell that was given by an option; ask for it if it is wrong."""
        try:
            return self._understood(table, column, value)
        except CellError as error:
            self.console.print(f"[red]{escape(str(error))}[/]")
            return self.cell(table, column, "")

    def _understood(self, table: str, column: str, answer: str) -> str:
        field = self.draft.fields(table)[column]
        target = self.draft.targets(table).get(column)
        if answer and target and not self.draft.has(target, answer):
            answer = self._reference(target, answer)
        if field["type"] == "list":
            answer = field["delimiter"].join(re.split(r"\s*[;,]\s*", answer)) if answer else ""
        answer = completed(answer, field.get("constraints", {}).get("enum", []))
        text = self.draft.cell(table, column, answer)
        self.draft.check_unique(table, column, text)
        return text

    def _reference(self, target: str, answer: str) -> str:
        """Find the row that is meant, or ask for a new one."""
        if answer == NEW:
            return self.add(target)
        found = search(self.draft, target, answer)
        if len(found) == 1 and answer.casefold() in map(str.casefold, found[0].values()):
            return found[0][self.draft.key(target)]
        chosen = self.choose(target, found, "its number, or Enter to answer anew") if found else ""
        if not chosen:
            raise CellError(f"{answer!r} is not in {target}; '{NEW}' adds it")
        return chosen

    def _values(self, table: str, field: Field) -> list[str]:
        """Return what a cell may hold, where this can be listed."""
        target = self.draft.targets(table).get(field["name"], field["name"])
        if target in self.draft.rows:
            return [row[self.draft.key(target)] for row in self.draft.known(target)]
        return list(field.get("constraints", {}).get("enum", []))

    def _show(self, table: str, field: Field) -> None:
        constraints = field.get("constraints", {})
        mark = "[red]*[/]" if constraints.get("required") else ""
        name = field["name"]
        self.console.print(f"[bold]{name}[/]{mark}  {escape(field['description'])}")
        target = self.draft.targets(table).get(name)
        if constraints.get("enum"):
            self.console.print(f"  [dim]{', '.join(constraints['enum'])}[/]")
        else:
            words = f", or words that find it, or '{NEW}'" if target else ""
            example = shorten(field["example"], EXAMPLE_WIDTH, placeholder=" …")
            self.console.print(f"  [dim]such as {escape(example)}{words}[/]")

    def _explain(self, field: Field) -> None:
        self.console.print(f"  {escape(explanation(field))}\n  {HELP}")
        if field["name"] in self.draft.rows:
            for row in self.draft.known(field["name"]):
                self.console.print(f"  {escape(label(row))}")


def completed(answer: str, values: list[str]) -> str:
    """Return the one value that an answer is the beginning of, else the answer."""
    fitting = [value for value in values if value.startswith(answer)] if answer else []
    return fitting[0] if len(fitting) == 1 and answer not in values else answer
