"""Every change. Atomic, keyword-only; records the event where governance is touched, then the broadcast."""
