"""What the participant's page weighs: bytes over the network, as they are sent, and requests.

    python benchmarks/weight.py [--write]

Chromium opens the welcome page with nothing kept, joins, and opens the card again as on a second visit. Every
request counts, the socket included; bytes are those that came over the line, headers and compression included.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import evidence
from benchmarks.halls import open_hall
from tests.browser.chromium import SIZES, launch_chromium

HEADING = "What the participant's page weighs: `benchmarks/weight.py`"
INTRODUCTION = """\
Chromium on a phone's screen, against the server as it is installed. The card is also opened with nothing kept but
the cookie; a second visit has what is kept from before. The socket counts as a request."""
KILOBYTES, REQUESTS = 50, 10


class Line:
    """What came over the network since the last `read`."""

    def __init__(self, page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.requests: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        self.sockets = 0
        self.session.on("Network.requestWillBeSent", self._note_request)
        self.session.on("Network.loadingFinished", self._note_size)
        self.session.on("Network.webSocketCreated", self._count_socket)

    def _note_request(self, event) -> None:
        self.requests[event["requestId"]] = event["request"]["url"]

    def _note_size(self, event) -> None:
        self.bytes[event["requestId"]] = int(event["encodedDataLength"])

    def _count_socket(self, _event) -> None:
        self.sockets += 1

    def read(self) -> tuple[int, float, list[str]]:
        """Requests that went over the network, kilobytes, and the heaviest."""
        sizes = {self.requests[name]: size for name, size in self.bytes.items() if size and name in self.requests}
        heaviest = sorted(sizes, key=lambda url: -sizes[url])[:4]
        lines = [f"{url.rpartition('/')[2] or 'page'} {sizes[url] / 1000:.1f}" for url in heaviest]
        count, total = len(sizes) + self.sockets, sum(sizes.values()) / 1000
        self.requests, self.bytes, self.sockets = {}, {}, 0
        return count, total, lines


def measure_visits() -> list[tuple[str, int, float, list[str]]]:
    with tempfile.TemporaryDirectory() as folder, open_hall(Path(folder)) as room, launch_chromium() as browser:
        width, height = SIZES["phone"]
        page = browser.new_context(viewport={"width": width, "height": height}).new_page()
        line, rows = Line(page), []

        def finish_visit(name: str) -> None:
            page.wait_for_timeout(2500)
            rows.append((name, *line.read()))

        page.goto(f"{room.house.base}/d/{room.code}/")
        finish_visit("first visit: the welcome page")
        page.get_by_role("button", name="Take part").click()
        finish_visit("then the first card")
        page.get_by_role("button", name="Agree", exact=True).click()
        finish_visit("one vote")
        page.goto("about:blank")
        page.wait_for_timeout(500)
        line.read()
        page.goto(f"{room.house.base}/d/{room.code}/")
        finish_visit("second visit: the card")
        line.session.send("Network.clearBrowserCache")
        page.goto(f"{room.house.base}/d/{room.code}/")
        finish_visit("first visit: the card")
        return rows


def main() -> None:
    options = evidence.make_parser(__doc__).parse_args()
    rows = measure_visits()
    columns = ("visit", "requests", "KB", "heaviest, KB")
    first = [row for row in rows if row[0].startswith("first visit")]
    requests, weight = max(row[1] for row in first), max(row[2] for row in first)
    paragraphs = [
        INTRODUCTION,
        evidence.format_table(
            columns, [[name, n, f"{size:.1f}", ", ".join(most)] for name, n, size, most in rows]
        ),
        evidence.demand(
            f"A first visit under {KILOBYTES} KB and under {REQUESTS} requests",
            weight < KILOBYTES and requests < REQUESTS,
            f"{weight:.1f} KB, {requests} requests",
        ),
    ]
    evidence.publish(HEADING, paragraphs, options.write)


if __name__ == "__main__":
    main()
