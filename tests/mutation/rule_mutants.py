"""Mutants for every rule of ours: real rows with one cell, row, line or file made wrong.

Each function makes those of the rule that it is named for, without end or until it runs out of
rows; the suite takes the first of them.
"""

import datetime
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any

from spoiling import Mutant, Table, Tables

from sco_data.checks.chronology import EndsBeforeStart
from sco_data.checks.participation import Actors

Mutants = Iterator[Mutant]
Maker = Callable[[Tables, Random], Mutants]

MAKERS: dict[str, Maker] = {}
"""What makes the mutants of a rule, by its code."""


def mutants_of(rule: str) -> Callable[[Callable[[Tables, Random, str], Mutants]], Maker]:
    def register(make: Callable[[Tables, Random, str], Mutants]) -> Maker:
        MAKERS[rule] = lambda tables, random: make(tables, random, rule)
        return MAKERS[rule]

    return register


def shuffled(random: Random, items: Iterable[Any]) -> list[Any]:
    found = list(items)
    random.shuffle(found)
    return found


def shifted(day: str, days: int) -> str:
    return str(datetime.date.fromisoformat(day) + datetime.timedelta(days=days))


def cells_of_text(tables: Tables, random: Random) -> Iterator[tuple[Table, int, str]]:
    """Pick filled cells of text that are no key, from all tables in turn."""
    while True:
        for table in tables.values():
            keys = {c for key in table.schema.get("foreignKeys", []) for c in key["fields"]}
            columns = [
                name
                for name, field in table.fields.items()
                if field["type"] == "string"
                and not keys & {name}
                and not {"enum", "pattern"} & set(field.get("constraints", {}))
                and table.values(name)
            ]
            if columns:
                column = random.choice(columns)
                yield table, random.choice(table.filled(column)), column


# --- provenance


@mutants_of("event-without-source")
def event_without_source(tables: Tables, random: Random, rule: str) -> Mutants:
    table = tables["events"]
    for row in shuffled(random, table.rows):
        twin = table.rows[row] | {"event_id": f"{table.rows[row]['event_id']}-untold"}
        yield table.wrong_row(rule, twin, "event_id")


@mutants_of("unused-source")
def unused_source(tables: Tables, random: Random, rule: str) -> Mutants:
    table = tables["sources"]
    for row in shuffled(random, table.rows):
        cells = table.rows[row]
        twin = {"source_id": f"{cells['source_id']}-more", "url": f"{cells['url']}/more"}
        yield table.wrong_row(rule, cells | twin, "source_id")


@mutants_of("quote-source")
def quote_source(tables: Tables, random: Random, rule: str) -> Mutants:
    table = tables["quotes"]
    linked = {(r["event_id"], r["source_id"]) for r in tables["event_sources"].rows.values()}
    for row in shuffled(random, table.filled("event_id")):
        cells = table.rows[row]
        column = random.choice(["event_id", "source_id"])
        value = random.choice(sorted(tables[f"{column[:-3]}s"].values(column)))
        changed = cells | {column: value}
        if (changed["event_id"], changed["source_id"]) not in linked:
            yield table.wrong_cell(rule, row, column, value, "source_id")


@mutants_of("verbatim-text")
def verbatim_text(tables: Tables, random: Random, rule: str) -> Mutants:
    table = tables["quotes"]
    permitted = {r["source_id"]: r["quoting"] for r in tables["sources"].rows.values()}
    for row in shuffled(random, table.rows):
        if permitted[table.rows[row]["source_id"]] != "verbatim":
            yield table.wrong_cell(rule, row, "text", random.choice(["Words.", "Слова", "x y z"]))


# --- wording


