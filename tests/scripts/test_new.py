"""New rows by options, by questions and by fact sheet, on copies of the package.

The press release, its institute and its people are invented.
"""

import copy
import csv
import functools
import json
import operator
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import new
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sco_data.canonical import write_csv
from sco_data.checks.lines import read_lines
from sco_data.descriptor import descriptor
from sco_data.validation import validate
from sco_data.versions import tables_of

ROOT = Path(__file__).resolve().parents[2]
URL = "http://eng.sectsco.org/news/20261105/900001.html"
EVENT = "2026-11-04-bishkek-visits-example-institute"
PAGE = "sectsco-20261105-900001"
SOURCE = {
    "url": URL,
    "title": "SCO Secretary-General visits an example institute",
    "publisher": "SCO Secretariat",
    "publisher_kind": "sco",
    "kind": "press-release",
    "language": "en",
    "published_on": "2026-11-05",
    "retrieved_on": "2026-11-20",
    "extent": "whole",
    "quoting": "standoff",
}
VISIT = {
    "title": "Secretary-General visits the Example Institute in Bishkek",
    "type": "visit",
    "format": "in-person",
    "start_on": "2026-11-04",
    "date_precision": "day",
    "place_id": "bishkek-kg",
    "summary": "The Secretary-General spoke with the director about exchanges of researchers.",
    "topics": ["education-science"],
    "participants": [
        {"role": "host", "speaker_id": "ada-exampleton", "organisation_id": "eiis"},
        {"role": "speaker", "speaker_id": "nurlan-yermekbayev", "organisation_id": "sco"},
    ],
}
QUOTE = {
    "speaker_id": "ada-exampleton",
    "kind": "direct",
    "language": "en",
    "begins": "We look forward",
    "ends": "many joint papers",
    "words": 14,
    "gist": "Hopes for joint papers with institutes of member states.",
    "topics": ["education-science", "culture"],
    "quote_mentions": [{"organisation_id": "sco"}],
}
AGREEMENT = {
    "kind": "memorandum-of-understanding",
    "title": "Memorandum between the SCO Secretariat and the Example Institute",
    "status": "signed",
    "signed_on": "2026-11-04",
    "date_precision": "day",
    "agreement_parties": [
        {"side": "sco", "organisation_id": "sco"},
        {"side": "partner", "organisation_id": "eiis"},
    ],
}
SHEET = {
    "source": SOURCE,
    "speakers": [{"name": "Ada Exampleton"}],
    "organisations": [
        {"name": "Example Institute of Invented Studies", "acronym": "EIIS", "kind": "academic"}
    ],
    "events": [VISIT | {"quotes": [QUOTE], "agreements": [AGREEMENT]}],
}


@pytest.fixture(scope="module")
def copied_package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("package")
    shutil.copy(ROOT / "datapackage.json", folder)
    shutil.copytree(ROOT / "data", folder / "data")
    return folder


@pytest.fixture
def package_folder(copied_package):
    """The copy that the tests share; what a test spoils is restored after it."""
    yield copied_package
    restore(copied_package)


def restore(folder):
    for file in (folder / "data").iterdir():
        original = ROOT / "data" / file.name
        if not original.exists():
            file.unlink()
        elif file.read_bytes() != original.read_bytes():
            shutil.copy(original, file)


