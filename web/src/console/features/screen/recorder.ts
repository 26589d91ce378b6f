import { record } from '@rrweb/record';
import type { ClientFrame } from '@shared/rt/events';
import { backlog, tell, useDesk } from '@shared/rt/store';
import { dots, legibleWords, maskText, scrub } from './masking';

const EVERY_MS = 250;
/** As the server has it: a longer piece is dropped. */
export const PIECE_LENGTH = 16_000;
/** What may wait in this page's socket: calls come first. */
const BACKLOG_LIMIT = 256 * 1024;
const META = 4;
/** Pictures and sound, maps of where somebody lives. */
const BLOCKED = 'img, audio, video, iframe, canvas, object, embed, .leaflet-container, [data-private]';

interface Recorded {
  type: number;
  data: unknown;
  timestamp: number;
}

/** Record this page, masked, for the one who looks at it. Returns how to show all anew, and how to end. */
export function startRecording(viewingId: string, send: (frame: ClientFrame) => void = tell) {
  const { config, queues } = useDesk.getState();
  const words = legibleWords(config, queues);
  let waiting: Recorded[] = [];
  let isBroken = false;
  const flush = () => {
    if (backlog() > BACKLOG_LIMIT) {
      isBroken = true;
      waiting = [];
      return;
    }
    if (isBroken) {
      isBroken = false;
      record.takeFullSnapshot(true);
    }
    post();
  };
  const post = () => {
    if (waiting.length === 0) return;
    const text = JSON.stringify(waiting);
    const isFull = waiting[0]?.type === META;
    waiting = [];
    const parts = Math.ceil(text.length / PIECE_LENGTH);
    for (let part = 0; part < parts; part++) {
      const piece = text.slice(part * PIECE_LENGTH, (part + 1) * PIECE_LENGTH);
      send({ t: 'screen', d: { viewing_id: viewingId, part, parts, text: piece, is_full: isFull } });
    }
  };
  const end = record<Recorded>({
    emit: (event) => {
      if (event.type === META) post();
      if (!isBroken || event.type === META) waiting.push(scrub(event, words));
    },
    maskAllInputs: true,
    maskInputFn: dots,
    maskTextSelector: '*',
    maskTextFn: (text) => maskText(text, words),
    blockSelector: BLOCKED,
    slimDOMOptions: 'all',
    inlineStylesheet: false,
    inlineImages: false,
    recordCanvas: false,
    collectFonts: false,
    recordCrossOriginIframes: false,
    sampling: { mousemove: 100, scroll: 200, media: 1000, input: 'last' },
  });
  const timer = setInterval(flush, EVERY_MS);
  flush();
  return {
    refresh: () => record.takeFullSnapshot(true),
    stop: () => {
      clearInterval(timer);
      waiting = [];
      end?.();
    },
  };
}
