"""Mutants that break what `datapackage.json` says of a table, derived from what it says.

A constraint, a type, a key or a column that the descriptor gains has its mutants without new code
here; a constraint that nobody here knows how to break is an error of the suite.
"""

import datetime
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any

from spoiling import Cells, Mutant, Table, Tables

from sco_data.canonical import write_csv

Values = Iterator[str]
Maker = Callable[[Table, Tables, Random], Iterator[Mutant]]

STRANGE = ["!", "_", "%", "ß", "И", "?", "()", "..", " x", "x y"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def makers(table: Table) -> Iterator[tuple[str, Maker]]:
    """Yield for everything the descriptor says of a table its name and what makes its mutants."""
    for name, field in table.fields.items():
        for constraint in field.get("constraints", {}):
            yield f"{name} {constraint}", _breaking(name, constraint)
        for says in ("type", "format"):
            if (said := field.get(says, "default")) in _UNREADABLE:
                yield f"{name} {says} {said}", _unreadable(name, said)
    yield "primaryKey", _repeated_key
    for key in table.schema.get("foreignKeys", []):
        yield f"{' '.join(key['fields'])} foreignKey", _unknown_key(key)
    yield from _FILE_MAKERS.items()


def stamp_makers() -> dict[str, Callable[[bytes, Random], Iterator[bytes]]]:
    """Return what makes a file differ from its size or its hash in the descriptor."""
    return {"byte-count": _other_sizes, "hash-count": _other_bytes}


def _breaking(column: str, constraint: str) -> Maker:
    def make(table: Table, tables: Tables, random: Random) -> Iterator[Mutant]:
        if constraint == "unique":
            yield from _repeated_value(table, column, random)
            return
        field = table.fields[column]
        for row in _shuffled(random, table.rows):
            for value in _WRONG[constraint](table.rows[row][column], field, random):
                if value != table.rows[row][column]:
                    yield table.wrong_cell("constraint-error", row, column, value)
                    break

    return make


def _unreadable(column: str, kind: str) -> Maker:
    def make(table: Table, tables: Tables, random: Random) -> Iterator[Mutant]:
        values = itertools.cycle(_UNREADABLE[kind])
        for row in _shuffled(random, table.rows):
            yield table.wrong_cell("type-error", row, column, next(values))

    return make


def _repeated_value(table: Table, column: str, random: Random) -> Iterator[Mutant]:
    """Give a row the value of one above it."""
    donors = table.filled(column)
    for row in _shuffled(random, table.rows):
        above = [donor for donor in donors if donor < row]
        if above:
            value = table.rows[random.choice(above)][column]
            yield table.wrong_cell("unique-error", row, column, value)


def _repeated_key(table: Table, tables: Tables, random: Random) -> Iterator[Mutant]:
    """Write a row twice, and give it the key of a row above it."""
    for row in _shuffled(random, table.rows):
        lines = table.encoded
        twice = b"".join([*lines[:row], lines[row - 1], *lines[row:]])
        yield Mutant("primary-key", table.name, twice, row + 1)
    for row in _shuffled(random, table.rows):
        for above in range(2, row):
            key = {column: table.rows[above][column] for column in table.key}
            line = table.line(table.rows[row] | key)
            yield Mutant("primary-key", table.name, table.with_line(row, line), row)
            break


def _unknown_key(key: dict[str, Any]) -> Maker:
    own, target = key["fields"], key["reference"].get("resource")

    def make(table: Table, tables: Tables, random: Random) -> Iterator[Mutant]:
        column, other = own[0], tables[target] if target else table
        known = other.values(key["reference"]["fields"][0])
        examples = sorted(known)
        # A changed identifier of the table itself would be a row that others point to in vain.
        for row in _shuffled(random, table.rows):
            value = table.rows[row][column] or random.choice(examples)
            for near in _near(value, random):
                if near not in known and _fits(near, table.fields[column]):
                    yield table.wrong_cell("foreign-key", row, column, near)
                    break

    return make


def _near(value: str, random: Random) -> Values:
    """Yield values that differ from one by a letter."""
    for _ in range(50):
        place = random.randrange(len(value))
        letter = random.choice(LETTERS)
        letter = letter.upper() if value[place].isupper() else letter
        if value[place].isalpha():
            yield value[:place] + letter + value[place + 1 :]


def _fits(value: str, field: dict[str, Any]) -> bool:
    pattern = field.get("constraints", {}).get("pattern", ".*")
    return re.fullmatch(pattern, value) is not None


def _empty(value: str, field: dict[str, Any], random: Random) -> Values:
    yield ""


def _off_pattern(value: str, field: dict[str, Any], random: Random) -> Values:
    if field.get("format") == "uri":
        # What is no address at all is of a wrong format, not against the pattern.
        yield re.sub("^https?", random.choice(["ftp", "gopher", "ws"]), value or "http://a.org")
        return
    base = value or field["example"]
    for _ in range(20):
        place = random.randrange(len(base) + 1)
        spoiled = base[:place] + random.choice(STRANGE) + base[place:]
        if not _fits(spoiled, field):
            yield spoiled


def _near_value(value: str, field: dict[str, Any], random: Random) -> Values:
    allowed = field["constraints"]["enum"]
    base = value or random.choice(allowed)
    wrong = [base.upper(), f"{base}s", f"{base} ", base[:-1], base.replace("-", " "), f"{base};x"]
    yield from (v for v in _shuffled(random, wrong) if v not in [*allowed, ""])


def _too_short(value: str, field: dict[str, Any], random: Random) -> Values:
    yield (value or "x" * 99)[: random.randrange(1, field["constraints"]["minLength"])]


def _too_long(value: str, field: dict[str, Any], random: Random) -> Values:
    length = field["constraints"]["maxLength"] + random.choice([1, 2, 50])
    text = f"{value} " if value else "word "
    yield (text * length)[: length - 1] + "x"


def _too_small(value: str, field: dict[str, Any], random: Random) -> Values:
    yield _beyond(field, "minimum", -random.choice([1, 2, 300]))


def _too_great(value: str, field: dict[str, Any], random: Random) -> Values:
    yield _beyond(field, "maximum", random.choice([1, 2, 300]))


def _beyond(field: dict[str, Any], constraint: str, by: int) -> str:
    limit = field["constraints"][constraint]
    if field["type"] == "date":
        return str(datetime.date.fromisoformat(limit) + datetime.timedelta(days=by))
    return str(limit + (by / 10 if field["type"] == "number" else by))


_WRONG: dict[str, Callable[[str, dict[str, Any], Random], Values]] = {
    "required": _empty,
    "pattern": _off_pattern,
    "enum": _near_value,
    "minLength": _too_short,
    "maxLength": _too_long,
    "minimum": _too_small,
    "maximum": _too_great,
}

_UNREADABLE = {
    "date": ["2018-02-30", "12.07.2018", "2018-13-01", "2018/07/12", "July 2018", "2018", "x"],
    "integer": ["one", "1.5", "1,000", "0x10", "2018-07-12", "½", "1 2", "--1"],
    "number": ["43,25", "43°15′", "north", "4.3.2", "0x10", "1 2", "--1"],
    "uri": ["www.example.org", "example", "http//example.org", "Main Street 1"],
}
"""What cannot be read as a type or a format; text and lists can always be read."""


def _wrong_label(table: Table, tables: Tables, random: Random) -> Iterator[Mutant]:
    for _ in range(5):
        for column in _shuffled(random, table.fields):
            wrong = random.choice([f"{column}s", column.upper(), f"{column[:-1]}-"])
            yield _header(table, "incorrect-label", {column: wrong}, column)


def _lost_label(table: Table, tables: Tables, random: Random) -> Iterator[Mutant]:
    """Drop the names of the last columns; a name dropped further in is a wrong one."""
    names = list(table.fields)
    for renamed in [None, *_shuffled(random, names)]:
        for dropped in range(1, len(names)):
            header = [f"{name}s" if name == renamed else name for name in names[:-dropped]]
            content = table.with_line(1, ",".join(header).encode() + b"\n")
            yield Mutant("missing-label", table.name, content, 1, names[-1])


def _more_labels(table: Table, tables: Tables, random: Random) -> Iterator[Mutant]:
    for added in ["more", "x", "id", "note2", "ИД", "column 9", "a.b", "source", "kind2", "url2"]:
        header = ",".join([*table.fields, added])
        yield Mutant("extra-label", table.name, table.with_line(1, f"{header}\n".encode()), 1)


def _repeated_label(table: Table, tables: Tables, random: Random) -> Iterator[Mutant]:
    for first, second in _shuffled(random, itertools.combinations(table.fields, 2)):
        yield _header(table, "duplicate-label", {second: first}, second)


def _blank_label(table: Table, tables: Tables, random: Random) -> Iterator[Mutant]:
    for column in _shuffled(random, table.fields):
        yield _header(table, "blank-label", {column: ""}, column)


def _header(table: Table, rule: str, renamed: Cells, column: str) -> Mutant:
    line = ",".join(renamed.get(name, name) for name in table.fields) + "\n"
    return Mutant(rule, table.name, table.with_line(1, line.encode()), 1, column)


def _lost_cell(table: Table, tables: Tables, random: Random) -> Iterator[Mutant]:
    for row in _shuffled(random, table.rows):
        cells = list(table.rows[row].values())[: -random.randrange(1, len(table.fields))]
        if cells == [""]:
            continue  # that is an empty line
        line = _csv(cells)
        yield Mutant(
            "missing-cell", table.name, table.with_line(row, line), row, list(table.fields)[-1]
        )


def _more_cells(table: Table, tables: Tables, random: Random) -> Iterator[Mutant]:
    for row in _shuffled(random, table.rows):
        cells = [*table.rows[row].values(), *random.choice([["x"], ["x", "y"], [""]])]
        yield Mutant("extra-cell", table.name, table.with_line(row, _csv(cells)), row)


def _blank_row(table: Table, tables: Tables, random: Random) -> Iterator[Mutant]:
    for row in _shuffled(random, table.rows):
        line = random.choice([b"\n", b"," * (len(table.fields) - 1) + b"\n"])
        yield Mutant("blank-row", table.name, table.with_line(row, line), row)


def _wrong_encoding(table: Table, tables: Tables, random: Random) -> Iterator[Mutant]:
    for row in _shuffled(random, table.rows):
        line = table.encoded[row - 1]
        place = random.randrange(len(line))
        wrong = random.choice([b"\xff", b"\xe9", b"\xc0\xaf", b"\xed\xa0\x80"])
        spoiled = table.with_line(row, line[:place] + wrong + line[place:])
        yield Mutant("encoding-error", table.name, spoiled)


_FILE_MAKERS: dict[str, Maker] = {
    "incorrect-label": _wrong_label,
    "missing-label": _lost_label,
    "extra-label": _more_labels,
    "duplicate-label": _repeated_label,
    "blank-label": _blank_label,
    "missing-cell": _lost_cell,
    "extra-cell": _more_cells,
    "blank-row": _blank_row,
    "encoding-error": _wrong_encoding,
}


def _csv(cells: Iterable[str]) -> bytes:
    return write_csv([list(cells)]).encode()


def _other_sizes(content: bytes, random: Random) -> Iterator[bytes]:
    """Add a letter, or cut the file off, beside a letter, so that a CSV file stays UTF-8."""
    while True:
        place = random.choice(_letters(content))
        yield random.choice([content[:place] + b"x" + content[place:], content[:place]])


def _other_bytes(content: bytes, random: Random) -> Iterator[bytes]:
    """Change a letter, so that a CSV file stays UTF-8."""
    while True:
        place = random.choice(_letters(content))
        other = random.choice(LETTERS.encode().replace(content[place : place + 1], b""))
        yield content[:place] + bytes([other]) + content[place + 1 :]


def _letters(content: bytes) -> list[int]:
    return [match.start() for match in re.finditer(b"[a-z]", content)]


def _shuffled(random: Random, items: Iterable[Any]) -> list[Any]:
    shuffled = list(items)
    random.shuffle(shuffled)
    return shuffled
