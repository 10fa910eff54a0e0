"""Whatever a client sends, sensible or not: the answer is one the schema names, and never a 500."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from elicit import access
from tests.shared import ROOT

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@pytest.fixture
def one_connection():
    """Requests share the test's transaction, as they do through Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def list_operations(schema):
    return {operation.ok().label: operation.ok() for operation in schema.get_all_operations()}


@pytest.mark.parametrize(
    "label", sorted(list_operations(schemathesis.openapi.from_path(ROOT / "docs" / "openapi.yaml")))
)
def test_every_answer_is_one_the_schema_names(label, ben, one_connection):
    operation = list_operations(schemathesis.openapi.from_wsgi("/api/schema", get_wsgi_application()))[label]
    headers = {"Authorization": f"Participant {access.make_token(ben)}"}

    @settings(max_examples=20, deadline=None, derandomize=True, database=None)
    @given(case=operation.as_strategy())
    def check_responses(case):
        if "code" in (case.path_parameters or {}):
            case.path_parameters["code"] = ben.deliberation.code
        case.validate_response(case.call(headers=headers), checks=CHECKS)

    check_responses()
