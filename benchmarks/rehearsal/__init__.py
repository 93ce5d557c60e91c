"""A simulated Great Britain: invented registers and people, a week of the real code, and what it cost.

Real in it: councils' codes and names, postcode points and cells, polls over HTTP, matching, composing, sending over
SMTP, the database. Invented: every application, every person, the wards, and the clock, which goes from tick to tick.
"""
