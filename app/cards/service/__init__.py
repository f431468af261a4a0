"""What is done to cards: fold, prove, store, schedule in another way."""
