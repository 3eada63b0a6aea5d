"""A headless Chromium driven over a pipe (DevTools protocol): loads pages, measures them, takes pictures. No library is needed."""

import base64
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
)


OUTSIDE = """
[document.documentElement.scrollWidth > innerWidth ? 'page' : '',
 ...[...document.querySelectorAll('main *')].filter(item => !item.closest('.scroll') && !item.closest('svg') && item.getBoundingClientRect().right > innerWidth + 1)
   .map(item => item.tagName + '.' + item.className),
 ...[...document.querySelectorAll('.chart text')].filter(item => {
   const text = item.getBoundingClientRect(), chart = item.closest('svg').getBoundingClientRect();
   return text.width && (text.left < chart.left - 1 || text.right > chart.right + 1 || text.top < chart.top - 2 || text.bottom > chart.bottom + 2);
 }).map(item => item.textContent)].filter(Boolean).slice(0, 5)
"""
TOFU = """
(() => {
  const canvas = document.createElement('canvas'); canvas.width = canvas.height = 32;
  const ink = canvas.getContext('2d', {willReadFrequently: true});
  ink.font = '20px ' + getComputedStyle(document.documentElement).fontFamily;
  const drawn = text => { ink.clearRect(0, 0, 32, 32); ink.fillText(text, 4, 24); return ink.getImageData(0, 0, 32, 32).data.join(); };
  const none = drawn('\\u{10fffe}');
  return [...new Set(document.body.textContent)].filter(item => item.trim() && drawn(item) === none).join('');
})()
"""


class Page:
    """What a loaded page said: messages of its console, addresses it asked for, dialogs it opened."""

    def __init__(self, browser, session):
        self.browser, self.session = browser, session
        self.console, self.requests, self.dialogs = [], [], []

    def call(self, method, **parameters):
        return self.browser.call(method, parameters, self.session)

    def evaluate(self, expression):
        """Return the value of an expression in the page; the page's policy does not apply to it."""
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def picture(self, path, *, whole=False):
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        Path(path).write_bytes(base64.b64decode(data))

    def print(self, path):
        data = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"]
        Path(path).write_bytes(base64.b64decode(data))

    def quiet(self, path):
        """Assert that nothing was said, asked for or opened but the page itself."""
        assert self.console == []
        assert self.dialogs == []
        assert self.requests == [Path(path).resolve().as_uri()]

    def unfold(self):
        self.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")

    def outside(self):
        """Return what sticks out of the page or, of texts in charts, out of their drawing."""
        return self.evaluate(OUTSIDE)

    def tofu(self):
        """Return the characters of the page that no font on this machine has: they are drawn like one that cannot exist."""
        return self.evaluate(TOFU)

    def axe(self, script):
        """Return what axe finds fault with."""
        self.evaluate(script)
        found = "axe.run(document).then(found => JSON.stringify(found.violations.map(item => [item.id, item.nodes[0].html])))"
        return json.loads(self.evaluate(found))

    def cpu(self):
        """Return the seconds that the page's main thread has worked."""
        metrics = {item["name"]: item["value"] for item in self.call("Performance.getMetrics")["metrics"]}
        return metrics["TaskDuration"]


class Browser:
    """Use as a context manager."""

    def __enter__(self):
        self.home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        ours, theirs = os.pipe()
        back, answers = os.pipe()

        def pipes():
            # Out of the way first: the pipes may themselves be 3 and 4.
            high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 10) for descriptor in (ours, answers)]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        command = ["nice", CHROMIUM, *FLAGS, f"--user-data-dir={self.home.name}", "about:blank"]
        self.process = subprocess.Popen(command, preexec_fn=pipes, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: PLW1509 - no threads run here
        os.close(ours)
        os.close(answers)
        self.out, self.back = os.fdopen(theirs, "wb", buffering=0), os.fdopen(back, "rb", buffering=0)
        self.waiting, self.number, self.pages = b"", 0, {}
        return self

    def __exit__(self, *_):
        self.call("Browser.close")
        self.process.wait(20)
        self.out.close()
        self.back.close()
        self.home.cleanup()

    def _message(self):
        while b"\0" not in self.waiting:
            chunk = self.back.read(1 << 20)
            assert chunk, "the browser is gone"
            self.waiting += chunk
        raw, self.waiting = self.waiting.split(b"\0", 1)
        return json.loads(raw)

    def _heard(self, message):
        page = self.pages.get(message.get("sessionId"))
        match message.get("method"), message.get("params"):
            case "Runtime.consoleAPICalled", said:
                page.console.append(str([item.get("value") for item in said["args"]]))
            case "Runtime.exceptionThrown", said:
                page.console.append(str(said["exceptionDetails"].get("text")))
            case "Log.entryAdded", said:
                page.console.append(said["entry"]["text"])
            case "Network.requestWillBeSent", said:
                page.requests.append(said["request"]["url"])
            case "Page.javascriptDialogOpening", said:
                page.dialogs.append(said["message"])

    def call(self, method, parameters=None, session=None, until=None):
        """Send a command and return its result; with `until`, the parameters of the event of that name that follows."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters or {}, **({"sessionId": session} if session else {})}
        self.out.write(json.dumps(message).encode() + b"\0")
        result = None
        while True:
            heard = self._message()
            if heard.get("id") == self.number:
                assert "error" not in heard, (method, heard)
                result = heard["result"]
                if until is None:
                    return result
            elif "method" in heard:
                self._heard(heard)
                if heard["method"] == until and heard.get("sessionId") == session and result is not None:
                    return heard["params"]

    def load(self, path, *, width=1100, height=1400, scale=1, media=""):
        """Open a file and return its page once it is loaded."""
        target = self.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        session = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        page = self.pages[session] = Page(self, session)
        for domain in ("Page", "Runtime", "Log", "Network", "Performance", "DOM", "CSS"):
            page.call(f"{domain}.enable")
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=width < 600)
        if media:
            page.call("Emulation.setEmulatedMedia", media=media)
        self.call("Page.navigate", {"url": Path(path).resolve().as_uri()}, session, until="Page.loadEventFired")
        return page
