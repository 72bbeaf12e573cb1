import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sco_data.cli import app
from sco_data.serving import find_site, server


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("<p>front", encoding="utf-8")
    (folder / "404.html").write_text("<p>not here", encoding="utf-8")
    (folder / "events.csv").write_text("event_id\n", encoding="utf-8")
    (folder / "events.parquet").write_bytes(b"PAR1")
    return folder


@pytest.fixture
def address(site):
    with server(site, port=0) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}/"
        listening.shutdown()


@pytest.mark.parametrize(
    ("path", "type"),
    [
        ("", "text/html; charset=utf-8"),
        ("events.csv", "text/csv; charset=utf-8"),
        ("events.parquet", "application/vnd.apache.parquet"),
    ],
)
def test_files_come_with_their_type(address, path, type):
    with urllib.request.urlopen(address + path) as answer:
        assert answer.headers["Content-Type"] == type


def test_a_wrong_address_gets_the_page_of_the_site(address):
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{address}nothing.html")
    assert refusal.value.code == 404
    assert refusal.value.read() == b"<p>not here"


def test_nothing_outside_the_site_is_served(address, site):
    (site.parent / "secret.txt").write_text("secret")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{address}..%2fsecret.txt")


def test_the_command_serves_until_it_is_ended(site):
    command = [Path(sys.executable).with_name("sco-data"), "serve", "--port", "0", "--no-open"]
    running = subprocess.Popen(
        [*command, "--folder", site], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    address = re.search(r"http://\S+", running.stderr.readline())[0]
    with urllib.request.urlopen(address) as answer:
        assert answer.read() == b"<p>front"
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=60) == 0
    assert "Ended" in running.stderr.read()


def test_without_a_site_the_command_says_how_to_get_one(tmp_path):
    result = CliRunner().invoke(app, ["serve", "--folder", str(tmp_path)])
    assert result.exit_code == 1
    assert "make site" in result.stderr
    assert "Traceback" not in result.output


def test_a_port_that_is_taken(site):
    with server(site, port=0) as listening:
        result = CliRunner().invoke(
            app, ["serve", "--folder", str(site), "--port", str(listening.server_port)]
        )
    assert result.exit_code == 1
    assert "take another" in result.stderr


def test_the_site_in_the_current_folder_comes_first(site, monkeypatch):
    monkeypatch.chdir(site.parent)
    assert find_site() == Path("site")
