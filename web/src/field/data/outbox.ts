import { ProblemError } from '@shared/api/problem';
import type { ActionEntry, Answer, Entry, FieldOrder, PhotoEntry } from '../model';
import type { Server } from './api';
import { photoName, type Shelf } from './shelf';

const BATCH = 20;
/** Below what the server takes at once. */
const BATCH_CHARACTERS = 1_500_000;

/** Why the rest could not be sent now: ask him to log in, tell him that he may not, or try again later. */
export type Halt = 'none' | 'log-in' | 'forbidden' | 'later';

/** Nobody needs to look at these: the server will take it another time. */
const isTransient = ({ status }: ProblemError) =>
  status === 0 || status >= 500 || status === 429 || status === 408;
/** The next one would fare no better. */
const isEverywhere = ({ status }: ProblemError) =>
  status === 0 || status === 429 || status === 401 || status === 403;

interface Delivery {
  shelf: Shelf;
  server: Pick<Server, 'act' | 'sendPhoto'>;
  personId: string;
  /** An order as the server has just said that it stands. */
  onOrder: (order: FieldOrder) => void;
  onChange: () => Promise<void>;
}

/**
 * Send what waits, oldest first. Of one order nothing overtakes anything: where something must wait, all later things
 * of that order wait too, and other orders go on. What is sent stays on the shelf until the server has answered;
 * if that answer is lost it is sent again under its key, and the server knows it.
 */
export async function deliver(delivery: Delivery): Promise<Halt> {
  const { shelf, personId, onChange } = delivery;
  const held = new Set<string>();
  let halt: Halt = 'none';
  for (;;) {
    const waiting = (await shelf.entries()).filter(
      (each) => each.person_id === personId && each.state === 'waiting' && !held.has(each.work_order_id),
    );
    const [first] = waiting;
    if (!first) return halt;
    try {
      if (first.kind === 'photo') await sendPhoto(delivery, first);
      else await sendActions(delivery, batchOf(waiting));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (error.status === 401) return 'log-in';
      if (error.status === 403 && error.code !== 'csrf-token-wrong') return 'forbidden';
      if (isEverywhere(error)) return 'later';
      held.add(first.work_order_id);
      halt = 'later';
    }
    await onChange();
  }
}

/** The actions before the next photo, as many as go into one request. */
function batchOf(waiting: Entry[]): ActionEntry[] {
  const batch: ActionEntry[] = [];
  let size = 0;
  for (const entry of waiting) {
    if (entry.kind === 'photo' || batch.length === BATCH) break;
    size += JSON.stringify(entry.detail).length;
    if (batch.length > 0 && size > BATCH_CHARACTERS) break;
    batch.push(entry);
  }
  return batch;
}

async function sendActions(delivery: Delivery, batch: ActionEntry[]): Promise<void> {
  const [first] = batch;
  if (!first) return;
  let answers: Answer[];
  try {
    answers = await delivery.server.act(batch);
  } catch (error) {
    if (!(error instanceof ProblemError) || isTransient(error) || isEverywhere(error)) throw error;
    // One of them cannot even be read. Alone, it is told from the others.
    if (batch.length > 1) return await sendActions(delivery, [first]);
    return await delivery.shelf.put({ ...first, state: 'refused', code: error.code });
  }
  const byKey = new Map(answers.map((answer) => [answer.key, answer]));
  for (const entry of batch) {
    const answer = byKey.get(entry.key);
    if (!answer) throw new ProblemError({ status: 500, code: 'internal-error' });
    await settle(delivery, entry, answer);
  }
}

async function settle({ shelf, onOrder }: Delivery, entry: ActionEntry, answer: Answer): Promise<void> {
  if (answer.order) onOrder(answer.order);
  if (answer.outcome === 'applied' || answer.outcome === 'duplicate') return await shelf.remove(entry.seq);
  await shelf.put({ ...entry, state: answer.outcome, code: answer.code, theirs: answer.order });
}

async function sendPhoto({ shelf, server }: Delivery, entry: PhotoEntry): Promise<void> {
  const image = await shelf.read<ArrayBuffer>(photoName(entry.photo_id));
  if (!image) return await shelf.put({ ...entry, state: 'refused', code: 'photo-gone' });
  try {
    await server.sendPhoto(entry.work_order_id, entry.photo_id, image);
  } catch (error) {
    if (!(error instanceof ProblemError) || isTransient(error) || isEverywhere(error)) throw error;
    return await shelf.put({ ...entry, state: 'refused', code: error.code });
  }
  await shelf.remove(entry.seq);
  await shelf.erase(photoName(entry.photo_id));
}
