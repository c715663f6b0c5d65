"""The rules of axe (axe-core of npm), asked of a page in a browser."""

from playwright.sync_api import Page
from support.machine.npm_packages import npm_module

GRAVE = ("serious", "critical")
ASK = """async () => (await axe.run({resultTypes: ['violations']})).violations.map((each) => [
    each.impact, `${each.id}: ${each.help}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`])"""


def grave_faults(page: Page) -> list[str]:
    """Return what axe finds serious or critical on a page; its script comes by the debugger, which no policy stops."""
    page.evaluate((npm_module("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    return [text for impact, text in page.evaluate(ASK) if impact in GRAVE]
