"""Asking the hosts that configurations name whether they answer; nothing else here sends a packet."""
