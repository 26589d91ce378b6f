"""HTTP of people and agents."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints

from kefu.identity.administration.http.parts import Administrator, Body, OnChanged, Word
from kefu.identity.administration.model import AgentSettings, Given, PeopleWanted, Person, PersonSettings
from kefu.identity.administration.service import guarding, organisation
from kefu.identity.administration.service import people as service
from kefu.identity.http import Tx
from kefu.identity.model import DeviceKind, Principal, RecordingPolicy
from kefu.kernel.ids import GroupId, LocalNetworkId, PersonId
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/people")


class GivenBody(Body):
    """A role, in all local networks (null) or in some; over all teams' agents (null) or some."""

    role_id: UUID
    local_network_ids: list[UUID] | None = Field(default=None, max_length=200)
    agent_group_ids: list[UUID] | None = Field(default=None, max_length=200)


class AgentBody(Body):
    """What an agent answers with, under which number, in which group."""

    group_id: UUID
    number: Word
    device_kind: DeviceKind = DeviceKind.WEB_PHONE
    recording_policy: RecordingPolicy = RecordingPolicy.BY_QUEUE


class PersonBody(Body):
    """A person as he is to be."""

    login: Word
    name: Word
    mail: Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)] = ""
    is_active: bool = True
    roles: list[GivenBody] = Field(default=[], max_length=50)
    agent: AgentBody | None = None

    def settings(self) -> PersonSettings:
        """Turn it into what the service takes."""
        agent = self.agent
        return PersonSettings(
            login=self.login,
            name=self.name,
            mail=self.mail,
            is_active=self.is_active,
            roles=tuple(_given(each) for each in self.roles),
            agent=None
            if agent is None
            else AgentSettings(
                group_id=GroupId(agent.group_id),
                number=agent.number,
                device_kind=agent.device_kind,
                recording_policy=agent.recording_policy,
            ),
        )


class ChangedPersonBody(PersonBody):
    """A person as he is to be, instead of the version that was read."""

    version: int


class PersonView(PersonBody):
    """A person; `is_manageable`: he may do no more than who asks."""

    person_id: UUID
    agent_id: UUID | None
    version: int
    created_at: datetime
    last_seen_at: datetime | None
    is_manageable: bool


class NewPersonView(PersonView):
    """A person with the password that is shown this once."""

    password: str


class PeopleView(BaseModel):
    """A page of people; `next` is where the following one begins."""

    people: list[PersonView]
    total: int
    next: str | None


class PasswordView(BaseModel):
    """A password that is shown this once."""

    password: str


@router.get("")
async def list_people(
    administrator: Administrator,
    session: Tx,
    words: Annotated[str, Query(max_length=100)] = "",
    role_id: UUID | None = None,
    group_id: UUID | None = None,
    is_active: bool | None = None,
    after: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> PeopleView:
    """List people in the order of their log-ins."""
    wanted = PeopleWanted(words=words, role_id=role_id, group_id=group_id, is_active=is_active, after=after)
    found, total = await service.find_people(session, wanted=wanted, limit=limit + 1)
    page = found[:limit]
    return PeopleView(
        people=await _views(session, administrator, page),
        total=total,
        next=page[-1].settings.login if len(found) > limit else None,
    )


@router.get("/{person_id}")
async def show_person(person_id: UUID, administrator: Administrator, session: Tx) -> PersonView:
    """Show one person."""
    found = await service.show_person(session, person_id=PersonId(person_id))
    return (await _views(session, administrator, [found]))[0]


@router.post("", status_code=201)
async def add_person(
    body: PersonBody, administrator: Administrator, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> NewPersonView:
    """Add somebody; his password is in the answer and nowhere else."""
    added, password = await service.add_person(
        session, principal=administrator, settings=body.settings(), now=clock(), on_changed=on_changed
    )
    return NewPersonView(**_view(added, is_manageable=True), password=password)


@router.put("/{person_id}")
async def change_person(
    person_id: UUID,
    body: ChangedPersonBody,
    administrator: Administrator,
    session: Tx,
    clock: ClockDep,
    on_changed: OnChanged,
) -> PersonView:
    """Change somebody; out of use, he is logged out at once."""
    changed = await service.change_person(
        session,
        principal=administrator,
        person_id=PersonId(person_id),
        settings=body.settings(),
        version=body.version,
        now=clock(),
        on_changed=on_changed,
    )
    return PersonView(**_view(changed, is_manageable=True))


@router.post("/{person_id}/password")
async def reset_password(person_id: UUID, administrator: Administrator, session: Tx, clock: ClockDep) -> PasswordView:
    """Give somebody another password, and log him out everywhere."""
    password = await service.reset_password(
        session, principal=administrator, person_id=PersonId(person_id), now=clock()
    )
    return PasswordView(password=password)


async def _views(session: Tx, administrator: Principal, people: list[Person]) -> list[PersonView]:
    known = await organisation.structure(session)
    own = await guarding.own_grants(session, principal=administrator)
    return [PersonView(**_view(each, is_manageable=service.is_within(own, each.settings, known))) for each in people]


def _given(body: GivenBody) -> Given:
    networks, groups = body.local_network_ids, body.agent_group_ids
    return Given(
        role_id=body.role_id,
        local_network_ids=None if networks is None else frozenset(map(LocalNetworkId, networks)),
        agent_group_ids=None if groups is None else frozenset(map(GroupId, groups)),
    )


def _view(person: Person, *, is_manageable: bool) -> dict[str, Any]:
    settings, agent = person.settings, person.settings.agent
    return {
        "person_id": person.person_id,
        "login": settings.login,
        "name": settings.name,
        "mail": settings.mail,
        "is_active": settings.is_active,
        "roles": [
            GivenBody(
                role_id=given.role_id,
                local_network_ids=None if given.local_network_ids is None else sorted(given.local_network_ids),
                agent_group_ids=None if given.agent_group_ids is None else sorted(given.agent_group_ids),
            )
            for given in settings.roles
        ],
        "agent": agent
        and AgentBody(
            group_id=agent.group_id,
            number=agent.number,
            device_kind=agent.device_kind,
            recording_policy=agent.recording_policy,
        ),
        "agent_id": person.agent_id,
        "version": person.version,
        "created_at": person.created_at,
        "last_seen_at": person.last_seen_at,
        "is_manageable": is_manageable,
    }
