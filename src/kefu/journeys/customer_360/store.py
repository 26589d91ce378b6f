"""The joined read of a customer's contacts; the only SQL that knows several rooms."""

from pydantic import TypeAdapter

from kefu.customers.store import Reader
from kefu.journeys.customer_360.model import Contact
from kefu.kernel.ids import CustomerId, InteractionId, LocalNetworkId

_CONTACTS = TypeAdapter(tuple[Contact, ...])

CONTACTS = """
    SELECT coalesce(json_agg(line ORDER BY at DESC, interaction_id DESC), '[]')::text FROM (
        SELECT
            i.id AS interaction_id, i.local_network_id, i.channel, i.direction, i.outcome, i.started_at AS at,
            coalesce(round(extract(epoch FROM i.ended_at - i.answered_at)), 0)::integer AS duration_s,
            coalesce(w.note, '') AS note,
            i.agent_id, coalesce(p.name, '') AS agent_name,
            CASE WHEN q.id IS NOT NULL THEN json_build_object('zh-CN', q.name_zh, 'en', q.name_en) END AS queue,
            CASE WHEN r.code IS NOT NULL THEN json_build_object('zh-CN', r.name_zh, 'en', r.name_en) END AS result,
            coalesce((
                SELECT json_agg(json_build_object(
                    'recording_id', s.id, 'duration_s', round(s.duration_ms / 1000.0)::integer) ORDER BY s.segment)
                FROM recording AS s WHERE s.call_id = i.call_id), '[]') AS recordings
        FROM interaction_link AS l
        JOIN interaction AS i ON i.id = l.interaction_id AND i.started_at = l.started_at
        LEFT JOIN LATERAL (
            SELECT result_code, note FROM interaction_wrap_up
            WHERE interaction_id = i.id ORDER BY id DESC LIMIT 1) AS w ON true
        LEFT JOIN result_code AS r ON r.tenant_id = i.tenant_id AND r.code = w.result_code
        LEFT JOIN agent AS a ON a.id = i.agent_id
        LEFT JOIN person AS p ON p.id = a.person_id
        LEFT JOIN queue AS q ON q.id = i.queue_id
        WHERE l.customer_id = $1
          AND NOT EXISTS (
              SELECT FROM interaction_link AS later WHERE later.interaction_id = l.interaction_id AND later.id > l.id)
          AND ($2::uuid IS NULL OR (l.started_at, l.interaction_id) < (
              SELECT started_at, interaction_id FROM interaction_link
              WHERE customer_id = $1 AND interaction_id = $2 ORDER BY id DESC LIMIT 1))
        ORDER BY l.started_at DESC, l.interaction_id DESC
        LIMIT $3) AS line"""
"""A customer's contacts, newest first, those before $2 if given. A contact belongs to whom its newest link names."""

NETWORK_OF_ACCOUNT = """
    SELECT n.code FROM customer_lookup AS l
    JOIN customer AS c ON c.id = l.customer_id
    JOIN local_network AS n ON n.id = c.local_network_id
    WHERE l.tenant_id = (SELECT kefu_tenant_id()) AND l.kind = 'account' AND l.value_hash = $1"""


async def contacts(
    reader: Reader, customer_id: CustomerId, *, before: InteractionId | None = None, most: int
) -> tuple[Contact, ...]:
    """Load a customer's contacts, newest first."""
    return _CONTACTS.validate_json(await reader.fetchval(CONTACTS, customer_id, before, most))


async def network_code(reader: Reader, network_id: LocalNetworkId) -> str | None:
    """Load the code of a local network."""
    code: str | None = await reader.fetchval("SELECT code FROM local_network WHERE id = $1", network_id)
    return code


async def network_of_account(reader: Reader, account_hash: int) -> str | None:
    """Load the code of the local network of whose account this is, by the hash of its number."""
    code: str | None = await reader.fetchval(NETWORK_OF_ACCOUNT, account_hash)
    return code
