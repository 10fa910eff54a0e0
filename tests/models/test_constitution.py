"""A principle's row names its place; the document of its version says what it is."""

import pytest

from elicit.actions.constitution import drafting
from elicit.actions.findings import analyses
from tests import factories


@pytest.fixture
def version(deliberation, ada, now):
    factories.room(deliberation, *["aaad"] * 30, *["aada"] * 30)
    analyses.run(deliberation=deliberation, now=now)
    return drafting.draft(deliberation=deliberation, by=ada, now=now)


def test_each_row_leads_to_its_words(version):
    principles = version.principles.filter(section="principle").order_by("number")
    annexes = version.principles.filter(section="annex").order_by("number")

    assert [row.part for row in principles] == version.document["principles"] != []
    assert [row.part for row in annexes] == version.document["annexes"]


def test_a_row_keeps_no_words_of_its_own(version):
    columns = {field.name for field in version.principles.model._meta.get_fields()}

    assert columns == {"id", "version", "section", "number", "provenance"}
