"""The bank: each bug is one exact piece of `src/kefu/acd/core` and what is put in its place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bug:
    """One bug: a name, a file of the engine, the right words, the wrong ones."""

    name: str
    file: str
    right: str
    wrong: str


BANK = (
    # -- who comes first
    Bug(
        "newest entry first",
        "strategies.py",
        "not call.is_front, call.entered_at_ms, call.sequence\n    score",
        "not call.is_front, -call.entered_at_ms, call.sequence\n    score",
    ),
    Bug(
        "within a millisecond the last is first",
        "strategies.py",
        "call.entered_at_ms, call.sequence\n    score",
        "call.entered_at_ms, -call.sequence\n    score",
    ),
    Bug(
        "the call's own priority is ignored",
        "strategies.py",
        "    priority = config.priority + call.priority\n    if config.ageing_s is None:\n        return -priority",
        "    priority = config.priority\n    if config.ageing_s is None:\n        return -priority",
    ),
    Bug(
        "ageing counts the wrong way",
        "strategies.py",
        "score = call.entered_at_ms - (priority",
        "score = call.entered_at_ms + (priority",
    ),
    Bug(
        "with ageing a call that was put back has no bonus",
        "strategies.py",
        "(priority + call.is_front) * config",
        "priority * config",
    ),
    Bug(
        "shortest idle first",
        "strategies.py",
        "        return agent.idle_sequence\n\n\nclass LeastOccupied",
        "        return -agent.idle_sequence\n\n\nclass LeastOccupied",
    ),
    Bug("the busiest is first", "strategies.py", "return (agent.occupancy", "return (-agent.occupancy"),
    Bug("the least skilled is first", "strategies.py", "return (-levels", "return (levels"),
    Bug(
        "round robin forgets the last offer",
        "strategies.py",
        "return (agent.offered_sequence << BITS)",
        "return (0 << BITS)",
    ),
    Bug("who lacks what is preferred is first", "strategies.py", "return (-met", "return (met"),
    # -- what is needed
    Bug(
        "a level must be exceeded",
        "records.py",
        "skills.get(need.skill_id, 0) >= need.level for need in self.needs",
        "skills.get(need.skill_id, 0) > need.level for need in self.needs",
    ),
    Bug("what is preferred is required", "records.py", "need.is_preferred or skills.get", "skills.get"),
    Bug(
        "the lower of two levels counts",
        "records.py",
        "max(need.level, levels.get(key, 0))",
        "min(need.level, levels.get(key, 99))",
    ),
    Bug(
        "a need goes away one level too early",
        "records.py",
        "for need in needs if need.level > by",
        "for need in needs if need.level > by + 1",
    ),
    Bug(
        "occupancy leaves wrap-up out",
        "records.py",
        "self.state in (AgentState.BUSY, AgentState.WORKING_AFTER_CALL)",
        "self.state in (AgentState.BUSY,)",
    ),
    # -- waiting
    Bug(
        "a guest waits in its own queue only",
        "state.py",
        "for each in (queue, *self._hosts(call, queue)):",
        "for each in (queue,):",
    ),
    Bug(
        "a call that leaves stays in the first line",
        "state.py",
        "for line in call.lines:\n            line.waiting.remove",
        "for line in call.lines[1:]:\n            line.waiting.remove",
    ),
    Bug(
        "who is waited for does not look at his own calls",
        "state.py",
        "            heads.append(own)\n",
        "            pass\n",
    ),
    Bug(
        "a new line does not know who is ready",
        "state.py",
        "            if line.is_served_by(agent):\n                line.admit(agent)\n        return line",
        "            if line.is_served_by(agent):\n                agent.lines.append(line)\n        return line",
    ),
    Bug("a snapshot forgets who rings", "state.py", "state.agents[agent_id].offered = call\n", "pass\n"),
    Bug("a full queue refuses although somebody is ready", "waiting.py", "and taker(turn, call, queue) is None", ""),
    Bug(
        "a call that was put back is refused by a full queue",
        "waiting.py",
        "if not event.is_front and not event.is_virtual and",
        "if not event.is_virtual and",
    ),
    Bug(
        "a callback is refused by a full queue",
        "waiting.py",
        "if not event.is_front and not event.is_virtual and",
        "if not event.is_front and",
    ),
    Bug(
        "a call for one agent is offered while he is away",
        "waiting.py",
        "agent is None or agent.state is not AgentState.READY",
        "agent is None",
    ),
    # -- offers
    Bug(
        "the ring timer goes on after the answer",
        "agents.py",
        "    turn.cancel_timer(ring_timer(agent.agent_id))\n    agent.missed = 0",
        "    agent.missed = 0",
    ),
    Bug(
        "an answered call stays in memory",
        "agents.py",
        "    del turn.state.calls[call.call_id]\n    queue = turn.state.queue(call.queue_id)\n    if queue and",
        "    queue = turn.state.queue(call.queue_id)\n    if queue and",
    ),
    Bug(
        "a wait timer survives the queue",
        "offers.py",
        "    turn.state.stop_waiting(call)\n    turn.cancel_timer(wait_timer(call.call_id))\n",
        "    turn.state.stop_waiting(call)\n",
    ),
    Bug(
        "a preferred agent at lunch is waited for",
        "offers.py",
        "agent.state in (AgentState.NULL, AgentState.NOT_READY)",
        "agent.state in (AgentState.NULL,)",
    ),
    Bug(
        "a virtual call has a limit of waiting",
        "offers.py",
        "config.max_wait_s is not None and not call.is_virtual",
        "config.max_wait_s is not None",
    ),
    Bug("a put-back call loses the front", "offers.py", "        call.is_front = True\n", ""),
    Bug(
        "missed calls are forgiven for ever",
        "offers.py",
        "agent.missed < queue.config.ring_no_answer_limit",
        "agent.missed <= queue.config.ring_no_answer_limit",
    ),
    Bug(
        "an agent loses his place when the caller hangs up",
        "offers.py",
        "follow(turn, agent, keeps_place=True)\n    del",
        "follow(turn, agent)\n    del",
    ),
    # -- recipes
    Bug(
        "a step's conditions are not looked at",
        "relaxing.py",
        "        if _holds(turn, step, queue):\n            is_changed",
        "        if True:\n            is_changed",
    ),
    Bug(
        "one too many may wait before a step",
        "relaxing.py",
        "len(queue.waiting) <= step.over_length",
        "len(queue.waiting) < step.over_length",
    ),
    Bug(
        "every second step is left out",
        "relaxing.py",
        "        call.steps_done += 1\n",
        "        call.steps_done += 2\n",
    ),
    Bug(
        "a moved call goes into a full queue",
        "relaxing.py",
        "call.channel or is_full_for(turn, call, target)",
        "call.channel",
    ),
    Bug(
        "a moved call keeps the steps of its old queue",
        "relaxing.py",
        "turn.at_ms, 0\n",
        "turn.at_ms, call.steps_done\n",
    ),
    Bug(
        "lowered levels do not bring anybody",
        "relaxing.py",
        "    call.lowered += step.by\n    return True",
        "    call.lowered += step.by\n    return False",
    ),
    # -- agents
    Bug(
        "a forced wish is overridden",
        "agents.py",
        "agent.pending == wish or (agent.pending and agent.pending.is_forced and not wish.is_forced)",
        "agent.pending == wish",
    ),
    Bug(
        "somebody else's release is accepted",
        "agents.py",
        "agent.state is not AgentState.BUSY or agent.call_id != event.call_id",
        "agent.state is not AgentState.BUSY",
    ),
    Bug(
        "an extension counts from now",
        "agents.py",
        "agent.wrap_up_until_ms + event.extra_s * 1000",
        "turn.at_ms + event.extra_s * 1000",
    ),
    Bug(
        "logging on takes back a forced log-off",
        "agents.py",
        " and not agent.pending.is_forced:\n        agent.pending = None",
        ":\n        agent.pending = None",
    ),
    # -- ring groups, several contacts at a time
    Bug(
        "the others of a ring group ring on after the answer",
        "agents.py",
        "others = end_offers(turn, call)",
        "others: list[Agent] = []",
    ),
    Bug(
        "a ring group rings at one",
        "offers.py",
        "line.idle.head(RING_GROUP_SIZE) if",
        "line.idle.head(1) if",
    ),
    Bug(
        "a call that rings at others is put back",
        "offers.py",
        "    if call.ringing:\n        return\n",
        "",
    ),
    Bug(
        "one contact more than he can handle",
        "records.py",
        "sum(self.handled.values()) + part <= WHOLE",
        "sum(self.handled.values()) <= WHOLE",
    ),
    Bug(
        "the end of a contact makes no room",
        "agents.py",
        "        make_ready(turn, agent, keeps_place=True)\n    turn.touch(agent)",
        "        agent.join_idle()\n    turn.touch(agent)",
    ),
    Bug(
        "a call may go to agents of another channel",
        "state.py",
        "each is not queue and each.config.channel is queue.config.channel",
        "each is not queue",
    ),
)
