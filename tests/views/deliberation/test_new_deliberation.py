"""Making a deliberation: pasted lines, a CSV, and everything that cannot be used."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from elicit.models import Deliberation, Role
from tests.htmx import parse, read_words
from tests.views.pages import read_field


def create(desk, **fields):
    return desk.post("/c/riverside/new/", {"prompt": "And then?", "language": "fr", **fields})


def build_csv(content):
    return SimpleUploadedFile("seeds.csv", content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The submitted file is empty."),
        (b"\xef\xbb\xbf\n \n", "The file holds no rows."),
        (b"statement\n", "The file holds no statements."),
        ("statement\nfür\n".encode("latin-1"), "The file is not UTF-8 text (byte 11)."),
        (b'statement\n"open', "The file is not a readable CSV"),
        (b"a,b\n1,2\n", "The file has several columns and none is named"),
        (b"x" * 2_000_001, "The file is larger than 2 MB."),
    ],
    ids=lambda value: value[:20] if isinstance(value, bytes) else "",
)
def test_a_csv_that_cannot_be_used_is_refused_and_what_was_typed_stays(desk, community, content, sentence):
    response = create(desk, seeds="Be brief.", seeds_file=build_csv(content), moderation="")

    page = parse(response.content.decode())
    assert response.status_code == 422
    assert sentence in read_words(page)
    assert not Deliberation.objects.exists()
    assert [element.text for element in page.iter("textarea")] == ["Be brief."]
    assert [element.get("value") for element in page.iter("input") if element.get("name") == "prompt"] == [
        "And then?"
    ]
    assert [element.get("value") for element in page.iter("option") if "selected" in element.attrib] == ["fr"]
    assert [
        "checked" in element.attrib for element in page.iter("input") if element.get("name") == "moderation"
    ] == [False]


def test_lines_and_a_csv_go_together_and_the_only_column_needs_no_name(desk, community):
    preview = create(desk, seeds="Be brief.\r\n", seeds_file=build_csv("\ufeffBe kind.\r\n".encode()))
    assert not Deliberation.objects.exists()
    desk.post("/c/riverside/new/confirm/", {"signed": read_field(parse(preview.content.decode()), "signed")})

    deliberation = Deliberation.objects.get()
    assert list(deliberation.statements.values_list("text", flat=True)) == ["Be brief.", "Be kind."]
    assert (deliberation.language, deliberation.moderation_on) == ("fr", False)


def test_a_deliberation_may_start_without_statements(desk, community):
    create(desk)

    assert Deliberation.objects.get().statements.count() == 0


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.RESEARCHER, Role.AUDITOR, Role.MEMBER])
def test_only_facilitators_and_stewards_make_one(sign_in, member, community, role):
    laptop = sign_in(member(role))

    assert (laptop.get("/c/riverside/new/").status_code, create(laptop).status_code) == (403, 403)
    assert not Deliberation.objects.exists()


def test_others_cannot_know_of_the_form(client, sign_in, community, dora):
    assert create(sign_in(dora)).status_code == 404
    assert create(client)["Location"] == "/sign-in/?next=/c/riverside/new/"
    assert not Deliberation.objects.exists()
