"""Four postcodes of Kentish Town at their real places, and one in Holborn."""

from scheduler.demo.plots import Plot

PLOTS = (
    Plot("NW5 1TL", 528_721, 185_525),
    Plot("NW5 1TN", 528_612, 185_512),
    Plot("NW5 1LB", 528_771, 185_391),
    Plot("NW5 3UP", 528_850, 185_168),
    Plot("WC1X 8UE", 530_700, 182_300),
)
