"""Rules of reading that every kind of feed shares: payloads, fields, dates, words, links, places; all pure."""
