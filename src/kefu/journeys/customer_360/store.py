"""The joined reads of a customer: what passed between him and us, and what is going on now. Only here SQL knows rooms.

Each is one statement and one JSON value. A branch reads its room by an index on the customer (or on his telephone
numbers) and sorts what is his: dozens of rows, not the room's millions.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from kefu.customers.store import Reader
from kefu.journeys.customer_360.model import ALL_KINDS, Contact, ContactKind, Cursor, Situation
from kefu.kernel.ids import CustomerId, LocalNetworkId

_CONTACTS = TypeAdapter(tuple[Contact, ...])
_SITUATION = TypeAdapter(Situation)

WORK_MAX = 20
FAULTS_MAX = 50
CALLS_MAX = 10
"""Whom he has talked with before that is no longer of interest."""
_FAULTS_WITHIN = timedelta(days=60)
"""Longer than the rule looks back: what is reported again may have begun before."""


def _words(table: str) -> str:
    return f"json_build_object('zh-CN', {table}.name_zh, 'en', {table}.name_en)"


def _state_text(lifecycle: str, state: str) -> str:
    return f"""(
        SELECT s.value -> 'text' FROM jsonb_array_elements({lifecycle} -> 'states') AS s
        WHERE s.value ->> 'code' = {state} LIMIT 1)"""


_AREA_NAME = _words("a")
_CATEGORY_NAME = _words("c")
_DEPARTMENT_NAME = _words("d")
_GROUP_NAME = _words("g")
_QUEUE_NAME = _words("q")
_OUTCOME_NAME = _words("r")
_CREW_NAME = _words("w")
_CHOICE_NAME = _words("x")
_TYPE_NAME = _words("y")
_TICKET_STATE = f"""(
    SELECT {_state_text("f.lifecycle", "t.state")} FROM ticket_lifecycle AS f
    WHERE f.tenant_id = t.tenant_id AND f.kind = t.kind)"""
_ORDER_STATE = _state_text("y.lifecycle", "o.state")
_RESULT = f"""(
    SELECT {_CHOICE_NAME} FROM work_order_choice AS x
    WHERE x.tenant_id = o.tenant_id AND x.kind = 'result' AND x.code = o.result_code)"""

_PHONES = "ARRAY(SELECT value FROM contact_medium WHERE customer_id = $1 AND kind = 'phone')"
_BEFORE = "($2::timestamptz IS NULL OR ({at}, {id}) < ($2, $3::uuid))"
_TO_CREWS = "work-order"
"""What repairmen are told is none of their own business as customers."""


def _branch(kind: ContactKind, source: str, at: str, item_id: str, where: str) -> str:
    """Write the newest of one kind; a kind that is not wanted reads nothing."""
    return f"""(
        SELECT '{kind}' AS kind, {item_id} AS id, {at} AS at FROM {source}
        WHERE '{kind}' = ANY ($4::text[]) AND {_BEFORE.format(at=at, id=item_id)} AND {where}
        ORDER BY {at} DESC, {item_id} DESC LIMIT $5)"""


_BRANCHES = (
    _branch(
        ContactKind.CALL,
        "interaction_link AS l JOIN interaction AS i ON i.id = l.interaction_id AND i.started_at = l.started_at",
        "l.started_at",
        "l.interaction_id",
        """l.customer_id = $1 AND NOT EXISTS (
            SELECT FROM interaction_link AS later WHERE later.interaction_id = l.interaction_id AND later.id > l.id)""",
    ),
    _branch(ContactKind.TICKET, "ticket AS t", "t.accepted_at", "t.id", "t.customer_id = $1"),
    _branch(ContactKind.ORDER, "work_order AS o", "o.opened_at", "o.id", "o.customer_id = $1"),
    _branch(
        ContactKind.MESSAGE,
        "message AS m",
        "m.created_at",
        "m.id",
        f"m.to_number = ANY ({_PHONES}) AND m.purpose <> '{_TO_CREWS}'",
    ),
    _branch(
        ContactKind.MESSAGE,
        "inbound_message AS n",
        "n.at",
        "n.id",
        f"""n.sender = ANY ({_PHONES}) AND NOT EXISTS (
            SELECT FROM message AS m WHERE m.id = n.in_reply_to AND m.purpose = '{_TO_CREWS}')""",
    ),
    _branch(
        ContactKind.SURVEY,
        "survey_case AS c JOIN survey_attempt AS a ON a.case_id = c.id",
        "a.at",
        "a.case_id",
        f"(c.customer_id = $1 OR c.customer_id IS NULL AND c.number = ANY ({_PHONES}))",
    ),
)

_CALL = f"""(
    SELECT json_build_object(
        'kind', page.kind, 'item_id', i.id, 'local_network_id', i.local_network_id, 'at', i.started_at,
        'direction', i.direction, 'state', i.outcome, 'note', coalesce(w.note, ''), 'call_id', i.call_id,
        'duration_s', coalesce(round(extract(epoch FROM i.ended_at - i.answered_at)), 0)::integer,
        'agent_name', coalesce(p.name, ''),
        'queue', CASE WHEN q.id IS NOT NULL THEN {_QUEUE_NAME} END,
        'result', CASE WHEN r.code IS NOT NULL THEN {_OUTCOME_NAME} END,
        'recordings', coalesce((
            SELECT json_agg(json_build_object(
                'recording_id', s.id, 'duration_s', round(s.duration_ms / 1000.0)::integer) ORDER BY s.segment)
            FROM recording AS s WHERE s.call_id = i.call_id), '[]'))
    FROM interaction AS i
    LEFT JOIN LATERAL (
        SELECT result_code, note FROM interaction_wrap_up
        WHERE interaction_id = i.id ORDER BY id DESC LIMIT 1) AS w ON true
    LEFT JOIN result_code AS r ON r.tenant_id = i.tenant_id AND r.code = w.result_code
    LEFT JOIN agent AS a ON a.id = i.agent_id
    LEFT JOIN person AS p ON p.id = a.person_id
    LEFT JOIN queue AS q ON q.id = i.queue_id
    WHERE i.id = page.id AND i.started_at = page.at)"""
_TICKET = f"""(
    SELECT json_build_object(
        'kind', page.kind, 'item_id', t.id, 'local_network_id', t.local_network_id, 'at', t.accepted_at,
        'no', t.ticket_no, 'code', t.kind, 'subject', {_CATEGORY_NAME}, 'state', t.state, 'state_text', {_TICKET_STATE},
        'note', left(t.description, 200), 'agent_name', p.name, 'is_satisfied', t.is_satisfied)
    FROM ticket AS t JOIN ticket_category AS c ON c.tenant_id = t.tenant_id AND c.code = t.category_code
    JOIN person AS p ON p.id = t.first_responsible_id WHERE t.id = page.id)"""
_ORDER = f"""(
    SELECT json_build_object(
        'kind', page.kind, 'item_id', o.id, 'local_network_id', o.local_network_id, 'at', o.opened_at,
        'no', o.order_no, 'subject', {_TYPE_NAME}, 'state', o.state, 'state_text', {_ORDER_STATE},
        'note', left(o.description, 200), 'agent_name', coalesce(p.name, ''), 'result', {_RESULT})
    FROM work_order AS o JOIN work_order_type AS y ON y.tenant_id = o.tenant_id AND y.code = o.type_code
    LEFT JOIN person AS p ON p.id = o.person_id WHERE o.id = page.id)"""
_MESSAGE = """coalesce((
    SELECT json_build_object(
        'kind', page.kind, 'item_id', m.id, 'local_network_id', m.local_network_id, 'at', m.created_at,
        'direction', 'outbound', 'state', m.state, 'note', m.text)
    FROM message AS m WHERE m.id = page.id), (
    SELECT json_build_object(
        'kind', page.kind, 'item_id', n.id, 'local_network_id', n.local_network_id, 'at', n.at,
        'direction', 'inbound', 'note', n.text)
    FROM inbound_message AS n WHERE n.id = page.id))"""
_SURVEY = f"""(
    SELECT json_build_object(
        'kind', page.kind, 'item_id', c.id, 'local_network_id', c.local_network_id, 'at', a.at,
        'direction', 'outbound', 'subject', {_GROUP_NAME}, 'state', a.outcome, 'call_id', a.call_id,
        'agent_name', p.name, 'is_satisfied', CASE WHEN a.outcome = 'success' THEN c.is_satisfied END)
    FROM survey_case AS c JOIN survey_attempt AS a ON a.case_id = c.id AND a.at = page.at
    JOIN survey_group AS g ON g.id = c.group_id JOIN person AS p ON p.id = a.person_id
    WHERE c.id = page.id LIMIT 1)"""

_ANY_KIND = " UNION ALL ".join(_BRANCHES)
CONTACTS = f"""
    WITH page AS MATERIALIZED (
        SELECT kind, id, at FROM ({_ANY_KIND}) AS branch
        ORDER BY at DESC, id DESC LIMIT $5)
    SELECT coalesce(json_agg(CASE page.kind
        WHEN 'call' THEN {_CALL} WHEN 'ticket' THEN {_TICKET} WHEN 'order' THEN {_ORDER}
        WHEN 'message' THEN {_MESSAGE} ELSE {_SURVEY} END ORDER BY page.at DESC, page.id DESC), '[]')::text
    FROM page"""
"""The newest of a customer's contacts, of the kinds $4, behind ($2, $3) if given. A call is whose newest link names."""

