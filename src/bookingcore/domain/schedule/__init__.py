"""When it takes place: sessions and their places."""
