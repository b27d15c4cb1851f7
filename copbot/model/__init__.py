"""What a community of practice keeps and does: one module per practice, of frozen values and pure rules."""