_OPEN_TICKETS = f"""
    SELECT 'ticket' AS kind, t.id AS item_id, t.local_network_id, t.ticket_no AS no, t.kind AS code,
        {_CATEGORY_NAME} AS subject, t.state, {_TICKET_STATE} AS state_text, t.accepted_at AS at, t.due_at,
        t.answered_at IS NOT NULL AS is_waiting, CASE WHEN d.id IS NOT NULL THEN {_DEPARTMENT_NAME} END AS unit,
        NULL::timestamptz AS appointment_at
    FROM ticket AS t JOIN ticket_category AS c ON c.tenant_id = t.tenant_id AND c.code = t.category_code
    LEFT JOIN department AS d ON d.id = t.department_id
    WHERE t.customer_id = $1 AND NOT t.is_final ORDER BY t.due_at, t.id LIMIT {WORK_MAX}"""
_OPEN_ORDERS = f"""
    SELECT 'order' AS kind, o.id AS item_id, o.local_network_id, o.order_no AS no, '' AS code,
        {_TYPE_NAME} AS subject, o.state, {_ORDER_STATE} AS state_text, o.opened_at AS at, o.due_at,
        o.suspended_at IS NOT NULL AS is_waiting, CASE WHEN w.id IS NOT NULL THEN {_CREW_NAME} END AS unit,
        o.appointment_from AS appointment_at
    FROM work_order AS o JOIN work_order_type AS y ON y.tenant_id = o.tenant_id AND y.code = o.type_code
    LEFT JOIN crew AS w ON w.id = o.crew_id
    WHERE o.customer_id = $1 AND NOT o.is_final ORDER BY o.due_at, o.id LIMIT {WORK_MAX}"""
