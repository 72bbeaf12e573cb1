import ipaddress
import socket

import pytest

from sco_data.hydration.addresses import NoPageError, is_public, parse, resolve


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:192.168.0.1",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "fe80::1",
        "fc00::1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_what_is_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "64:ff9b::5db8:d70e"])
def test_what_is_public(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//example.org/",
        "http:///path",
        "http://user:word@example.org/",
        "http://example.org:8080/",
        "https://example.org:80/",
        "http://[::1/",
        "http://example.org:x/",
    ],
)
def test_addresses_that_are_refused(address):
    with pytest.raises(NoPageError) as caught:
        parse(address)
    assert caught.value.status == "refused"


def test_names_and_paths_in_other_scripts():
    url = parse("https://пример.example/новости?q=ШОС#место")
    assert url.raw_host.startswith(b"xn--")
    assert url.raw_path.isascii()
    assert not url.fragment


def answering(*addresses):
    def look_up(host, port, **arguments):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]

    return look_up


def failing(number):
    def look_up(host, port, **arguments):
        raise socket.gaierror(number, "failed")

    return look_up


@pytest.mark.parametrize(
    ("look_up", "status"),
    [
        (answering("10.0.0.1"), "refused"),
        (answering("93.184.215.14", "10.0.0.1"), "refused"),
        (answering("fe80::1%eth0"), "refused"),
        (failing(socket.EAI_NONAME), "gone"),
        (failing(socket.EAI_AGAIN), "unreachable"),
    ],
)
def test_hosts_that_cannot_be_asked(monkeypatch, look_up, status):
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(NoPageError) as caught:
        resolve("host.example", 80)
    assert caught.value.status == status


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "localhost"])
def test_loopback_however_written(host):
    with pytest.raises(NoPageError, match="not a public address"):
        resolve(host, 80)


def test_a_name_that_no_host_can_have():
    with pytest.raises(NoPageError) as caught:
        resolve("a" * 64 + ".example", 80)
    assert caught.value.status == "gone"


def test_the_exemption_is_for_one_address_and_port():
    exempt = frozenset({("127.0.0.1", 8000)})
    assert resolve("127.0.0.1", 8000, exempt) == ["127.0.0.1"]
    for host, port in [("127.0.0.1", 8001), ("127.0.0.2", 8000)]:
        with pytest.raises(NoPageError, match="not a public address"):
            resolve(host, port, exempt)
