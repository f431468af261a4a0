"""The rules of item writing: flaws in questions that a program can find."""
