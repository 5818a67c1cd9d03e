"""A small proxy with TLS, which does what deploy/nginx.conf tells nginx to do, for machines without one."""

import http.client
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding")


class Forwarding(BaseHTTPRequestHandler):
    """Passes a request on to the web server, with the headers that it believes a proxy."""

    protocol_version = "HTTP/1.1"
    behind = ("127.0.0.1", 0)
    most = 0

    def forward(self) -> None:
        """Answer what the web server answers; what is too large does not go on."""
        size = int(self.headers.get("Content-Length") or 0)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        headers |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": self.client_address[0], "X-Too-Large": ""}
        body = None
        if size > self.most:
            headers |= {"Content-Length": "0", "X-Too-Large": "1"}
            self.close_connection = True
        elif size:
            body = self.rfile.read(size)
        behind = http.client.HTTPConnection(*self.behind, timeout=60)
        try:
            behind.request(self.command, self.path, body, headers)
            answer = behind.getresponse()
            content = answer.read()
        finally:
            behind.close()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in (*HOP_BY_HOP, "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_HEAD = forward  # noqa: N815 -- the library's names

    def log_message(self, *_: object) -> None:
        """Write nothing, as the proxy's file has it."""


class Redirecting(BaseHTTPRequestHandler):
    """Leads from plain HTTP to the same address with TLS."""

    port = 0

    def do_GET(self) -> None:
        """Redirect."""
        host = self.headers["Host"].split(":")[0]
        self.send_response_only(301)
        self.send_header("Location", f"https://{host}:{self.port}{self.path}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Write nothing."""


class Server(ThreadingHTTPServer):
    """Lives as long as the tests, and says nothing of a browser that hangs up."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


class TlsProxy:
    """Both servers, each on a port of its own, until `stop`."""

    def __init__(self, *, plain: int, tls: int, behind: int, certificate: Path, key: Path, most: int) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        forwarding = type("Forwarding", (Forwarding,), {"behind": ("127.0.0.1", behind), "most": most})
        self.servers = [
            Server(("127.0.0.1", tls), forwarding),
            Server(("127.0.0.1", plain), type("Redirecting", (Redirecting,), {"port": tls})),
        ]
        # The handshake is the thread's, or one slow client would hold up all.
        self.servers[0].socket = context.wrap_socket(
            self.servers[0].socket, server_side=True, do_handshake_on_connect=False
        )
        for server in self.servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Take no more requests."""
        for server in self.servers:
            server.shutdown()
            server.server_close()
