"""What axe finds wrong with a page: each violation as one sentence, with the first elements it is about."""

from functools import cache

from tests.shared import ROOT

SOURCE = ROOT / "tests" / "browser" / "vendor" / "axe-core-4.14.1.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async rules => {
    const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    const why = node => [...node.any, ...node.all, ...node.none].map(each => each.message)[0] ?? "";
    const said = node => `${node.target.join(" ")} (${why(node)})`;
    const told = nodes => nodes.slice(0, 3).map(said).join("; ");
    return found.violations.map(each => `${each.id}: ${each.help}: ${told(each.nodes)}`);
}"""


@cache
def _source() -> str:
    return SOURCE.read_text()


def violations(page) -> list[str]:
    """Empty where axe finds nothing wrong with the page as it is shown now."""
    page.evaluate(_source())
    return page.evaluate(RUN, RULES)
