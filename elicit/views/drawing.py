"""QR codes drawn inside a page: an address of their own would give away the token they lead to."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_code(address: str) -> SafeString:
    drawn = segno.make_qr(address, error="m")
    return mark_safe(drawn.svg_inline(border=2, omitsize=True, light="#fff", svgclass="qr"))
