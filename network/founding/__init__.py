"""Countries of the network and who holds an office in them."""
