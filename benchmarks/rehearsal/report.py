"""The figures of a rehearsal as a table to read."""

from collections.abc import Iterator

from benchmarks.rehearsal.run import Outcome

_YEAR_DAYS = 365


def lines(outcome: Outcome) -> Iterator[str]:
    """The table, line by line."""
    options, figures, worked = outcome.options, outcome.figures, outcome.figures.worked
    state = "whole" if outcome.is_whole else f"STOPPED after {figures.ticks} of {25 * options.days} ticks"
    yield (
        f"{options.authorities} authorities, {options.applications_a_year:,} applications a year, "
        f"{options.subscribers:,} people, {options.days} days, {options.database}: {state}, {outcome.seconds:,.0f} s"
    )
    baseline = figures.baseline
    yield _row(
        "first load (silent)",
        f"{baseline['records']:,.0f} records of {baseline['feeds']:,.0f} feeds in {baseline['seconds']:,.0f} s",
        _rate(baseline["records"], baseline["seconds"], "records/s"),
    )
    yield _row(
        "poll",
        f"{figures.feeds_polled:,} polls, {figures.records_read:,} records, {figures.poll_faults} faults",
        f"{_rate(figures.feeds_polled, figures.poll_s, 'feeds/s')}, "
        f"{_rate(figures.records_read, figures.poll_s, 'records/s')}",
    )
    yield _row("remind", f"{figures.reminders:,} reminders", f"{figures.remind_s:,.1f} s")
    yield _row(
        "match",
        f"{figures.changes_matched:,} changes, {figures.alerts:,} alerts in {figures.match_runs} runs",
        f"{_rate(figures.changes_matched, figures.match_s, 'changes/s')}, "
        f"{_rate(figures.alerts, figures.match_s, 'alerts/s')}",
    )
    packing_s = figures.setting_up_s["packing the watch areas"]
    yield _row(
        "  of it finding pairs",
        f"{figures.pairs:,} pairs of area and change in {figures.finding_s:,.1f} s",
        f"{_rate(figures.pairs, figures.finding_s, 'pairs/s')}; "
        f"packed from rows in {packing_s:.1f} s, loaded in {figures.load_s:.2f} s, "
        f"{figures.packed_mb:,.0f} MB",
    )
    workers = max(1, len(figures.by_worker))
    yield _row(
        "compose",
        f"{worked.composed:,} e-mails in {worked.compose_s:,.0f} s of {workers} workers",
        f"{_rate(worked.composed, worked.compose_s / workers, '/s')}",
    )
    yield _row(
        "send",
        f"{worked.sent:,} e-mails in {worked.send_s:,.0f} s of {workers} workers",
        f"{_rate(worked.sent, worked.send_s / workers, '/s')}",
    )
    yield _row(
        "compose and send",
        f"{worked.sent:,} e-mails, {outcome.received.bytes / 1e9:.2f} GB",
        _rate(worked.sent, figures.work_wall_s, "/s by the wall"),
    )
    for work, by_process in figures.core_s.items():
        named = ", ".join(f"{name} {seconds:,.0f}" for name, seconds in by_process.items())
        yield _row(f"core time, {work}", f"seconds of a core: {named}", f"{sum(by_process.values()):,.0f} s")
    yield _row(
        "core time of an e-mail",
        "composed and sent, the database's part with it",
        f"{1e3 * figures.core_s_of('mail') / max(1, worked.sent):,.1f} ms",
    )
    for frequency, lag in outcome.lags.items():
        since = "noticed" if frequency == "instant" else "due"
        yield _row(
            f"lag, {frequency}",
            f"from {since} to handed over, {lag['alerts']:,.0f} alerts",
            f"median {lag['median']:,.0f} s, p99 {lag['p99']:,.0f} s, most {lag['most']:,.0f} s",
        )
    yield from _memory_and_room(outcome)
    yield from _soundness(outcome)


def _memory_and_room(outcome: Outcome) -> Iterator[str]:
    for name, mb in sorted(outcome.figures.peak_mb.items()):
        yield _row(f"memory, {name}", "at most", f"{mb:,.0f} MB")
    before, after, days = outcome.sizes_before_mb, outcome.sizes_after_mb, outcome.options.days
    grown = {name: after[name] - before.get(name, 0.0) for name in after}
    for name in sorted(after, key=lambda name: -after[name])[:10]:
        yield _row(
            f"table {name}",
            f"{before.get(name, 0):,.0f} MB before, {after[name]:,.0f} MB after",
            f"{grown[name] / days * _YEAR_DAYS / 1e3:,.1f} GB a year if nothing were forgotten",
        )
    yield _row(
        "database",
        f"{sum(before.values()):,.0f} MB before, {sum(after.values()):,.0f} MB after",
        f"{sum(grown.values()) / days * _YEAR_DAYS / 1e3:,.1f} GB a year if nothing were forgotten",
    )


def _soundness(outcome: Outcome) -> Iterator[str]:
    told = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in outcome.audit._asdict().items())
    yield _row("every e-mail once", told, "clean" if outcome.audit.is_clean else "NOT CLEAN")
    yield _row("left to do", ", ".join(f"{name} {count:,}" for name, count in outcome.waits.items()), "")


def _row(what: str, counted: str, rate: str) -> str:
    return f"{what:<24} {counted:<62} {rate}"


def _rate(count: float, seconds: float, unit: str) -> str:
    return f"{count / seconds:,.0f} {unit}" if seconds else f"- {unit}"
