"""Who came: the record that it writes and the certificates that it credits."""
