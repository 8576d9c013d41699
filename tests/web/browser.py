"""A real Chromium, spoken to through its DevTools protocol, and a server that counts what it sends."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import io
import itertools
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect

_COMPRESSED = (".html", ".css", ".js", ".svg", ".json", ".xml", ".txt")
WEIGHED = ("Document", "Stylesheet", "Script", "Font")
LONGEST = 60  # seconds to wait for anything, on a machine busy with other tests


class Server(http.server.ThreadingHTTPServer):
    """Serves a folder below a path, as a site under a sub-path is, texts compressed as hosts do it.

    `sent` lists address and bytes of answers.
    """

    daemon_threads = True
    sent: list[tuple[str, int]]


class _Handler(http.server.SimpleHTTPRequestHandler):
    server: Server

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/sub/path"))

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        if path.suffix not in _COMPRESSED or not path.is_file():
            return super().send_head()
        data = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return io.BytesIO(data)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        data = source.read()
        self.server.sent.append((self.path, len(data)))
        outputfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[str, Server]]:
    """Serve a folder; yield the address of its root, under a sub-path, and the server."""
    with Server(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        server.sent = []
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sub/path/", server
        server.shutdown()
        thread.join()


class Tab:
    """One page of the browser."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.numbers = itertools.count(1)
        self.events: list[dict[str, Any]] = []
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> Any:
        """Send a command and return its result; events that come meanwhile are kept."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv(timeout=LONGEST))
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]
            self.events.append(message)

    def run(self, script: str) -> Any:
        """Run JavaScript, awaiting what it promises, and return its value."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def open(self, address: str) -> None:
        """Go to an address and wait for the page to stand."""
        self.call("Page.navigate", url="about:blank")
        self.events.clear()
        self.call("Page.navigate", url=address)
        self.until("location.href !== 'about:blank' && document.readyState === 'complete'")

    def until(self, script: str) -> Any:
        """Wait for an expression to be true, and return it. Between two pages there may be nothing to ask."""
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            with contextlib.suppress(AssertionError):
                if value := self.run(script):
                    return value
            time.sleep(0.02)
        raise AssertionError(f"never true: {script}")

    def width(self, width: int, *, dark: bool = False) -> None:
        """Set the width of the window in CSS pixels, and what the system prefers."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600
        )
        value = "dark" if dark else "light"
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": value}])

    def key(self, key: str, code: int, text: str = "", modifiers: int = 0) -> None:
        """Press a key."""
        common = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def complaints(self) -> list[str]:
        """Return what the browser logged since the page was opened: errors, blocked requests."""
        self.run("0")
        entries = [e["params"]["entry"] for e in self.events if e.get("method") == "Log.entryAdded"]
        thrown = [str(e["params"]) for e in self.events if e.get("method") == "Runtime.exceptionThrown"]
        return thrown + [
            f"{entry['text']} {entry.get('url', '')}" for entry in entries if entry["level"] == "error"
        ]


@contextlib.contextmanager
def chromium(profile: Path, *wishes: str) -> Iterator[Tab]:
    """Start Chromium, with further options, and yield its page."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert program, "Chromium is needed: install it, or name it in CHROMIUM"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    process = subprocess.Popen(
        [program, *options, *wishes, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with connect(_address(profile / "DevToolsActivePort"), max_size=None) as socket:
            yield Tab(socket)
    finally:
        process.terminate()
        process.wait(timeout=LONGEST)


def _address(told: Path) -> str:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        with contextlib.suppress(OSError, StopIteration, IndexError):
            port = told.read_text(encoding="utf-8").splitlines()[0]
            with urlopen(f"http://127.0.0.1:{port}/json") as answer:
                pages = json.load(answer)
            return str(next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page"))
        time.sleep(0.05)
    raise AssertionError("Chromium does not answer")


def weight(tab: Tab, address: str) -> int:
    """Return the bytes that a first visit to a page fetches, by the browser's own count, pictures aside."""
    tab.call("Network.clearBrowserCache")
    tab.call("Network.clearBrowserCookies")
    tab.open(address)
    tab.run("document.fonts.ready.then(() => 0)")
    told: dict[str, Any] = {"Network.responseReceived": {}, "Network.loadingFinished": {}}
    for event in tab.events:
        if event.get("method") in told:
            told[event["method"]][event["params"]["requestId"]] = event["params"]
    kinds = {key: each["type"] for key, each in told["Network.responseReceived"].items()}
    sizes = {key: each["encodedDataLength"] for key, each in told["Network.loadingFinished"].items()}
    assert "Stylesheet" in kinds.values()
    return sum(int(sizes[key]) for key, kind in kinds.items() if kind in WEIGHED and key in sizes)
