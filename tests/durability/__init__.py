"""Many learners at once, several server processes, and a server that dies: nothing is lost."""
