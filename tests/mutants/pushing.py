"""Guards of telling receivers: the lease, the same bytes again, what is public, where requests may go."""

from tests.mutants.breakage import Breakage

_PUSHING = "tests/integration/pushing"

BREAKAGES = (
    Breakage(
        "C-02",
        "alerts/domain/pushing.py",
        "        return any(each.field in _STANDING for each in change.differences)\n",
        "        return False\n",
        "tests/integration/polling/test_swings.py::test_a_mirror_ends_where_a_swinging_register_does[sqlite]",
    ),
    Breakage(
        "S-02",
        "alerts/db/log_followers.py",
        "return (_ROW.name == name, _ROW.lease_no == lease_no, _ROW.lease_owner.is_not(None))",
        "return (_ROW.name == name,)",
        f"{_PUSHING}/test_crashes.py::"
        "test_a_replay_asked_for_while_a_request_is_under_way_is_not_undone_by_its_end[sqlite]",
    ),
    Breakage(
        "S-02",
        "alerts/services/pushing.py",
        "        if not log_followers.is_held(session, receiver.name, claimed.lease_no, now):\n"
        "            return False\n",
        "        pass\n",
        f"{_PUSHING}/test_crashes.py::"
        "test_a_worker_frozen_before_it_sends_sends_nothing_once_another_took_over[sqlite]",
    ),
    Breakage(
        "S-02",
        "alerts/services/pushing.py",
        "LEASE = timedelta(minutes=6)",
        "LEASE = timedelta(minutes=4)",
        f"{_PUSHING}/test_crashes.py::test_what_is_sent_at_the_end_of_a_lease_is_already_too_old_for_receivers[sqlite]",
    ),
    Breakage(
        "K-05",
        "alerts/services/pushing.py",
        "    if row.message_id is not None and row.message_body is not None and row.message_to is not None:\n",
        "    if row.message_id is not None and row.message_body is not None and row.message_to is None:\n",
        f"{_PUSHING}/test_failures.py::"
        "test_another_try_has_the_same_id_and_bytes_though_the_log_went_on[sqlite]",
    ),
    Breakage(
        "C-04",
        "alerts/db/log_windows.py",
        "ChangeRow.log_no <= end, is_public())",
        "ChangeRow.log_no <= end)",
        f"{_PUSHING}/test_webhooks.py::test_nothing_is_told_of_an_application_that_is_held_back[sqlite]",
    ),
    Breakage(
        "F-07",
        "scheduler/fetch.py",
        "        there = first_destination(url, url, self._allowed)\n"
        "        deadline = Deadline.after(limits.total_s, self._monotonic)\n"
        "        is_private_allowed = there.is_listed(self._allowed)\n",
        "        there = first_destination(url, url, self._allowed)\n"
        "        deadline = Deadline.after(limits.total_s, self._monotonic)\n"
        "        is_private_allowed = True\n",
        "tests/integration/fetch_faults/test_posting.py::"
        "test_a_receiver_whose_name_has_a_closed_address_is_never_connected",
    ),
)
