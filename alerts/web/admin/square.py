"""QR codes, for an app that reads them off the page; pure. The one door to segno."""

import segno


def square(text: str) -> str:
    """A picture of the text as an address that holds all of it, which the page's policy lets in."""
    return segno.make(text, error="m").svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
