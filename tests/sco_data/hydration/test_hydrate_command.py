import csv
import json
import random
from dataclasses import replace
from datetime import date

import pyarrow.parquet as pq
import pytest
from local_site import answer
from synthetic_pages import Article, escaped
from typer.testing import CliRunner

import sco_data as sco
from sco_data.cli import app
from sco_data.hydration import hydrating
from sco_data.hydration.fetching import Limits

SHIPPED = "source_id = 'sectsco-20180712-456792'"


def run(*arguments):
    return CliRunner().invoke(app, ["hydrate", *map(str, arguments)])


@pytest.fixture
def page(site, published, limits, monkeypatch):
    """The page of a real quote, with invented words between its first and last ones."""
    quote = sco.load("quotes", filters=[("quote_id", "==", "24-kg-179523-q1")]).iloc[0]
    middle = " ".join(f"word{n}" for n in range(quote["words"] - 8))
    article = Article("en", random.Random(1))
    article.sentences = [f"{quote['begins']} {middle} {quote['ends']}"]
    content = article.page(escaped(article))
    site.pages["/page"] = answer(200, content.body)
    published("24-kg-179523", f"{site.address}/page")
    # As a user has it, but for the test's own server.
    monkeypatch.setattr(
        hydrating, "Limits", lambda: replace(Limits(), delay=0, exempt=limits.exempt)
    )
    return article.text


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_words_are_fetched_into_a_file(page, tmp_path, ending):
    out = tmp_path / f"quotes.{ending}"
    condition = "source_id = '24-kg-179523' AND number = 1"
    result = run("--quotes", condition, "--out", out, "--cache", tmp_path / "cache")
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "1 quotes: 1 found." in result.stderr
    assert "The words are their publishers'" in result.stderr.replace("\n", " ")
    if ending == "parquet":
        (row,) = pq.read_table(out).to_pylist()
        assert isinstance(row["retrieved_on"], date)
    elif ending == "json":
        (row,) = json.loads(out.read_text(encoding="utf-8"))
    else:
        (row,) = csv.DictReader(out.open(encoding="utf-8", newline=""))
    assert (row["quote_id"], row["status"]) == ("24-kg-179523-q1", "found")
    assert row["text"] == page
    assert str(row["retrieved_on"]) >= "2026-01-01"
    assert row["topics"] in ("elections", ["elections"])


def test_the_same_command_again_asks_nobody(page, site, tmp_path):
    for name in ("one.csv", "two.csv"):
        arguments = ["--out", tmp_path / name, "--cache", tmp_path / "cache"]
        assert run("--quotes", "source_id = '24-kg-179523'", *arguments).exit_code == 0
    assert len(site.asked("/page")) == 1
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert run("--quotes", "source_id = '24-kg-179523'", *arguments[2:], "--refresh").exit_code == 0
    assert len(site.asked("/page")) == 2


def test_nothing_is_overwritten(page, site, tmp_path):
    out = tmp_path / "quotes.csv"
    out.write_text("mine")
    result = run("--quotes", "source_id = '24-kg-179523'", "--out", out)
    assert result.exit_code == 1
    assert "is there already" in result.stderr.replace("\n", " ")
    assert out.read_text() == "mine"
    assert site.requests == []


def test_printed_without_a_file():
    rows = list(csv.DictReader(run("--quotes", SHIPPED).stdout.splitlines()))
    assert {row["status"] for row in rows} == {"shipped", "unmarked"}
    rows = json.loads(run("--quotes", SHIPPED, "--format", "json").stdout)
    assert rows[0]["retrieved_on"] is None


def test_a_condition_may_ask_other_tables():
    condition = f"{SHIPPED} AND event_id IN (SELECT event_id FROM events WHERE type = 'summit')"
    assert "no quote fulfils" in run("--quotes", condition).stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--quotes", "speaker = 'x'"], "DuckDB does not accept the condition"),
        (["--quotes", "1 = 1; DROP TABLE quotes"], "DuckDB does not accept the condition"),
        (["--quotes", "speaker_id = 'x'"], "no quote fulfils"),
        (["--out", "quotes.txt"], "should end with one of .csv, .json, .parquet"),
        (["--out", "no-such-folder/quotes.csv"], "there is no folder"),
        (["--quotes", SHIPPED, "--cache", "/dev/null/cache"], "/dev/null"),
    ],
)
def test_errors_are_a_message_and_exit_code_1(arguments, message):
    result = run(*arguments)
    assert result.exit_code == 1
    assert message in result.stderr.replace("\n", " ")
    assert "Traceback" not in result.output


def test_interrupted(monkeypatch, tmp_path):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(hydrating, "_fetch_all", interrupted)
    out = tmp_path / "quotes.csv"
    result = run("--quotes", "source_id = '24-kg-179523'", "--out", out)
    assert result.exit_code == 130
    assert "the same command goes on" in result.stderr.replace("\n", " ")
    assert list(tmp_path.iterdir()) == []


def test_what_became_of_a_quote_is_seen_on_a_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    printed = run("--quotes", SHIPPED, "--format", "table").stdout
    assert "quote_id" in printed
    assert "shipped" in printed
    assert "The" in printed
