"""What breaks a rule of ours in one place is told of by that rule at that place."""

import itertools
import json
import subprocess
from random import Random

import frictionless
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import rule_mutants
from spoiling import MUTANTS, Bench, Mutant, place

from sco_data.checks import PARQUET_RULES, RULES, descriptions, history, parquet, vocabularies

APART = [vocabularies.UnusedValue, descriptions.ColumnExample, history.VanishedId]
"""Rules about more than the cells of a table; they have tests of their own below."""

OF_CELLS = [rule for rule in RULES if rule not in APART]


def mutants_of(rule, bench, number=MUTANTS):
    made = rule_mutants.MAKERS[rule.type](bench.tables, Random(rule.type))
    some = {mutant.content: mutant for mutant in itertools.islice(made, 3 * number)}
    found = list(some.values())[:number]
    assert len(found) == number
    return found


@pytest.mark.parametrize("rule", OF_CELLS, ids=lambda rule: rule.type)
def test_every_mutant_is_caught(rule, bench, catch):
    catch(bench, mutants_of(rule, bench), rules=[rule])


@pytest.mark.parametrize("rule", OF_CELLS, ids=lambda rule: rule.type)
def test_frictionless_tells_the_same_as_the_validation_with_all_rules(rule, bench):
    for mutant in mutants_of(rule, bench, 2):
        resource = bench.package.get_resource(mutant.resource)
        with bench.spoiled(mutant):
            checklist = frictionless.Checklist(checks=[rule(database=bench.database)])
            report = resource.validate(checklist, limit_errors=1000)
            ours = [p for p in bench.validate(mutant.resource) if p.rule == rule.type]
        alone = [
            (getattr(error, "row_number", None), getattr(error, "field_name", None), error.note)
            for error in report.tasks[0].errors
            if error.type == rule.type
        ]
        assert ours
        assert alone == [(problem.row, problem.column, problem.message) for problem in ours]


def parquet_mutants(bench, resource, random):
    """Yield Parquet files that differ from their table in a cell, a row, a type or a name."""
    file = bench.folder / bench.path(resource)
    table = pq.read_table(file)
    for number in itertools.count():
        column = random.randrange(table.num_columns)
        field, values = table.schema.field(column), table.column(column)
        row = random.randrange(table.num_rows)
        if number % 4 == 0:
            other = pc.cast(values, pa.string()) if _is_plain(field.type) else None
            spoiled = None if other is None else table.set_column(column, f"{field.name}2", other)
        elif number % 4 == 1:
            spoiled = pa.concat_tables([table.slice(0, row), table.slice(row + 1)])
        elif number % 4 == 2:
            spoiled = pa.concat_tables([table, table.slice(row, 1)])
        else:
            rows = table.to_pylist()
            others = [r[field.name] for r in rows if r[field.name] != rows[row][field.name]]
            if not others:
                continue
            rows[row][field.name] = random.choice(others)
            spoiled = pa.Table.from_pylist(rows, schema=table.schema)
        if spoiled is not None:
            yield Mutant(parquet.ParquetTwin.type, resource, _bytes(spoiled))


def _is_plain(kind):
    return pa.types.is_date(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind)


def _bytes(table):
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return sink.getvalue().to_pybytes()


@pytest.mark.parametrize("rule", PARQUET_RULES, ids=lambda rule: rule.type)
def test_parquet_files(rule, bench, catch):
    assert rule is parquet.ParquetTwin, "this rule needs mutants of its own"
    # A view draws on many tables: the build compares its rows with what its query yields.
    resources = [
        twin["name"]
        for twin in bench.tables.descriptor["resources"]
        for origin in twin.get("sources", [])
        if origin["title"] in bench.tables and bench.tables[origin["title"]].rows
    ]
    mutants = (
        mutant
        for resource in resources
        for mutant in itertools.islice(parquet_mutants(bench, resource, Random(resource)), 4)
    )
    catch(bench, mutants, rules=[rule])


def described_otherwise(descriptor, random):
    """Yield descriptors in which a value is allowed that no row has, or reserved that one has."""
    while True:
        spoiled = json.loads(json.dumps(descriptor))
        resource = random.choice([r for r in spoiled["resources"] if "schema" in r])
        fields = [f for f in resource["schema"]["fields"] if "enum" in f.get("constraints", {})]
        if not fields:
            continue
        field = random.choice(fields)
        allowed = field["constraints"]["enum"]
        match random.randrange(3):
            case 0:
                allowed.insert(random.randrange(len(allowed)), "unheard-of")
            case 1:
                used = set(allowed) - set(field.get("reserved", []))
                field["reserved"] = [*field.get("reserved", []), random.choice(sorted(used))]
            case 2:
                field["reserved"] = [*field.get("reserved", []), "unheard-of"]
        yield resource["name"], field["name"], spoiled


def wrong_examples(descriptor, random):
    """Yield descriptors in which a column gives an example that it may not hold.

    An example that has not even the type of its column is an error of the descriptor itself.
    """
    while True:
        spoiled = json.loads(json.dumps(descriptor))
        resource = random.choice([r for r in spoiled["resources"] if "schema" in r])
        field = random.choice(resource["schema"]["fields"])
        if {"enum", "pattern"} & set(field.get("constraints", {})):
            field["example"] = random.choice(["?", "not this!", f"{field['example']}!"])
            yield resource["name"], field["name"], spoiled


@pytest.mark.parametrize(
    ("rule", "spoil"),
    [
        (vocabularies.UnusedValue, described_otherwise),
        (descriptions.ColumnExample, wrong_examples),
    ],
)
def test_what_the_descriptor_says(rule, spoil, package_folder, catch):
    """The wrong cell is one of the descriptor, and there it is found."""
    file = package_folder / "datapackage.json"
    spoiled = spoil(json.loads(file.read_text("utf-8")), Random(rule.type))
    found = []
    for table, column, descriptor in itertools.islice(spoiled, MUTANTS):
        file.write_text(json.dumps(descriptor), "utf-8")
        told = {place(problem) for problem in Bench(package_folder).validate(table, [rule])}
        found.append((rule.type, "datapackage.json", None, column) in told)
    catch.count(rule.type, found)


@pytest.fixture
def released_bench(package_folder):
    """A bench whose package was released once."""
    git = ["git", "-C", str(package_folder), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["commit", "-q", "-m", "Release"],
        ["tag", "v1.0.0"],
    ):
        subprocess.run([*git, *command], check=True)
    return Bench(package_folder)


def vanishing(tables, random):
    """Yield tables from which a row is gone, or whose identifier was changed."""
    named = [table for table in tables.values() if len(table.key) == 1 and table.rows]
    for table in itertools.cycle(named):
        key, row = table.key[0], random.choice(list(table.rows))
        renamed = table.with_cell(row, key, f"{table.rows[row][key]}x")
        for content in (table.with_line(row, b""), renamed):
            yield Mutant(history.VanishedId.type, table.name, content, None, key)


def test_identifiers_of_the_last_release(released_bench, catch):
    assert released_bench.validate("events") == []
    made = vanishing(released_bench.tables, Random(history.VanishedId.type))
    catch(released_bench, itertools.islice(made, 3 * MUTANTS), rules=[history.VanishedId])