@pytest.fixture(autouse=True)
def told_is_kept_here(tmp_path, monkeypatch):
    """What is kept of an unfinished dialogue goes where pytest clears up."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


@pytest.fixture
def unvalidated(monkeypatch):
    """Save the seconds of a validation where the test is about something else."""
    monkeypatch.setattr("curating.session.new_problems", lambda *_: [])


def contents(folder):
    return {file.name: file.read_bytes() for file in sorted((folder / "data").iterdir())}


def added(folder):
    """The rows that the copy has and the checkout has not, by table."""
    found = {}
    for file in sorted((folder / "data").glob("*.csv")):
        old = set((ROOT / "data" / file.name).read_text("utf-8").splitlines())
        rows = csv.DictReader(file.read_text("utf-8").splitlines())
        lines = file.read_text("utf-8").splitlines()[1:]
        if fresh := [row for row, line in zip(rows, lines, strict=True) if line not in old]:
            found[file.stem] = fresh
    return found


def take(folder, sheet, *options):
    file = folder / "page.json"
    file.write_text(json.dumps(sheet), "utf-8")
    return new.main(["--from", str(file), "--folder", str(folder), *options])


def altered(**changes):
    """The fact sheet with cells replaced: their places joined by two underscores."""
    sheet = copy.deepcopy(SHEET)
    for place, value in changes.items():
        *way, last = (int(step) if step.isdecimal() else step for step in place.split("__"))
        target = sheet
        for step in way:
            target = target[step]
        target[last] = value
    return sheet


def test_a_press_release_goes_in_whole(package_folder, capsys):
    assert take(package_folder, SHEET) == 0
    rows = added(package_folder)
    assert {table: len(some) for table, some in rows.items()} == {
        "agreement_parties": 2,
        "agreements": 1,
        "event_sources": 1,
        "events": 1,
        "organisations": 1,
        "participants": 2,
        "quote_mentions": 1,
        "quotes": 1,
        "sources": 1,
        "speakers": 1,
    }
    assert rows["events"][0]["event_id"] == EVENT
    assert rows["event_sources"] == [{"event_id": EVENT, "source_id": PAGE}]
    assert [row["number"] for row in rows["participants"]] == ["1", "2"]
    assert rows["quotes"][0]["quote_id"] == f"{PAGE}-q1"
    assert rows["quotes"][0]["topics"] == "culture;education-science"
    assert rows["quotes"][0]["event_id"] == EVENT
    assert rows["agreements"][0]["agreement_id"] == "eiis-memorandum-2026"
    assert rows["organisations"][0]["source_id"] == PAGE
    assert validate(package_folder, built=False) == []
    printed = capsys.readouterr().out
    assert "data/quotes.csv (1 new row)" in printed
    assert "data/participants.csv (2 new rows)" in printed
    assert "`make`" in printed


@pytest.mark.usefixtures("unvalidated")
def test_what_is_there_already_is_added_to(package_folder):
    known = "2018-07-12-moscow-consultations"
    page = {**SOURCE, "url": "https://example.org/news/900002", "published_on": "2018-07-13"}
    quote = {**QUOTE, "speaker_id": "rashid-alimov"}
    sheet = {"source": page, "events": [{"event_id": known, "quotes": [quote]}]}
    assert take(package_folder, sheet) == 0
    rows = added(package_folder)
    assert set(rows) == {"event_sources", "quote_mentions", "quotes", "sources"}
    assert rows["event_sources"][0]["event_id"] == known
    assert rows["quotes"][0]["quote_id"] == "example-20180713-900002-q1"


def take_out(folder, table, **cells):
    """Take rows out of a table and return what they say, without the columns of ``cells``."""
    file = folder / "data" / f"{table}.csv"
    header, *rows = csv.reader(file.read_text("utf-8").splitlines())
    facts = [dict(zip(header, row, strict=True)) for row in rows]
    taken = [fact for fact in facts if cells.items() <= fact.items()]
    left = [list(fact.values()) for fact in facts if fact not in taken]
    file.write_text(write_csv([header, *left]), "utf-8")
    return [{name: cell for name, cell in fact.items() if name not in cells} for fact in taken]


@pytest.mark.usefixtures("unvalidated")
@pytest.mark.parametrize("page", ["infoshos-20170921-17185", "sectsco-20180712-456792"])
def test_a_page_taken_out_and_put_in_again_gives_the_same_bytes(package_folder, page):
    [source] = take_out(package_folder, "sources", source_id=page)
    events = take_out(package_folder, "event_sources", source_id=page)
    for event in events:
        event["quotes"] = take_out(package_folder, "quotes", source_id=page, **event)
        for quote in event["quotes"]:
            mentions = take_out(package_folder, "quote_mentions", quote_id=quote.pop("quote_id"))
            quote["quote_mentions"] = mentions
            for row in (quote, *mentions):
                del row["number"]
    assert contents(package_folder) != contents(ROOT)
    assert take(package_folder, {"source": source, "events": events}) == 0
    assert contents(package_folder) == contents(ROOT)


def test_an_address_is_written_as_it_is_sent(package_folder):
    page = {**SOURCE, "url": "https://example.org/中文/900004", "published_on": "2018-07-13"}
    event = {"event_id": "2018-07-12-moscow-consultations"}
    assert take(package_folder, {"source": page, "events": [event]}) == 0
    url = added(package_folder)["sources"][0]["url"]
    assert url == "https://example.org/%E4%B8%AD%E6%96%87/900004"


@pytest.mark.usefixtures("unvalidated")
def test_a_new_quote_of_a_known_page_gets_the_next_number(package_folder):
    page = "sectsco-20180712-456792"
    numbers = [
        int(row["number"])
        for row in csv.DictReader((ROOT / "data/quotes.csv").read_text("utf-8").splitlines())
        if row["source_id"] == page
    ]
    quote = {**QUOTE, "speaker_id": "rashid-alimov", "event_id": "2018-07-12-moscow-consultations"}
    assert take(package_folder, {"source": {"source_id": page}, "quotes": [quote]}) == 0
    assert added(package_folder)["quotes"][0]["number"] == str(max(numbers) + 1)


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        ([], "a line is one object"),
        ({"sorces": []}, "'sorces' is neither 'source' nor a table; did you mean 'sources'"),
        ({"events": {}}, "events: must be a list"),
        ({"events": [3]}, r"events\[0\]: must be an object"),
        (altered(source__url="example.org"), "source.url: 'example.org' is not written like"),
        (altered(source__publsher="x"), "source: sources has no column 'publsher'; did you"),
        ({"source": {"source_id": "sectsco"}}, "source.source_id: 'sectsco' is not in sources"),
        (altered(source__url="http://[1/2"), r"source.url: 'http://\[1/2' is no address"),
        (altered(source__title="\0 is no letter"), "source.title: .* no table can hold"),
        (altered(source__title="\ud800 is none"), "source.title: .* no table can hold"),
        (altered(source__publisher_kind="x" * 10**6), r"publisher_kind: 'x+\.\.\.x+' is none of"),
        (altered(events__0__quotes__0__words="9" * 5000), r"words: '9+\.\.\.9+' is no integer"),
        (altered(events__0__quotes__0__words=10**18), "words: '10+' is no integer"),
        (altered(source__kind=["news"]), "source.kind: .* must be a text"),
        (altered(source__kind=True), "source.kind: True must be a text"),
        (altered(source__extent=""), "source.extent: is missing. How much of the page"),
        (altered(source__published_on="7/8/2018"), "source.published_on: .* could mean 2018"),
        (altered(source__published_on="2018-02-30"), "source.published_on: .* is no date"),
        (altered(events__0__type="visite"), r"events\[0\].type: .*none of the.*'visit'"),
        (altered(events__0__topics=["tourist"]), r"events\[0\].topics: .*mean 'tourism'"),
        (altered(events__0__topics=["a", 1]), r"events\[0\].topics: must be a list of texts"),
        (altered(events__0__place_id="bishkk-kg"), r"events\[0\].place_id: .*'bishkek-kg'"),
        (
            altered(events__0__participants__1__speaker_id="nurlan"),
            r"events\[0\].participants\[1\].speaker_id: 'nurlan' is not in speakers; did you",
        ),
        (
            altered(events__0__participants__1__role="hots"),
            r"events\[0\].participants\[1\].role: .*did you mean 'host'",
        ),
        (
            altered(events__0__quotes__0__words="many"),
            r"events\[0\].quotes\[0\].words: 'many' is no integer",
        ),
        (
            altered(events__0__agreements__0__agreement_parties=7),
            r"events\[0\].agreements\[0\].agreement_parties: must be a list",
        ),
        (
            altered(speakers=[{"name": "Rashid Alimov"}]),
            "'rashid-alimov' stands in the row rashid-alimov already; to add to that row, give its",
        ),
        (
            altered(source__url="http://eng.sectsco.org/news/20180712/456792.html"),
            "^source: .* stands in the row sectsco-20180712-456792 already;.*alone\nNothing",
        ),
    ],
)
def test_what_is_wrong_with_a_fact_sheet_is_told_by_place(package_folder, sheet, message, capsys):
    before = contents(package_folder)
    assert take(package_folder, sheet) == 1
    printed = capsys.readouterr().err
    assert re.search(message, printed), printed
    assert "Nothing was written." in printed
    assert contents(package_folder) == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{", "is not JSON"),
        (b'{"events": []}\n{"events": []}', "give one line of it"),
        (b'{"events": [], "events": []}', "the key 'events' stands twice"),
        (b'{"events": ["\xff"]}', "is not UTF-8"),
        (b"[" * 10**5 + b"]" * 10**5, "too many brackets within brackets"),
        (b"\xef\xbb\xbf{}", "All of that is there already"),
    ],
)
def test_a_broken_file_is_refused(package_folder, text, message, capsys):
    file = package_folder / "page.json"
    file.write_bytes(text)
    assert new.main(["--from", str(file), "--folder", str(package_folder)]) == 1
    assert message in capsys.readouterr().err
    assert new.main(["--from", "nowhere.json", "--folder", str(package_folder)]) == 1
    assert "nowhere.json" in capsys.readouterr().err


def test_an_invalid_fact_leaves_every_byte_as_it_was(package_folder, capsys):
    before = contents(package_folder)
    sheet = altered(events__0__quotes__0__begins="one two three four five six", source__note="a")
    assert take(package_folder, sheet) == 1
    output = capsys.readouterr()
    assert f"column begins ({PAGE}-q1)" in output.out
    assert "has more than five words" in output.out
    assert "Mend:" in output.out
    assert "The rows are not valid" in output.err
    assert contents(package_folder) == before


def test_what_was_wrong_before_is_not_held_against_new_rows(package_folder):
    file = package_folder / "data/states.csv"
    file.write_text(file.read_text("utf-8").replace("KAZ", "kaz"), "utf-8")
    assert take(package_folder, SHEET) == 0
    assert [problem.value for problem in validate(package_folder, built=False)] == ["kaz"]


def test_a_table_out_of_order_is_not_sorted_on_the_way(package_folder, capsys):
    file = package_folder / "data/speakers.csv"
    header, first, second, *rest = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([header, second, first, *rest, ""]), "utf-8")
    before = contents(package_folder)
    assert take(package_folder, SHEET) == 1
    assert "data/speakers.csv is not in canonical form: run" in capsys.readouterr().err
    assert contents(package_folder) == before


def test_an_edit_made_meanwhile_is_not_lost(package_folder, monkeypatch, capsys):
    file = package_folder / "data/speakers.csv"

    def edit(*_):
        file.write_text(file.read_text("utf-8").replace("Rashid Alimov,", "R. Alimov,", 1), "utf-8")
        return []

    monkeypatch.setattr("curating.session.new_problems", edit)
    assert take(package_folder, SHEET) == 1
    assert "data/speakers.csv was edited in this moment" in capsys.readouterr().err
    assert added(package_folder).keys() == {"speakers"}
    assert added(package_folder)["speakers"][0]["name"] == "R. Alimov"


@pytest.mark.parametrize(("error", "at"), [(OSError, 1), (KeyboardInterrupt, 9)])
@pytest.mark.usefixtures("unvalidated")
def test_what_stops_the_renaming_undoes_it(package_folder, monkeypatch, error, at, capsys):
    before = contents(package_folder)
    replace, calls = Path.replace, []

    def stop(self, target):
        calls.append(target)
        if len(calls) == at + 1:
            raise error(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stop)
    assert take(package_folder, SHEET) == 1
    assert len(calls) == 2 * at + 1, "what had been renamed was renamed back"
    assert contents(package_folder) == before
    assert "Nothing was written." in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_kill_between_two_renamings_undoes_them(package_folder, sent):
    """A process of its own stops itself by a real signal when half of the tables are renamed."""
    before = contents(package_folder)
    (package_folder / "page.json").write_text(json.dumps(SHEET), "utf-8")
    program = f"""
