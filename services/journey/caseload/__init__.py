"""My day, the list of people, the Lead's view, and the page about one person."""
