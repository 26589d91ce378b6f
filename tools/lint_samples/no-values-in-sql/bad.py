# file: src/kefu/customers/store.py
def find(session, name, table):
    session.execute(f"SELECT id FROM customer WHERE name = '{name}'")  # breach
    session.execute("SELECT id FROM customer WHERE name = '%s'" % name)  # breach
    session.execute("SELECT id FROM customer WHERE name = '%s' AND x = %s" % (name, 1))  # breach
    session.execute("DELETE FROM customer WHERE name = " + name)  # breach
    session.execute("UPDATE customer SET name = '{}'".format(name))  # breach
    session.execute(
        "WITH one AS (SELECT 1) SELECT * "  # breach
        f"FROM {table}"
    )


# file: src/kefu_lab/seed.py
def fill(connection, row):
    connection.execute(f"INSERT INTO customer VALUES ({row})")  # breach