import os, sys
from pathlib import Path
sys.path.insert(0, {str(ROOT / "scripts")!r})
import new
from curating import session
session.new_problems = lambda *_: []  # what is valid takes its time
replace, calls = Path.replace, []
def kill(self, target):
    calls.append(target)
    done = replace(self, target)
    if len(calls) == 4:
        os.kill(os.getpid(), {int(sent)})
    return done
Path.replace = kill
code = new.main(["--from", "page.json", "--folder", "."])
print(len(calls))
sys.exit(code)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=package_folder, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr
    assert int(done.stdout.split()[-1]) == 8, "four renamed, four renamed back"
    assert contents(package_folder) == before


def test_a_near_duplicate_is_refused_until_it_is_told_apart(package_folder, capsys):
    before = contents(package_folder)
    sheet = {"speakers": [{"name": "Rashyd Alimov"}]}
    assert take(package_folder, sheet) == 1
    output = capsys.readouterr()
    assert "rashid-alimov and rashyd-alimov (similar-people)" in output.err
    assert "--distinct ID REASON" in output.err
    assert "near rashyd-alimov" in output.out
    assert contents(package_folder) == before
    for reason, message in ((["rashyd-alimov", "no"], "minLength"), (["x", "y"], "no rule takes")):
        assert take(package_folder, sheet, "--distinct", *reason) == 1
        assert message in capsys.readouterr().err
    reason = "Invented for this test: another person altogether."
    assert take(package_folder, sheet, "--distinct", "rashyd-alimov", reason) == 0
    assert added(package_folder)["reviewed_findings"] == [
        {
            "rule": "similar-people",
            "id": "rashid-alimov",
            "other_id": "rashyd-alimov",
            "reason": reason,
        }
    ]


