"""Pure decisions of the IVR: opening hours, comparisons, templates, and whether a flow may be published."""

import re
from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from kefu.calendars.model import Calendar
from kefu.calendars.rules import is_open
from kefu.ivr.library import Capability, Problem, Surroundings
from kefu.ivr.model import (
    BUILT_IN_VARIABLES,
    KEYS,
    LANGUAGES,
    CalendarTest,
    CallbackOffer,
    Collect,
    Condition,
    Fixed,
    Flow,
    LookUp,
    Menu,
    NetworkTest,
    Node,
    Queue,
    QueueRule,
    Reading,
    SetVariable,
    Test,
    Value,
    VariableTest,
)
from kefu.kernel.instant import is_zone

_VARIABLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {"eq": eq, "ne": ne, "lt": lt, "le": le, "gt": gt, "ge": ge}


def fill(template: str, variables: Mapping[str, Value]) -> str:
    """Put variables into a template; an unset one is empty."""
    return _VARIABLE.sub(lambda match: str(variables.get(match[1], "")), template)


def passes(test: Test, calendars: Mapping[str, Calendar], variables: Mapping[str, Value], at_ms: int) -> bool:
    """Decide a condition."""
    if isinstance(test, CalendarTest):
        return is_open(calendars[test.calendar], at_ms)
    if isinstance(test, NetworkTest):
        return variables.get("network") in test.codes
    value = variables.get(test.variable, "")
    if type(value) is not type(test.value):
        return test.compare == "ne"
    return _COMPARE[test.compare](value, test.value)


def validate(flow: Flow, around: Surroundings) -> list[Problem]:
    """List everything that is wrong with a flow. With an empty list it can be run for any caller."""
    problems = [*_calendars(flow), *_graph(flow)]
    known = set(BUILT_IN_VARIABLES).union(*(_sets(node) for node in flow.nodes.values()))
    for node_id, node in flow.nodes.items():
        for code, facts in (
            *_exits(node, flow),
            *_media(node, around),
            *_variables(node, known),
            *_content(node, flow, around),
        ):
            problems.append(Problem(code=code, node_id=node_id, facts=facts))
    return problems


_Finding = tuple[str, dict[str, Any]]


def _calendars(flow: Flow) -> Iterator[Problem]:
    for name, calendar in flow.calendars.items():
        if not is_zone(calendar.time_zone):
            yield Problem(code="unknown-time-zone", facts={"calendar": name, "time_zone": calendar.time_zone})
        for hours in (*calendar.week, *(h for day in calendar.exceptions.values() for h in day)):
            if hours.opens >= hours.closes:
                facts = {"calendar": name, "opens": hours.opens, "closes": hours.closes}
                yield Problem(code="hours-end-before-they-begin", facts=facts)


def _graph(flow: Flow) -> Iterator[Problem]:
    if flow.start not in flow.nodes:
        yield Problem(code="start-missing", facts={"start": flow.start})
        return
    reached, todo = {flow.start}, [flow.start]
    while todo:
        for target in flow.nodes[todo.pop()].exits.values():
            if target in flow.nodes and target not in reached:
                reached.add(target)
                todo.append(target)
    for node_id in sorted(flow.nodes.keys() - reached):
        yield Problem(code="node-unreachable", node_id=node_id)
    yield from _loops(flow)


def _loops(flow: Flow) -> Iterator[Problem]:
    """Find ways round that need no key from the caller: such a call would never end."""
    silent = {
        node_id: {target for name, target in node.exits.items() if not is_caller_exit(node, name)}
        for node_id, node in flow.nodes.items()
    }
    while True:
        try:
            TopologicalSorter(silent).prepare()
        except CycleError as error:
            cycle: list[str] = error.args[1][::-1]  # each node leads to the next; the last is the first
            yield Problem(code="loop-without-caller", node_id=cycle[0], facts={"nodes": cycle[:-1]})
            silent[cycle[0]].discard(cycle[1])
        else:
            return


def is_caller_exit(node: Node, name: str) -> bool:
    """Tell whether a way out can only be taken when the caller presses keys."""
    return name in node.caller_exits or (node.takes_keys and name in KEYS)


def _exits(node: Node, flow: Flow) -> Iterator[_Finding]:
    for name in sorted(node.required_exits - node.exits.keys()):
        yield "exit-unconnected", {"exit": name}
    for name, target in node.exits.items():
        is_key = node.takes_keys and len(name) == 1 and name in KEYS
        if name not in node.required_exits | node.optional_exits and not is_key:
            yield "exit-unknown", {"exit": name}
        elif target not in flow.nodes:
            yield "target-unknown", {"exit": name, "target": target}


