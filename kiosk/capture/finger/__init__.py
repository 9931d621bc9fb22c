"""Fingerprints: cut out of the scanner's image, judged by NFIQ 2, told apart, and written as records."""
