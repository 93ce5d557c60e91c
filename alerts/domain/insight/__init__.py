"""The numbers behind the dashboards: what is counted of many applications, from plain columns; pure.

`Slice` and `Place` say what is asked, `Insight` is the answer, several of one slice are a comparison. Pages ask through
`alerts.services.insight.Insights`, which keeps the `Register` that is counted.
"""
