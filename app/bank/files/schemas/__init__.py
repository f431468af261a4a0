"""JSON Schema of the files of a course, from what question types declare."""
