"""The site: the only Flask. It knows no feed and no poll."""