@mutants_of("headline-copied")
def headline_copied(tables: Tables, random: Random, rule: str) -> Mutants:
    own = [
        (table, name)
        for table in tables.values()
        for name, field in table.fields.items()
        if field.get("ownWords") and table.rows
    ]
    headlines = sorted(tables["sources"].values("title") | tables["sources"].values("title_ru"))
    for table, column in itertools.cycle(shuffled(random, own)):
        headline = random.choice(headlines)
        copy = random.choice([headline, headline.upper(), f"{headline}.", f"‘{headline}’"])
        yield table.wrong_cell(rule, random.choice(list(table.rows)), column, copy)


@mutants_of("quote-marks")
def quote_marks(tables: Tables, random: Random, rule: str) -> Mutants:
    table = tables["quotes"]
    while True:
        row = random.choice(table.filled("begins", "ends", "words"))
        cells = table.rows[row]
        longer = max(len(cells["begins"].split()), len(cells["ends"].split()))
        for column in ("begins", "ends"):
            words = (cells[column].split() * 6)[:6]
            yield table.wrong_cell(rule, row, column, " ".join(words))
        yield table.wrong_cell(rule, row, "begins", "")
        if longer > 1:
            yield table.wrong_cell(rule, row, "words", str(random.randrange(1, longer)))
        row = random.choice(table.filled("text"))
        cells = table.rows[row]
        wrong_count = str(int(cells["words"]) + random.choice([-1, 1, 10]))
        yield table.wrong_cell(rule, row, "words", wrong_count)
        for column in ("begins", "ends"):
            if cells[column]:
                yield table.wrong_cell(rule, row, column, f"x{cells[column]}")


# --- chronology


@mutants_of("ends-before-start")
def ends_before_start(tables: Tables, random: Random, rule: str) -> Mutants:
    spans = [
        (table, start, end)
        for table in tables.values()
        for end, start in EndsBeforeStart.spans.items()
        if {start, end} <= set(table.fields) and table.filled(start)
    ]
    for table, start, end in itertools.cycle(spans):
        row = random.choice(table.filled(start))
        earlier = shifted(table.rows[row][start], -random.choice([1, 30, 365]))
        yield table.wrong_cell(rule, row, end, earlier)


@mutants_of("published-before-event")
def published_before_event(tables: Tables, random: Random, rule: str) -> Mutants:
    table, events, sources = (tables[name] for name in ("event_sources", "events", "sources"))
    for row in shuffled(random, events.rows):
        event, start = events.rows[row]["event_id"], events.rows[row]["start_on"]
        earlier = [
            source["source_id"]
            for source in sources.rows.values()
            if source["published_on"]
            and source["published_on"] < start
            and not table.find(event_id=event, source_id=source["source_id"])
        ]
        if earlier:
            link = {"event_id": event, "source_id": random.choice(earlier)}
            yield table.wrong_row(rule, link, "source_id")


@mutants_of("day-of-event")
def day_of_event(tables: Tables, random: Random, rule: str) -> Mutants:
    events = {row["event_id"]: row for row in tables["events"].rows.values()}
    rows = [
        (tables[name], day, row)
        for name, day in (("agreements", "signed_on"), ("documents", "adopted_on"))
        for row in tables[name].filled("event_id", day)
        if tables[name].rows[row]["date_precision"] == "day"
    ]
    for table, column, row in shuffled(random, rows):
        event = events[table.rows[row]["event_id"]]
        if event["date_precision"] == "day":
            after = shifted(event["end_on"] or event["start_on"], random.choice([1, 40]))
            before = shifted(event["start_on"], -random.choice([1, 40]))
            yield table.wrong_cell(rule, row, column, random.choice([after, before, ""]))


