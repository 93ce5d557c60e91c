"""The project itself: its rules, secrets, locks, licences and what its security pages say."""
