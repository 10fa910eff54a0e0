"""By what statements are accepted: published before anybody writes, in all versions."""

from elicit.actions.statements import policies, writing
from tests.htmx import element, parsed
from tests.views.pages import at, said


def test_whoever_has_the_code_reads_it_and_it_is_linked_where_one_writes(client, phone, deliberation):
    page = said(client.get(at("policy", deliberation)))

    links = [each.get("href") for each in parsed(phone.get(at("write", deliberation)).content.decode()).iter("a")]
    assert "Version 1, since" in page
    assert "Nothing is rejected because somebody dislikes what it says." in page
    assert at("policy", deliberation) in links


def test_every_version_is_there_with_its_date_and_the_newest_is_in_force(client, deliberation, ada, now):
    policies.publish(deliberation=deliberation, text="No advertising.", by=ada, now=now)

    html = client.get(at("policy", deliberation)).content.decode()

    ids = [each.get("id") for each in parsed(html).iter("article")]
    assert ids == ["policy-2", "policy-1"]
    assert "in force" in " ".join(element(html, "policy-2").itertext())
    assert "in force" not in " ".join(element(html, "policy-1").itertext())


def test_a_draft_has_none_for_strangers(client, draft):
    assert client.get(at("policy", draft)).status_code == 404


def test_a_rejection_leads_to_the_version_it_went_by(phone, ben, ada, now):
    mine = writing.submit(participant=ben, text="Buy my book.", now=now)
    writing.reject(statement=mine, reason="Advertising.", by=ada, now=now)
    policies.publish(deliberation=ben.deliberation, text="No advertising.", by=ada, now=now)

    own = element(phone.get(at("write", ben.deliberation)).content.decode(), "own")

    [link] = list(own.iter("a"))
    assert link.get("href") == f"{at('policy', ben.deliberation)}#policy-1"
    assert link.text == "By version 1 of what is accepted."


def test_a_policy_stays_text(client, deliberation, ada, now):
    policies.publish(deliberation=deliberation, text="<script>alert(1)</script>", by=ada, now=now)

    page = client.get(at("policy", deliberation))

    assert "<script>alert(1)</script>" in said(page)
