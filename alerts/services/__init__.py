"""One use case a function: subscribing, recording, alerting, sending, links, privacy."""
