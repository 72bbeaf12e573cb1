"""Show a built explorer site in the browser, from this machine only."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sco_data import descriptor

DEFAULT_PORT = 8000


def find_site(folder: Path | None = None) -> Path:
    """Return the folder of a built site.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Where it is; without it ``site`` in the current folder and then in the checkout.

    Returns
    -------
    pathlib.Path
        A folder with the front page of a site.

    Raises
    ------
    FileNotFoundError
        If no site is there.

    Examples
    --------
    >>> find_site(Path("no-such-folder"))
    Traceback (most recent call last):
        ...
    FileNotFoundError: there is no site in no-such-folder: ...
    """
    places = [folder] if folder else [Path("site"), descriptor.root() / "site"]
    for place in places:
        if (place / "index.html").is_file():
            return place
    raise FileNotFoundError(
        f"there is no site in {' or '.join(map(str, places))}: `make site` in a checkout of "
        "sco-data builds one, and --folder takes one that lies elsewhere"
    )


def server(folder: Path, port: int = DEFAULT_PORT) -> ThreadingHTTPServer:
    """Return a server for a built site, which other machines cannot reach.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the site.
    port : int
        Where to listen; 0 takes any free port.

    Returns
    -------
    http.server.ThreadingHTTPServer
        Listening; ``serve_forever()`` lets it answer.

    Raises
    ------
    OSError
        If the port is taken.

    Examples
    --------
    >>> with server(Path("."), port=0) as listening:
    ...     listening.server_address[0]
    '127.0.0.1'
    """
    handler = partial(_Handler, directory=str(folder))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise OSError(f"port {port} cannot be used ({error.strerror}): take another") from error


class _Handler(SimpleHTTPRequestHandler):
    # What the operating system knows of these types differs from machine to machine.
    extensions_map = {  # noqa: RUF012 - as the base class has it
        **SimpleHTTPRequestHandler.extensions_map,
        ".csv": "text/csv; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".parquet": "application/vnd.apache.parquet",
        ".sqlite": "application/vnd.sqlite3",
        ".svg": "image/svg+xml",
        ".xml": "application/xml",
    }

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a wrong address with the site's own page."""
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", self.extensions_map[".html"])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: the terminal shows where the site is, nothing else."""
