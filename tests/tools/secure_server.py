"""A server that speaks TLS on loopback, with a certificate that only its file vouches for."""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@contextmanager
def secure_server(folder: Path) -> Iterator[tuple[str, Path, list[str]]]:
    """Its address, the file of its certificate, and a list of who asked it; it says "safe"."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    names = "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"
    files = "-keyout", str(key), "-out", str(certificate)
    make = "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"
    subprocess.run([*make, *names, *files], check=True, capture_output=True)
    peers: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            peers.append(self.client_address[0])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"safe")

        def log_message(self, *_arguments: object) -> None:
            """Keep quiet."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"https://127.0.0.1:{server.server_address[1]}/", certificate, peers
        server.shutdown()
