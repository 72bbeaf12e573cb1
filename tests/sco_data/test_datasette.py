"""Datasette serves the SQLite file with the shipped metadata: facets, labels and search."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest

import sco_data as sco
from sco_data import descriptor
from sco_data.exporting import export

METADATA = Path(__file__).resolve().parents[2] / "metadata" / "datasette.json"
ALL = [*descriptor.table_names(), *descriptor.view_names()]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("datasette")
    (file,) = export(folder, "sqlite")
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "datasette", "serve", str(file), "--port", str(port)]
    command += ["--metadata", str(METADATA), "--setting", "facet_time_limit_ms", "10000"]
    command += ["--setting", "sql_time_limit_ms", "10000"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_for(address, server, folder / "log")
            yield f"{address}/sco-data"
        finally:
            server.terminate()
            server.wait()


def wait_for(address, server, log):
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"{address}/-/versions.json").close()
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text())


def ask(site, table, **parameters):
    options = {"_shape": "objects", "_size": "max", **parameters}
    with urllib.request.urlopen(f"{site}/{table}.json?{urlencode(options)}") as answer:
        return json.load(answer)


def test_the_shipped_metadata_describes_every_column():
    tables = json.loads(METADATA.read_text(encoding="utf-8"))["databases"]["sco-data"]["tables"]
    assert list(tables) == ALL
    for table, described in tables.items():
        assert list(described["columns"]) == list(descriptor.fields(table))


@pytest.mark.parametrize("table", ALL)
def test_every_table_and_view_is_served(site, table):
    assert ask(site, table, _nofacet=1)["filtered_table_rows_count"] == len(sco.load(table))


def test_facets_count_enumerations_and_lists(site):
    events = sco.load("events")
    facets = ask(site, "events", _size=1, _facet_size="max")["facet_results"]
    found = {value["value"]: value["count"] for value in facets["type"]["results"]}
    assert found == events["type"].value_counts().to_dict()
    topics = {value["value"]: value["count"] for value in facets["topics"]["results"]}
    assert topics == events["topics"].explode().value_counts().to_dict()
    years = sco.load("state_years")
    statuses = ask(site, "state_years", _size=1)["facet_results"]["status"]["results"]
    found = {value["value"]: value["count"] for value in statuses}
    assert found == years["status"].value_counts().loc[lambda count: count > 0].to_dict()


def test_foreign_keys_are_labelled(site):
    day = ask(site, "events", start_on="2018-07-12", _labels="on", _nofacet=1)["rows"]
    assert [row["place_id"] for row in day] == [{"value": "moscow-ru", "label": "Moscow"}]
    (party,) = ask(
        site,
        "agreement_parties",
        agreement_id="unesco-memorandum-2018",
        side="partner",
        _labels="on",
    )["rows"]
    assert party["organisation_id"]["label"].startswith("United Nations Educational")


def test_search_finds_words_in_their_forms(site):
    found = ask(site, "events", _search="consultation deputy Moscow", _nofacet=1)["rows"]
    assert "2018-07-12-moscow-consultations" in [row["event_id"] for row in found]
    assert ask(site, "quotes", _search="zzzz", _nofacet=1)["rows"] == []


def test_pages_show_titles_and_what_columns_mean(site):
    with urllib.request.urlopen(f"{site}/state_years") as page:
        shown = page.read().decode("utf-8")
    assert "State-years" in shown
    assert descriptor.fields("state_years")["cow_number"]["description"] in shown
