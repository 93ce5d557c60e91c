"""The parts of the site, one file each: small views over the services, every one given the site's context."""
