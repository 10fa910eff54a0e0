"""Releases of rooms whose findings are known, as bytes and as directories."""

import json
from datetime import UTC, datetime

from elicit.constitution import StatementText, draft
from elicit.exports import Conversation, PolisExport, PolisStatement, PolisVotes, ballots_of, build, sha256
from tests.constitution import rooms
from tests.constitution.rooms import CHOICES, NAMES, WORDS, analyse_room

FROZEN_AT = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
CAMPS = [word for word in rooms.CAMPS for _ in range(30)]
COPIES = rooms.list_crowd_with_copies()  # people 40-51 are one block
SMALL_CAMP = [*["aaddaaaa"] * 60, *["adaaaada"] * 14]  # the second bloc counts and is too small to show


def build_conversation(words, twins=()):
    """The conversation of a room: one person per word, its letters are votes on statements 0, 1, 2 ..."""
    votes = [
        (person, item, CHOICES[letter], 0, 1_772_326_800_000 + 1_000 * person)
        for person, word in enumerate(words)
        for item, letter in enumerate(word)
        if letter in CHOICES
    ]
    numbers = range(len(words[0]))
    texts = [WORDS[n] if n < len(WORDS) else f"Statement {n}." for n in numbers]
    statements = [PolisStatement(n, texts[n], 1) for n in numbers]
    people, summary = tuple(range(len(words))), {"topic": "Us"}
    return PolisExport(tuple(statements), PolisVotes.of(votes), people, summary=summary, twins=twins)


def build_release(
    words=CAMPS,
    *,
    tier="T0",
    status="draft",
    secret="a secret",
    opted_in=(),
    permissions=None,
    document=None,
    export=None,
    report=lambda report: report,
):
    """document, report: what is done to them before the release is made. permissions: who allows what, as fields
    of Conversation."""
    conversation = Conversation(
        export or build_conversation(words), opted_in=frozenset(opted_in), **permissions or {}
    )
    report = report(analyse_room(ballots_of(conversation.polis)))
    texts = [StatementText(statement.number, statement.text, "en") for statement in conversation.polis.statements]
    version_document = draft(report, texts, **NAMES).to_document(version=1, status=status)
    return build(
        document=version_document if document is None else document(version_document),
        report=report,
        conversation=conversation,
        tier=tier,
        number=1,
        requested_k=None,
        frozen_at=FROZEN_AT,
        secret=secret,
        generator="elicit 0.1.0",
    )


def write_folder(folder, files):
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def rewrite_file(files, path, content):
    """An edit by somebody who also corrects the manifest."""
    manifest = json.loads(files["manifest.json"])
    for entry in manifest["files"]:
        if entry["path"] == path:
            entry.update(size=len(content), sha256=sha256(content))
    return {**files, path: content, "manifest.json": json.dumps(manifest).encode()}


def edit_file(files, path, change):
    value = json.loads(files[path])
    change(value)
    content = json.dumps(value).encode()
    return {**files, path: content} if path == "manifest.json" else rewrite_file(files, path, content)
