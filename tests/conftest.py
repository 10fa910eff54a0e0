"""The cast and the rules of the house: Ada facilitates, Ben takes part, Cleo is a stranger."""

import socket

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.utils import timezone, translation
from hypothesis import HealthCheck, settings

from elicit.actions.deliberation import lifecycle
from elicit.actions.entry import joining
from elicit.actions.statements import writing
from elicit.models import Role
from elicit.reading.entry.consent import Ticks
from tests import factories


class UndefinedName(str):
    """Django asks this string to stand in for a name no view gave; it fails the test instead."""

    def __mod__(self, name):
        raise AssertionError(f"A template asks for {name!r}, which the view does not give.")

    def __contains__(self, part):
        return part == "%s"


def pytest_configure(config):
    django_settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    django_settings.WHITENOISE_USE_FINDERS = True
    django_settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedName("%s")
    settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("patient")


@pytest.fixture(autouse=True)
def _fresh_limits():
    """Counters of one test never limit another."""
    cache.clear()


@pytest.fixture(autouse=True)
def _english():
    """A page that was shown in another language leaves it behind in its thread."""
    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def community(db):
    return factories.community(slug="riverside", name="Riverside Library")


@pytest.fixture
def ada(community):
    """Facilitates, and is the steward of her community."""
    return factories.account("ada", community, Role.STEWARD, Role.FACILITATOR)


@pytest.fixture
def elsewhere(db):
    return factories.community(slug="northside", name="Northside Council")


@pytest.fixture
def dora(elsewhere):
    """Runs another community and has no business in this one."""
    return factories.account("dora", elsewhere, Role.STEWARD, Role.FACILITATOR)


@pytest.fixture
def draft(community, ada, now):
    """A deliberation that is not open yet; what is drawn in it is drawn the same in every run."""
    made = lifecycle.create(community=community, prompt="How should an assistant treat us?", by=ada, now=now)
    made.seed = 7
    made.save(update_fields=["seed"])
    return made


@pytest.fixture
def deliberation(draft, ada, now):
    """An open deliberation with four statements."""
    writing.seed(deliberation=draft, texts=factories.TEXTS, by=ada, now=now)
    return lifecycle.open_(deliberation=draft, by=ada, now=now)


@pytest.fixture
def ben(deliberation, now):
    """Takes part."""
    return joining.join(deliberation=deliberation, ticks=Ticks(publishing_text=True), now=now)


@pytest.fixture
def statement(deliberation):
    return deliberation.statements.get(number=1)


@pytest.fixture
def browser():
    from tests.browser.chromium import launch_chromium

    with launch_chromium() as chromium:
        yield chromium


@pytest.fixture
def taken_port():
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
