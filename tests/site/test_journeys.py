"""What people do on the site, done in a real browser."""

import io
import re

import pandas as pd
import pytest

import sco_data as sco

EVENT = "2018-07-12-moscow-consultations"
QUOTE = "sectsco-20180712-456792-q1"


def test_find_an_event_by_partner_and_year(visit, whole):
    page = visit(whole)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Events").click()
    page.wait_for_url("**/events.html")  # until all of it is there
    page.get_by_label("From", exact=True).select_option("2018")
    page.get_by_label("To", exact=True).select_option("2018")
    page.get_by_label("Partner or SCO body").select_option("unesco")
    found = page.locator("[data-row]:visible")
    expected = sco.load("participants", filters=[("organisation_id", "==", "unesco")])
    expected = {id for id in expected["event_id"] if id.startswith("2018-")}
    assert found.count() == len(expected) > 0
    assert page.locator("[data-count]").inner_text() == str(len(expected))
    assert "organisation=unesco" in page.url
    title = found.first.get_by_role("link").first.inner_text()
    page.reload()  # the address alone says what is shown
    assert page.locator("[data-row]:visible").count() == len(expected)
    page.get_by_role("link", name=title).click()
    page.wait_for_url("**/events/*.html")
    assert page.get_by_role("heading", level=1).inner_text() == title


def test_filters_follow_the_history_and_can_be_cleared(visit, whole):
    page = visit(f"{whole}events.html?type=summit&type=signing")
    types = sco.load("events")["type"]
    both = types.isin(["summit", "signing"]).sum()
    assert page.locator("[data-row]:visible").count() == both
    page.get_by_label("Type", exact=True).select_option("summit")
    assert page.locator("[data-row]:visible").count() == (types == "summit").sum()
    page.go_back()
    assert page.locator("[data-row]:visible").count() == both
    page.get_by_role("link", name="Show all").click()
    page.wait_for_url("**/events.html")
    assert page.locator("[data-row]:visible").count() == len(types)


@pytest.mark.parametrize("question", ["Samarkand", "ПРИЁМ", "zzz no such word"])
def test_words_filter_a_list_without_regard_to_case_and_accents(visit, whole, question):
    page = visit(f"{whole}events.html?q={question.lower()}")
    shown = page.locator("[data-row]:visible").count()
    page.get_by_label("Words", exact=True).fill(question)
    assert page.locator("[data-row]:visible").count() == shown
    assert (shown > 0) == (question == "Samarkand")


def test_follow_a_quote_to_its_words_at_the_source(visit, whole):
    quoted = sco.load("quotes", filters=[("quote_id", "==", QUOTE)]).iloc[0]
    url = sco.load("sources", filters=[("source_id", "==", quoted["source_id"])])["url"].item()
    page = visit(f"{whole}quotes/{QUOTE}.html")
    text = f"<p>{quoted['begins']} and more, at last {quoted['ends']}.</p>"
    filler = "<p style='height: 4000px'>Something else</p>"
    page.route(url, lambda route: route.fulfill(body=filler + text, content_type="text/html"))
    link = page.locator("main").get_by_role("link", name="At the source, marked")
    assert link.get_attribute("href") == (
        f"{url}#:~:text=The%20Qingdao%20Declaration%20has,international%20and%20regional%20organisations"
    )
    link.click()
    page.wait_for_url(f"{url}*")
    # The browser scrolled to the words: the text fragment found them.
    page.wait_for_function("scrollY > 1000")
    assert page.complaints == [f"asked {url}"]
    page.complaints.clear()


def test_download_a_table_and_load_it(visit, whole):
    page = visit(f"{whole}data.html")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="agreements"))
    with page.expect_download() as download:
        row.get_by_role("link").nth(1).click()
    assert download.value.suggested_filename == "agreements.csv"
    loaded = pd.read_csv(download.value.path())
    assert loaded["agreement_id"].tolist() == sco.load("agreements")["agreement_id"].tolist()


