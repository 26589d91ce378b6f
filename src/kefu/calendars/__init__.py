"""When the operator works: calendars of business hours, working days and holidays."""