# A path leads to a place when it is its beginning: 常州 and 常州/天宁区 to 常州/天宁区.
_OUTAGES = f"""
    SELECT DISTINCT ON (u.begins_at, u.id) u.id AS outage_id, u.local_network_id,
        {_AREA_NAME}::jsonb AS area, jsonb_build_object('zh-CN', u.text_zh, 'en', u.text_en) AS text,
        u.begins_at, u.expected_until
    FROM outage AS u JOIN service_area AS a ON a.id = u.area_id
    JOIN place AS p ON p.customer_id = $1 AND starts_with(p.district_path || '/', a.district_path || '/')
    WHERE u.closed_at IS NULL AND u.begins_at <= $2 AND a.district_path <> '' ORDER BY u.begins_at, u.id"""
_REPORTED = f"""
    SELECT 'ticket' AS kind, t.id AS item_id, t.local_network_id, t.ticket_no AS no, t.kind AS code,
        {_CATEGORY_NAME} AS subject, t.resource AS product, t.accepted_at AS at, t.closed_at AS ended_at, t.state,
        {_TICKET_STATE} AS state_text, t.repeat_of, coalesce(o.order_no, '') AS order_no, {_RESULT} AS result
    FROM ticket AS t JOIN ticket_category AS c ON c.tenant_id = t.tenant_id AND c.code = t.category_code
    LEFT JOIN work_order AS o ON o.id = t.work_order_id
    WHERE t.customer_id = $1 AND t.kind = 'report' AND t.state <> 'cancelled' AND t.accepted_at > $3
    ORDER BY t.accepted_at DESC LIMIT {FAULTS_MAX}"""
