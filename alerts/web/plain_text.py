"""Answers in plain text, for programs."""

from flask import Response, make_response


def plain_text(words: str, status: int = 200) -> Response:
    """An answer of lines, each ended."""
    answer = make_response(words, status)
    answer.mimetype = "text/plain"
    return answer