@mutants_of("overlapping-spans")
def overlapping_spans(tables: Tables, random: Random, rule: str) -> Mutants:
    """Begin a span while the one before lasts; add a span within one."""
    groups = {"statuses": ["state_id"], "offices": ["title", "organisation_id", "state_id"]}
    for name, group in itertools.cycle(groups.items()):
        table = tables[name]
        row = random.choice(table.filled("start_on", "end_on"))
        cells = table.rows[row]
        if cells["date_precision"] != "day" or cells["end_on"] <= shifted(cells["start_on"], 2):
            continue
        within = shifted(cells["start_on"], 1)
        same = [
            other
            for other, later in table.rows.items()
            if all(later[column] == cells[column] for column in group)
            and later["start_on"] >= cells["end_on"]
            and later["date_precision"] == "day"
        ]
        if same:
            yield table.wrong_cell(rule, random.choice(same), "start_on", within)
        key = {"office_id": f"{cells.get('office_id')}-again", "start_on": within}
        twin = cells | {name: value for name, value in key.items() if name in cells}
        yield table.wrong_row(rule, twin, "start_on")


@mutants_of("outside-parent")
def outside_parent(tables: Tables, random: Random, rule: str) -> Mutants:
    table = tables["events"]
    days = {
        row["event_id"]: (row["start_on"], row["end_on"] or row["start_on"])
        for row in table.rows.values()
        if row["date_precision"] == "day"
    }
    for row in random.sample(list(table.rows), 3):
        yield table.wrong_cell(rule, row, "parent_id", table.rows[row]["event_id"])
    for row in shuffled(random, table.rows):
        cells = table.rows[row]
        parent, (start, end) = random.choice(list(days.items()))
        own = days.get(cells["event_id"])
        if own and (own[1] < start or own[0] > end) and parent != cells["event_id"]:
            yield table.wrong_cell(rule, row, "parent_id", parent)


@mutants_of("in-the-future")
def in_the_future(tables: Tables, random: Random, rule: str) -> Mutants:
    columns = [
        (table, name)
        for table in tables.values()
        for name, field in table.fields.items()
        if field["type"] == "date" and name != "valid_until" and table.rows
    ]
    today = str(datetime.datetime.now(tz=datetime.UTC).date())
    for table, column in itertools.cycle(columns):
        row = random.choice(list(table.rows))
        yield table.wrong_cell(rule, row, column, shifted(today, random.choice([2, 400, 9999])))


@mutants_of("before-founding")
def before_founding(tables: Tables, random: Random, rule: str) -> Mutants:
    founded = {
        row["organisation_id"]: row["founded_year"]
        for row in tables["organisations"].rows.values()
        if row["founded_year"]
    }
    days = {
        "participants": ("events", "event_id", "start_on"),
        "agreement_parties": ("agreements", "agreement_id", "signed_on"),
        "documents": ("documents", "document_id", "adopted_on"),
        "offices": ("offices", "office_id", "start_on"),
    }
    for name, (owner, key, day) in itertools.cycle(days.items()):
        table = tables[name]
        row = random.choice(list(table.rows))
        dated = tables[owner].rows[tables[owner].find(**{key: table.rows[row][key]})[0]]
        later = [o for o, year in founded.items() if dated[day] and dated[day][:4] < year]
        if later:
            yield table.wrong_cell(rule, row, "organisation_id", random.choice(later))


# --- participation


@mutants_of("actors")
def actors(tables: Tables, random: Random, rule: str) -> Mutants:
    for name, columns in itertools.cycle(Actors.columns.items()):
        table = tables[name]
        row = random.choice(list(table.rows))
        filled = [column for column in columns if table.rows[row][column]]
        other = random.choice([column for column in columns if column not in filled] or [""])
        if len(filled) == 1:
            content = table.with_cell(row, filled[0], "")
            yield Mutant(rule, name, content, row)
        if name in Actors.exactly_one and other:
            values = sorted(tables[f"{other[:-3]}s"].values(other))
            yield Mutant(rule, name, table.with_cell(row, other, random.choice(values)), row)


