"""Rooms with words as long as they may be, and what is measured on a wall."""

from textwrap import dedent

from tests.browser.words import GERMAN, stretch

LATIN = (
    "How should an assistant that many people talk to treat somebody who is tired, angry, lonely or in a hurry?"
)
ARABIC = (
    "كيف ينبغي للمساعد الذكي أن يعامل الناس الذين يتحدثون إليه كل يوم عندما يكونون متعبين أو غاضبين أو وحيدين؟"
)
CHINESE = "如果许多人每天都与一个人工智能助手交谈，那么当他们疲惫、愤怒、孤独或匆忙时，它应该如何对待他们？"
ROOMS = {
    "short": ("en", "How?"),
    "latin": ("en", LATIN),
    "arabic": ("ar", ARABIC),
    "chinese": ("zh", CHINESE),
    "unbroken": ("de", stretch(GERMAN, 300)),
}


def repeat(words: str, length: int) -> str:
    return (" ".join([words] * length))[:length].strip()


def make(slug: str) -> str:
    """A script that makes them all, in a community where Ada facilitates, and prints their codes."""
    texts = {
        name: (
            language,
            words if name == "short" else repeat(words, 300),
            repeat(words, 3 if name == "short" else 197),
        )
        for name, (language, words) in ROOMS.items()
    }
    return dedent(f"""
        import json
        from django.utils import timezone
        from elicit.models.deliberation.showing import ALL
        from elicit.actions.community import communities
        from elicit.actions.deliberation import agenda, lifecycle, planning, showing
        from elicit.actions.findings import analyses
        from elicit.actions.statements import writing
        from tests import factories
        now, codes = timezone.now(), {{}}
        home = communities.create(slug="{slug}", name="{slug}", by=None, now=now)
        communities.welcome(community=home, username="ada", role="facilitator", by=None, now=now)
        for name, (language, prompt, text) in {texts!r}.items():
            made = lifecycle.create(community=home, prompt=prompt, language=language, by=None, now=now)
            texts = [f"{{text}} {{number}}" for number in range(1, 7)]
            writing.seed(deliberation=made, texts=texts, by=None, now=now)
            made = lifecycle.open_(deliberation=made, by=None, now=now)
            factories.room(made, *["aaaada"] * 20, *["aaadad"] * 20)
            # Of now, not of when this began: the server may have run one of half the votes in between.
            analyses.run(deliberation=made, now=timezone.now())
            showing.reveal(deliberation=made, show=ALL, by=None, now=now)
            for kind, title in (("write_and_vote", text[:120]), ("discuss", text[:120])):
                planning.add(deliberation=made, kind=kind, title=title, minutes=100, by=None, now=now)
            agenda.begin(deliberation=made, by=None, now=now)
            codes[name] = made.code
        print(json.dumps(codes))
        """)


# words that are seen and lower than 3 % of the height; letters inside drawings count by the size they are drawn at
SMALL = """() => {
  const least = 0.03 * innerHeight - 0.1, small = [], SEEN = { visibilityProperty: true, opacityProperty: true };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility(SEEN)) continue;
    if (parent.closest(".skip, .visually-hidden, canvas, dialog:not([open])")) continue;
    const drawing = parent.closest("svg");
    const scale = drawing ? drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width : 1;
    const size = scale * parseFloat(getComputedStyle(parent).fontSize);
    const box = parent.getBoundingClientRect();
    if (box.width > 1 && size < least) small.push(`${node.data.trim().slice(0, 30)}: ${size}`);
  }
  return small;
}"""

# lines of words that reach over the edge of the screen or of a box that cuts
CLIPPED = """() => {
  const cut = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility({ visibilityProperty: true })) continue;
    if (parent.closest(".skip, .visually-hidden, svg, dialog:not([open])")) continue;
    const range = document.createRange();
    range.selectNodeContents(parent);
    const box = range.getBoundingClientRect(), slack = 0.35 * parseFloat(getComputedStyle(parent).fontSize);
    if (parent.getBoundingClientRect().width <= 1) continue;
    if (parent.closest(".wall-top")?.clientWidth === 1) continue;
    const edges = [new DOMRect(0, 0, innerWidth, innerHeight)];
    for (let up = parent; up; up = up.parentElement) {
      if (getComputedStyle(up).overflow !== "visible") edges.push(up.getBoundingClientRect());
    }
    const isOver = (edge) => box.left < edge.left - 1 || box.right > edge.right + 1 ||
      box.top < edge.top - slack || box.bottom > edge.bottom + slack;
    if (edges.some(isOver)) cut.push(node.data.trim().slice(0, 40));
  }
  const scrolls = document.documentElement.scrollHeight > innerHeight + 1;
  return scrolls ? [...cut, "the page scrolls"] : cut;
}"""
