import gzip
import socket
import ssl
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import trustme
from local_site import answer, redirect, send, serving

from sco_data.hydration import addresses
from sco_data.hydration.addresses import NoPageError
from sco_data.hydration.caching import Cache
from sco_data.hydration.fetching import Fetcher


def trouble(fetcher, address):
    with pytest.raises(NoPageError) as caught:
        fetcher.fetch(address)
    return caught.value.status, caught.value.detail


def test_a_page(site, fetcher):
    site.pages["/page"] = "<p>Text</p>"
    page = fetcher.fetch(f"{site.address}/page")
    assert page.body == b"<p>Text</p>"
    assert page.address == f"{site.address}/page"
    assert page.content_type == "text/html; charset=utf-8"


def test_who_asks_is_told(site, fetcher):
    site.pages["/page"] = "text"
    fetcher.fetch(f"{site.address}/page")
    (request,) = site.asked("/page")
    assert request["User-Agent"].startswith("sco-data/")
    assert request["Host"] == f"127.0.0.1:{site.port}"
    assert not {"Authorization", "Cookie"} & set(request)


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (401, "refused"),
        (403, "refused"),
        (404, "gone"),
        (410, "gone"),
        (429, "unreachable"),
        (451, "refused"),
        (500, "unreachable"),
        (503, "unreachable"),
        (203, "refused"),
        (304, "refused"),
    ],
)
def test_other_answers_than_a_page(site, fetcher, number, status):
    site.pages["/page"] = answer(number)
    assert trouble(fetcher, f"{site.address}/page") == (status, f"HTTP {number}")


@pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "application/json"])
def test_what_is_no_page(site, fetcher, content_type):
    site.pages["/page"] = answer(200, "%PDF", content_type=content_type)
    status, detail = trouble(fetcher, f"{site.address}/page")
    assert (status, content_type in detail) == ("refused", True)


def test_what_a_server_says_cannot_speak_to_the_terminal(site, fetcher):
    site.pages["/page"] = answer(200, "text", content_type="odd/\x9b31m")
    assert trouble(fetcher, f"{site.address}/page")[1].isprintable()


def test_a_huge_page(site, fetcher):
    site.pages["/page"] = answer(200, b"x" * 200_001)
    assert trouble(fetcher, f"{site.address}/page")[0] == "refused"
    site.pages["/other"] = answer(200, b"x" * 200_000)
    assert len(fetcher.fetch(f"{site.address}/other").body) == 200_000


def test_an_endless_page(site, fetcher):
    def endless(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while True:
            handler.wfile.write(b"<p>and so on</p>" * 1000)

    site.pages["/page"] = endless
    status, detail = trouble(fetcher, f"{site.address}/page")
    assert (status, detail) == ("refused", "the page is larger than 200,000 bytes")


def test_a_few_bytes_that_unpack_to_many(site, fetcher):
    packed = gzip.compress(b"\0" * 100_000_000)
    assert len(packed) < 200_000
    site.pages["/page"] = answer(200, packed, Content_Encoding="gzip")
    tracemalloc.start()
    try:
        assert "larger than" in trouble(fetcher, f"{site.address}/page")[1]
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_packed_page(site, fetcher):
    site.pages["/page"] = answer(200, gzip.compress(b"text"), Content_Encoding="gzip")
    assert fetcher.fetch(f"{site.address}/page").body == b"text"


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        pytest.param(gzip.compress(b"text" * 999)[:-20], "gzip", "unreachable", id="cut off"),
        (b"text", "gzip", "unreachable"),
        (b"text", "br", "refused"),
        pytest.param(gzip.compress(gzip.compress(b"text")), "gzip, gzip", "refused", id="twice"),
    ],
)
def test_pages_packed_badly(site, fetcher, body, encoding, status):
    site.pages["/page"] = answer(200, body, Content_Encoding=encoding)
    assert trouble(fetcher, f"{site.address}/page")[0] == status


def test_a_page_that_breaks_off(site, fetcher):
    def broken(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"only this")

    site.pages["/page"] = broken
    assert trouble(fetcher, f"{site.address}/page")[0] == "unreachable"


