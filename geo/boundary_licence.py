"""The acknowledgement that must stand where boundaries of wards and councils are shown or given on."""

from collections.abc import Collection


def boundary_licence_lines(years: Collection[int]) -> tuple[str, ...]:
    """What the Open Government Licence asks for, with the newest year; nothing where there are none."""
    if not years:
        return ()
    return (
        "Boundaries: Source: Office for National Statistics licensed under the Open Government Licence v.3.0. Contains"
        f" OS data © Crown copyright and database right {max(years)}.",
    )