@pytest.mark.usefixtures("unvalidated")
def test_an_event_told_twice_is_refused(package_folder, capsys):
    assert take(package_folder, SHEET) == 0
    again = {
        "source": {**SOURCE, "url": "https://example.org/900003"},
        "events": [{**VISIT, "title": "A visit to the Example Institute of Bishkek is paid"}],
    }
    assert take(package_folder, again) == 1
    assert "(similar-events)" in capsys.readouterr().err


@pytest.mark.usefixtures("unvalidated")
def test_options_alone(package_folder, capsys):
    folder = ["--folder", str(package_folder), "--no-input"]
    assert new.main(["speaker", "--name", "Ada Exampleton", *folder]) == 0
    visit = {name.replace("_", "-"): value for name, value in VISIT.items()}
    visit |= {"topics": "education-science", "source-id": "sectsco-20180712-456792"}
    visit |= {"participants": json.dumps([{"role": "host", "speaker_id": "ada-exampleton"}])}
    options = [text for name, value in visit.items() for text in (f"--{name}", value)]
    assert new.main(["event", *options, *folder]) == 1  # the page is older than the event
    assert "published-before-event" in capsys.readouterr().err
    reason = ["--distinct", EVENT, "Invented for this test: nobody announced anything."]
    assert new.main(["event", *options, *folder, *reason]) == 0
    rows = added(package_folder)
    assert set(rows) == {
        "event_sources",
        "events",
        "participants",
        "reviewed_findings",
        "speakers",
    }


