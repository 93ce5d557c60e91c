"""Guards of places and shapes: swapped and missing numbers, extents, broken outlines, edges, vintages, the index."""

from tests.mutants.breakage import Breakage

_PLACES = "tests/integration/content/test_places.py"
_VINTAGES = "tests/integration/content/test_former_vintages.py"
_SITES = "tests/unit/geo/test_sites.py"
_OUTLINES = "tests/unit/scheduler/feeds/reading/test_broken_outlines.py"
_AREA = "tests/unit/geo/test_area.py"
_PACK = "tests/unit/geo/test_area_pack.py"
_EXACT = "tests/unit/geo/test_pack_exact.py"
_ONE = "tests/unit/geo/test_pack_one.py"
_DRAWN = "tests/unit/geo/test_shapes.py"
_JOINING = "tests/integration/people/test_joining.py"

BREAKAGES = (
    Breakage(
        "G-01",
        "geo/sites.py",
        "x, y, notes = y, x, (PlaceNote.SWAPPED,)",
        "pass",
        f"{_SITES}::test_swapped_degrees_are_the_same_point",
    ),
    Breakage(
        "G-01",
        "geo/sites.py",
        "islands = np.array([(0.0, 0.0), _GRID_ORIGIN, _GRID_ORIGIN[::-1]])",
        "islands = np.array([(0.0, 0.0)])",
        f"{_SITES}::test_what_is_no_place_in_britain_is_no_point",
    ),
    Breakage(
        "G-01",
        "geo/sites.py",
        "return Placed(coordinates, None, (PlaceNote.READ_AS_GRID,))",
        "return Placed(None, NoPlace.OUTSIDE_GREAT_BRITAIN)",
        "tests/unit/scheduler/feeds/reading/test_places.py"
        "::test_a_place_is_found_within_a_metre_or_repaired_with_a_note",
    ),
    Breakage(
        "G-01",
        "alerts/services/placing.py",
        "outside = extent is Extent.OUTSIDE and located.quarantine is None",
        "outside = False",
        f"{_PLACES}::test_an_easting_where_the_northing_is_due_is_told_to_nobody_where_it_seems_to_lie",
    ),
    Breakage(
        "G-02",
        "geo/sites.py",
        "if not np.isfinite(coordinates).all():",
        "if False:",
        f"{_SITES}::test_what_is_no_number_is_no_point",
    ),
    Breakage(
        "G-02",
        "geo/sites.py",
        "if isinstance(value, bool) or not isinstance(value, int | float | str):",
        "if not isinstance(value, int | float | str):",
        f"{_SITES}::test_what_is_no_number_is_no_point",
    ),
    Breakage(
        "G-02",
        "alerts/db/migrations/versions/0001_first_tables.py",
        'FALSE)",\n            name=op.f("ck_application_finite_box"),',
        'FALSE) OR TRUE",\n            name=op.f("ck_application_finite_box"),',
        "tests/integration/store/test_doors.py::test_no_place_that_is_no_number_can_be_stored",
    ),
    Breakage(
        "G-03",
        "alerts/services/placing.py",
        'quarantine="outside-authority" if outside else located.quarantine)',
        "quarantine=located.quarantine)",
        f"{_PLACES}::test_a_site_more_than_two_kilometres_outside_its_authority_is_told_to_nobody",
    ),
    Breakage(
        "G-03",
        "alerts/services/placing.py",
        "OUTSIDE_BY_M = 2_000",
        "OUTSIDE_BY_M = 1_000",
        f"{_PLACES}::test_a_site_more_than_two_kilometres_outside_its_authority_is_told_to_nobody",
    ),
    Breakage(
        "G-03",
        "alerts/services/holding.py",
        "for row in feeds.quarantined_of(session, feed)\n    ]",
        "for row in ()\n    ]",
        f"{_PLACES}::test_what_lies_outside_is_shown_to_the_operator",
    ),
    Breakage(
        "G-04",
        "alerts/domain/recording.py",
        "late = None if is_baseline else _located_late(known, after, today)",
        "late = None",
        f"{_PLACES}::test_an_application_located_late_is_told_once_though_its_place_is_told_again_and_again",
    ),
    Breakage(
        "G-04",
        "alerts/domain/recording.py",
        "return replace(reading, site=before.site, extent=before.extent) if is_lost else reading",
        "return reading",
        "tests/integration/polling/test_recording.py"
        "::test_a_feed_that_loses_coordinates_has_not_moved_the_site_to_its_postcode",
    ),
    Breakage(
        "G-04",
        "alerts/services/deciding.py",
        "wanting = [who for who in wanting if (who.id, application) not in self._told]",
        "pass",
        "tests/integration/alerting/test_matching.py::test_an_application_located_late_is_told_once_to_each",
    ),
    Breakage(
        "G-05",
        "geo/site_geometry.py",
        "if sum(sizes) > MAX_SITE_VERTICES:",
        "if False:",
        f"{_OUTLINES}::test_an_outline_that_is_dropped_leaves_the_sites_point[one corner too many]",
    ),
    Breakage(
        "G-05",
        "geo/site_geometry.py",
        "if shapely.get_num_coordinates(geometry) > MAX_REPAIRED_VERTICES:",
        "if False:",
        f"{_OUTLINES}::test_an_outline_that_is_dropped_leaves_the_sites_point[star of 200]",
    ),
    Breakage(
        "G-05",
        "geo/site_geometry.py",
        "    if geometry.is_valid:\n        return",
        "    if True:\n        return",
        f"{_OUTLINES}::test_an_outline_that_can_be_mended_is_the_site[bow-tie]",
    ),
    Breakage(
        "G-05",
        "geo/site_geometry.py",
        "if (ring[0] == ring[-1]).all() else np.vstack((ring, ring[:1]))",
        "if True else np.vstack((ring, ring[:1]))",
        f"{_OUTLINES}::test_an_outline_that_can_be_mended_is_the_site[unclosed triangle]",
    ),
    Breakage(
        "G-06",
        "geo/area.py",
        "EDGE_TOLERANCE_M = 0.1",
        "EDGE_TOLERANCE_M = 0.0",
        f"{_AREA}::test_a_tenth_of_a_metre_beyond_the_edge_is_still_inside",
    ),
    Breakage(
        "G-06",
        "geo/area.py",
        "return distance_m(area, site) <= reach_m(area.margin_m)",
        "return distance_m(area, site) <= 1.01 * reach_m(area.margin_m)",
        "tests/unit/geo/test_geodesic_distance.py"
        "::test_beyond_that_the_radius_is_true_to_the_grids_own_scale",
    ),
    Breakage(
        "G-06",
        "geo/pack_rows.py",
        "reach = margins + EDGE_TOLERANCE_M",
        "reach = margins",
        f"{_PACK}::test_the_pack_has_the_tolerance_of_the_rule",
    ),
    Breakage(
        "G-07",
        "alerts/db/boundaries.py",
        ".where(BoundaryRow.kind == kind, BoundaryRow.code == code)\n        .order_by(BoundaryRow.vintage.desc())",
        ".where(BoundaryRow.kind == kind, BoundaryRow.code == code)\n        .order_by(BoundaryRow.vintage)",
        "tests/integration/cli/test_open_data.py::test_the_newest_vintage_is_in_use",
    ),
    Breakage(
        "G-07",
        "alerts/db/boundaries.py",
        "of_vintage = (BoundaryRow.kind == kind) & (BoundaryRow.vintage == vintage)",
        "of_vintage = BoundaryRow.kind == kind",
        f"{_VINTAGES}::test_the_boundary_of_a_former_year_is_kept_beside_the_new_one",
    ),
    Breakage(
        "G-07",
        "alerts/db/boundaries.py",
        "is_same, later.vintage > BoundaryRow.vintage)",
        "is_same, later.vintage > 9999)",
        f"{_VINTAGES}::test_only_the_boundaries_of_the_latest_year_are_found_at_a_place",
    ),
    Breakage(
        "G-08",
        "geo/pack_grid.py",
        "base + _column(x_there + half)",
        "base + _column(x_there)",
        f"{_EXACT}::test_a_town_is_found_as_every_pair_is",
    ),
    Breakage(
        "G-08",
        "geo/pack_discs.py",
        "return (metres * (1 + _ROUNDING) + SLACK_M)",
        "return (metres * (1 + _ROUNDING) - 30)",
        f"{_EXACT}::test_a_town_is_found_as_every_pair_is",
    ),
    Breakage(
        "G-08",
        "geo/pack_settle.py",
        "squares < (reach[at] - _SLACK_M) ** 2",
        "squares < (reach[at] + 5) ** 2",
        f"{_EXACT}::test_a_town_is_found_as_every_pair_is",
    ),
    Breakage(
        "G-08",
        "geo/pack_block.py",
        "self.crowd_members[at])),",
        "self.crowd_members[at * 0])),",
        f"{_EXACT}::test_a_town_is_found_as_every_pair_is",
    ),
    Breakage(
        "G-08",
        "geo/pack_tier.py",
        "alive[members[known]] = False",
        "alive[members[known]] = True",
        f"{_PACK}::test_a_dropped_area_matches_nothing_until_it_is_put_again",
    ),
    Breakage(
        "G-08",
        "geo/pack_tier.py",
        "members = members[self.alive[members]]",
        "pass",
        f"{_ONE}::test_what_is_put_and_dropped_is_seen_at_the_next_question",
    ),
    Breakage(
        "G-08",
        "geo/pack_one.py",
        "inner += site.inside",
        "pass",
        f"{_ONE}::test_a_site_in_two_parts_does_not_lie_in_its_middle",
    ),
    Breakage(
        "G-08",
        "geo/pack_cover.py",
        "_line(x + half, side)",
        "_line(x, side)",
        f"{_ONE}::test_a_town_is_found_site_by_site_as_every_pair_is",
    ),
    Breakage(
        "G-08",
        "geo/pack_cover.py",
        "np.unique(together) if len(keys) > len(self.sides) else together",
        "together",
        f"{_ONE}::test_every_disc_that_reaches_into_a_box_is_found_once",
    ),
    Breakage(
        "G-08",
        "geo/pack_point.py",
        "if (self._x(place) - x) ** 2 + (self._y(place) - y) ** 2 > hull * hull:",
        "if True:",
        f"{_ONE}::test_a_town_is_found_site_by_site_as_every_pair_is",
    ),
    Breakage(
        "G-08",
        "geo/pack_point.py",
        "enough = (reach - _SLACK_M) ** 2",
        "enough = (reach + 5) ** 2",
        f"{_ONE}::test_a_town_is_found_site_by_site_as_every_pair_is",
    ),
    Breakage(
        "G-08",
        "geo/pack_kept.py",
        "if shapely.dwithin(core, point, reach - _ROUNDING_M):",
        "if True:",
        f"{_ONE}::test_a_site_at_the_very_edge_is_judged_by_the_rule",
    ),
    Breakage(
        "G-08",
        "alerts/services/watched.py",
        'return (f"authority {application.authority}", _word_of_key(application.key), *postcode)',
        'return (f"authority {application.authority}", _word_of_key(application.key))',
        "tests/integration/alerting/test_index_and_rule.py"
        "::test_what_is_packed_finds_exactly_the_pairs_that_the_rule_allows",
    ),
    Breakage(
        "W-06",
        "geo/shapes.py",
        "if len(outlines) > 1 and crossings(outlines) > _MOST_CROSSINGS:",
        "if False:",
        f"{_DRAWN}::test_combs_laid_across_each_other_do_not_grow_beyond_bounds",
    ),
    Breakage(
        "W-06",
        "geo/shape_offers.py",
        "if not isinstance(largest, Polygon) or largest.interiors or largest.area < _NEARLY_ALL * whole.area:",
        "if not isinstance(largest, Polygon):",
        f"{_DRAWN}::test_of_a_bow_tie_nothing_is_offered",
    ),
    Breakage(
        "W-06",
        "alerts/services/shapes.py",
        "    counters.add(session, network, desk.now)\n",
        "",
        "tests/integration/web/test_shapes.py::test_one_network_cannot_fill_the_store",
    ),
    Breakage(
        "U-16",
        "alerts/services/joining.py",
        "kept.confirmed_at = min(row.confirmed_at for row in rows if row.confirmed_at)",
        "kept.confirmed_at = desk.now",
        f"{_JOINING}::test_a_change_that_is_noticed_but_not_matched_yet_is_told",
    ),
    Breakage(
        "U-16",
        "alerts/db/ledger_moves.py",
        "delete(AlertRow).where(is_to, AlertRow.email_id.is_(None), AlertRow.change_id.in_(told)),",
        "",
        f"{_JOINING}::test_what_waits_is_told_once_and_what_was_told_is_not_told_again",
    ),
)
