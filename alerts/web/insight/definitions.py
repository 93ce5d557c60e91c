"""What the figures count, term by term, in words that stand on their own page."""

from alerts.language import later

TERMS = (
    (
        later("Received"),
        later(
            "By the day on which the council received the application or, where it gives none, on "
            "which it became valid."
        ),
    ),
    (
        later("Decided"),
        later(
            "By the day of the council’s decision. Granted and refused are what the council calls so."
            " Everything else that it decides, such as “granted in part” or “prior approval not "
            "required”, is decided otherwise."
        ),
    ),
    (
        later("Withdrawn"),
        later(
            "Taken back by the applicant before a decision. It is never counted as decided, nor as "
            "refused. Its share is of all that was decided or withdrawn in the period."
        ),
    ),
    (
        later("Share granted, share refused"),
        later("Of all decisions of the period. We give no share of fewer than five decisions."),
    ),
    (
        later("Days to a decision"),
        later(
            "From the day on which the application became valid to the day of the decision; what "
            "lacks either day is not timed. Median: half of the decisions took as many days or fewer,"
            " the other half as many or more."
        ),
    ),
    (
        later("8 and 13 weeks"),
        later(
            "The time that the law gives: 13 weeks for major development in England, 8 weeks for most"
            " others. Longer times that an applicant has agreed to, and 16 weeks with an "
            "environmental statement, are not published in a form that can be counted, so a later "
            "decision is not always a late one. Types with another time in law are timed, and held "
            "against neither."
        ),
    ),
    (
        later("Open for comment"),
        later(
            "Not decided, withdrawn or appealed, and the last day to comment is today or later. Where"
            " the council gives no last day we take 21 days from the day on which the application "
            "became valid, and say of how many."
        ),
    ),
    (
        later("Where"),
        later(
            "By the centre of the site, as the council publishes it. What has no place is in no ward "
            "and no hexagon, but in all other figures of its council. A council’s figures are of what"
            " that council decides."
        ),
    ),
    (
        later("Major development"),
        later("As the council marks it. Where a feed does not tell, nothing counts as major."),
    ),
    (
        later("What it is about"),
        later(
            "By words of the description and by the type. An application may be about several things,"
            " or about none of those listed."
        ),
    ),
    (
        later("Trend and season"),
        later(
            "A sum of twelve months has every month of the year in it once, so that the season does "
            "not show. A season is said where two whole years or more are known."
        ),
    ),
    (
        later("Gaps"),
        later(
            "A month in which a council told us of nothing at all, although it usually does, is a gap"
            " in the data: it is hatched and counts in no trend. What we hold back because its record"
            " looks odd is counted nowhere."
        ),
    ),
    (
        later("Lists"),
        later(
            "A list that a figure leads to goes by the map: what reaches over a border is in the lists of both"
            " wards, but counts in one, so that a list may be a little longer than its figure."
        ),
    ),
)
"""Each term with what it means."""
