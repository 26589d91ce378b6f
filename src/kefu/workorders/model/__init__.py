"""Words of work orders: what an operator sets, areas and crews, orders and what becomes of them.

Source: TMF697 Work Order, TMF646 Appointment.
"""