@mutants_of("absent-speaker")
def absent_speaker(tables: Tables, random: Random, rule: str) -> Mutants:
    table = tables["quotes"]
    present = {(r["event_id"], r["speaker_id"]) for r in tables["participants"].rows.values()}
    speakers = sorted(tables["speakers"].values("speaker_id"))
    for row in shuffled(random, table.filled("event_id")):
        speaker = random.choice(speakers)
        if (table.rows[row]["event_id"], speaker) not in present:
            yield table.wrong_cell(rule, row, "speaker_id", speaker)


@mutants_of("missing-side")
def missing_side(tables: Tables, random: Random, rule: str) -> Mutants:
    """Move an agreement to an event where nobody is who is a party to it."""
    table = tables["agreements"]
    columns = ["speaker_id", "organisation_id", "state_id"]
    there: dict[str, set[str]] = {}
    for row in tables["participants"].rows.values():
        there.setdefault(row["event_id"], set()).update(row[c] for c in columns)
    for row in shuffled(random, table.rows):
        parties = tables["agreement_parties"].find(agreement_id=table.rows[row]["agreement_id"])
        sides = [tables["agreement_parties"].rows[n] for n in parties]
        partners = {s[c] for s in sides if s["side"] == "partner" for c in columns} - {""}
        without = sorted(event for event, who in there.items() if not who & partners)
        if partners:
            yield table.wrong_cell(rule, row, "event_id", random.choice(without))


@mutants_of("repeated-participant")
def repeated_participant(tables: Tables, random: Random, rule: str) -> Mutants:
    table = tables["participants"]
    for row in shuffled(random, table.rows):
        others = table.find(event_id=table.rows[row]["event_id"])
        number = str(len(others) + 1)
        yield table.wrong_row(rule, table.rows[row] | {"number": number}, "role")


# --- identifiers


@mutants_of("identifier")
def identifier(tables: Tables, random: Random, rule: str) -> Mutants:
    """Change what an identifier tells of."""
    cells = [
        ("events", "start_on"),
        ("events", "place_id"),
        ("sources", "published_on"),
        ("quotes", "number"),
        ("quotes", "source_id"),
        ("offices", "speaker_id"),
        ("agreements", "signed_on"),
        ("places", "state_id"),
    ]
    for name, column in itertools.cycle(cells):
        table = tables[name]
        row = random.choice(table.filled(column))
        value, key = table.rows[row][column], table.key[0]
        if table.fields[column]["type"] == "date":
            if table.rows[row].get("date_precision") == "on-or-before":
                continue  # its identifier tells no year
            other = shifted(value, 400)
        elif table.fields[column]["type"] == "integer":
            other = str(int(value) + random.choice([1, 10]))
        else:
            other = random.choice(sorted(table.values(column) - {value}))
        if not _means(other, value):
            yield table.wrong_cell(rule, row, column, other, key)


def _means(place: str, other: str) -> bool:
    """Tell whether the identifiers of two places differ only by their country."""
    return place[:-3] == other[:-3]


@mutants_of("numbering")
def numbering(tables: Tables, random: Random, rule: str) -> Mutants:
    numbered = [table for table in tables.values() if "number" in table.fields and table.rows]
    for table in itertools.cycle(numbered):
        row = random.choice(list(table.rows))
        number = int(table.rows[row]["number"]) + random.choice([1000, 1001, 5000])
        yield table.wrong_cell(rule, row, "number", str(number))


@mutants_of("redirect")
def redirect(tables: Tables, random: Random, rule: str) -> Mutants:
    """Add redirects of which one cell is wrong."""
    table = tables["redirects"]
    named = [other for other in tables.values() if len(other.key) == 1 and other.rows]
    for other in itertools.cycle(shuffled(random, named)):
        old, new = random.sample(sorted(other.values(other.key[0])), 2)
        right = {"table": other.name, "old_id": f"{old}-old", "new_id": new}
        right["since_version"] = "1.1.0"
        yield table.wrong_row(rule, right | {"table": other.name[:-1]}, "table")
        yield table.wrong_row(rule, right | {"old_id": old}, "old_id")
        yield table.wrong_row(rule, right | {"new_id": f"{new}-new"}, "new_id")


