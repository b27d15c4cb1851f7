"""Fakes and stories' furniture: small, documented, and mirrors of the ports."""
