"""What reminders and the calendar are made of."""
