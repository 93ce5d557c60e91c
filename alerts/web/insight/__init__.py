"""Dashboards as people see them: what is asked, charts and their sentences, tables, files and citable answers."""
