"""A web server on loopback that serves what publishers serve, good and bad."""

import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer


class Site:
    """What a server answers, and what it was asked.

    `pages` maps a path to a function that gets the request handler, or to the HTML of a page.
    """

    def __init__(self, port):
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.pages = {}
        self.requests = []
        self.released = threading.Event()

    def asked(self, path):
        return [request for request in self.requests if request["path"] == path]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        site = self.server.site
        site.requests.append({"path": self.path, **self.headers})
        page = site.pages.get(self.path, answer(404))
        with suppress(BrokenPipeError, ConnectionResetError):  # the client may have had enough
            (page if callable(page) else answer(200, page))(self)

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self):
        TCPServer.server_bind(self)  # HTTPServer would look up the name of this machine


def send(handler, status, body="", content_type="text/html; charset=utf-8", **headers):
    content = body.encode() if isinstance(body, str) else body
    handler.send_response(status)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Content-Length", str(len(content)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


def answer(status, body="", **headers):
    """Make a page that answers so."""
    return lambda handler: send(handler, status, body, **headers)


def redirect(target, status=302):
    return answer(status, Location=target)


@contextmanager
def serving(secured_by=None):
    with Server(("127.0.0.1", 0), Handler) as server:
        if secured_by:
            server.socket = secured_by.wrap_socket(server.socket, server_side=True)
        server.site = Site(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.site
        finally:
            server.site.released.set()
            server.shutdown()
            thread.join()
