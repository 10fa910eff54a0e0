"""What axe finds wrong with a page: each violation as one sentence, with the first elements it is about."""

from functools import cache

from tests.shared import ROOT

SOURCE = ROOT / "tests" / "browser" / "vendor" / "axe-core-4.14.1.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async ([tags, coloursAlone]) => {
    const colours = axe.getRules(["cat.color"]).filter(rule => rule.tags.some(tag => tags.includes(tag)));
    const rules = coloursAlone ? { type: "rule", values: colours.map(rule => rule.ruleId) } : tags;
    const results = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    const explain = node => [...node.any, ...node.all, ...node.none].map(check => check.message)[0] ?? "";
    const describe = node => `${node.target.join(" ")} (${explain(node)})`;
    const list = nodes => nodes.slice(0, 3).map(describe).join("; ");
    return results.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${list(nodes)}`);
}"""


@cache
def _source() -> str:
    return SOURCE.read_text()


def list_violations(page, *, colours_alone: bool = False) -> list[str]:
    """Empty where axe finds nothing wrong with the page as it is shown now. colours_alone: by the rules about
    colour, for a page that was looked at whole and is shown in another theme now."""
    if page.evaluate("() => typeof axe") == "undefined":
        page.evaluate(_source())
    return page.evaluate(RUN, [TAGS, colours_alone])
