"""Facts of the local node: what a caller hears without the product, admission control, several nodes side by side."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

from kefu.adapters.asterisk.node import AsteriskNode, NodeSettings, NodeStartError
from kefu.adapters.asterisk.switch import AsteriskSwitch
from kefu.calls.events import Offered, SwitchAvailability, TurnedAway
from kefu_lab.phone import CallEndedError, Tone
from support.switch_world import EventLog, until
from support.telephony import PROMPTS_HZ, RunningSwitch, serve_switch


async def test_without_the_product_a_caller_hears_that_there_is_no_service(asterisk: RunningSwitch) -> None:
    async with await asterisk.carrier() as carrier:
        call = carrier.dial("96296", caller="13812345678", sound=Tone(400))
        await call.wait_answered(5)
        await call.heard.wait_for_tone(PROMPTS_HZ["zh-CN/system-busy"])
        ended = await call.wait_ended(5)
        assert (ended.is_ours, ended.cause) == (False, 38)


async def test_a_full_node_refuses_at_once(tmp_path: Path) -> None:
    async with serve_switch(tmp_path, max_calls=1) as running, AsteriskSwitch("full", running.node.address) as switch:
        heard = EventLog(switch)
        assert (await heard.next(SwitchAvailability, is_available=True)).max_calls == 1
        async with await running.carrier() as carrier:
            served = carrier.dial("96296", caller="1", sound=Tone(400))
            await heard.next(Offered)
            with pytest.raises(CallEndedError) as refused:
                await carrier.dial("96296", caller="2").wait_answered(5)
            assert refused.value.ended.status == 503
            assert (await heard.next(TurnedAway)).called == "96296"
            served.hang_up()
        await heard.close()


async def test_nodes_live_side_by_side_and_die_alone(tmp_path: Path) -> None:
    async with serve_switch(tmp_path / "a", name="a") as one, serve_switch(tmp_path / "b", name="b") as two:
        assert one.node.address.password != two.node.address.password
        os.kill(one.node.pid, signal.SIGSTOP)
        async with AsteriskSwitch("b", two.node.address) as switch:
            heard = EventLog(switch)
            await heard.next(SwitchAvailability, is_available=True)
            async with await two.carrier() as carrier:
                call = carrier.dial("96296", caller="13812345678")
                offered = await heard.next(Offered)
                assert (offered.switch, offered.connection_id.startswith("b-")) == ("b", True)
                call.hang_up()
            await heard.close()
        os.kill(one.node.pid, signal.SIGCONT)


async def test_the_open_door_shows_no_version(asterisk: RunningSwitch) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/ari/asterisk/info", "/httpstatus", "/static/", "/ws", "/metrics"):
            async with session.get(asterisk.node.address.url + path) as answer:
                assert answer.status in {401, 404, 426}
                assert answer.headers["Server"] == "kefu"
                assert "Asterisk" not in await answer.text()


async def test_a_stopped_node_leaves_no_process(tmp_path: Path) -> None:
    async with serve_switch(tmp_path) as running:
        pid = running.node.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def start_elsewhere(folder: Path) -> tuple[asyncio.subprocess.Process, int]:
    """Start a node in another process; return that and the switch's process id."""
    script = (
        "import asyncio, sys; from pathlib import Path; from support.telephony import serve_switch\n"
        "async def main():\n"
        "    async with serve_switch(Path(sys.argv[1])) as running:\n"
        "        print(running.node.pid, flush=True); await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script, str(folder)),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert parent.stdout is not None
    return parent, int(await parent.stdout.readline())


def is_running(pid: int) -> bool:
    """Tell whether a process lives; one that waits to be reaped does not."""
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


async def test_the_switch_dies_with_the_one_who_started_it(tmp_path: Path) -> None:
    parent, pid = await start_elsewhere(tmp_path)
    parent.kill()
    await parent.wait()
    await until(lambda: not is_running(pid), "the end of the switch")


async def test_a_switch_that_was_left_behind_is_ended(tmp_path: Path) -> None:
    parent, pid = await start_elsewhere(tmp_path)
    os.kill(pid, signal.SIGSTOP)  # it hangs, and cannot end with its parent
    parent.kill()
    await parent.wait()
    async with serve_switch(tmp_path) as running:
        assert running.node.pid != pid
        assert not is_running(pid)


async def test_a_missing_switch_is_named(tmp_path: Path) -> None:
    settings = NodeSettings(run=tmp_path / "run", prompts=tmp_path, prefix=tmp_path / "nowhere")
    with pytest.raises(NodeStartError, match="install-asterisk"):
        await AsteriskNode(settings).start()


async def test_a_configuration_that_cannot_work_is_told(tmp_path: Path) -> None:
    settings = NodeSettings(
        run=tmp_path / "run", prompts=tmp_path, additions={"modules.conf": "\nrequire=no_such_module.so\n"}
    )
    with pytest.raises(NodeStartError, match="log/messages"):
        await AsteriskNode(settings).start()
