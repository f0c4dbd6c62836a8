"""The limit: a page that holds nothing but the finance bundle of Plotly and 500 candles, served with gzip."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from robson_app.serving.frontend import ROOT

LIBRARY = ROOT / ".web" / "node_modules" / "plotly.js-finance-dist-min" / "plotly-finance.min.js"
_PAGE = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare</title>
<p>BTC/USDT</p><div id="chart"></div>
<script src="/plotly.js"></script><script>
const time = [...Array(500).keys()].map((i) => new Date(1.7e12 + i * 9e5));
const wave = (shift) => time.map((_, i) => 100 + 10 * Math.sin(i / 20) + shift * (1 + (i % 7) / 7));
const volume = time.map((_, i) => 1 + (i % 11));
Plotly.newPlot("chart", [
  { type: "candlestick", x: time, open: wave(-0.3), close: wave(0.3), low: wave(-1), high: wave(1) },
  { type: "bar", x: time, y: volume, yaxis: "y2" }, { x: time, y: wave(0) }, { x: time, y: wave(0.1) },
], { yaxis: { domain: [0.25, 1] }, yaxis2: { domain: [0, 0.2] } });
</script></html>"""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    files: dict[str, tuple[str, bytes]]

    def do_GET(self) -> None:
        kind, body = self.files.get(self.path, ("text/plain", b""))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if body:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def bare_page() -> Iterator[str]:
    """Serve the page until the block ends; yields its address."""
    _Handler.files = {
        "/": ("text/html", gzip.compress(_PAGE)),
        "/plotly.js": ("text/javascript", gzip.compress(LIBRARY.read_bytes())),
    }
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
