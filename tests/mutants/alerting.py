"""Guards of what people are told and when: reminders, digests, pauses, wishes, alerts that no words fit."""

from tests.mutants.breakage import Breakage

_REMINDERS = "tests/integration/alerting/test_reminders.py"
_DIGESTS = "tests/integration/alerting/test_one_digest_a_day.py"
_PAUSING = "tests/integration/alerting/test_pausing.py"
_UNSAYABLE = "tests/integration/alerting/test_unsayable.py"
_MATCHING = "tests/unit/domain/test_matching.py"

BREAKAGES = (
    Breakage(
        "T-01",
        "alerts/services/closing.py",
        "    if has_had_its_digest and timetable.digest_date(subscription.wishes, now) is not None:",
        "    if False:",
        f"{_DIGESTS}::test_what_is_due_again_on_a_day_that_had_its_digest_waits_for_the_next",
    ),
    Breakage(
        "K-08",
        "alerts/services/closing.py",
        "                had.append((row.id, day, email_id))",
        "                pass",
        f"{_DIGESTS}::test_what_is_due_again_on_a_day_that_had_its_digest_waits_for_the_next",
    ),
    Breakage(
        "T-02",
        "alerts/domain/timetable.py",
        "datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)",
        "datetime.combine(day, at, tzinfo=UTC)",
        "tests/unit/domain/test_timetable.py::"
        "test_every_day_of_three_years_has_its_digest_at_the_hour_by_the_wall_clock",
    ),
    Breakage(
        "T-06",
        "alerts/services/closing.py",
        "    if subscription.is_paused(today):",
        "    if False:",
        f"{_PAUSING}::test_nothing_is_sent_until_the_day_also_of_what_was_matched_as_the_pause_began",
    ),
    Breakage(
        "T-06",
        "alerts/db/reminders.py",
        '            ApplicationRow.first_noticed_at < bindparam("noticed_before"),\n',
        "",
        f"{_REMINDERS}::test_who_was_told_of_an_application_with_its_date_just_now_is_not_reminded",
    ),
    Breakage(
        "K-08",
        "alerts/db/reminders.py",
        "            ~_is_made(),\n",
        "",
        f"{_REMINDERS}::test_what_is_given_its_last_day_later_on_the_day_is_reminded_of_beside_what_was",
    ),
    Breakage(
        "C-16",
        "alerts/services/closing.py",
        "    over = [each for each in waiting if not _is_true(each, timetable, now)]",
        "    over: list[WaitingAlert] = []",
        f"{_REMINDERS}::test_a_reminder_that_is_true_no_more_when_it_would_be_told_is_dropped",
    ),
    Breakage(
        "C-04",
        "alerts/db/changes.py",
        "    return ChangeRow.kind != ChangeKind.DEADLINE_NEAR",
        "    return ChangeRow.kind.is_not(None)",
        f"{_REMINDERS}::test_the_flood_guard_neither_holds_reminders_nor_waits_with_them",
    ),
    Breakage(
        "K-15",
        "alerts/services/composing.py",
        "            return self._compose_each(people, error)\n",
        "            return 0\n",
        "tests/integration/alerting/test_composing.py"
        "::test_whatever_goes_wrong_with_one_person_s_costs_those_after_them_nothing",
    ),
    Breakage(
        "K-15",
        "alerts/services/composing.py",
        "            sound = sound_ones(waiting, say)\n",
        "            sound = []\n",
        f"{_UNSAYABLE}::test_of_a_hundred_applications_ninety_nine_are_told_and_one_is_set_aside",
    ),
    Breakage(
        "K-15",
        "alerts/db/ledger.py",
        "        if waiting.alert.tries > len(next_tries):",
        "        if False:",
        f"{_UNSAYABLE}::test_of_a_hundred_applications_ninety_nine_are_told_and_one_is_set_aside",
    ),
    Breakage(
        "S-05",
        "alerts/domain/matching.py",
        "not wishes.only_major or noticed.application.is_major is True",
        "not wishes.only_major or noticed.application.is_major is not False",
        f"{_MATCHING}::test_who_wants_only_major_development_is_told_only_where_the_feed_says_so",
    ),
    Breakage(
        "S-05",
        "alerts/domain/matching.py",
        "change.days_before == wishes.reminder_days",
        "True",
        f"{_MATCHING}::test_a_reminder_is_for_those_who_asked_for_so_many_days",
    ),
    Breakage(
        "K-15",
        "alerts/db/ledger.py",
        "return and_(text(TRIED_AND_SET_ASIDE), ~_is_over())",
        "return text(TRIED_AND_SET_ASIDE)",
        "tests/integration/alerting/test_set_aside_for_good.py::"
        "test_what_is_discarded_after_a_failed_try_is_told_to_nobody_and_alarms_nobody[sqlite-discarded]",
    ),
)
