"""The terminal's face in Kivy: renders frozen pages, emits what the citizen does."""