def test_options_that_do_not_go_together(package_folder, capsys):
    folder = ["--folder", str(package_folder)]
    assert new.main(["event", "--from", "page.json", "--title", "A title", *folder]) == 1
    assert "drop --title" in capsys.readouterr().err
    assert new.main(["event", "--participants", "[]", *folder]) == 1
    assert "--participants needs --no-input" in capsys.readouterr().err
    assert new.main([]) == 2
    assert "Usage" in capsys.readouterr().out


def test_a_folder_without_a_package(tmp_path, capsys):
    assert new.main(["speaker", "--folder", str(tmp_path)]) == 1
    assert "neither" in capsys.readouterr().err


def answers(monkeypatch, *told):
    """Answer the prompts in turn; a prompt too many is the end of the input."""
    left = iter(told)

    def answer(_=""):
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", answer)
    return left


SPEAKER = ["Ada Exampleton", "", "", "", "", ""]


@pytest.mark.usefixtures("unvalidated")
def test_a_wrong_answer_is_refused_at_once(package_folder, monkeypatch, capsys):
    left = answers(
        monkeypatch,
        *("", "?", "Ada Exampleton", "", "", "B. Exampleton, A. Exampleton", "1", "Q1"),
        *("Ada!", "rashid-alimov", "", "", "y"),
    )
    assert new.main(["speaker", "--folder", str(package_folder)]) == 0
    assert list(left) == []
    row = added(package_folder)["speakers"][0]
    assert row["other_names"] == "A. Exampleton;B. Exampleton"
    assert row["wikidata_id"] == "Q1"
    printed = capsys.readouterr().out
    for message in (
        "must not be empty",
        "example: Rashid Alimov",
        "'1' is not written like 'Q1'",
        "'Ada!' is not written like 'rashid-alimov'",
        "'rashid-alimov' stands in the row rashid-alimov already",
    ):
        assert message in printed


@pytest.mark.usefixtures("unvalidated")
def test_an_answer_can_be_taken_back_and_the_rest_skipped(package_folder, monkeypatch, capsys):
    left = answers(monkeypatch, "<", "Ada Exampletn", "<", "Ada Exampleton", ".", "", "", "y")
    assert new.main(["speaker", "--folder", str(package_folder)]) == 0
    assert list(left) == []
    row = added(package_folder)["speakers"][0]
    assert {name: cell for name, cell in row.items() if cell} == {
        "speaker_id": "ada-exampleton",
        "name": "Ada Exampleton",
    }


@pytest.mark.usefixtures("unvalidated")
def test_what_must_be_filled_is_not_skipped(package_folder, monkeypatch, capsys):
    told = ["Example Institute of Invented Studies", ".", "acad", "new", URL, ".", "press"]
    left = answers(monkeypatch, *told, "", "", "", "y")
    code = new.main(["organisation", "--folder", str(package_folder)])
    printed = capsys.readouterr()
    assert code == 0, printed.out + printed.err
    assert list(left) == []
    assert added(package_folder)["organisations"][0]["kind"] == "academic"
    assert "academic\n" in printed.out, "what was understood is shown"


@pytest.mark.usefixtures("unvalidated")
def test_an_option_is_not_asked_for_unless_it_is_wrong(package_folder, monkeypatch):
    left = answers(monkeypatch, "", "", "", "Q7", "", "", "y")
    options = ["--name", "Ada Exampleton", "--wikidata-id", "7"]
    assert new.main(["speaker", *options, "--folder", str(package_folder)]) == 0
    assert list(left) == []
    assert added(package_folder)["speakers"][0]["wikidata_id"] == "Q7"


def test_the_row_that_is_there_is_offered_first(package_folder, monkeypatch, capsys):
    before = contents(package_folder)
    left = answers(monkeypatch, "Rashyd Alimov", "9", "1", "")
    assert new.main(["speaker", "--folder", str(package_folder)]) == 1
    assert list(left) == []
    output = capsys.readouterr()
    assert "Is it one of these?" in output.out
    assert "a number from 1 to 1" in output.out
    assert "All of that is there already" in output.err
    assert contents(package_folder) == before