@pytest.mark.parametrize("name", ["Excel", "SQLite", "Whole package"])
def test_the_front_page_offers_every_format_with_its_size(visit, whole, whole_site, name):
    page = visit(whole)
    link = page.get_by_role("link", name=name, exact=True)
    content = (whole_site / link.get_attribute("href")).read_bytes()
    assert re.search(r"\d (k|M)B", link.locator("xpath=..").inner_text())
    start = {"Excel": b"PK", "SQLite": b"SQLite format 3", "Whole package": b"PK"}[name]
    assert content.startswith(start)
    if name == "Excel":
        sheet = pd.read_excel(io.BytesIO(content), sheet_name="topics")
        assert sheet["topic_id"].tolist() == sco.load("topics")["topic_id"].tolist()


@pytest.mark.parametrize(
    ("question", "table", "id"),
    [
        ("alimov", "speakers", "rashid-alimov"),
        ("Алимов", "speakers", "rashid-alimov"),
        ("阿利莫夫", "speakers", "rashid-alimov"),
        ("UNESCO", "organisations", "unesco"),
        ("consultations Moscow external ties", "events", EVENT),
    ],
)
def test_search_finds_names_in_three_scripts(visit, whole, question, table, id):
    page = visit(whole)
    page.get_by_role("searchbox").fill(question)
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search.html?q=*")
    page.locator(".found li").first.wait_for()
    first = [link.get_attribute("href") for link in page.locator(".found li a").all()[:3]]
    assert f"{table}/{id}.html" in first
    page.locator(f'.found a[href="{table}/{id}.html"]').click()
    page.wait_for_url(f"**/{table}/{id}.html")


def test_search_among_one_kind_keeps_its_address(visit, whole):
    page = visit(f"{whole}search.html?q=counter-terrorism&kind=documents")
    assert page.get_by_label("documents", exact=True).is_checked()
    links = page.locator(".found a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert links
    assert all(link.startswith("documents/") for link in links)
    page.get_by_label("events", exact=True).check()
    assert "kind=events" in page.url


def test_everything_can_be_read_without_javascript(visit, whole):
    page = visit(f"{whole}events.html", java_script_enabled=False)
    assert page.locator("[data-row]").count() == len(sco.load("events"))
    assert "Without JavaScript" in page.locator("noscript").inner_text()
    page.get_by_role(
        "link", name="SCO deputy foreign ministers hold consultations on external"
    ).click()
    page.wait_for_url(f"**/events/{EVENT}.html")
    assert page.get_by_role("heading", name="Who took part").is_visible()
    assert page.locator(".locator img").evaluate("image => image.naturalWidth") > 0
    page.goto(whole)
    assert page.locator("figure.chart svg").count() == 3


def test_the_site_works_from_disk(visit, whole_site):
    page = visit(f"file://{whole_site}/index.html")
    page.get_by_role("searchbox").fill("Qingdao summit")
    page.get_by_role("button", name="Search").click()
    qingdao = page.locator(".found a").first
    called = qingdao.inner_text()
    qingdao.click()
    page.wait_for_url("**/*-qingdao-*.html")
    assert page.get_by_role("heading", level=1).inner_text() == called
    page.goto(f"file://{whole_site}/events.html?type=exercise")
    exercises = (sco.load("events")["type"] == "exercise").sum()
    assert page.locator("[data-row]:visible").count() == exercises
    page.get_by_label("From", exact=True).select_option("2020")
    assert 0 < page.locator("[data-row]:visible").count() < exercises


def test_the_keyboard_reaches_the_content_first(visit, whole):
    page = visit(f"{whole}events/{EVENT}.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_bar_of_the_timeline_opens_its_events(visit, whole):
    page = visit(whole)
    page.locator("figure.chart svg a[href*='from=2020']").first.click()
    page.wait_for_url("**from=2020**")
    years = page.locator("[data-row]:visible").evaluate_all("all => all.map(r => r.dataset.year)")
    assert set(years) == {"2020"}
