"""What stands for an address that is never written to."""

from alerts.domain.suppression import address_hash

KEY, OTHER_KEY = "a key of 32 letters or more, for one", "a key of 32 letters or more, for two"


def test_the_hash_of_an_address_is_fixed_and_says_nothing_without_the_key() -> None:
    found = address_hash("alice@example.com", KEY)
    assert found == address_hash("alice@example.com", KEY)
    assert found == "dc22695fc1d496d0d42eb6d520c228855cfe3b17734e4959217c8c5f736746ed"
    assert found != address_hash("alice@example.com", OTHER_KEY)
    assert found != address_hash("alic@example.com", KEY)