# --- language


@mutants_of("script")
def script(tables: Tables, random: Random, rule: str) -> Mutants:
    typed = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "x": "х"}
    for table, row, column in cells_of_text(tables, random):
        value = table.rows[row][column]
        if column.endswith(("_ru", "_zh")):
            wrong = random.choice(["Latin letters", "上" if column.endswith("_ru") else "Имя"])
            yield table.wrong_cell(rule, row, column, wrong)
        elif table.name != "quotes" or column not in ("text", "begins", "ends"):
            letter = next((letter for letter in typed if letter in value), None)
            if letter:
                yield table.wrong_cell(rule, row, column, value.replace(letter, typed[letter], 1))
            yield table.wrong_cell(rule, row, column, f"{value} 上")
        elif value and table.rows[row]["language"] == "en":
            yield table.wrong_cell(rule, row, column, random.choice(["слова", "上合组织", "мы we"]))
        elif value and table.rows[row]["language"] == "ru":
            yield table.wrong_cell(rule, row, column, random.choice(["words", "上合组织"]))


@mutants_of("normal-form")
def normal_form(tables: Tables, random: Random, rule: str) -> Mutants:
    for table, row, column in cells_of_text(tables, random):
        letter = unicodedata.normalize("NFD", random.choice("éüйñő"))
        yield table.wrong_cell(rule, row, column, f"{table.rows[row][column]}{letter}")


@mutants_of("untidy-text")
def untidy_text(tables: Tables, random: Random, rule: str) -> Mutants:
    unseen = ["\u00a0", "\u00ad", "\u200b", "\u200e", "\u2028", "\u202f", "\u2060", "\ufeff", "\t"]
    for table, row, column in cells_of_text(tables, random):
        value = table.rows[row][column]
        place = random.randrange(1, len(value)) if len(value) > 1 else 0
        space = random.choice([*unseen, "  ", "\x07", "\n", "\x7f"])
        inside = value[:place] + space + value[place:]
        yield table.wrong_cell(rule, row, column, random.choice([f" {value}", f"{value} ", inside]))


@mutants_of("quotation-marks")
def quotation_marks(tables: Tables, random: Random, rule: str) -> Mutants:
    wrong = ["“{}", '{}"', "«{}", "{}»", '"{}”', "«{}“", '“{}” "x"', "„{}"]
    for table, row, column in cells_of_text(tables, random):
        value = table.rows[row][column]
        if column not in ("begins", "ends") and not re.search('["“”„«»]', value):
            yield table.wrong_cell(rule, row, column, random.choice(wrong).format(value))


@mutants_of("spelling")
def spelling(tables: Tables, random: Random, rule: str) -> Mutants:
    wrong = [
        "Shanghai Cooperation Organization",
        "Shanghai Co-operation Organization",
        "Shanghai Co-operation Organisation",
        "shanghai cooperation organization",
    ]
    for table, row, column in cells_of_text(tables, random):
        if table.fields[column].get("ownWords"):
            value = table.rows[row][column]
            yield table.wrong_cell(rule, row, column, f"{value} The {random.choice(wrong)}.")


# --- vocabularies


def lists(tables: Tables, random: Random) -> Iterator[tuple[Table, int, str, list[str], str]]:
    columns = [
        (table, name, field["delimiter"])
        for table in tables.values()
        for name, field in table.fields.items()
        if field["type"] == "list" and table.filled(name)
    ]
    for table, column, delimiter in itertools.cycle(columns):
        row = random.choice(table.filled(column))
        yield table, row, column, table.rows[row][column].split(delimiter), delimiter


@mutants_of("list-items")
def list_items(tables: Tables, random: Random, rule: str) -> Mutants:
    for table, row, column, items, delimiter in lists(tables, random):
        wrong = [[*items, items[-1]], [items[0], *items], ["", *items], [*items, ""]]
        if len(items) > 1:
            wrong.append(items[::-1])
        yield table.wrong_cell(rule, row, column, delimiter.join(random.choice(wrong)))


