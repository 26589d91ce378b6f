"""Templates: the words that are sent, in both languages."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.kernel.ids import TenantId
from kefu.messaging import rules
from kefu.messaging.model import (
    Template,
    TemplateChangedError,
    TemplateExistsError,
    TemplateNotFoundError,
)
from kefu.messaging.store import templates as store


async def render(session: AsyncSession, *, code: str, language: str, values: Mapping[str, str]) -> str:
    """Write a template's words with values in place of its placeholders.

    Raises: TemplateNotFoundError, TemplateValuesMissingError.
    """
    template = await store.template(session, code)
    if template is None:
        raise TemplateNotFoundError(f"no template {code}", template=code)
    return rules.render(rules.words_in(template.text, language), values)


async def list_templates(session: AsyncSession) -> list[Template]:
    """List the tenant's templates by code."""
    return await store.templates(session)


async def define_templates(session: AsyncSession, *, tenant_id: TenantId, templates: Iterable[Template]) -> None:
    """Give a tenant its first templates; those that it has already stay as they are.

    Raises: TemplateUnusableError.
    """
    for template in templates:
        rules.require_usable(template)
        await store.insert_template(session, tenant_id, template)


async def add_template(session: AsyncSession, *, principal: Principal, template: Template, now: datetime) -> None:
    """Add a template.

    Raises: TemplateUnusableError, TemplateExistsError.
    """
    rules.require_usable(template)
    if not await store.insert_template(session, principal.tenant_id, template):
        raise TemplateExistsError(f"there is a template {template.code}", template=template.code)
    await _audit(session, principal, "template-added", template.code, now)


async def change_template(session: AsyncSession, *, principal: Principal, template: Template, now: datetime) -> None:
    """Change a template's words.

    Raises: TemplateUnusableError, TemplateNotFoundError, TemplateChangedError.
    """
    rules.require_usable(template)
    if not await store.update_template(session, template):
        await _raise_for_version(session, template.code, template.version)
    await _audit(session, principal, "template-changed", template.code, now)


async def remove_template(
    session: AsyncSession, *, principal: Principal, code: str, version: int, now: datetime
) -> None:
    """Remove a template.

    Raises: TemplateNotFoundError, TemplateChangedError.
    """
    if not await store.delete_template(session, code, version):
        await _raise_for_version(session, code, version)
    await _audit(session, principal, "template-removed", code, now)


async def _raise_for_version(session: AsyncSession, code: str, version: int) -> None:
    found = await store.template(session, code)
    if found is None:
        raise TemplateNotFoundError(f"no template {code}", template=code)
    raise TemplateChangedError(f"version {version} is not the latest", version=found.version)


async def _audit(session: AsyncSession, principal: Principal, action: str, code: str, now: datetime) -> None:
    await record_audit(
        session, principal=principal, action=action, subject_kind="message_template", subject_id=code, now=now
    )
