"""Faces for the photo of an ID card: measured, judged, coached, cropped (TR-03121-3 Vol. 2)."""
