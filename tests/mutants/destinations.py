"""Guards of where a request may go, under whose name, and to whom our keys are shown."""

from tests.mutants.breakage import Breakage

_FAULTS = "tests/integration/fetch_faults"
_UNIT = "tests/unit/scheduler"
_ADDRESSES = f"{_UNIT}/test_addresses.py::test_an_address_that_is_not_of_the_public_internet_is_closed"
_CLOSED = f"{_FAULTS}/test_closed_addresses.py"

BREAKAGES = (
    Breakage(
        "F-06",
        "scheduler/wire.py",
        "if not (self.is_private_allowed or is_public_address(address)):",
        "if False:",
        f"{_CLOSED}::test_a_redirect_to_a_closed_address_is_not_followed[169.254.169.254]",
    ),
    Breakage(
        "F-06",
        "scheduler/addresses.py",
        '"169.254.0.0/16",',
        "",
        f"{_ADDRESSES}[169.254.169.254]",
    ),
    Breakage(
        "F-06",
        "scheduler/addresses.py",
        '"168.63.129.16/32",',
        "",
        f"{_ADDRESSES}[168.63.129.16]",
    ),
    Breakage(
        "F-06",
        "scheduler/addresses.py",
        'IPv6Network("2000::/3")',
        'IPv6Network("::/0")',
        f"{_ADDRESSES}[64:ff9b::a9fe:a9fe]",
    ),
    Breakage(
        "F-06",
        "scheduler/addresses.py",
        '"2002::/16",',
        "",
        f"{_ADDRESSES}[2002:a9fe:a9fe::1]",
    ),
    Breakage(
        "F-06",
        "scheduler/destination.py",
        "if not configured.is_listed(allowed):",
        "if False:",
        f"{_UNIT}/test_destination.py::test_a_feed_of_the_internet_cannot_lead_to_a_listed_host",
    ),
    Breakage(
        "F-06",
        "scheduler/fetch.py",
        "def get_redirect_target(self, resp",
        "def no_redirect_target(self, resp",
        f"{_CLOSED}::test_a_redirect_to_a_closed_address_is_not_followed[127.0.0.1]",
    ),
    Breakage(
        "F-07",
        "scheduler/wire.py",
        "for address in addresses:\n",
        "for address in addresses[:1]:\n",
        f"{_CLOSED}::test_a_name_with_a_closed_address_is_never_connected_to",
    ),
    Breakage(
        "F-07",
        "scheduler/wire.py",
        "self.dial(address, self.destination.port, share_s)",
        "self.dial(self.destination.host, self.destination.port, share_s)",
        f"{_UNIT}/test_wire.py::test_the_connection_is_made_to_the_address_that_was_checked",
    ),
    Breakage(
        "F-07",
        "scheduler/destination.py",
        "if _NUMBER.fullmatch(labels[-1]):",
        "if False:",
        f"{_UNIT}/test_destination.py::test_a_number_that_only_the_c_library_takes_for_an_address_is_refused",
    ),
    Breakage(
        "F-08",
        "scheduler/destination.py",
        'PORTS = {"http": 80, "https": 443}',
        'PORTS = {"http": 80, "https": 443, "ftp": 21}',
        f"{_UNIT}/test_destination.py::test_only_http_and_https_are_fetched",
    ),
    Breakage(
        "F-08",
        "scheduler/destination.py",
        "if _CONTROL_OR_BACKSLASH.search(url):",
        "if False:",
        f"{_UNIT}/test_destination.py::test_an_address_that_could_be_read_in_two_ways_is_refused_by_its_rule",
    ),
    Breakage(
        "F-08",
        "scheduler/destination.py",
        'if "@" in parts.netloc:',
        "if False:",
        f"{_UNIT}/test_destination_rules.py::test_a_redirect_that_is_not_followed_names_the_rule",
    ),
    Breakage(
        "F-08",
        "scheduler/destination.py",
        'there.scheme == "http" and configured.scheme != "http"',
        "False",
        f"{_UNIT}/test_destination_rules.py::test_a_next_page_by_http_of_a_feed_by_https_names_the_rule",
    ),
    Breakage(
        "F-08",
        "scheduler/destination.py",
        'there.scheme == "http" and here.scheme != "http"',
        "False",
        f"{_UNIT}/test_destination.py::test_a_feed_configured_with_http_that_reached_https_stays_there",
    ),
    Breakage(
        "F-08",
        "scheduler/destination.py",
        "there.port not in PORTS.values() and not is_configured",
        "False",
        f"{_UNIT}/test_destination.py::test_another_port_is_reached_only_where_the_operator_configured_it",
    ),
    Breakage(
        "F-08",
        "scheduler/wire.py",
        '(host.strip("[]").rstrip(".").lower(), port) != (there.host, there.port)',
        "False",
        f"{_UNIT}/test_wire.py::test_nothing_is_dialled_if_the_library_reads_the_address_otherwise",
    ),
    Breakage(
        "F-09",
        "scheduler/fetch.py",
        "session.trust_env = False",
        "session.trust_env = True",
        f"{_FAULTS}/test_environment.py::test_a_netrc_file_is_not_read",
    ),
    Breakage(
        "F-09",
        "scheduler/exchange.py",
        "(is_own_host or name.lower() in _KEPT_FOR_STRANGERS)",
        "True",
        f"{_FAULTS}/test_redirects.py::test_keys_go_along_on_the_same_host_only",
    ),
    Breakage(
        "F-10",
        "scheduler/fetch.py",
        "session.verify = True if ca_file is None else str(ca_file)",
        "session.verify = False",
        f"{_FAULTS}/test_certificates.py::test_a_bad_certificate_is_refused_before_anything_is_asked[expired]",
    ),
    Breakage(
        "F-20",
        "scheduler/fetch.py",
        "is_own=errand.is_own_host(there)",
        "is_own=True",
        f"{_FAULTS}/test_hosts_and_pages.py::test_a_hostile_feed_cannot_have_another_feeds_host_left_alone",
    ),
)
