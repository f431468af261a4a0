"""The exchange form of courses: YAML files and pictures in, drafts and problems out, and back.

Nothing in here knows a table. ``folder`` touches the disk; everything else turns values into
values, so that uploads can use it too.
"""
