"""The vocabulary that layers, processes and servers share: frozen values, no behaviour of their own."""