def test_no_http_at_all(site, fetcher):
    site.pages["/page"] = lambda handler: handler.wfile.write(b"hello\r\n\r\n")
    assert trouble(fetcher, f"{site.address}/page")[0] == "unreachable"


def silent(handler):
    handler.server.site.released.wait()


def dripping_head(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(200):
        handler.server.site.released.wait(0.05)
        handler.wfile.write(b"X-More: 1\r\n")


def dripping_body(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(200):
        handler.server.site.released.wait(0.05)
        handler.wfile.write(b".")


@pytest.mark.parametrize("slow", [silent, dripping_head, dripping_body])
def test_a_slow_page_gets_no_more_than_its_time(site, limits, tmp_path, slow):
    fetcher = Fetcher(Cache(tmp_path), replace(limits, seconds=0.5))
    site.pages["/page"] = slow
    status, detail = trouble(fetcher, f"{site.address}/page")
    assert (status, detail) == ("unreachable", "127.0.0.1 did not answer within 0.5 s")


def test_nobody_listens(limits, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        exempt = frozenset({("127.0.0.1", port)})
        fetcher = Fetcher(Cache(tmp_path), replace(limits, exempt=exempt))
        assert trouble(fetcher, f"http://127.0.0.1:{port}/")[0] == "unreachable"


# Redirects


def test_redirects_are_followed(site, fetcher):
    site.pages["/old"] = redirect("/newer?a=b#part", 301)
    site.pages["/newer?a=b"] = redirect("newest", 308)
    site.pages["/newest"] = "text"
    assert fetcher.fetch(f"{site.address}/old").address == f"{site.address}/newest"


def test_redirects_without_end(site, fetcher):
    site.pages["/page"] = redirect("/page")
    assert trouble(fetcher, f"{site.address}/page") == ("refused", "more than 5 redirects")
    assert len(site.asked("/page")) == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://127.0.0.2:{port}/",
        "http://[::1]:{port}/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://me:secret@127.0.0.1:{port}/secret",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "gopher://127.0.0.1:{port}/",
        "http://host.example:99999/",
    ],
)
def test_a_redirect_to_where_nobody_should_go(site, fetcher, target):
    site.pages["/page"] = redirect(target.format(port=site.port))
    site.pages["/secret"] = site.pages["/"] = "secret"
    assert trouble(fetcher, f"{site.address}/page")[0] == "refused"
    assert [request["path"] for request in site.requests] == ["/robots.txt", "/page"]


def test_a_public_address_that_turns_private_between_check_and_connection(
    site, limits, tmp_path, monkeypatch
):
    """The address that was checked is the one that is asked: there is no second look-up."""
    asked = []
    real_look_up = socket.getaddrinfo

    def look_up(host, port, *arguments, **options):
        if host != "rebinding.example":
            return real_look_up(host, port, *arguments, **options)
        asked.append(host)
        address = "127.0.0.1" if len(asked) % 2 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    connected = []
    connect = socket.create_connection

    def connecting(address, *arguments, **options):
        connected.append(address)
        return connect(address, *arguments, **options)

    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connecting)
    site.pages["/page"] = "text"
    fetcher = Fetcher(Cache(tmp_path), limits)
    address = f"http://rebinding.example:{site.port}/page"
    assert trouble(fetcher, address) == (
        "refused",
        "rebinding.example is at 127.0.0.2, which is not a public address",
    )
    # The first look-up was for robots.txt, the second one for the page was refused.
    assert connected == [("127.0.0.1", site.port)]


def test_without_the_exemption_loopback_is_refused(site, tmp_path, limits):
    fetcher = Fetcher(Cache(tmp_path), replace(limits, exempt=frozenset()))
    assert trouble(fetcher, f"{site.address}/page")[0] == "refused"
    assert trouble(fetcher, "http://127.0.0.1/page")[0] == "refused"
    assert site.requests == []


