"""What people read: states, dates, moments, names made safe and shown. One spelling each. Pure."""