@pytest.mark.usefixtures("unvalidated")
def test_two_alike_need_a_reason(package_folder, monkeypatch, capsys):
    told = ["Rashyd Alimov", "", "", "", "", "", "", ""]
    before = contents(package_folder)
    answers(monkeypatch, *told, "")
    assert new.main(["speaker", "--folder", str(package_folder)]) == 1
    assert "rashid-alimov and rashyd-alimov" in capsys.readouterr().err
    assert contents(package_folder) == before
    reason = "Invented for this test: another person altogether."
    left = answers(monkeypatch, *told, "too short", reason, "y")
    assert new.main(["speaker", "--folder", str(package_folder)]) == 0
    assert list(left) == []
    assert added(package_folder)["reviewed_findings"][0]["reason"] == reason


def test_an_answer_that_turns_out_wrong_can_be_mended(package_folder, monkeypatch, capsys):
    page = "sectsco-20180712-456792"
    left = answers(
        monkeypatch,
        *(page, "moscow consultations 2018", "1", "rashid-alimov", "", "", "", "direct", "", ""),
        *("The SCO is", "a reliable partner", "2", "Calls the SCO reliable, as invented here."),
        *("un-system", "y", "un", "", "", "", ""),
        *("y", "12", "y"),
    )
    code = new.main(["quote", "--folder", str(package_folder)])
    printed = capsys.readouterr()
    assert code == 0, printed.out + printed.err
    assert list(left) == []
    assert added(package_folder)["quotes"][0]["words"] == "12"


def test_nothing_told_is_lost_by_stopping(package_folder, monkeypatch, capsys):
    before = contents(package_folder)
    answers(monkeypatch, URL, "A headline of our invention", "", "", "", "", "press")
    assert new.main(["source", "--folder", str(package_folder)]) == 1
    printed = capsys.readouterr().err
    kept = Path(re.search(r"kept in (\S+\.json)", printed)[1])
    assert json.loads(kept.read_text("utf-8")) == {
        "source": {
            "url": URL,
            "title": "A headline of our invention",
            "publisher": "SCO Secretariat",
            "publisher_kind": "sco",
            "kind": "press-release",
        }
    }
    assert contents(package_folder) == before
    assert new.main(["--from", str(kept), "--folder", str(package_folder)]) == 1
    assert "source.language: is missing" in capsys.readouterr().err


class Curator:
    """Answers what a question holds when its turn has come, and Enter to all others."""

    def __init__(self, *told):
        self.told = list(told)
        self.prompts = 0

    def reply(self, text):
        self.prompts += 1
        if self.told and self.told[0][0] in text:
            return self.told.pop(0)[1]
        return ""


PARTICIPANTS = (
    ("Add participants?", "y"),
    ("role*", "host"),
    ("speaker_id", "new"),
    ("name*", "Ada Exampleton"),
    ("office", "Director"),
    ("organisation_id", "new"),
    ("name*", "Example Institute of Invented Studies"),
    ("acronym", "EIIS"),
    ("kind*", "acad"),
    ("Another row of participants?", "y"),
    ("role*", "speaker"),
    ("speaker_id", "Nurlan Yermekbayev"),
)
PRESS_RELEASE = (
    ("url*", URL),
    ("title ", SOURCE["title"]),
    ("kind*  What kind of page", "press"),
    ("published_on", "5.11.2026"),
    ("What else belongs", "event_sources"),
    ("event_id*", "new"),
    ("title*", VISIT["title"]),
    ("type*", "visit"),
    ("format", "in-p"),
    ("start_on*", "2026-11-04"),
    ("place_id", "Bishkek"),
    ("summary*", VISIT["summary"]),
    ("topics*", "education-science, culture"),
    *PARTICIPANTS,
    ("What else belongs to 2026", "q"),
    ("speaker_id", "Exampleton"),
    ("its number", "1"),
    ("kind*", "direct"),
    ("begins", QUOTE["begins"]),
    ("ends", QUOTE["ends"]),
    ("words", "14"),
    ("gist*", QUOTE["gist"]),
    ("topics*", "education-science"),
    ("Add quote_mentions?", "y"),
    ("organisation_id", "sco"),
)


