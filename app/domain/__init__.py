"""What Myelin knows without a web or a database: pure functions, values in and values out."""
