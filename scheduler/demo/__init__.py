"""The demonstration: a made-up borough on real postcodes, with a feed that moves while you watch."""
