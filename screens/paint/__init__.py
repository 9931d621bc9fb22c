"""From the display list to Kivy's graphics; the only place that touches textures and meshes."""
