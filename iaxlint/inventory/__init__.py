"""Ansible inventories, as a source of servers' names and addresses."""
