"""What runs when: polling feeds and waking the pipeline. Never imported by the site."""
