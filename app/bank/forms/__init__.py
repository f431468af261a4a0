"""Forms of the bank: shape and length. What a question needs is said by its type."""