_UNREPORTED = f"""
    SELECT 'order' AS kind, o.id AS item_id, o.local_network_id, o.order_no AS no, '' AS code,
        {_TYPE_NAME} AS subject, o.product, o.opened_at AS at, o.closed_at AS ended_at, o.state,
        {_ORDER_STATE} AS state_text, o.repeat_of, '' AS order_no, {_RESULT} AS result
    FROM work_order AS o JOIN work_order_type AS y ON y.tenant_id = o.tenant_id AND y.code = o.type_code
    WHERE o.customer_id = $1 AND o.ticket_id IS NULL AND o.merged_into IS NULL AND o.state <> 'cancelled'
      AND o.opened_at > $3 AND EXISTS (
          SELECT FROM ticket_category AS c
          WHERE c.tenant_id = o.tenant_id AND c.kind = 'report' AND c.work_order_type = o.type_code)
    ORDER BY o.opened_at DESC LIMIT {FAULTS_MAX}"""


def _list(query: str) -> str:
    return f"coalesce((SELECT json_agg(line) FROM ({query}) AS line), '[]')"


_WORK_LIST = _list(f"({_OPEN_TICKETS}) UNION ALL ({_OPEN_ORDERS})")
_OUTAGE_LIST = _list(_OUTAGES)
_FAULT_LIST = _list(f"({_REPORTED}) UNION ALL ({_UNREPORTED})")
SITUATION = f"""
    SELECT json_build_object(
        'as_of', $2::timestamptz,
        'work', {_WORK_LIST},
        'outages', {_OUTAGE_LIST},
        'faults', {_FAULT_LIST},
        'last_agent_id', (
            SELECT last.agent_id FROM (
                SELECT i.agent_id, l.started_at, l.interaction_id FROM interaction_link AS l
                JOIN interaction AS i ON i.id = l.interaction_id AND i.started_at = l.started_at
                WHERE l.customer_id = $1 AND NOT EXISTS (
                    SELECT FROM interaction_link AS later
                    WHERE later.interaction_id = l.interaction_id AND later.id > l.id)
                ORDER BY l.started_at DESC, l.interaction_id DESC LIMIT {CALLS_MAX}) AS last
            WHERE last.agent_id IS NOT NULL ORDER BY last.started_at DESC, last.interaction_id DESC LIMIT 1))::text"""
"""What is open, out of order and come again at a customer's, at the time $2; faults since $3."""

NETWORK_OF_ACCOUNT = """
    SELECT n.code FROM customer_lookup AS l
    JOIN customer AS c ON c.id = l.customer_id
    JOIN local_network AS n ON n.id = c.local_network_id
    WHERE l.tenant_id = (SELECT kefu_tenant_id()) AND l.kind = 'account' AND l.value_hash = $1"""


async def contacts(
    reader: Reader,
    customer_id: CustomerId,
    *,
    before: Cursor | None = None,
    kinds: Collection[ContactKind] = ALL_KINDS,
    most: int,
) -> tuple[Contact, ...]:
    """Load a customer's contacts, newest first."""
    at, item_id = (before.at, before.item_id) if before else (None, None)
    return _CONTACTS.validate_json(await reader.fetchval(CONTACTS, customer_id, at, item_id, list(kinds), most))


async def situation(reader: Reader, customer_id: CustomerId, *, now: datetime) -> Situation:
    """Load what is going on with a customer."""
    return _SITUATION.validate_json(await reader.fetchval(SITUATION, customer_id, now, now - _FAULTS_WITHIN))


async def network_code(reader: Reader, network_id: LocalNetworkId) -> str | None:
    """Load the code of a local network."""
    code: str | None = await reader.fetchval("SELECT code FROM local_network WHERE id = $1", network_id)
    return code


async def network_of_account(reader: Reader, account_hash: int) -> str | None:
    """Load the code of the local network of whose account this is, by the hash of its number."""
    code: str | None = await reader.fetchval(NETWORK_OF_ACCOUNT, account_hash)
    return code
