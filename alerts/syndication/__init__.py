"""Applications as files for other programs: one file a format."""

from alerts.syndication import csv_file, geojson_file, jsonl_file

FORMATS = {"csv": csv_file.write, "geojson": geojson_file.write, "jsonl": jsonl_file.write}
