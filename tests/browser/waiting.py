"""How tests wait in a browser: for what a page shows, for a frame that its socket brought, for a request, or for
the page's own clock, which a test turns on. To see that nothing happens they let something happen that would come
after it."""

from typing import Any

from tests.waiting import PATIENCE

TIMEOUT = 1000 * PATIENCE  # milliseconds
NOTE_FRAMES = "document.addEventListener('elicit:frame', () => { window.hasFrame = true; });"
STILL = "() => document.getAnimations().length === 0"


def wait_for_frame(page: Any) -> None:
    """Until the socket of this page has brought the present state."""
    page.wait_for_function("() => window.hasFrame")


def take_clock(page: Any) -> None:
    """Loads the page again with a clock that goes as before, and on where a test says so. Under a page that is
    open, another clock would be a jump in time."""
    address = page.url
    page.goto("about:blank")
    page.clock.install()
    page.goto(address)


def stop_clock(page: Any) -> None:
    """Its time stands still, a minute later, until it is resumed."""
    page.clock.pause_at(page.evaluate("() => Date.now() / 1000") + 60)


def record(page: Any, part: str, method: str = "") -> list[str]:
    """The addresses with this part that the page sends requests to from now on, by this method or by any."""
    addresses: list[str] = []

    def note(request: Any) -> None:
        if part in request.url and request.method.startswith(method):
            addresses.append(request.url)

    page.on("request", note)
    return addresses


def ask(page: Any) -> None:
    """A request of the test's own: when it is answered, whatever the page sent before is recorded."""
    page.evaluate("() => fetch('/', { cache: 'no-store' }).then(response => response.text())")
