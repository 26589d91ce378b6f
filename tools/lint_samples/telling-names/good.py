# file: src/kefu/platform/numbering.py
# file: src/kefu/calls/store/records.py
# file: src/kefu/identity/commons.py
