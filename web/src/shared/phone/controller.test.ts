import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PhoneView } from '../rt/events';
import { PhoneController } from './controller';
import type { PhoneAccount, PhoneListener } from './port';
import { usePhone } from './store';

class FakePhone {
  static made: FakePhone[] = [];
  calls: string[] = [];

  constructor(
    readonly account: PhoneAccount,
    readonly listener: PhoneListener,
  ) {
    FakePhone.made.push(this);
  }

  start = () => this.calls.push('start');
  stop = () => this.calls.push('stop');
  register = () => this.calls.push('register');
  answer = () => this.calls.push('answer');
  setMuted = (isMuted: boolean) => this.calls.push(isMuted ? 'mute' : 'unmute');
}

/** Locks of one browser: whoever comes first holds until he lets go. */
class FakeLocks {
  private queue = Promise.resolve();
  private isHeld = false;

  async request(_: string, options: { ifAvailable?: boolean }, use: (lock: object | null) => unknown) {
    if (options.ifAvailable && this.isHeld) return use(null);
    const turn = this.queue.then(async () => {
      this.isHeld = true;
      await use({});
      this.isHeld = false;
    });
    this.queue = turn;
    return turn;
  }
}

class FakeChannel {
  static all: FakeChannel[] = [];
  onmessage = () => {};
  constructor() {
    FakeChannel.all.push(this);
  }
  postMessage() {
    for (const other of FakeChannel.all) if (other !== this) other.onmessage();
  }
  close() {
    FakeChannel.all = FakeChannel.all.filter((other) => other !== this);
  }
}

const view = (change: Partial<PhoneView> = {}): PhoneView => ({
  kind: 'web_phone',
  address: '1001',
  password: 'one',
  ws_path: '/sip',
  domain: 'kefu',
  is_registered: false,
  is_elsewhere: false,
  ...change,
});
const made = () => FakePhone.made.at(-1) as FakePhone;
const started = () => vi.waitFor(() => expect(made()?.calls).toContain('start'));
const controllers: PhoneController[] = [];
let microphone: () => Promise<unknown>;

function controller(): PhoneController {
  const fresh = new PhoneController('a1', async (account, listener) => new FakePhone(account, listener));
  controllers.push(fresh);
  return fresh;
}

beforeEach(() => {
  FakePhone.made = [];
  FakeChannel.all = [];
  microphone = async () => ({ getTracks: () => [] });
  vi.stubGlobal('BroadcastChannel', FakeChannel);
  vi.stubGlobal('navigator', {
    ...navigator,
    locks: new FakeLocks(),
    mediaDevices: { getUserMedia: () => microphone() },
  });
  vi.stubGlobal(
    'AudioContext',
    class {
      resume = async () => {};
      suspend = async () => {};
      currentTime = 0;
      createOscillator = () => ({ frequency: {}, connect: (next: unknown) => next, start() {}, stop() {} });
      createGain = () => ({ gain: { setValueAtTime() {}, linearRampToValueAtTime() {} }, connect() {} });
    },
  );
});
afterEach(() => {
  for (const each of controllers.splice(0)) each.stop();
  vi.unstubAllGlobals();
});

test('registers with the credentials of the session, once', async () => {
  const phone = controller();
  phone.update(view());
  await started();
  phone.update(view({ is_registered: true }));
  made().listener.onRegistration('registered');
  expect(FakePhone.made).toHaveLength(1);
  expect(made().account).toMatchObject({ address: '1001', domain: 'kefu', password: 'one' });
  expect(made().account.url).toMatch(/^ws.*\/sip$/);
  expect(usePhone.getState().status).toBe('registered');
});

test('registers anew with new credentials, and rests without', async () => {
  const phone = controller();
  phone.update(view());
  await started();
  const first = made();
  phone.update(view({ password: 'two' }));
  await vi.waitFor(() => expect(made().account.password).toBe('two'));
  expect(first.calls).toContain('stop');
  phone.update(null);
  expect(usePhone.getState().status).toBe('off');
});

test('registers again when the switch has come back', async () => {
  const phone = controller();
  phone.renew();
  phone.update(view());
  await started();
  phone.renew();
  expect(made().calls).toEqual(['start', 'register']);
});

test('answers a ringing call, and one whose INVITE comes just after the click', async () => {
  const phone = controller();
  phone.update(view());
  await started();
  made().listener.onSession('ringing');
  phone.answer();
  expect(made().calls.filter((call) => call === 'answer')).toHaveLength(1);
  made().listener.onSession('talking');
  made().listener.onSession('none');
  phone.answer();
  made().listener.onSession('ringing');
  expect(made().calls.filter((call) => call === 'answer')).toHaveLength(2);
  made().listener.onSession('none');
  made().listener.onSession('ringing');
  expect(made().calls.filter((call) => call === 'answer')).toHaveLength(2);
});

test('mutes only while talking, and forgets it with the call', async () => {
  const phone = controller();
  phone.update(view());
  await started();
  phone.setMuted(true);
  expect(usePhone.getState().isMuted).toBe(false);
  made().listener.onSession('talking');
  phone.setMuted(true);
  expect(made().calls).toContain('mute');
  expect(usePhone.getState().isMuted).toBe(true);
  made().listener.onSession('none');
  expect(usePhone.getState().isMuted).toBe(false);
});

test('does not register without a microphone, and does after it has come', async () => {
  microphone = async () => {
    throw new DOMException('', 'NotAllowedError');
  };
  const phone = controller();
  phone.update(view());
  await vi.waitFor(() =>
    expect(usePhone.getState()).toMatchObject({ status: 'microphone', microphone: 'denied' }),
  );
  expect(FakePhone.made).toEqual([]);
  microphone = async () => ({ getTracks: () => [] });
  phone.retry();
  await started();
});

test('a second page waits until it takes over', async () => {
  const first = controller();
  first.update(view());
  await started();
  const second = controller();
  second.update(view());
  await vi.waitFor(() => expect(usePhone.getState().status).toBe('elsewhere'));
  expect(FakePhone.made).toHaveLength(1);
  second.takeOver();
  await vi.waitFor(() => expect(FakePhone.made).toHaveLength(2));
  expect(FakePhone.made[0]?.calls).toContain('stop');
});

test('a page whose phone the server has given to another says so', () => {
  controller().update(view({ password: null, is_elsewhere: true }));
  expect(usePhone.getState().status).toBe('elsewhere');
});