@mutants_of("unknown-topic")
def unknown_topic(tables: Tables, random: Random, rule: str) -> Mutants:
    for table, row, column, items, delimiter in lists(tables, random):
        if column == "topics":
            place = random.randrange(len(items))
            wrong = random.choice([f"{items[place]}x", items[place][:-1], items[place].upper()])
            changed = [*items[:place], wrong, *items[place + 1 :]]
            yield table.wrong_cell(rule, row, column, delimiter.join(changed))


# --- similarity


@mutants_of("similar-people")
def similar_people(tables: Tables, random: Random, rule: str) -> Mutants:
    """Add a person spelled a little otherwise; give a person the name of one further up."""
    table = tables["speakers"]
    while True:
        cells = table.rows[random.choice(list(table.rows))]
        first, *rest = cells["speaker_id"].split("-")
        for wrong in (f"{first}-{'-'.join(rest)}h", f"{first}-{'-'.join(rest)}i"):
            if rest and len(first) > 2 and not table.find(speaker_id=wrong):
                yield table.wrong_row(rule, {"speaker_id": wrong, "name": wrong}, "speaker_id")
        column = random.choice(["name", "name_ru", "other_names"])
        row = random.choice(list(table.rows))
        donors = [n for n in table.filled("name_ru") if n < row]
        if donors:
            donor = table.rows[random.choice(donors)]
            name = donor["name_ru"] if column == "name_ru" else donor["name"].upper()
            yield table.wrong_cell(rule, row, column, name, "speaker_id")


@mutants_of("similar-organisations")
def similar_organisations(tables: Tables, random: Random, rule: str) -> Mutants:
    table = tables["organisations"]
    while True:
        row = random.choice(list(table.rows))
        column = random.choice(["name", "acronym", "name_ru"])
        donors = [n for n in table.filled(column) if n < row]
        if donors:
            name = table.rows[random.choice(donors)][column]
            same = [name, name.upper()]
            if column == "name":
                same += [f"The {name}", name.replace("isation", "ization"), f"{name},"]
            yield table.wrong_cell(rule, row, column, random.choice(same), "organisation_id")


@mutants_of("similar-events")
def similar_events(tables: Tables, random: Random, rule: str) -> Mutants:
    """Move an event to the day and place of an earlier one with the same people."""
    table = tables["events"]
    who: dict[str, set[str]] = {}
    for row in tables["participants"].rows.values():
        somebody = row["speaker_id"] or row["organisation_id"] or row["state_id"]
        who.setdefault(row["event_id"], set()).add(somebody)
    reviewed = {
        frozenset((row["id"], row["other_id"]))
        for row in tables["reviewed_findings"].rows.values()
        if row["rule"] == rule
    }
    pairs = [
        (row, other)
        for row, cells in table.rows.items()
        for other, earlier in table.rows.items()
        if other < row
        and (cells["place_id"] == earlier["place_id"]) != (cells["start_on"] == earlier["start_on"])
        and cells["place_id"]
        and earlier["place_id"]
        and cells["parent_id"] != earlier["event_id"]
        and earlier["parent_id"] != cells["event_id"]
        and frozenset((cells["event_id"], earlier["event_id"])) not in reviewed
        and len(who.get(cells["event_id"], set()) & who.get(earlier["event_id"], set())) > 1
    ]
    for row, other in shuffled(random, pairs):
        column = next(
            c for c in ("place_id", "start_on") if table.rows[row][c] != table.rows[other][c]
        )
        yield table.wrong_cell(rule, row, column, table.rows[other][column], "event_id")


