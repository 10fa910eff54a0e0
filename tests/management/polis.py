"""A small Polis export, written file by file so that each fault can be put in."""

from pathlib import Path

COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1502659005668,x,0,1,3,0,1,Say when you are not sure.
1502659005669,x,1,,2,1,0,"Never keep me talking,
just to keep me there."
1502659005670,x,7,2,0,1,-1,=Buy my book.
"""
VOTES = """timestamp,datetime,comment-id,voter-id,vote
1502659005700,x,0,1,1
1502659005701,x,0,2,-1
1502659005702,x,0,2,1
1502659005703,x,1,2,0
1502659005704,x,1,3,-1
1502659005705,x,0,3,1
1502659005706,x,1,1,1
1502659005707,x,7,3,-1
"""
WIDE = """participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,7
1,0,1,2,2,0,1,1,
2,0,1,2,1,0,1,0,
3,1,0,3,1,2,1,-1,-1
9,,0,0,0,0,,,
"""
SUMMARY = "topic,How should it treat us?\nurl,https://pol.is/x\n"


def export(folder: Path, **changes: str | bytes | None) -> Path:
    """The export with some files changed, or left out with None. Names: comments, votes, participants_votes ..."""
    files = {"comments": COMMENTS, "votes": VOTES, "participants_votes": WIDE, "summary": SUMMARY, **changes}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if content is not None:
            data = content if isinstance(content, bytes) else content.encode()
            (folder / f"{name.replace('_', '-')}.csv").write_bytes(data)
    return folder
