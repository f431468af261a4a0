"""A course to learn, answers through the pages, and logs that were made up: for tests of several rooms."""
