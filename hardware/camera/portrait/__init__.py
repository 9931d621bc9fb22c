"""A drawn person before a camera: nobody's likeness, made of curves, light and a little noise."""
