"""Connect only to public addresses, and only to the address that was checked."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx

PORTS = {"http": 80, "https": 443}

Exempt = frozenset[tuple[str, int]]
"""Addresses with their ports that may be asked although they are not public: a test's server."""

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class NoPageError(Exception):
    """No page can be had from an address.

    Attributes
    ----------
    status
        ``gone``, ``refused`` or ``unreachable``.
    detail
        Why, for people.
    """

    def __init__(self, status: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class NoHostError(NoPageError):
    """The host of an address does not exist, or nothing can be looked up on this machine."""

    def __init__(self, host: str) -> None:
        super().__init__("gone", f"there is no host {host}")


def parse(address: str, exempt: Exempt = frozenset()) -> httpx.URL:
    """Read an address, refusing what is no ordinary address of a web page.

    Raises
    ------
    NoPageError
        If it is none of http or https, names a user, or a port other than 80 and 443.

    Examples
    --------
    >>> parse("https://example.org:443/a b").raw_path
    b'/a%20b'
    """
    try:
        url = httpx.URL(address).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError):
        raise NoPageError("refused", f"{address!r} is no address of a page") from None
    if url.scheme not in PORTS or not url.host:
        raise NoPageError("refused", f"{address!r} is not an address of http or https")
    if url.userinfo:
        raise NoPageError("refused", f"the address on {url.host} names a user")
    port = url.port or PORTS[url.scheme]
    if port != PORTS[url.scheme] and port not in {port for _, port in exempt}:
        raise NoPageError("refused", f"{url.host} is asked for at the unusual port {port}")
    return url


def is_public(address: IPAddress) -> bool:
    """Tell whether an address is one of the public internet.

    Examples
    --------
    >>> is_public(ipaddress.ip_address("93.184.215.14"))
    True
    >>> is_public(ipaddress.ip_address("::ffff:10.0.0.1"))
    False
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address in ipaddress.ip_network("64:ff9b::/96"):  # IPv4 behind NAT64
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address.sixtofour or address.teredo or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast


def resolve(host: str, port: int, exempt: Exempt = frozenset()) -> list[str]:
    """Look up the addresses of a host.

    Raises
    ------
    NoPageError
        If the host does not exist, cannot be looked up, or one of its addresses is not public.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)):
            raise NoHostError(host) from None
        raise NoPageError("unreachable", f"{host} cannot be looked up now") from None
    except UnicodeError:
        raise NoHostError(host) from None
    found = [str(answer[4][0]) for answer in answers]
    for address in found:
        public = is_public(ipaddress.ip_address(address.partition("%")[0]))
        if not public and (address, port) not in exempt:
            raise NoPageError("refused", f"{host} is at {address}, which is not a public address")
    return found


class CheckedBackend(httpcore.NetworkBackend):
    """Opens connections for one request.

    The host is looked up once and the connection is made to the very address that was checked, so
    that no second look-up can lead elsewhere. Everything together has to be done by the deadline,
    however slowly the server answers.

    Parameters
    ----------
    seconds : float
        Time for the whole request.
    exempt : frozenset of tuple of (str, int)
        Addresses with their ports that need not be public.
    """

    def __init__(self, seconds: float, exempt: Exempt) -> None:
        self._backend = httpcore.SyncBackend()
        self._deadline = time.monotonic() + seconds
        self._exempt = exempt

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline counts
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers."""
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in resolve(host, port, self._exempt):
            try:
                stream = self._backend.connect_tcp(
                    address, port, self.remaining(), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self.remaining)
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def remaining(self) -> float:
        """Return the seconds that are left.

        Raises
        ------
        httpcore.TimeoutException
            If none is left.
        """
        seconds = self._deadline - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout
        return seconds


class _TimedStream(httpcore.NetworkStream):
    """A connection on which each step gets the time that is left."""

    def __init__(self, stream: httpcore.NetworkStream, remaining: Callable[[], float]) -> None:
        self._stream = stream
        self._remaining = remaining

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._remaining())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        try:
            secured = self._stream.start_tls(ssl_context, server_hostname, self._remaining())
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                reason = error.__cause__.verify_message
                detail = f"the certificate of {server_hostname} is not valid: {reason}"
                raise NoPageError("refused", detail) from None
            raise
        return _TimedStream(secured, self._remaining)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