def _media(node: Node, around: Surroundings) -> Iterator[_Finding]:
    for item in node.all_media():
        if isinstance(item, Reading):
            continue
        name = item.prompt if isinstance(item, Fixed) else item
        wanted = (item.language,) if isinstance(item, Fixed) else LANGUAGES
        for language in wanted:
            if language not in around.prompts.get(name, ()):
                yield "prompt-unknown", {"prompt": name, "language": language}


def _sets(node: Node) -> set[str]:
    match node:
        case Collect() | SetVariable():
            return {node.variable}
        case LookUp():
            return set(node.results.values())
    return set()


def _templates(node: Node) -> tuple[str, ...]:
    match node:
        case SetVariable(value=str(text)):
            return (text,)
        case LookUp():
            return tuple(node.arguments.values())
        case Queue():
            return (node.queue.code,)
        case CallbackOffer():
            return (node.queue.code, node.number)
    return ()


def _variables(node: Node, known: set[str]) -> Iterator[_Finding]:
    for name in sorted(_sets(node).intersection(BUILT_IN_VARIABLES)):
        yield "variable-reserved", {"variable": name}
    used = {item.variable for item in node.all_media() if isinstance(item, Reading)}
    if isinstance(node, Condition) and isinstance(node.test, VariableTest):
        used.add(node.test.variable)
    for template in _templates(node):
        used.update(_VARIABLE.findall(template))
        if "{" in (rest := _VARIABLE.sub("", template)) or "}" in rest:
            yield "template-malformed", {"template": template}
    for name in sorted(used - known):
        yield "variable-unknown", {"variable": name}


def _content(node: Node, flow: Flow, around: Surroundings) -> Iterator[_Finding]:
    match node:
        case Menu():
            for key in sorted(set(node.human_keys) - node.exits.keys()):
                yield "human-key-without-exit", {"key": key}
            if not any(name in KEYS for name in node.exits):
                yield "menu-without-keys", {}
        case Collect() if node.min_digits > node.max_digits:
            yield "digits-min-above-max", {"min_digits": node.min_digits, "max_digits": node.max_digits}
        case Condition(test=CalendarTest(calendar=calendar)) if calendar not in flow.calendars:
            yield "calendar-unknown", {"calendar": calendar}
        case LookUp():
            yield from _look_up(node, around.capabilities.get(node.capability))
        case Queue() | CallbackOffer():
            yield from _queue(node.queue, around.queue_codes)


def _look_up(node: LookUp, capability: Capability | None) -> Iterator[_Finding]:
    if capability is None:
        yield "look-up-unknown", {"capability": node.capability}
        return
    for name in sorted(capability.needs - node.arguments.keys()):
        yield "look-up-argument-missing", {"argument": name}
    for name in sorted(node.arguments.keys() - capability.needs - capability.takes):
        yield "look-up-argument-unknown", {"argument": name}
    for name in sorted(node.results.keys() - capability.results):
        yield "look-up-result-unknown", {"result": name}


def _queue(rule: QueueRule, queue_codes: frozenset[str]) -> Iterator[_Finding]:
    if rule.fallback not in queue_codes:
        yield "queue-unknown", {"queue": rule.fallback}
    if "{" not in rule.code and rule.code not in queue_codes:
        yield "queue-unknown", {"queue": rule.code}


_SENTENCES = {
    "calendar-unknown": "there is no calendar {calendar}",
    "digits-min-above-max": "it wants at least {min_digits} and at most {max_digits} digits",
    "exit-unconnected": "the exit {exit} leads nowhere",
    "exit-unknown": "this kind of node has no exit {exit}",
    "hours-end-before-they-begin": "in calendar {calendar} hours begin at {opens} and end at {closes}",
    "human-key-without-exit": "the key {key} asks for a person but is no exit",
    "look-up-argument-missing": "the look-up needs the argument {argument}",
    "look-up-argument-unknown": "the look-up takes no argument {argument}",
    "look-up-result-unknown": "the look-up does not answer with {result}",
    "look-up-unknown": "there is no look-up {capability}",
    "loop-without-caller": "a silent caller would go round for ever: {nodes}",
    "menu-without-keys": "the menu offers no key",
    "node-unreachable": "no way leads here",
    "prompt-unknown": "there is no prompt {prompt} in {language}",
    "queue-unknown": "there is no queue {queue}",
    "start-missing": "there is no node {start} to start with",
    "target-unknown": "the exit {exit} leads to {target}, which does not exist",
    "template-malformed": "{template!r} has a brace that encloses no variable",
    "unknown-time-zone": "calendar {calendar}: there is no time zone {time_zone}",
    "variable-reserved": "{variable} is set by the system",
    "variable-unknown": "nothing sets the variable {variable}",
}


def explain(problem: Problem) -> str:
    """Say a problem in English, for logs and integrators; screens translate the code."""
    return _SENTENCES[problem.code].format_map(problem.facts)
