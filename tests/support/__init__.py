"""What the tests share: tiny archives, real browsers, a stand-in for the network."""
