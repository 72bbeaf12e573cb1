"""Whatever the descriptor says of a table, breaking it in one place is told of at that place."""

import itertools
from collections import Counter
from random import Random

import frictionless
import pytest
import schema_mutants
from spoiling import MUTANTS, place

from sco_data import descriptor
from sco_data.checks import PARQUET_RULES, RULES
from sco_data.checks.screening import is_beyond_suspicion

TABLES = descriptor.table_names()
RESOURCES = [resource["name"] for resource in descriptor.descriptor()["resources"]]
OURS = {"too-many-problems", *(rule.type for rule in [*RULES, *PARQUET_RULES])}


@pytest.mark.parametrize("table", TABLES)
def test_every_constraint_of_a_table(table, excerpt_bench, catch):
    catch(excerpt_bench, every_mutant(excerpt_bench.tables, table, MUTANTS), rules=[])


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_found_or_suspected_in_the_package_itself(table, bench):
    assert is_beyond_suspicion(bench.database, table)
    assert bench.validate(table, built=True) == []


@pytest.mark.parametrize("table", TABLES)
def test_frictionless_alone_finds_the_same_in_whole_tables(table, bench):
    """And no rule of ours stumbles over what breaks the schema."""
    alone = frictionless.Package(str(bench.folder / "datapackage.json")).get_resource(table)
    checklist = frictionless.Checklist(skip_errors=["byte-count", "hash-count"])
    keys = bench.tables[table].schema.get("foreignKeys", [])
    for mutant in every_mutant(bench.tables, table, 1):
        with bench.spoiled(mutant):
            report = alone.validate(checklist, limit_errors=1000)
            found = [p for p in bench.validate(table) if p.rule not in OURS]
            assert not is_beyond_suspicion(bench.database, table)
            broken = table not in bench.database.tables
        expected = Counter(map(frictionless_place, [*report.errors, *report.tasks[0].errors]))
        if broken:  # then we follow no key to it, not even its own
            own = [k["fields"] for k in keys if k["reference"].get("resource") in (None, "", table)]
            for place_ in list(expected):
                if place_[0] == "foreign-key" and place_[2].split(", ") in own:
                    del expected[place_]
        assert Counter((p.rule, p.row, p.column) for p in found) == expected
        assert mutant.place(bench.path(table)) in {place(p) for p in found}


@pytest.mark.parametrize("resource", RESOURCES)
def test_size_and_hash_of_every_file(resource, bench, catch):
    content = (bench.folder / bench.path(resource)).read_bytes()
    mutants = [
        schema_mutants.Mutant(rule, resource, spoiled)
        for rule, make in schema_mutants.stamp_makers().items()
        for spoiled in itertools.islice(make(content, Random(resource)), MUTANTS)
    ]
    catch(bench, mutants, rules=[], built=True)


def every_mutant(tables, table, number):
    """Yield so many mutants for everything that the descriptor says of a table.

    A header of two columns can be spoiled in fewer ways, and a table without rows hardly.
    """
    for said, make in schema_mutants.makers(tables[table]):
        mutants = make(tables[table], tables, Random(f"{table} {said} {number}"))
        found = list(itertools.islice(distinct(mutants), number))
        few = said.endswith("-label") or not tables[table].rows
        assert len(found) == number or few, f"{table} {said}: only {len(found)} mutants"
        yield from found


def distinct(mutants):
    """Leave out mutants that have been there."""
    seen = set()
    for mutant in mutants:
        if mutant.content not in seen:
            seen.add(mutant.content)
            yield mutant


def frictionless_place(error):
    names = getattr(error, "field_names", None) or [getattr(error, "field_name", None) or ""]
    header = next(iter(getattr(error, "row_numbers", [])), None)
    return error.type, getattr(error, "row_number", header), ", ".join(names) or None
