# file: src/kefu/customers/store.py
_COLUMNS = "id, name"
_POP = f"SELECT {_COLUMNS} FROM customer WHERE id = :id"
_LIST = "SELECT %s FROM customer" % _COLUMNS
_ALL = "SELECT {} FROM customer".format(_COLUMNS)


def greeting(name):
    return f"Select {name}"


# file: src/kefu/platform/rls.py
def enable(table):
    return f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
