"""What stands behind the ports: each adapter knows its port, none knows another."""
