"""The repair day: a ticket makes a work order, its steps are told by SMS, its end answers the ticket.

Each side has a file; what they share are ids and values.
"""
