"""Which sites may show a deliberation in a frame."""

import pytest

from elicit.actions.deliberation import embedding
from elicit.actions.refusals import Invalid
from elicit.models import Deliberation


def allow(deliberation, ada, now, *hosts):
    return embedding.allow(deliberation=deliberation, hosts=hosts, by=ada, now=now)


@pytest.mark.parametrize(
    ("line", "origins"),
    [
        ("https://www.example.org", "https://www.example.org"),
        ("Example.org", "https://example.org"),
        ("https://example.org/a/page?x=1", "https://example.org"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("https://example.org:443", "https://example.org"),
        ("bücher.example", "https://xn--bcher-kva.example"),
        ("straße.example", "https://xn--strae-oqa.example"),  # IDNA 2008: not "strasse"
        ("例え.テスト", "https://xn--r8jz45g.xn--zckzah"),
    ],
)
def test_sites_are_kept_as_origins(deliberation, ada, now, line, origins):
    assert allow(deliberation, ada, now, line).embed_hosts == [origins]


@pytest.mark.parametrize(
    "line",
    [
        "http://example.org",
        "*",
        "https://*.example.org",
        "'self'",
        "https://example.org;script-src",
        "data:",
        "localhost",
        "https://user@example.org",
        "https://example.org:notaport",
        "https://192.0.2.1",
        "https://" + "a" * 300 + ".org",
        "example.org.",
        "example.123",
        "https://[",
        "https://a]b",
        "a／b.org",
        "ａ＃b.org",
    ],
)
def test_whatever_is_no_https_site_is_refused_and_nothing_changes(deliberation, ada, now, line):
    allow(deliberation, ada, now, "example.org")
    with pytest.raises(Invalid):
        allow(deliberation, ada, now, "fine.example", line)

    assert Deliberation.objects.get().embed_hosts == ["https://example.org"]


def test_ten_sites_at_most_and_each_once(deliberation, ada, now):
    assert len(allow(deliberation, ada, now, *["a.example", "A.example"]).embed_hosts) == 1
    with pytest.raises(Invalid):
        allow(deliberation, ada, now, *[f"s{number}.example" for number in range(11)])


def test_the_log_says_how_many_and_never_which(deliberation, ada, now):
    allow(deliberation, ada, now, "example.org")
    event = deliberation.community.events.order_by("-number").first()

    assert (event.kind, event.payload) == ("embedding_changed", {"deliberation": deliberation.code, "sites": 1})
