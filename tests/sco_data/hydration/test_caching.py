import pytest

from sco_data.hydration import caching
from sco_data.hydration.addresses import NoPageError
from sco_data.hydration.caching import Cache, Page

PAGE = Page("http://example.org/new", "2026-11-20", "text/html", b"\n{}\n\0\xff")


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(caching, "today", lambda: "2026-11-23")


def test_what_was_kept_comes_back(tmp_path):
    Cache(tmp_path / "a" / "b").keep("http://example.org/", PAGE)
    assert Cache(tmp_path / "a" / "b").get("http://example.org/") == PAGE
    assert Cache(tmp_path / "a" / "b").get("http://example.org/other") is None


def test_that_there_is_no_page_comes_back(tmp_path):
    cache = Cache(tmp_path)
    cache.keep("http://example.org/", NoPageError("gone", "HTTP 404"))
    with pytest.raises(NoPageError, match="HTTP 404") as caught:
        cache.get("http://example.org/")
    assert caught.value.status == "gone"


def test_after_thirty_days_it_is_asked_for_anew(tmp_path, monkeypatch):
    cache = Cache(tmp_path)
    cache.keep("http://example.org/", PAGE)
    monkeypatch.setattr(caching, "today", lambda: "2026-12-20")
    assert cache.get("http://example.org/") == PAGE
    monkeypatch.setattr(caching, "today", lambda: "2026-12-21")
    assert cache.get("http://example.org/") is None


def test_refreshed(tmp_path):
    Cache(tmp_path).keep("http://example.org/", PAGE)
    assert Cache(tmp_path, refresh=True).get("http://example.org/") is None


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]\n", b"\0\xff", b'{"retrieved_on": 5}\n'])
def test_a_damaged_file_is_as_good_as_none(tmp_path, damage):
    cache = Cache(tmp_path)
    cache.keep("http://example.org/", PAGE)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert cache.get("http://example.org/") is None
