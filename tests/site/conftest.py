"""A small site and the whole one, served on this machine, and a real browser to look at them."""

import csv
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import build_site
import building
import pytest

from sco_data import descriptor
from sco_data.serving import server

ROOT = Path(__file__).resolve().parents[2]
EVENT = "2018-07-12-moscow-consultations"


@pytest.fixture(scope="session")
def whole_site(tmp_path_factory):
    """The folder of the site of the shipped data."""
    folder = tmp_path_factory.mktemp("whole") / "site"
    assert build_site.main(["--output", str(folder)]) == 0
    return folder


@pytest.fixture
def small_package(tmp_path):
    """A package of one event and all that hangs on it; `edit` changes cells of a table."""
    return Package(tmp_path / "package")


class Package:
    """A Data Package cut out of the shipped one."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "data").mkdir(parents=True)
        shutil.copy(ROOT / "datapackage.json", folder)
        for view in descriptor.view_names():
            shutil.copy(ROOT / descriptor.resource(view)["path"], folder / "data")
        self.rows = {table: [] for table in descriptor.table_names()}
        self.shipped = {}
        for table in self.rows:
            with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
                self.shipped[table] = list(csv.DictReader(file))
        self.add("events", {"event_id": EVENT})
        self.add("agreements", {"agreement_id": "unesco-memorandum-2018"})
        self.add("statuses", {"state_id": "BY"})
        self.add("states", {"state_id": "ZA"})

    def add(self, table, wanted):
        """Add the rows with these cells, the rows they refer to, and those they own."""
        for row in self.shipped[table]:
            if row in self.rows[table] or any(row[name] != wanted[name] for name in wanted):
                continue
            self.rows[table].append(row)
            for column, target in descriptor.foreign_keys(table).items():
                if row[column]:
                    (key,) = descriptor.primary_key(target)
                    self.add(target, {key: row[column]})
            for topic in filter(None, row.get("topics", "").split(";")):
                self.add("topics", {"topic_id": topic})
            key = descriptor.primary_key(table)[0]
            if table in ("events", "agreements", "quotes"):
                for other, columns in self._owned(table):
                    self.add(other, {columns: row[key]})

    def _owned(self, table):
        yield from (
            (other, column)
            for other in self.rows
            for column, target in descriptor.foreign_keys(other).items()
            if target == table
            and (column in descriptor.primary_key(other) or other == "quotes")
            and other != table
        )

    def edit(self, table, **cells):
        """Change cells of the first row of a table; return the row."""
        self.rows[table][0].update(cells)
        return self.rows[table][0]

    def site(self, *arguments):
        """Build the site of the package; return its folder and what was printed."""
        self._write()
        code = (
            "import sys, pathlib, sco_data.descriptor as d, build_site\n"
            f"d.root = lambda: pathlib.Path({str(self.folder)!r})\n"
            "sys.exit(build_site.main(sys.argv[1:]))"
        )
        folder = self.folder.parent / "site"
        done = subprocess.run(
            [sys.executable, "-c", code, "--output", str(folder), *arguments],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        )
        assert done.returncode == 0, done.stderr
        return folder, done.stdout

    def _write(self):
        for table, rows in self.rows.items():
            with (self.folder / "data" / f"{table}.csv").open("w", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(descriptor.fields(table)), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        building.build(self.folder)


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, driven by Playwright."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no Chromium: the site was not opened (on Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def serving():
    """Serve folders; give the address of each."""
    servers = []

    def serve(folder):
        listening = server(folder, port=0)
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        servers.append(listening)
        return f"http://127.0.0.1:{listening.server_port}/"

    yield serve
    for listening in servers:
        listening.shutdown()
        listening.server_close()


@pytest.fixture
def visit(browser):
    """Open pages; at the end nothing may have gone wrong in any, nor another host been asked."""
    contexts, complaints = [], []

    def open_page(address, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda told: (
                complaints.append(told.text) if told.type in ("error", "warning") else None
            ),
        )
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(("http://127.0.0.1:", "file:"))
                else complaints.append(f"asked {request.url}")
            ),
        )
        page.complaints = complaints
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def whole(whole_site, serving):
    """The address of the whole site."""
    return serving(whole_site)


@pytest.fixture(scope="session")
def record(whole_site):
    """Read the JSON of a record."""
    return lambda table, key: json.loads(
        (whole_site / table / f"{key}.json").read_text(encoding="utf-8")
    )
