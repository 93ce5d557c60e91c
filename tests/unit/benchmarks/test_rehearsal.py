"""The parts of a rehearsal that count and invent."""

import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.rehearsal import registers, slopes
from benchmarks.rehearsal.country import Country, near, wards
from benchmarks.rehearsal.figures import Figures
from benchmarks.rehearsal.options import MONDAY, Options, read_options
from benchmarks.rehearsal.processes import core_s
from benchmarks.rehearsal.smtp_sink import _header
from benchmarks.rehearsal.week import ticks

DAY_S = 86_400


def a_country(postcodes: int = 1_000) -> Country:
    rng = np.random.default_rng(1)
    return Country(
        codes=np.array(["E09000007", "E06000023"]),
        postcodes=np.array([f"AA{n:05}" for n in range(postcodes)]),
        x=rng.uniform(400_000, 410_000, postcodes),
        y=rng.uniform(200_000, 210_000, postcodes),
        authority=(np.arange(postcodes) % 2).astype(np.int32),
    )


def test_the_slope_of_what_doubles_with_the_people_is_one() -> None:
    measured = {"people": [10.0, 100.0, 1_000.0], "twice": [20.0, 200.0, 2_000.0], "same": [5.0, 5.0, 5.0]}
    assert slopes.slopes(measured) == pytest.approx({"twice": 1.0, "same": 0.0})


def test_every_postcode_lies_in_its_ward_and_wards_are_alike_in_size() -> None:
    country = a_country()
    ward, boxes = wards(country)
    west, south, east, north = boxes[ward].T
    assert np.all((west < country.x) & (country.x < east) & (south < country.y) & (country.y < north))
    counts = np.bincount(ward)
    assert counts.max() <= 213
    assert counts.min() * 2 >= counts.max() - 1


def test_registers_have_as_many_applications_a_week_as_were_asked_for_and_rest_at_weekends() -> None:
    options = replace(Options(Path()), applications_a_year=52_180, days=7)
    found = registers.invent(options, a_country())
    begin = MONDAY.replace(minute=0).timestamp()
    comes = found.published[found.published >= begin]
    assert len(comes) == pytest.approx(1_000, rel=0.1)
    by_day = np.bincount(((comes - begin) // DAY_S).astype(int), minlength=7)
    assert by_day[5:].sum() < by_day[0] / 4


def test_nothing_in_a_register_was_decided_before_it_appeared_or_before_the_week() -> None:
    found = registers.invent(replace(Options(Path()), applications_a_year=20_000), a_country())
    ends = np.minimum(found.decided, found.withdrawn)
    assert np.all(ends > np.maximum(found.published, MONDAY.replace(minute=0).timestamp()))
    is_amended = found.amended < registers.NEVER
    assert np.all((found.published < found.amended)[is_amended])
    assert np.all((found.amended < ends)[is_amended])
    assert np.all(np.diff(found.authority) >= 0)


def test_a_day_has_a_tick_an_hour_and_one_when_digests_fall_due() -> None:
    day = [tick.strftime("%H:%M") for tick in ticks(MONDAY, 1)]
    assert len(day) == 25
    assert day[7:9] == ["07:01", "07:31"]


def test_the_options_of_a_command_line_are_those_of_the_rehearsal() -> None:
    options, with_slopes = read_options(["--subscribers", "20000", "--most-minutes", "5", "--slopes"])
    assert (options.subscribers, options.authorities, options.most_minutes, with_slopes) == (
        20_000,
        350,
        5.0,
        True,
    )


def test_the_sink_reads_a_header_that_goes_over_two_lines() -> None:
    head = b"From: a@b\r\nMessage-ID:\r\n <one@alerts.example>\r\nTo: p1@people.example"
    assert _header(head, b"message-id") == b"<one@alerts.example>"
    assert _header(head, b"to") == b"p1@people.example"
    assert _header(head, b"cc") == b""


def test_what_would_lie_beyond_the_projection_lies_at_its_postcode() -> None:
    country = replace(a_country(2), x=np.array([530_000.0, 530_000.0]), y=np.array([180_000.0, 180_000.0]))
    x, y = near(country, np.array([0, 1], dtype=np.int32), np.array([50.0, -900_000.0]), np.zeros(2))
    assert x.tolist() == [530_050.0, 530_000.0]
    assert y.tolist() == [180_000.0, 180_000.0]


def test_the_time_of_a_core_is_counted_for_work_alone_and_waiting_takes_none() -> None:
    began = core_s(os.getpid())
    time.sleep(0.2)
    waited = core_s(os.getpid())
    while core_s(os.getpid()) < waited + 0.05:
        pass
    assert waited - began < 0.15
    assert core_s(2**22 + 1) == 0.0, "a process that is not there"


def test_the_time_of_a_core_is_summed_by_kind_of_work_over_all_processes() -> None:
    figures = Figures()
    figures.add_core_s("mail", {"workers": 2.0, "database": 1.0})
    figures.add_core_s("mail", {"workers": 0.5, "leader": 0.25})
    assert figures.core_s["mail"] == {"workers": 2.5, "database": 1.0, "leader": 0.25}
    assert figures.core_s_of("mail") == 3.75
    assert figures.core_s_of("poll") == 0.0
