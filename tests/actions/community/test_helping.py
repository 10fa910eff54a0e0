"""Links that let people help with one deliberation."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from elicit.actions.community import helping
from elicit.actions.refusals import Invalid, Missing
from elicit.models import Helper, Invitation, Task


@pytest.fixture
def invite(deliberation, ada, now):
    def invite(task=Task.MODERATOR, days=2, uses=1):
        return helping.invite(deliberation=deliberation, task=task, days=days, uses=uses, by=ada, now=now)

    return invite


def come_in(token, now, name="Mo"):
    return helping.come_in(token=token, name=name, now=now)


def get_refusal_code(token, now):
    with pytest.raises(Missing) as refusal:
        come_in(token, now)
    return refusal.value.code


def test_only_the_hash_of_a_link_is_kept(invite):
    invitation, token = invite()

    text = " ".join(str(value) for value in Invitation.objects.values_list().get())
    assert token not in text
    assert len(invitation.token_hash) == 64


def test_whoever_comes_in_has_an_account_with_this_task_here_alone(invite, deliberation, now):
    helper = come_in(invite(Task.OBSERVER)[1], now, name=" Mo  from\nthe town ")

    assert (helper.deliberation, helper.task) == (deliberation, "observer")
    assert (helper.user.first_name, helper.user.has_usable_password()) == ("Mo from the town", False)
    assert not helper.user.memberships.exists()
    assert not helper.user.is_staff


def test_a_link_lets_in_as_many_as_it_is_for(invite, now):
    _invitation, token = invite(uses=2)
    come_in(token, now)
    come_in(token, now)

    assert get_refusal_code(token, now) == "invitation_spent"
    assert Helper.objects.count() == 2


def test_a_link_expires_and_can_be_taken_back(invite, ada, now):
    _invitation, old = invite(days=1)
    invitation, back = invite()
    helping.revoke(invitation=invitation, by=ada, now=now)

    assert get_refusal_code(old, now + timedelta(days=1)) == "invitation_spent"
    assert get_refusal_code(back, now) == "invitation_spent"
    assert get_refusal_code("guessed", now) == "invitation_spent"


def test_looking_at_a_link_uses_nothing_up(invite, now):
    invitation, token = invite()

    assert helping.find_open(token=token, now=now) == invitation
    assert Invitation.objects.get().used == 0


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "x" * 61])
def test_a_name_is_needed_and_a_refused_one_uses_nothing_up(invite, now, name):
    _invitation, token = invite()
    with pytest.raises(Invalid):
        come_in(token, now, name=name)

    assert Invitation.objects.get().used == 0


@pytest.mark.parametrize(
    ("task", "days", "uses"), [("steward", 1, 1), ("observer", 0, 1), ("observer", 31, 1), ("observer", 1, 51)]
)
def test_links_have_limits(invite, task, days, uses):
    with pytest.raises(Invalid):
        invite(task, days, uses)


def test_who_is_removed_has_no_account_any_more(invite, ada, now):
    helper = come_in(invite()[1], now)
    helping.remove(helper=helper, by=ada, now=now)

    helper.user.refresh_from_db()
    assert helper.user.is_active is False
    assert not Helper.objects.present().exists()


def test_the_log_tells_all_of_it_without_names(invite, deliberation, ada, now):
    invitation, token = invite()
    helper = come_in(token, now, name="Mo")
    helping.revoke(invitation=invitation, by=ada, now=now)
    helping.remove(helper=helper, by=ada, now=now)

    events = deliberation.community.events.order_by("-number")[:4]
    assert [event.kind for event in reversed(events)] == [
        "helper_invited",
        "helper_came",
        "helper_invitation_revoked",
        "helper_removed",
    ]
    assert "Mo" not in str([event.payload for event in events])


def test_the_database_keeps_links_within_their_bounds(invite):
    invite()
    for wrong in ({"used": 2}, {"most": 0}, {"task": "steward"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.update(**wrong)
    Invitation.objects.update(used=1)


def test_the_database_keeps_known_tasks_once(invite, now):
    helper = come_in(invite()[1], now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Helper.objects.update(task="steward")
    with pytest.raises(IntegrityError), transaction.atomic():
        Helper.objects.create(deliberation=helper.deliberation, user=helper.user, task="observer", created_at=now)
