"""What axe finds wrong with a page: each violation as one sentence, with the first elements it is about."""

from functools import cache

from tests.shared import ROOT

SOURCE = ROOT / "tests" / "browser" / "vendor" / "axe-core-4.14.1.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async ([tags, coloursAlone]) => {
    const colours = axe.getRules(["cat.color"]).filter(each => each.tags.some(tag => tags.includes(tag)));
    const rules = coloursAlone ? { type: "rule", values: colours.map(each => each.ruleId) } : tags;
    const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    const why = node => [...node.any, ...node.all, ...node.none].map(each => each.message)[0] ?? "";
    const said = node => `${node.target.join(" ")} (${why(node)})`;
    const told = nodes => nodes.slice(0, 3).map(said).join("; ");
    return found.violations.map(each => `${each.id}: ${each.help}: ${told(each.nodes)}`);
}"""


@cache
def _source() -> str:
    return SOURCE.read_text()


def violations(page, *, colours_alone: bool = False) -> list[str]:
    """Empty where axe finds nothing wrong with the page as it is shown now. colours_alone: by the rules about
    colour, for a page that was looked at whole and is shown in another theme now."""
    if page.evaluate("() => typeof axe") == "undefined":
        page.evaluate(_source())
    return page.evaluate(RUN, [TAGS, colours_alone])
