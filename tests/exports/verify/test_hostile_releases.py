"""A release directory is somebody else's: whatever is in it, verification says so in words and raises nothing."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elicit.exports import Discrepancy, Verification, ballots_of, verify
from tests.exports.releases import CAMPS, build_conversation, build_release, edit_file, rewrite_file, write_folder


def nest(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def test_a_directory_without_a_manifest_is_half_a_release(tmp_path):
    files = build_release()
    folder = write_folder(tmp_path, {path: content for path, content in files.items() if path != "manifest.json"})

    [problem] = verify(folder).problems

    assert problem.where == "manifest.json"
    assert problem.what.endswith("it is not a release, or only half of one. Write the release again.")


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        (b"{", "manifest.json cannot be read"),
        (b"\xff\xfe", "manifest.json cannot be read"),
        (b"[]", "manifest.json is not a manifest of a release: it names no format."),
        (b'{"format": 1}', "manifest.json is not a manifest of a release: “tier” is missing."),
        (b'{"format": true}', "manifest.json is not a manifest of a release: it names no format."),
        (b'{"format": 9}', "This release has format 9; this program verifies up to 1."),
    ],
)
def test_what_is_no_manifest_is_said(tmp_path, manifest, sentence):
    [problem] = verify(write_folder(tmp_path, {**build_release(), "manifest.json": manifest})).problems

    assert problem.what[: len(sentence)] == sentence


@pytest.mark.parametrize("part", ["annexes", "open", "against", "withheld"])
def test_a_constitution_without_one_of_its_parts_is_said(tmp_path, part):
    files = edit_file(build_release(), "constitution.json", lambda content: content.pop(part))

    assert verify(write_folder(tmp_path, files)).problems == (
        Discrepancy("constitution.json", f"was edited: “{part}” is missing"),
    )


@pytest.mark.parametrize(
    ("junk", "sentence"),
    [
        (float("nan"), "it holds a number that no file of a release holds"),
        (float("inf"), "it holds a number that no file of a release holds"),
        (10**400, "it holds a number that no file of a release holds"),
        ("\ud800", "it holds half a character (a lone surrogate)"),
        (nest(500), "it is nested too deeply"),
    ],
)
@pytest.mark.parametrize("path", ["constitution.json", "analysis.json", "manifest.json"])
def test_what_json_allows_and_no_release_holds_is_said(tmp_path, path, junk, sentence):
    files = edit_file(build_release(), path, lambda content: content.update(extra=junk))

    verification = verify(write_folder(tmp_path, files), ballots_of(build_conversation(CAMPS)))

    assert {problem.where for problem in verification.problems} == {path}
    assert sentence in verification.problems[0].what


def iterate_places(value, path=()):
    """The path of every value inside a JSON value."""
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from iterate_places(child, (*path, key))


def replace_at(value, path, junk):
    if not path:
        return junk
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replace_at(value[path[0]], path[1:], junk)
    return copy


JUNK = st.sampled_from(
    [None, True, 7, -1.5, "junk", [], {}, [1], {"a": 1}, [[]], [{}], float("nan"), 10**400, "\ud800", nest(500)]
)
WHOLE = build_release(tier="T2")


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_release_edited_anywhere_gives_problems_and_no_exception(tmp_path, data):
    path = data.draw(st.sampled_from(["constitution.json", "analysis.json", "manifest.json"]))
    content = json.loads(WHOLE[path])
    place = data.draw(st.sampled_from(sorted(iterate_places(content), key=str)))
    junk = replace_at(content, place, data.draw(JUNK))
    files = rewrite_file(WHOLE, path, json.dumps(junk).encode())

    verification = verify(
        write_folder(tmp_path, {name: content for name, content in files.items() if not name.startswith("polis")})
    )

    assert isinstance(verification, Verification)
    assert [problem for problem in verification.problems if not (problem.where and problem.what)] == []


@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 40_000), st.binary(max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_half_written_directory_gives_problems_and_no_exception(tmp_path, path, length, junk):
    half = WHOLE[path][: length % len(WHOLE[path])] + junk

    verification = verify(write_folder(tmp_path, {**WHOLE, path: half}))

    assert verification.holds == (half == WHOLE[path])
