"""The people behind the desks: repairmen on the road, dispatchers, clerks of departments."""
