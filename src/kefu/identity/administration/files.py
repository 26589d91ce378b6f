"""Reads the lines of a file into people; whatever is wrong is told with its line and field; pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kefu.identity.administration import rules
from kefu.identity.administration.model import (
    AgentSettings,
    BadLine,
    Given,
    GoodLine,
    Group,
    OrganisationInvalidError,
    PeopleFile,
    PersonSettings,
    Structure,
)
from kefu.identity.model import DeviceKind
from kefu.identity.rules import normal_login

_TITLES = {
    "login": ("登录名", "用户名", "账号", "工号", "login name", "user"),
    "name": ("姓名", "名字", "员工姓名", "full name"),
    "mail": ("邮箱", "电子邮箱", "邮件地址", "邮件", "e-mail", "email", "mail address"),
    "roles": ("角色", "岗位", "role"),
    "networks": ("本地网", "地市", "数据范围", "local networks", "network", "scope"),
    "group": ("班组", "组", "team", "agent group"),
    "site": ("职场", "站点", "中心"),
    "number": ("坐席号", "坐席号码", "分机", "分机号", "extension", "agent number"),
    "device": ("话机", "终端", "phone"),
}
_FIELDS = {title: field for field, titles in _TITLES.items() for title in (*titles, field)}
_DEVICES = {
    "": DeviceKind.WEB_PHONE,
    "web": DeviceKind.WEB_PHONE,
    "web_phone": DeviceKind.WEB_PHONE,
    "网页话机": DeviceKind.WEB_PHONE,
    "软电话": DeviceKind.WEB_PHONE,
    "sip": DeviceKind.SIP_PHONE,
    "sip_phone": DeviceKind.SIP_PHONE,
    "桌面话机": DeviceKind.SIP_PHONE,
    "话机": DeviceKind.SIP_PHONE,
}
_BETWEEN = re.compile(r"[,;/、，；]")
_REQUIRED = ("login", "name")

Numbered = tuple[int, Sequence[str]]


class _BadFieldError(Exception):
    def __init__(self, field: str, code: str) -> None:
        self.field, self.code = field, code


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What lines are judged by: what there is, what is taken (numbers with a '#'), what may not be given."""

    known: Structure
    taken: frozenset[str]
    is_beyond: Callable[[PersonSettings], bool]


def keys(lines: Sequence[Numbered]) -> tuple[set[str], set[str]]:
    """Return the log-ins and numbers that a file names, so that what is taken can be looked up."""
    columns = [_field(title) for title in lines[0][1]] if lines else []
    found: dict[str, set[str]] = {"login": set(), "number": set()}
    for _, cells in lines[1:]:
        for field, cell in zip(columns, cells, strict=False):
            if field in found and cell:
                found[field].add(normal_login(cell))
    return found["login"], found["number"]


def read_people(lines: Sequence[Numbered], around: Surroundings) -> PeopleFile:
    """Read a file whose first line holds the columns' titles.

    Raises: OrganisationInvalidError.
    """
    if len(lines) < 2:
        raise _unusable("file-empty")
    columns = [_field(title) for title in lines[0][1]]
    known = [field for field in columns if field]
    if missing := [field for field in _REQUIRED if field not in known]:
        raise _unusable(f"file-without-{missing[0]}")
    if len(set(known)) < len(known):
        raise _unusable("file-column-repeated")
    good: list[GoodLine] = []
    bad: list[BadLine] = []
    seen = set(around.taken)
    for number, cells in lines[1:]:
        values = {field: cell.strip() for field, cell in zip(columns, cells, strict=False) if field}
        try:
            settings = _person(values, around, seen)
        except _BadFieldError as error:
            bad.append(BadLine(line=number, field=error.field, code=error.code))
            continue
        seen.add(settings.login)
        if settings.agent is not None:
            seen.add(f"#{settings.agent.number}")
        good.append(GoodLine(line=number, settings=settings))
    ignored = tuple(title for title, field in zip(lines[0][1], columns, strict=True) if title and not field)
    return PeopleFile(good=tuple(good), bad=tuple(bad), ignored=ignored)


def _unusable(code: str) -> OrganisationInvalidError:
    return OrganisationInvalidError(code, errors=[{"field": "file", "code": code, "detail": ""}])


def _field(title: str) -> str | None:
    return _FIELDS.get(title.strip().casefold().replace("_", " "))


def _person(values: Mapping[str, str], around: Surroundings, seen: set[str]) -> PersonSettings:
    settings = PersonSettings(
        login=normal_login(values.get("login", "")),
        name=values.get("name", ""),
        mail=values.get("mail", ""),
        roles=_roles(values, around.known),
        agent=_agent(values, around.known),
    )
    if not settings.login:
        raise _BadFieldError("login", "missing")
    for fault in rules.person_faults(settings, around.known):
        raise _BadFieldError(fault["field"].rpartition(".")[2], fault["code"])
    if settings.login in seen:
        raise _BadFieldError("login", "taken" if settings.login in around.taken else "repeated")
    if settings.agent is not None and (key := f"#{settings.agent.number}") in seen:
        raise _BadFieldError("number", "taken" if key in around.taken else "repeated")
    if around.is_beyond(settings):
        raise _BadFieldError("roles", "beyond")
    return settings


def _roles(values: Mapping[str, str], known: Structure) -> tuple[Given, ...]:
    roles = {word.casefold(): role.role_id for role in known.roles for word in (role.name, role.code)}
    networks = {
        word.casefold(): network.local_network_id
        for network in known.networks
        for word in (network.name_en, network.name_zh, network.code)
    }
    named = _words(values.get("networks", ""))
    if any(word not in networks for word in named):
        raise _BadFieldError("networks", "unknown")
    where = frozenset(networks[word] for word in named) if named else None
    wanted = _words(values.get("roles", ""))
    if any(word not in roles for word in wanted):
        raise _BadFieldError("roles", "unknown")
    return tuple(Given(role_id=role_id, local_network_ids=where) for role_id in {roles[word]: None for word in wanted})


def _agent(values: Mapping[str, str], known: Structure) -> AgentSettings | None:
    number, group = values.get("number", ""), values.get("group", "")
    if not number and not group:
        return None
    if not number:
        raise _BadFieldError("number", "missing")
    device = _DEVICES.get(values.get("device", "").casefold())
    if device is None:
        raise _BadFieldError("device", "unknown")
    return AgentSettings(
        group_id=_group(group, values.get("site", ""), known).group_id, number=number, device_kind=device
    )


def _group(name: str, site: str, known: Structure) -> Group:
    if not name:
        raise _BadFieldError("group", "missing")
    sites = {each.site_id for each in known.sites if not site or site.casefold() in (each.name.casefold(), each.code)}
    if not sites:
        raise _BadFieldError("site", "unknown")
    found = [each for each in known.groups if each.name.casefold() == name.casefold() and each.site_id in sites]
    if len(found) != 1:
        raise _BadFieldError("group", "several" if found else "unknown")
    return found[0]


def _words(cell: str) -> list[str]:
    return [word.strip().casefold() for word in _BETWEEN.split(cell) if word.strip()]