def test_the_proxy_of_the_environment_is_not_used(site, fetcher, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    site.pages["/page"] = "text"
    assert fetcher.fetch(f"{site.address}/page").body == b"text"


# Certificates


@pytest.fixture
def authority(monkeypatch, tmp_path):
    """A certificate authority that this process trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return authority


@pytest.fixture
def secured(limits, tmp_path, monkeypatch):
    """Serve with a certificate, as the host secured.example."""

    def look_up(host, port, *arguments, **options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    @contextmanager
    def serve(certificate):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        with serving(context) as site:
            site.pages["/page"] = "text"
            exempt = frozenset({("127.0.0.1", site.port)})
            fetcher = Fetcher(Cache(tmp_path / "pages"), replace(limits, exempt=exempt))
            yield fetcher, f"https://secured.example:{site.port}/page"

    return serve


def test_a_page_with_a_valid_certificate(authority, secured):
    with secured(authority.issue_cert("secured.example")) as (fetcher, address):
        assert fetcher.fetch(address).body == b"text"


@pytest.mark.parametrize("name", ["other.example", "127.0.0.1"])
def test_the_certificate_must_be_for_the_host_of_the_address(authority, secured, name):
    with secured(authority.issue_cert(name)) as (fetcher, address):
        status, detail = trouble(fetcher, address)
        assert (status, "certificate of secured.example is not valid" in detail) == (
            "refused",
            True,
        )


def test_the_certificate_must_be_from_somebody_trusted(authority, secured):
    with secured(trustme.CA().issue_cert("secured.example")) as (fetcher, address):
        assert trouble(fetcher, address)[0] == "refused"


# robots.txt


def robots(text):
    return answer(200, text, content_type="text/plain")


def test_robots_txt_is_honoured_and_read_once(site, fetcher):
    site.pages["/robots.txt"] = robots("User-agent: *\nDisallow: /private\n")
    site.pages["/private/page"] = site.pages["/page"] = site.pages["/other"] = "text"
    assert trouble(fetcher, f"{site.address}/private/page") == (
        "refused",
        "robots.txt of 127.0.0.1 does not permit it",
    )
    fetcher.fetch(f"{site.address}/page")
    fetcher.fetch(f"{site.address}/other")
    assert [request["path"] for request in site.requests] == ["/robots.txt", "/page", "/other"]


def test_robots_txt_speaks_to_us_by_name(site, fetcher):
    site.pages["/robots.txt"] = robots(
        "User-agent: *\nAllow: /\n\nUser-agent: SCO-data\nDisallow: /"
    )
    assert trouble(fetcher, f"{site.address}/page")[0] == "refused"


def test_robots_txt_forbids_where_a_redirect_leads(site, fetcher):
    site.pages["/robots.txt"] = robots("User-agent: *\nDisallow: /private\n")
    site.pages["/page"] = redirect("/private")
    assert trouble(fetcher, f"{site.address}/page")[0] == "refused"
    assert not site.asked("/private")


@pytest.mark.parametrize("number", [401, 403, 404, 410])
def test_without_robots_txt_nothing_is_forbidden(site, fetcher, number):
    site.pages |= {"/robots.txt": answer(number), "/page": "text"}
    assert fetcher.fetch(f"{site.address}/page").body == b"text"


@pytest.mark.parametrize("number", [429, 500, 503])
def test_while_robots_txt_cannot_be_read_everything_is(site, fetcher, number):
    site.pages |= {"/robots.txt": answer(number), "/page": "text"}
    for _ in range(2):
        status, detail = trouble(fetcher, f"{site.address}/page")
        assert (status, f"robots.txt cannot be read: HTTP {number}" in detail) == (
            "unreachable",
            True,
        )
    assert len(site.asked("/robots.txt")) == 1
    assert not site.asked("/page")


def test_robots_txt_may_redirect_and_be_long(site, fetcher):
    site.pages["/robots.txt"] = redirect("/real.txt")
    site.pages["/real.txt"] = robots("User-agent: *\nDisallow: /page\n" + "#" * 600_000)
    assert trouble(fetcher, f"{site.address}/page")[0] == "refused"


def test_robots_txt_of_junk_forbids_nothing(site, fetcher):
    site.pages |= {"/robots.txt": answer(200, bytes(range(256)) * 99), "/page": "text"}
    assert fetcher.fetch(f"{site.address}/page").body == b"text"


# Politeness


class Clock:
    """A clock that only waiting moves."""

    def __init__(self):
        self.now = 100.0
        self.waits = []

    def __call__(self):
        return self.now

    def wait(self, seconds):
        self.waits.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def patient(limits, tmp_path, clock):
    """A fetcher that pauses for two seconds between requests, on the test's clock."""
    return Fetcher(Cache(tmp_path), replace(limits, delay=2), clock=clock, wait=clock.wait)


def test_a_pause_between_requests(site, patient, clock):
    site.pages |= {"/page": "text", "/other": "text"}
    patient.fetch(f"{site.address}/page")
    patient.fetch(f"{site.address}/other")
    assert clock.waits == [2, 2]  # robots.txt came first, without one


def test_the_pause_that_robots_txt_asks_for(site, patient, clock):
    site.pages |= {"/page": "text", "/other": "text"}
    site.pages["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 7\n")
    patient.fetch(f"{site.address}/page")
    patient.fetch(f"{site.address}/other")
    assert clock.waits[1:] == [7]


def test_a_pause_too_long_to_wait_for(site, patient, clock):
    site.pages["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 86400\n")
    assert trouble(patient, f"{site.address}/page")[0] == "refused"
    assert clock.waits == []


def in_a_minute():
    return format_datetime(datetime.now(UTC) + timedelta(seconds=59), usegmt=True)


@pytest.mark.parametrize(("after", "least", "most"), [(lambda: "9", 9, 9), (in_a_minute, 3, 59)])
def test_back_when_the_host_asks_us_to_come_back(site, patient, clock, after, least, most):
    def busy_once(handler):
        if len(site.asked("/page")) == 1:
            send(handler, 503, Retry_After=after())
        else:
            send(handler, 200, "text")

    site.pages["/page"] = busy_once
    assert patient.fetch(f"{site.address}/page").body == b"text"
    assert least <= clock.waits[-1] <= most


@pytest.mark.parametrize(("after", "asked"), [("9", 2), ("3600", 1), ("²", 1), ("later", 1)])
def test_not_more_often_and_not_later(site, patient, after, asked):
    site.pages["/page"] = lambda handler: handler.wfile.write(
        f"HTTP/1.1 429 Busy\r\nRetry-After: {after}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
    )
    assert trouble(patient, f"{site.address}/page") == ("unreachable", "HTTP 429")
    assert len(site.asked("/page")) == asked


def test_one_request_at_a_time_a_host(site, fetcher):
    together = threading.Barrier(2)
    met = []

    def meeting(handler):
        try:
            together.wait(0.3)
            met.append(handler.path)
        except threading.BrokenBarrierError:
            pass
        send(handler, 200, "text")

    site.pages |= {f"/{number}": meeting for number in range(6)}
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(fetcher.fetch, [f"{site.address}/{number}" for number in range(6)]))
    assert met == []
    assert len(site.asked("/robots.txt")) == 1


def test_a_stopped_fetcher_asks_nobody(site, fetcher):
    fetcher.stop()
    assert trouble(fetcher, f"{site.address}/page")[0] == "unreachable"
    assert site.requests == []


# The cache


def test_a_page_is_asked_for_once(site, limits, tmp_path):
    site.pages["/page"] = "text"
    first, second = (
        Fetcher(Cache(tmp_path), limits).fetch(f"{site.address}/page") for _ in range(2)
    )
    assert first == second
    assert len(site.asked("/page")) == 1


def test_what_lasts_is_kept_and_what_may_pass_is_not(site, limits, tmp_path):
    site.pages["/broken"] = answer(500)
    for _ in range(2):
        fetcher = Fetcher(Cache(tmp_path), limits)
        assert trouble(fetcher, f"{site.address}/gone") == ("gone", "HTTP 404")
        assert trouble(fetcher, f"{site.address}/broken") == ("unreachable", "HTTP 500")
    assert len(site.asked("/gone")) == 1
    assert len(site.asked("/broken")) == 2
