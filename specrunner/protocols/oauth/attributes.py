"""What an exchange of this kind holds beside its messages."""

RESULT = "oauth"
"""The attribute that holds all that the action came to, as JSON values."""
