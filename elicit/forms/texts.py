"""What forms of several subjects share: languages, and how much of a text is read at all."""

from __future__ import annotations

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

READ_LIMIT = 100_000  # characters of a text that are read before anything is said about it
TOO_LONG = _("That is far too long. Shorten it to one sentence, then send it again.")
# what statements may be written in: every language Django knows the name of, in that language
LANGUAGES = sorted(
    ((code, language["name_local"]) for code, language in LANG_INFO.items() if "name_local" in language),
    key=lambda choice: choice[1].casefold(),
)
