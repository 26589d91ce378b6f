# file: src/kefu/platform/utils.py  # breach
# file: src/kefu/calls/helpers/dates.py  # breach
# file: src/kefu_lab/phone_manager.py  # breach
# file: src/kefu/customers/common.py  # breach
# file: src/kefu/customers/misc.py  # breach
