"""The outbox of the sending tests, with people who are refused."""

from tests.integration.sending.conftest import clock, identity, post, post_with, sender, wait

__all__ = ["clock", "identity", "post", "post_with", "sender", "wait"]
