"""The generator: hostile cells, redirects, what it keeps and what it refuses."""

import json
import re

import build_site
import pytest

from sco_data.serving import find_site

EVENT = "2018-07-12-moscow-consultations"
HOSTILE = (
    "<script>window.hacked = 1</script>"
    '"><img src=x onerror="window.hacked = 1">'
    "'; window.hacked = 1; //"
    "</script><script>window.hacked = 1</script> ]]> &amp; {{ 7 * 7 }} --> "
    "\u202eright to left\u202c שלום \u2028 line separator"
)


def test_markup_in_cells_is_shown_and_never_run(small_package, serving, visit):
    cell, runs = HOSTILE, "javascript:window.hacked=1"
    small_package.edit(
        "events", title=cell, title_ru=cell, summary=f"Summary {cell}", venue=cell, note=cell
    )
    small_package.edit("speakers", name=cell, name_zh=cell, other_names=cell.replace(";", ","))
    small_package.edit("organisations", name=cell, acronym=cell, website=runs)
    small_package.edit("places", name=cell)
    small_package.edit("topics", name=cell, definition=cell)
    small_package.edit("agreements", title=cell)
    page_of = small_package.edit("sources", title=cell, url=runs, publisher=cell)
    quote = small_package.edit(
        "quotes",
        gist=cell,
        text=cell,
        begins=cell,
        ends=cell,
        office=cell,
        source_id=page_of["source_id"],
    )
    folder, _ = small_package.site()
    address = serving(folder)
    page = visit(f"{address}events/{EVENT}.html")
    assert page.locator("h1").text_content() == cell
    assert page.locator(".summary").text_content() == f"Summary {cell}"
    for path in (
        "index.html",
        "events.html",
        "quotes.html",
        "sources.html",
        "partners.html",
        f"quotes/{quote['quote_id']}.html",
        f"sources/{page_of['source_id']}.html",
        *(
            f"{table}/{small_package.rows[table][0][key]}.html"
            for table, key in (
                ("speakers", "speaker_id"),
                ("organisations", "organisation_id"),
                ("places", "place_id"),
                ("topics", "topic_id"),
                ("agreements", "agreement_id"),
            )
        ),
        "search.html?q=Summary",
    ):
        page.goto(f"{address}{path}")
        assert page.evaluate("window.hacked") is None, path
        assert page.locator("a[href^='javascript']").count() == 0, path
        if "?" not in path and "/" in path:
            (data,) = page.locator("script[type='application/ld+json']").all_text_contents()
            assert json.loads(data)["identifier"]
    assert page.locator(".found li").count() > 0


def test_a_second_build_writes_only_what_changed(small_package):
    folder, _ = small_package.site()
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()}
    _, printed = small_package.site()
    assert " 0 changed" in printed
    small_package.edit("events", summary="Another summary of what happened there that day.")
    small_package.site()
    changed = {
        file.relative_to(folder).as_posix()
        for file, moment in before.items()
        if file.stat().st_mtime_ns != moment
    }
    assert {f"events/{EVENT}.html", f"events/{EVENT}.json", "static/search-index.js"} <= changed
    assert "states/ZA.html" not in changed
    assert "charts/place-moscow-ru.svg" not in changed


def test_an_old_address_leads_to_the_new_one(small_package, serving, visit):
    small_package.rows["redirects"] += [
        {"table": "events", "old_id": old_id, "new_id": new_id, "since_version": "1.1.0"}
        for old_id, new_id in (("2018-07-11-moscow-talks", EVENT), ("2018-07-10-nothing", ""))
    ]
    folder, _ = small_package.site()
    page = visit(f"{serving(folder)}events/2018-07-11-moscow-talks.html")
    page.wait_for_url(f"**/events/{EVENT}.html")
    removed = (folder / "events" / "2018-07-10-nothing.html").read_text(encoding="utf-8")
    assert "removed in version 1.1.0" in removed
    assert "2018-07-11" not in (folder / "sitemap.xml").read_text(encoding="utf-8")


def test_what_left_the_data_leaves_the_site(small_package):
    folder, _ = small_package.site()
    assert (folder / "states" / "ZA.html").is_file()
    small_package.rows["states"] = [
        row for row in small_package.rows["states"] if row["state_id"] != "ZA"
    ]
    small_package.site()
    assert not list(folder.glob("states/ZA.*"))


def test_a_folder_with_other_files_is_left_alone(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("years of work")
    assert build_site.main(["--output", str(tmp_path)]) == 1
    assert "holds files that are no site of ours" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_address_must_be_whole(tmp_path, capsys):
    with pytest.raises(SystemExit):
        build_site.main(["--output", str(tmp_path / "site"), "--address", "example.org"])
    assert "whole address" in capsys.readouterr().err


def test_the_published_address_stands_where_others_read_it(small_package):
    folder, _ = small_package.site("--address", "https://example.org/sco")
    page = (folder / "events" / f"{EVENT}.html").read_text(encoding="utf-8")
    address = f"https://example.org/sco/events/{EVENT}.html"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'<meta property="og:url" content="{address}">' in page
    assert address in re.search(r'class="address">(.*?)<', page)[1]
    assert address in (folder / "sitemap.xml").read_text(encoding="utf-8")
    assert address in (folder / "feed.xml").read_text(encoding="utf-8")


def test_serve_finds_the_site_that_was_built(small_package, monkeypatch):
    folder, _ = small_package.site()
    monkeypatch.chdir(folder.parent)
    assert find_site().resolve() == folder
