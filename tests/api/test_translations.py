"""Translations through the API."""

from elicit.actions.statements import translations


def test_approved_ones_are_read_and_others_proposed(caller, ben, statement, ada, now):
    response = caller.post("translations/1", language="es", text="Dilo.")
    assert (response.status, response.body["state"], caller.get("translations/1").body) == (201, "waiting", [])

    translations.approve(translation=ben.translations.get(), by=ada, now=now)
    assert caller.get("translations/1").body == [{"language": "es", "text": "Dilo.", "state": "approved"}]


def test_a_language_nobody_knows_and_a_stranger_are_refused(caller, cleo):
    assert caller.post("translations/1", language="tlh", text="Dilo.").status == 400
    assert cleo.post("translations/1", language="es", text="Dilo.").status == 401
