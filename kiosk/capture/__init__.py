"""Judges what camera, finger scanner and pad took, and prepares it for sealing."""
