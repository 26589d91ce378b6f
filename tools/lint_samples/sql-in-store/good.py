# file: src/kefu/customers/store.py
from sqlalchemy import select, text

_POP = text("SELECT name FROM customer WHERE id = :id")
rows = select(1)


# file: src/kefu/calls/store/records.py
from sqlalchemy.dialects.postgresql import insert

statement = insert(None)


# file: src/kefu/journeys/customer_360/sql.py
POP = "SELECT 1"


# file: src/kefu/insight/board.py
BOARD = "WITH waiting AS (SELECT 1) SELECT * FROM waiting"


# file: src/kefu/ivr/service.py
async def find(session, *, code):
    """SELECT is what the store does."""
    return f"Select a flow: {code}", "Update the flow"