def check_press_release(folder):
    rows = added(folder)
    assert {table: len(some) for table, some in rows.items()} == {
        "event_sources": 1,
        "events": 1,
        "organisations": 1,
        "participants": 2,
        "quote_mentions": 1,
        "quotes": 1,
        "sources": 1,
        "speakers": 1,
    }
    assert rows["sources"][0]["source_id"] == PAGE
    assert rows["sources"][0]["publisher"] == "SCO Secretariat"
    assert rows["event_sources"] == [{"event_id": EVENT, "source_id": PAGE}]
    assert rows["participants"][0]["organisation_id"] == "eiis"
    assert rows["participants"][1]["office"] == "Secretary-General of the SCO"
    assert rows["quotes"][0]["office"] == "Director"
    assert rows["quotes"][0]["event_id"] == EVENT


@pytest.mark.usefixtures("unvalidated")
def test_what_is_not_wanted_yet_can_be_taken_from_the_sheet_that_is_kept(
    package_folder, monkeypatch, capsys
):
    curator = Curator(*PRESS_RELEASE, ("Write these rows?", "n"))
    monkeypatch.setattr(
        "builtins.input", lambda prompt="": curator.reply(capsys.readouterr().out + prompt)
    )
    assert new.main(["source", "--folder", str(package_folder)]) == 1
    assert curator.told == []
    assert added(package_folder) == {}
    kept = re.search(r"kept in (\S+\.json)", capsys.readouterr().err)[1]
    assert new.main(["--from", kept, "--folder", str(package_folder)]) == 0
    check_press_release(package_folder)


@pytest.mark.usefixtures("unvalidated")
def test_what_is_stopped_within_an_event_keeps_its_page(package_folder, monkeypatch, capsys):
    begun = PRESS_RELEASE[: PRESS_RELEASE.index(("place_id", "Bishkek"))]
    curator = Curator(*begun)

    def answer(prompt=""):
        if not curator.told:
            raise EOFError
        return curator.reply(capsys.readouterr().out + prompt)

    monkeypatch.setattr("builtins.input", answer)
    assert new.main(["source", "--folder", str(package_folder)]) == 1
    kept = Path(re.search(r"kept in (\S+\.json)", capsys.readouterr().err)[1])
    sheet = json.loads(kept.read_text("utf-8"))
    assert sheet["source"]["source_id"] == PAGE
    sheet["events"][0] |= {name: VISIT[name] for name in ("place_id", "summary", "topics")}
    sheet["events"][0]["date_precision"] = "day"
    assert take(package_folder, sheet) == 0
    assert added(package_folder)["event_sources"] == [{"event_id": EVENT, "source_id": PAGE}]


def test_a_press_release_is_asked_for_in_a_terminal(package_folder):
    pexpect = pytest.importorskip("pexpect")
    if not hasattr(pexpect, "spawn"):
        pytest.skip("this system has no pseudo-terminals")
    curator = Curator(*PRESS_RELEASE)
    child = pexpect.spawn(
        sys.executable,
        [str(ROOT / "scripts/new.py"), "source", "--folder", str(package_folder)],
        env={**os.environ, "TERM": "dumb"},
        encoding="utf-8",
        echo=False,
        timeout=120,
    )
    while child.expect(["> $", pexpect.EOF]) == 0:
        child.sendline(curator.reply(child.before))
    child.close()
    assert child.exitstatus == 0, child.before
    assert curator.told == []
    check_press_release(package_folder)


@pytest.mark.usefixtures("unvalidated")
def test_an_event_asks_for_its_page_and_shows_its_neighbours(package_folder, monkeypatch, capsys):
    curator = Curator(
        ("title*", "Deputy foreign ministers are received in Moscow by nobody"),
        ("type*", "meeting"),
        ("start_on*", "2018-07-12"),
        ("place_id", "moscow-ru"),
        ("2018-07-12-moscow-consultations", ""),
        ("summary*", "A meeting invented for this test, with nobody in it."),
        ("topics*", "security"),
        ("source_id*", "sectsco-20180712-456792"),
    )
    monkeypatch.setattr(
        "builtins.input", lambda prompt="": curator.reply(capsys.readouterr().out + prompt)
    )
    assert new.main(["event", "--folder", str(package_folder)]) == 0
    assert curator.told == []
    rows = added(package_folder)
    assert set(rows) == {"event_sources", "events"}
    assert rows["events"][0]["event_id"] == "2018-07-12-moscow-deputy-foreign-ministers"


@pytest.mark.usefixtures("unvalidated")
def test_an_agreement_is_named_after_its_partner(package_folder, monkeypatch, capsys):
    curator = Curator(
        ("kind*", "memo"),
        ("title*", "Memorandum of the SCO Secretariat and the WTO, invented for this test"),
        ("status*", "signed"),
        ("signed_on", "2018-07-12"),
        ("source_id*", "sectsco-20180712-456792"),
        ("Add agreement_parties?", "y"),
        ("side*", "sco"),
        ("exactly one", ""),
        ("organisation_id", "sco-secretariat"),
        ("Another row", "y"),
        ("side*", "partner"),
        ("organisation_id", "WTO"),
    )
    monkeypatch.setattr(
        "builtins.input", lambda prompt="": curator.reply(capsys.readouterr().out + prompt)
    )
    code = new.main(["agreement", "--folder", str(package_folder)])
    assert curator.told == []
    assert code == 0
    assert added(package_folder)["agreements"][0]["agreement_id"] == "wto-memorandum-2018"


