"""The bridge on the chat server's component port."""
