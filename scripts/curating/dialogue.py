"""Ask a curator for a row cell by cell, and for what belongs to it."""

from rich.console import Console
from rich.markup import escape

from curating.draft import Draft
from curating.fact_sheet import FactSheet, FactSheetError
from curating.guesses import guess
from curating.identifiers import Fact, propose
from curating.likeness import Likeness, Pair, asked_of
from curating.prompt import BACK, NONE, REST, NoCellError, Prompt, completed
from curating.search import label
from sco_data.checks.participation import Actors
from sco_data.errors import nearest
from sco_data.validation import Problem
from sco_data.versions import Row


class Dialogue:
    """Fills a draft by asking.

    Parameters
    ----------
    draft
        Where the rows go.
    likeness
        Tells which rows of the package are near a new one.
    console
        Where the questions are shown.
    """

    def __init__(self, draft: Draft, likeness: Likeness, console: Console) -> None:
        self.draft = draft
        self.likeness = likeness
        self.console = console
        self.prompt = Prompt(draft, console, lambda table: self.ask(table, {}, alone=False))
        self.current: Row = {}
        self.pending: list[tuple[str, Fact]] = []

    def ask(self, table: str, given: Row, *, alone: bool = True) -> str:
        """Ask for a row and what belongs to it; return its identifier.

        Parameters
        ----------
        table
            The table of the row.
        given
            Cells that need not be asked for.
        alone
            Whether the row is what the curator came for, not one needed by another.
        """
        title = next(r for r in self.draft.version.descriptor["resources"] if r["name"] == table)
        self.console.print(f"\n[bold cyan]{table}[/]  {escape(title['description'])}")
        fact: Fact = {}
        self.pending.append((table, fact))
        self.current |= {
            name: given[name] for name in given if name not in self.draft.fields(table)
        }
        told = self._cells(table, fact, given, ("number",)) or self._new(table, fact, given)
        self.pending.pop()
        if told and (alone or self._parts(table)):
            self._menu(table, told)
        return told

    def distinct(self, pair: Pair) -> str:
        """Show two rows that look like one, and ask why they are two; empty if they are not."""
        self.console.print(f"\n[yellow]{escape(str(pair))}[/]")
        for table in self.draft.rows:
            for row_id in (pair.id, pair.other_id):
                key = self.draft.identifier(table)
                row = self.draft.find(table, **{key: row_id}) if key else None
                if row:
                    self.console.print(f"  {escape(label(row))}")
        reason = self.prompt.text("why both are right, or Enter to stop")
        return self.prompt.given("reviewed_findings", "reason", reason) if reason else ""

    def mend(self, problems: list[Problem]) -> bool:
        """Ask for other cells where new rows are wrong; tell whether any was given."""
        mended = False
        tables = {r["path"]: r["name"] for r in self.draft.version.descriptor["resources"]}
        for problem in problems:
            table = tables.get(problem.file, "")
            row = self._row(table, problem.id) if table else None
            column = problem.column or ""
            if row is None or column in ["", *self.draft.schema(table)["primaryKey"]]:
                continue
            self.console.print(f"\n[bold]{problem.id}[/]: {escape(problem.message)}")
            cell = self.prompt.cell(table, column, row[column])
            mended |= cell != row[column]
            row[column] = cell
        return mended

    def _row(self, table: str, id: str | None) -> Row | None:
        key = self.draft.schema(table)["primaryKey"]
        rows = self.draft.rows[table]
        return next((row for row in rows if " ".join(row[part] for part in key) == id), None)

    def _new(self, table: str, fact: Fact, given: Row) -> str:
        """Add the row whose cells have been told, after its parts and its identifier."""
        for part in self._parts(table):
            fact[part] = []
            while self.prompt.confirm(f"Another row of {part}?" if fact[part] else f"Add {part}?"):
                self._part(part, fact)
        own = self.draft.identifier(table)
        if own and not self.draft.owner(table):
            proposed = given.get(own) or propose(self.draft, table, fact)
            fact[own] = self.prompt.cell(table, own, proposed)
        if "event_id" in fact and "speaker_id" in fact and table == "quotes":
            self._settle_quote(fact)
        sheet = FactSheet(self.draft)
        around: Row = {}
        sheet.take(table, fact, table, around)
        if sheet.faults:
            raise FactSheetError("\n".join(sheet.faults))
        added = around.get(own, "") if own else ""
        if own in ("source_id", "event_id"):
            self.current[own] = added
        if table == "events":
            self._link_event(added)
        if self.draft.links(table):
            self._follow_link(table, fact, given)
        return added

    def _part(self, table: str, whole: Fact) -> None:
        part: Fact = {}
        whole[table].append(part)
        self._cells(table, part, {}, ("number", self.draft.owner(table) or ""))

    def _parts(self, table: str) -> list[str]:
        """Return the tables whose rows are numbered parts of a row."""
        own = self.draft.identifier(table)
        return [
            name
            for name in self.draft.dependants(table)
            if self.draft.schema(name)["primaryKey"] == [own, "number"]
        ]

    def _cells(self, table: str, fact: Fact, given: Row, left_out: tuple[str, ...] = ()) -> str:
        """Ask for the cells of a row; return the identifier if it turns out to be there already."""
        unasked = (*left_out, self.draft.identifier(table))
        columns = [column for column in self.draft.fields(table) if column not in unasked]
        searched = not asked_of(table)
        asked: list[int] = []
        hurried = False
        place = 0
        while place < len(columns):
            column = columns[place]
            if column in given:
                fact[column] = self.prompt.given(table, column, given[column])
            elif not self._is_settled(table, column, fact):
                try:
                    fact[column] = self._cell(table, column, fact, hurried=hurried)
                except NoCellError as answer:
                    hurried = str(answer) == REST
                    place = asked.pop() if asked and not hurried else place
                    continue
                asked.append(place)
            place += 1
            if not searched and asked_of(table) <= fact.keys():
                searched = True
                if there := self._one_of(table, fact):
                    return there
        self._name_actors(table, fact)
        return ""

    def _cell(self, table: str, column: str, fact: Fact, *, hurried: bool) -> str:
        """Ask for a cell, unless the curator hurries and it may stay as it is offered."""
        told = fact.get(column) or self.current.get(column)
        offered = told or guess(self.draft, table, column, fact)
        required = self.draft.fields(table)[column].get("constraints", {}).get("required")
        if hurried and (offered or not required):
            return self.prompt.given(table, column, offered)
        return self.prompt.cell(table, column, offered, others=(BACK, REST))

    def _is_settled(self, table: str, column: str, fact: Fact) -> bool:
        """Tell whether a cell has to stay empty: words of a source that may not be shipped."""
        source = self.draft.find("sources", source_id=fact.get("source_id", ""))
        standoff = source is not None and source["quoting"] != "verbatim"
        return standoff and (table, column) == ("quotes", "text")

    def _name_actors(self, table: str, fact: Fact) -> None:
        """Ask again for who acted until somebody is named, or no more than may be."""
        columns = Actors.columns.get(table, [])
        most = 1 if table in Actors.exactly_one else len(columns)
        while columns and not 1 <= sum(bool(fact.get(column)) for column in columns) <= most:
            self.console.print(f"  [red]{Actors.sentence}[/]")
            for column in columns:
                fact[column] = self.prompt.cell(table, column, fact.get(column, ""))

    def _one_of(self, table: str, fact: Fact) -> str:
        """Show what is near the new row, and ask whether it is one of these."""
        rows = self.likeness.neighbours(self.draft, table, fact)
        if not rows:
            return ""
        self.console.print("  [yellow]Is it one of these?[/]")
        return self.prompt.choose(table, rows, "its number, or Enter if it is none of them")

    def _menu(self, table: str, id: str) -> None:
        """Offer to add what can hang on a row, until nothing more is wanted."""
        own = self.draft.identifier(table) or ""
        tables = self.draft.dependants(table)
        while tables:
            self.console.print(f"\nWhat else belongs to [bold]{id}[/]? {', '.join(tables)}")
            usual = "" if self._is_named(own, id) else next(filter(self.draft.links, tables), "")
            hint = (
                f"a table, or {NONE} for none [{usual}]" if usual else "a table, or Enter if none"
            )
            name = completed(self.prompt.text(hint, tables) or usual or NONE, tables)
            if name == NONE:
                return
            if name in tables:
                self.ask(name, {own: id}, alone=False)
            else:
                self.console.print(f"  [red]{nearest(name, tables)}[/]")

    def _is_named(self, column: str, id: str) -> bool:
        """Tell whether any other row names a row."""
        rows = (self.draft.known(table) for table in self.draft.rows)
        return sum(row.get(column) == id for table in rows for row in table) > 1

    def _link_event(self, id: str) -> None:
        """See to it that an event has a page that tells of it."""
        if self.draft.find("event_sources", event_id=id):
            return
        given = {"event_id": id}
        if page := self.current.get("source_id"):
            given["source_id"] = page
            self.console.print(f"  {id} is told on {page}.")
        self.ask("event_sources", given, alone=False)

    def _follow_link(self, table: str, fact: Fact, given: Row) -> None:
        """Go on with the row at the other end of a link, if it was there before."""
        for column in self.draft.schema(table)["primaryKey"]:
            target = self.draft.targets(table)[column]
            new = any(row[column] == fact[column] for row in self.draft.rows[target])
            if column not in given and self._parts(target) and not new:
                self.current[column] = fact[column]
                self._menu(target, fact[column])

    def _settle_quote(self, fact: Fact) -> None:
        """Add what a quote rests on: its page tells of the event, its speaker took part."""
        present = {column: fact[column] for column in ("event_id", "speaker_id")}
        if all(present.values()) and not self.draft.find("participants", **present):
            self.console.print("  [yellow]The speaker is not among the participants yet.[/]")
            if not self.prompt.confirm("Add them? Otherwise the quote has no event.", default=True):
                fact["event_id"] = ""
                return
            shared = self.draft.fields("participants").keys() & self.draft.fields("quotes").keys()
            told = {column: fact[column] for column in shared - {"number"}}
            self.ask("participants", told, alone=False)
        link = {column: fact[column] for column in ("event_id", "source_id")}
        if fact["event_id"] and not self.draft.find("event_sources", **link):
            self.console.print(f"  {fact['source_id']} is linked with {fact['event_id']}.")
            self.ask("event_sources", link, alone=False)
