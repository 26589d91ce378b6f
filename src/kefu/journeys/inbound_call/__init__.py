"""A call from its first ring to its wrap-up: switch, IVR and distribution composed in one pure machine.

`machine.Machine` decides, `centre.Centre` acts: events go in, effects come out, time is an argument. The parts are
`arrival` (who calls, which flow), `self_service` (IVR), `waiting` (queue and offer), `talking` (the agent's services),
`transfers`, `recording`, `seats` (pages, phones, lost agents) and `ending`.
"""
