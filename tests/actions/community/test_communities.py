"""Founding, roles, sign-in links, and the log that proves what happened."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from elicit.actions.community import communities
from elicit.actions.refusals import Conflict, Missing
from elicit.models import Event, Membership, SignInLink


def test_a_founder_is_steward_and_facilitator(ada, now):
    new = communities.create(slug="new", name="New", by=ada, now=now)

    assert sorted(new.memberships.values_list("role", flat=True)) == ["facilitator", "steward"]
    assert [event.kind for event in new.events.all()] == ["community_founded", "role_given", "role_given"]


def test_an_address_is_given_once(community, ada, now):
    with pytest.raises(Conflict):
        communities.create(slug=community.slug, name="Another", by=ada, now=now)


def test_a_role_is_given_once(community, ada, now):
    communities.give_role(community=community, user=ada, role="steward", by=ada, now=now)

    assert community.memberships.filter(role="steward").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(community=community, user=ada, role="steward", created_at=now)


def test_a_sign_in_link_works_once(ada, now):
    token = communities.make_sign_in_link(user=ada, now=now)

    assert communities.use_link(token=token, now=now) == ada
    with pytest.raises(Missing):
        communities.use_link(token=token, now=now)


def test_a_sign_in_link_expires(ada, now):
    token = communities.make_sign_in_link(user=ada, now=now)

    with pytest.raises(Missing):
        communities.use_link(token=token, now=now + timedelta(days=3))


def test_only_the_hash_of_a_link_is_kept(ada, now):
    token = communities.make_sign_in_link(user=ada, now=now)

    assert token not in SignInLink.objects.get().token_hash


def test_the_database_keeps_numbers_unique(community, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(
            community=community, number=1, kind="x", actor_name="terminal", payload={}, at=now, hash="0"
        )
