import type { ClientFrame } from '@shared/rt/events';
import { reduce } from '@shared/rt/reducer';
import { useDesk } from '@shared/rt/store';
import { act, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { serve, show } from '../../../testing/render';
import { legibleWords, maskText, plainAttributes } from './masking';
import { PIECE_LENGTH, startRecording } from './recorder';
import { ScreenNotice } from './ScreenNotice';

const started = vi.hoisted(() => ({ stop: vi.fn(), start: vi.fn() }));

type Sent = Extract<ClientFrame, { t: 'screen' }>['d'];
let sent: Sent[] = [];
let recording: ReturnType<typeof startRecording> | null = null;

function begin() {
  recording = startRecording('v1', (frame) => {
    if (frame.t === 'screen') sent.push(frame.d);
  });
}

const all = () => sent.map(({ text }) => text).join('');

// Where happy-dom is not as browsers are: the recorder reads texts by the prototype of all nodes.
globalThis.DOMTokenList ??= document.body.classList.constructor as never;
Object.defineProperty(Node.prototype, 'textContent', {
  configurable: true,
  get() {
    return this.nodeType === Node.TEXT_NODE ? this.data : null;
  },
});

// It asks a frame of its own for prototypes that nobody has changed; happy-dom has none there, and complains.
const append = document.body.appendChild;
document.body.appendChild = function <T extends Node>(node: T): T {
  return node.nodeName === 'IFRAME' ? node : (append.call(this, node) as T);
};

const NAME = '王建国';
const NUMBER = '13861234567';

beforeEach(() => {
  sent = [];
  started.start.mockReset();
  started.stop.mockReset();
  serve();
});
afterEach(() => {
  recording?.stop();
  recording = null;
  document.body.innerHTML = '';
});

test('a record holds neither the customer nor his number, wherever they stand', async () => {
  document.title = NAME;
  history.replaceState(null, '', `/customers?q=${NUMBER}`);
  document.body.innerHTML = `
    <h2 title="${NAME}" aria-label="${NAME}" data-name="${NAME}" data-testid="call-${NUMBER}">${NAME}</h2>
    <a href="tel:${NUMBER}">${NUMBER}</a><button>转接</button><textarea>${NAME}</textarea>
    <input value="${NUMBER}" placeholder="${NAME}"><svg><title>${NAME}</title></svg><img alt="${NAME}" src="/x">
    <p id="later"></p><p id="text">·</p>`;
  begin();
  const later = document.getElementById('later') as HTMLElement;
  later.innerHTML = `<b title="${NUMBER}">${NAME} ${NUMBER}</b>`;
  later.setAttribute('title', NAME);
  (document.getElementById('text')?.firstChild as Text).data = NAME;
  const input = document.querySelector('input') as HTMLInputElement;
  input.value = `${NUMBER}${NAME}`;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise((resolve) => setTimeout(resolve, 400));
  const record = all();
  expect(record).toContain('转接');
  expect(record).toContain('"source":0');
  expect(record).toContain('•••');
  expect(record).not.toContain(NAME);
  expect(record).not.toContain(NUMBER);
  expect(record).not.toContain('customers');
});

test('a picture is sent in pieces that the server takes, and begins anew when asked', () => {
  document.body.innerHTML = '<p>转接</p>'.repeat(2000);
  begin();
  expect(sent.length).toBeGreaterThan(1);
  expect(sent.every(({ text }) => text.length <= PIECE_LENGTH)).toBe(true);
  expect(sent.map(({ part }) => part)).toEqual(sent.map((_, index) => index));
  expect(sent.every(({ is_full, viewing_id }) => is_full && viewing_id === 'v1')).toBe(true);
  expect(JSON.parse(all())[0].type).toBe(4);
});

test('only words of the product and of the centre are legible', () => {
  const words = legibleWords(
    { reasons: [{ code: 'break', text: { 'zh-CN': '小休', en: 'Break' } }], results: [] },
    [{ name: { 'zh-CN': '故障报修', en: 'Faults' } } as never],
  );
  for (const text of ['小休', ' 故障报修 ', '02:35', '12', '']) expect(maskText(text, words)).toBe(text);
  expect(maskText(`${NAME} 小休`, words)).toBe('••• ••');
  expect(maskText('1386', words)).toBe('••••');
});

test('attributes keep how something looks, not what it says', () => {
  const attributes = { class: 'x', 'aria-pressed': 'true', 'data-phase': 'ringing', rr_width: '3px' };
  const told = {
    title: NAME,
    href: '/customers/1',
    id: 'c1',
    'data-x': NAME,
    'data-phase2': NAME,
    src: '/a',
  };
  expect(plainAttributes({ ...attributes, ...told })).toEqual(attributes);
  expect(plainAttributes({ rel: 'stylesheet', href: 'https://elsewhere.example/x.css' })).toEqual({
    rel: 'stylesheet',
  });
});

vi.mock('./recorder', async (original) => {
  const real = await original<typeof import('./recorder')>();
  return {
    ...real,
    startRecording: (...args: Parameters<typeof real.startRecording>) => {
      started.start(args[0]);
      const running = real.startRecording(...args);
      return {
        ...running,
        stop: () => {
          started.stop();
          running.stop();
        },
      };
    },
  };
});

const tellPage = (d: { viewing_id: string; viewer: string } | null) =>
  act(() => useDesk.setState((state) => reduce(state, { t: 'screen_view', seq: 2, ts: 0, d })));

test('the notice stands as long as the screen is looked at, and the record no longer', async () => {
  await show(<ScreenNotice />);
  expect(screen.queryByTestId('screen-notice')).toBeNull();
  tellPage({ viewing_id: 'v1', viewer: '陈立华' });
  expect(screen.getByRole('alert').textContent).toContain('班长陈立华正在查看您的屏幕');
  await waitFor(() => expect(started.start).toHaveBeenCalledWith('v1'));
  tellPage(null);
  expect(screen.queryByTestId('screen-notice')).toBeNull();
  expect(started.stop).toHaveBeenCalledOnce();
});

test('a lost connection ends the record', async () => {
  await show(<ScreenNotice />);
  tellPage({ viewing_id: 'v2', viewer: '陈立华' });
  await waitFor(() => expect(started.start).toHaveBeenCalled());
  act(() => useDesk.setState({ connection: 'offline' }));
  expect(screen.queryByTestId('screen-notice')).toBeNull();
  expect(started.stop).toHaveBeenCalledOnce();
});
