"""Invented people, groups and link workers who live half a year through the real services. Nobody here exists."""