@mutants_of("similar-sources")
def similar_sources(tables: Tables, random: Random, rule: str) -> Mutants:
    table = tables["sources"]
    while True:
        row, other = sorted(random.sample(list(table.rows), 2), reverse=True)
        url = table.rows[other]["url"]
        same = [f"{url}#part", re.sub("^https?", "ftp", url).replace("ftp", "http")]
        if "?" not in url:
            same += [f"{url}/", f"{url}?utm_source=feed", f"{url}?ref=x", f"{url}?"]
        if "//www." in url:
            same.append(url.replace("//www.", "//"))
        wrong = random.choice(same)
        if wrong != url and not url.endswith("/"):
            yield table.wrong_cell(rule, row, "url", wrong)


@mutants_of("stale-review")
def stale_review(tables: Tables, random: Random, rule: str) -> Mutants:
    """Review what nobody finds: a pair by chance; what a pair is not, by another rule."""
    table = tables["reviewed_findings"]
    names = {
        "similar-people": ("speakers", "speakers"),
        "similar-events": ("events", "events"),
        "similar-organisations": ("organisations", "organisations"),
        "similar-sources": ("sources", "sources"),
        "published-before-event": ("events", "sources"),
        "before-founding": ("events", "organisations"),
        "no-such-rule": ("events", "events"),
    }
    for reviewed, (one, other) in itertools.cycle(names.items()):
        first = random.choice(sorted(tables[one].values(tables[one].key[0])))
        second = random.choice(sorted(tables[other].values(tables[other].key[0])))
        row = {"rule": reviewed, "id": first, "other_id": second, "reason": "They are two things."}
        yield table.wrong_row(rule, row, "id")


# --- files


@mutants_of("canonical-file")
def canonical_file(tables: Tables, random: Random, rule: str) -> Mutants:
    for table in itertools.cycle(tables.values()):
        yield Mutant(rule, table.name, b"\xef\xbb\xbf" + table.content, 1)
        spaced = table.with_line(1, table.encoded[0].replace(b",", b", ", 1))
        yield Mutant(rule, table.name, spaced, 1)
        if len(table.rows) < 2:
            continue
        row = random.choice(list(table.rows)[:-1])
        line, following = table.encoded[row - 1], table.encoded[row]
        swapped = [*table.encoded[: row - 1], following, line, *table.encoded[row + 1 :]]
        yield Mutant(rule, table.name, b"".join(swapped), row + 1)
        for wrong in (
            line[:-1] + b"\r\n",
            line.replace(b",", b"\0,", 1),
            b'"' + line.replace(b",", b'",', 1) if not line.startswith(b'"') else line[1:],
            line.replace(b",", b"\xff,", 1),
            table.line(table.rows[row] | {list(table.fields)[-1]: "two\nlines"}),
        ):
            yield Mutant(rule, table.name, table.with_line(row, wrong), row)
        yield Mutant(rule, table.name, table.content[:-1], len(table.encoded))


@mutants_of("formula")
def formula(tables: Tables, random: Random, rule: str) -> Mutants:
    for table, row, column in cells_of_text(tables, random):
        value = table.rows[row][column]
        wrong = [f"={value}", f"+{value}", f"-{value}", f"@{value}", '=HYPERLINK("a")', "=1+1"]
        yield table.wrong_cell(rule, row, column, random.choice(wrong))


@mutants_of("address")
def address(tables: Tables, random: Random, rule: str) -> Mutants:
    columns = [
        (table, name)
        for table in tables.values()
        for name, field in table.fields.items()
        if field.get("format") == "uri" and table.rows
    ]
    for table, column in itertools.cycle(columns):
        row = random.choice(list(table.rows))
        page = re.sub("^https?://", "", table.rows[row][column]) or "example.org/page"
        wrong = [f"ftp://{page}", f"https://name:password@{page}", "https:///page", "http://page"]
        wrong += ["javascript:alert(1)", f"https://{page} x", f"https://.{page}", f"{page}"]
        yield table.wrong_cell(rule, row, column, random.choice(wrong))
