"""Reading a text: word pieces, the network, and the decoding of what it says."""
