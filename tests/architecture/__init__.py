"""Rules that hold for the whole house: doors, headers, templates, migrations, rooms."""
