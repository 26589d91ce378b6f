"""The single customer view: who calls, what he has, what passed between him and us, what he owes."""