@pytest.mark.usefixtures("unvalidated")
def test_a_quote_brings_in_its_speaker(package_folder, monkeypatch, capsys):
    event = "2018-07-12-moscow-consultations"
    curator = Curator(
        ("source_id*", "sectsco-20180713"),
        ("its number", "1"),
        ("event_id", event),
        ("speaker_id", "zhang-ming"),
        ("kind*", "indirect"),
        ("gist*", "Says something that was invented for this test."),
        ("topics*", "security"),
        ("not among the participants", ""),
        ("role*", "speaker"),
    )
    monkeypatch.setattr(
        "builtins.input", lambda prompt="": curator.reply(capsys.readouterr().out + prompt)
    )
    code = new.main(["quote", "--folder", str(package_folder)])
    assert curator.told == []
    assert code == 0
    rows = added(package_folder)
    assert rows["participants"][0]["speaker_id"] == "zhang-ming"
    assert rows["event_sources"][0]["event_id"] == event


def test_the_fact_sheet_in_the_guide(package_folder):
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    sheet = json.loads(re.search(r"```json\n(.+?)```", guide, re.DOTALL)[1])
    assert take(package_folder, sheet) == 0
    rows = added(package_folder)
    assert rows["sources"][0]["source_id"] == "example-20261104-900001"
    assert rows["quotes"][0]["event_id"] == rows["events"][0]["event_id"] == EVENT


def test_ctrl_c_at_a_question(package_folder):
    pexpect = pytest.importorskip("pexpect")
    if not hasattr(pexpect, "spawn"):
        pytest.skip("this system has no pseudo-terminals")
    before = contents(package_folder)
    child = pexpect.spawn(
        sys.executable,
        [str(ROOT / "scripts/new.py"), "speaker", "--folder", str(package_folder)],
        env={**os.environ, "TERM": "dumb"},
        encoding="utf-8",
        timeout=120,
    )
    child.expect("> $")
    child.sendline("Ada Exampleton")
    child.expect("> $")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert "Stopped. Nothing was written." in child.before
    assert "Traceback" not in child.before
    kept = Path(re.search(r"kept in (\S+\.json)", child.before)[1])
    assert json.loads(kept.read_text("utf-8")) == {"speakers": [{"name": "Ada Exampleton"}]}
    assert contents(package_folder) == before


NAMES = st.sampled_from(
    [
        key
        for table in tables_of(descriptor())
        for key in (table["name"], table["schema"]["fields"][0]["name"])
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(value, way=()):
    """Every place of a fact sheet, as the keys that lead there."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in steps:
        yield (*way, step)
        if isinstance(inner, dict | list):
            yield from places(inner, (*way, step))


@st.composite
def spoiled_sheets(draw):
    """The fact sheet with something else at one place, or nothing."""
    sheet = copy.deepcopy(SHEET)
    *way, last = draw(st.sampled_from(list(places(sheet))))
    target = functools.reduce(operator.getitem, way, sheet)
    if draw(st.booleans()):
        target[last] = draw(ANYTHING)
    else:
        del target[last]
    return sheet


FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def check_all_or_nothing(folder, capsys):
    """Take the fact sheet in the folder: it goes in, or says why not and changes no byte."""
    restore(folder)
    code = new.main(["--from", str(folder / "page.json"), "--folder", str(folder)])
    if code == 0:
        assert added(folder)
        for resource in tables_of(descriptor()):
            assert read_lines(folder / resource["path"], resource["schema"]).departure is None
    else:
        assert code == 1
        assert "Nothing was written." in capsys.readouterr().err
        assert contents(folder) == contents(ROOT)


@settings(FUZZ, max_examples=50)
@given(st.binary() | st.text().map(str.encode) | ANYTHING.map(json.dumps).map(str.encode))
@pytest.mark.usefixtures("unvalidated")
def test_no_file_breaks_it(package_folder, capsys, content):
    (package_folder / "page.json").write_bytes(content)
    check_all_or_nothing(package_folder, capsys)


@settings(FUZZ, max_examples=15)
@given(spoiled_sheets())
@pytest.mark.usefixtures("unvalidated")
def test_no_fact_breaks_it(package_folder, capsys, sheet):
    (package_folder / "page.json").write_text(json.dumps(sheet), "utf-8")
    check_all_or_nothing(package_folder, capsys)
