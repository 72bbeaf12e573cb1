"""The descriptor says of a column only what holds."""

from collections.abc import Iterator

from frictionless import Schema

from sco_data.checks.rule import Finding, Rule
from sco_data.descriptor import with_schema


class ColumnExample(Rule):
    """The example of a column obeys the rules of that column."""

    type = "column-example"
    sentence = "The example that the descriptor gives of a column is a value the column may hold."
    violation = "The example `KZ1` of a column whose pattern is two letters."
    mend = "Give an example in datapackage.json that the column may hold."

    def findings(self, table: str) -> Iterator[Finding]:
        """Read the example of every column as a cell of it; `table` may be a view too."""
        package = self.database.descriptor
        resource = next(r for r in package["resources"] if r["name"] == table)
        for field in Schema.from_descriptor(with_schema(package, resource)["schema"]).fields:
            example = getattr(field, "example", None)
            _, notes = field.read_cell(example)
            for note in (notes or {}).values():
                place = f"the example {example!r} of {table}.{field.name}"
                yield Finding(None, field.name, f"{place}: {note}", "datapackage.json")
