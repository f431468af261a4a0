"""How people prove who they are: passwords, tokens, sessions, and how guessing is slowed down."""
