"""What a reader sees of a page."""

import html
import re


def words(response) -> str:
    text = re.sub(r"<(script|svg|canvas)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", text).split()))
