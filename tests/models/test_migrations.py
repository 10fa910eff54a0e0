"""A database of an earlier version opens as it was: rows keep what they say under the names of today."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from elicit.actions.constitution import drafting
from elicit.models import Principle
from tests import factories

BEFORE = [("elicit", "0026_a_model_that_translates")]


@pytest.fixture
def executor(transactional_db):
    """At the last migration again afterwards, whatever a test did."""
    yield MigrationExecutor(connection)
    latest = MigrationExecutor(connection)
    latest.migrate(latest.loader.graph.leaf_nodes("elicit"))


def test_stages_and_status_keep_their_rows(executor):
    now = timezone.now()
    executor.migrate(BEFORE)
    models = executor.loader.project_state(BEFORE).apps
    community = models.get_model("elicit", "Community").objects.create(slug="old", name="Old", created_at=now)
    rules = models.get_model("elicit", "RuleSet").objects.create(
        community=community, number=1, thresholds={}, adopted_at=now
    )
    deliberation = models.get_model("elicit", "Deliberation").objects.create(
        community=community, rules=rules, code="23456A", prompt="And now?", stage="open", created_at=now
    )
    steps = models.get_model("elicit", "Step").objects
    steps.create(deliberation=deliberation, position=1, kind="lobby", started_at=now, ended_at=now)
    steps.create(deliberation=deliberation, position=2, kind="vote", minutes=5, goes_on=True, started_at=now)

    latest = MigrationExecutor(connection)
    leaves = latest.loader.graph.leaf_nodes("elicit")
    latest.migrate(leaves)
    models = latest.loader.project_state(leaves).apps

    stages = models.get_model("elicit", "Stage").objects.order_by("position")
    assert list(stages.values_list("kind", "minutes", "goes_on", "deliberation__status")) == [
        ("lobby", None, False, "open"),
        ("vote", 5, True, "open"),
    ]


def test_principles_get_their_words_back_where_an_update_is_taken_back(executor, deliberation, ada, now):
    factories.camps(deliberation, 20)
    version = drafting.draft(deliberation=deliberation, by=ada, now=now)
    document = version.document
    assert min(len(document["principles"]), len(document["annexes"])) > 0

    executor.migrate(BEFORE)
    rows = executor.loader.project_state(BEFORE).apps.get_model("elicit", "Principle").objects
    words = ("text", "wording_status", "towards", "family", "verdict", "held_by")
    parts = [*document["annexes"], *document["principles"]]
    assert list(rows.order_by("section", "number").values(*words)) == [
        {name: part[name] for name in words} for part in parts
    ]

    latest = MigrationExecutor(connection)
    latest.migrate(latest.loader.graph.leaf_nodes("elicit"))
    assert [row.part for row in Principle.objects.order_by("section", "number")] == parts
