"""The service itself: applications, changes, subscriptions, alerts, e-mails and the site. Never polls a feed."""
