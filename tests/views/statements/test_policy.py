"""By what statements are accepted: published before anybody writes, in all versions."""

from elicit.actions.statements import policies, writing
from tests.htmx import find_element, parse
from tests.views.pages import build_address, read_text


def test_whoever_has_the_code_reads_it_and_it_is_linked_where_one_writes(client, phone, deliberation):
    page = read_text(client.get(build_address("policy", deliberation)))

    links = [
        element.get("href")
        for element in parse(phone.get(build_address("write", deliberation)).content.decode()).iter("a")
    ]
    assert "Version 1, since" in page
    assert "Nothing is rejected because somebody dislikes what it says." in page
    assert build_address("policy", deliberation) in links


def test_every_version_is_there_with_its_date_and_the_newest_is_in_force(client, deliberation, ada, now):
    policies.publish(deliberation=deliberation, text="No advertising.", by=ada, now=now)

    html = client.get(build_address("policy", deliberation)).content.decode()

    ids = [element.get("id") for element in parse(html).iter("article")]
    assert ids == ["policy-2", "policy-1"]
    assert "in force" in " ".join(find_element(html, "policy-2").itertext())
    assert "in force" not in " ".join(find_element(html, "policy-1").itertext())


def test_a_draft_has_none_for_strangers(client, draft):
    assert client.get(build_address("policy", draft)).status_code == 404


def test_a_rejection_leads_to_the_version_it_went_by(phone, ben, ada, now):
    mine = writing.submit(participant=ben, text="Buy my book.", now=now)
    writing.reject(statement=mine, reason="Advertising.", by=ada, now=now)
    policies.publish(deliberation=ben.deliberation, text="No advertising.", by=ada, now=now)

    own = find_element(phone.get(build_address("write", ben.deliberation)).content.decode(), "own")

    [link] = list(own.iter("a"))
    assert link.get("href") == f"{build_address('policy', ben.deliberation)}#policy-1"
    assert link.text == "By version 1 of what is accepted."


def test_a_policy_stays_text(client, deliberation, ada, now):
    policies.publish(deliberation=deliberation, text="<script>alert(1)</script>", by=ada, now=now)

    page = client.get(build_address("policy", deliberation))

    assert "<script>alert(1)</script>" in read_text(page)
