"""P18: what a person with a slow telephone waits for on each kind of public page, and whether anything jumps or bars.

Lighthouse is a package of another language that nobody installs with Approdo: its marks out of a hundred are not given.
Measured instead is what those marks are made of, in Chromium through its own protocol: a processor four times slower,
150 ms to and fro, 1.6 Mbit/s, 360 by 640 points, nothing kept from another page. The largest thing painted (LCP) and
the shifts (CLS) are the browser's own figures; the time blocked (TBT) is what each task took above 50 ms from the
first paint until the page rests. Barriers are those that axe finds. The network is slowed in the browser, request by
request, not packet by packet: a server far away would be slower at its first answer.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from bench.database import scratch
from bench.measure import Goal, Result
from bench.public_pages import every_page, fill, served
from tests.portal.addresses import NOWHERE, within

TITLE = "A page of the portal on a slow telephone"
LANGUAGES = ("it", "ar", "bn")
SCREEN = {"width": 360, "height": 640}
SLOWER = 4  # times
# Milliseconds to and fro; bytes a second
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
# Before any script of the page: what the browser itself notes
NOTES = """
window.noted = {lcp: 0, element: "", cls: 0, tasks: [], paint: 0};
const note = (type, act) => new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({type, buffered: true});
note("largest-contentful-paint", (one) => { noted.lcp = one.startTime; noted.element = one.element ? one.element.tagName : ""; });
note("layout-shift", (one) => { noted.cls += one.value; });  // also those that the browser excuses: nobody touches anything
note("longtask", (one) => noted.tasks.push([one.startTime, one.duration]));
note("paint", (one) => { if (one.name === "first-contentful-paint") noted.paint = one.startTime; });
"""
BROKEN = """
<html><meta name=viewport content="width=device-width"><body><div id=late></div><p style="font-size:40px">Words that jump</p>
<img src="data:,"><script>setTimeout(() => {
  late.style.height = "300px";
  const begun = performance.now();
  while (performance.now() - begun < 300);
}, 300)</script></body></html>
"""


@dataclass(frozen=True)
class Felt:
    """Milliseconds until the largest thing, share that jumped, milliseconds blocked, and barriers."""

    lcp: float
    cls: float
    tbt: float
    barriers: int
    largest: str


def _felt(browser: Browser, url: str, wanted: int, *, look: bool, slow: bool = True, instead: str = "") -> Felt:
    context = browser.new_context(viewport=SCREEN, device_scale_factor=2, is_mobile=True, has_touch=True)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.add_init_script(NOTES)
        if instead:
            page.route("**/*", lambda route: route.fulfill(body=instead, content_type="text/html"))
        tell = context.new_cdp_session(page).send
        if slow:
            tell("Network.enable")
            tell("Network.emulateNetworkConditions", NETWORK)
            tell("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        answer = page.goto(url)
        if answer is None or answer.status != wanted:
            raise RuntimeError(f"{url}: {answer.status if answer else 'no answer'}")
        page.wait_for_load_state("networkidle")
        noted: dict[str, Any] = page.evaluate("noted")
        blocked = sum(max(0.0, took - 50) for begun, took in noted["tasks"] if begun >= noted["paint"])
        tell("Emulation.setCPUThrottlingRate", {"rate": 1})
        barriers = Axe().run(page).violations_count if look else 0
        return Felt(noted["lcp"], noted["cls"], blocked, barriers, noted["element"])
    finally:
        context.close()


def _page(browser: Browser, url: str, wanted: int) -> Felt:
    """A visit to look for barriers, after which the server knows the page; then the one that counts."""
    barriers = _felt(browser, url, wanted, look=True, slow=False).barriers
    return replace(_felt(browser, url, wanted, look=False), barriers=barriers)


def _control(browser: Browser) -> Felt:
    """A page that jumps, blocks and has barriers, else the figures of the others say nothing. Raises RuntimeError."""
    found = _felt(browser, "http://localhost/broken", 200, look=True, instead=BROKEN)
    if found.cls < 0.05 or found.tbt < 100 or not found.barriers:
        raise RuntimeError(f"a broken page was not seen: {found}")
    return found


def run(scale: str, repeat: int) -> Result:
    """Measure; the scale changes nothing. Every kind of page in Italian, Arabic and Bengali by turns."""
    with scratch():
        fill()
        paths = [(name, path) for name, found in every_page().items() for path in found]
        felt: dict[str, Felt] = {}
        with served() as (browser, url):
            control = _control(browser)
            _felt(browser, f"{url}/it/", 200, look=False)  # what the server makes once is not of the first page
            for place, (name, path) in enumerate(paths):
                address = within(path, LANGUAGES[place % len(LANGUAGES)])
                wanted = 404 if path == NOWHERE else 200
                felt[f"{name} {place}"] = _page(browser, f"{url}{address}", wanted)
    goals = [
        Goal("largest thing painted, slowest page", max(one.lcp for one in felt.values()) / 1000, 1.2, "s"),
        Goal("share that jumps, worst page", max(one.cls for one in felt.values()), 0.02, ""),
        Goal("time blocked, worst page", max(one.tbt for one in felt.values()), 50, "ms"),
        Goal("barriers of all pages", sum(one.barriers for one in felt.values()), 0, "barriers"),
    ]
    return Result(
        "P18",
        TITLE,
        scale,
        repeat,
        0.0,
        goals,
        {name: asdict(one) for name, one in (felt | {"control": control}).items()},
    )
