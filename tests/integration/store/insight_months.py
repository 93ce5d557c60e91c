"""What is known of each month and how the years go, counted naively from what the database tells."""

from datetime import date
from statistics import mean, median
from typing import Any

from alerts.domain.insight.month import Month
from alerts.domain.insight.slice import Place, PlaceKind


def months_of(
    truth: dict[str, Any], place: Place, last: Month, wards: dict[str, str | None], today: date
) -> Any:
    """(states, how many councils told, first read) of the last 240 months."""
    months = [last.later(back) for back in range(-239, 1)]
    by_council = truth["by council"]
    all_there = sum(truth["councils there"].values())
    if place.kind is PlaceKind.ALL:
        codes = set(by_council)
    elif place.kind is PlaceKind.AUTHORITY:
        codes = {place.code}
    else:
        codes = {code for code, count in truth["councils there"].items() if count / all_there >= 0.1}
        if place.kind is PlaceKind.WARD and wards.get(place.code):
            codes.add(wards[place.code])
    told = {code: series for code, series in by_council.items() if code in codes}
    firsts = [day for code, day in truth["first read"].items() if code in codes]
    first = (min(firsts) if place.kind is PlaceKind.ALL else max(firsts)) if firsts else None
    judged = (
        [list(map(sum, zip(*told.values(), strict=True)))]
        if place.kind is PlaceKind.ALL
        else list(told.values())
    )
    usual = [median(truth["lately"].get(code, [])[-12:] or [0]) for code in told]
    if place.kind is PlaceKind.ALL:
        usual = [truth["usual of all"]]
    both = [each for each in zip(judged, usual, strict=True) if each[0]]
    states = [state_of(at, months, both, first, today) for at in range(240)]
    return states, [sum(series[at] > 0 for series in told.values()) for at in range(240)], first


def state_of(
    at: int, months: list[Month], judged: list[tuple[list[int], float]], first: date | None, today: date
) -> str:
    if months[at].later(1).first_day > today:
        return "running"
    if not judged:
        return "early"
    over = [month for month in months if month.later(1).first_day <= today]
    kinds = [kind_of(at, series[: len(over)], usual) for series, usual in judged]
    for kind in ("early", "gap"):
        if kind in kinds:
            return kind
    return "before" if first is not None and months[at].later(1).first_day <= first else "whole"


def kind_of(at: int, series: list[int], usual_now: float) -> str:
    usual = usual_now or median([count for count in series if count][-12:] or [0])
    regular = [count > 0 and count >= usual / 4 for count in series]
    begins = next(
        (i for i in range(len(series)) if regular[i] and mean(regular[i:]) >= 0.5),
        len(series),
    )
    if at < begins:
        return "early"
    if series[at] == 0:
        near = [series[i] for i in range(at - 12, at + 13) if begins <= i < len(series) and i != at]
        if near and median(near) >= 7:
            return "gap"
    return "whole"


def trend_of(series: list[int], states: list[str], last: Month) -> dict[str, Any]:
    begins = next((i for i, state in enumerate(states) if state != "early"), 240)
    good = [state in ("whole", "before") for state in states]
    sums = [
        sum(series[i - 11 : i + 1]) if i - 11 >= begins and all(good[i - 11 : i + 1]) else None
        for i in range(begins, 240)
    ]
    before = [series[i - 12] if i - 12 >= begins and good[i - 12] else None for i in range(begins, 240)]
    newest = max((i for i in range(begins, 240) if good[i]), default=None)
    years = []
    while newest is not None and newest - 11 >= begins:
        year = range(newest - 11, newest + 1)
        if all(good[i] for i in year) and sum(series[i] for i in year):
            average = sum(series[i] for i in year) / 12
            years.append({last.later(i - 239).month: series[i] / average for i in year})
        newest -= 12
    season = [median(year[number] for year in years) if len(years) > 1 else None for number in range(1, 13)]
    return {
        "received": series[begins:],
        "sums": sums,
        "before": before,
        "season": season,
        "years": len(years),
    }
