import type { Entry, NewEntry } from '../model';

/** What the telephone keeps. Everything he has done and not yet sent is here before the screen says so. */
export interface Shelf {
  read<T>(name: string): Promise<T | undefined>;
  write(name: string, value: unknown): Promise<void>;
  erase(name: string): Promise<void>;
  /** Of everybody who uses this telephone, in the order in which they were put in. */
  entries(): Promise<Entry[]>;
  /** All of them or none; what they replace is erased with it. */
  add(entries: NewEntry[], erased?: string[]): Promise<void>;
  put(entry: Entry): Promise<void>;
  remove(seq: number): Promise<void>;
}

/** The telephone has no room left, or keeps nothing (a private window). */
export class ShelfError extends Error {
  readonly code: 'storage-full' | 'storage-failed';
  constructor(cause: unknown) {
    super(String(cause));
    this.code = (cause as Error | null)?.name === 'QuotaExceededError' ? 'storage-full' : 'storage-failed';
  }
}

export const photoName = (photoId: string): string => `photo:${photoId}`;

const NAME = 'kefu-field';
const KEPT = 'kept';
const OUTBOX = 'outbox';

/** The shelf in the browser's IndexedDB. */
export function indexedDbShelf(): Shelf {
  let opened: Promise<IDBDatabase> | null = null;

  const open = () => {
    opened ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(KEPT);
        request.result.createObjectStore(OUTBOX, { keyPath: 'seq', autoIncrement: true });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    opened.catch(() => {
      opened = null;
    });
    return opened;
  };

  /** Do something in one transaction; done when it is on the disk. */
  const within = async <T>(
    mode: IDBTransactionMode,
    work: (kept: IDBObjectStore, outbox: IDBObjectStore) => IDBRequest<T> | undefined,
  ): Promise<T | undefined> => {
    try {
      const transaction = (await open()).transaction([KEPT, OUTBOX], mode);
      const request = work(transaction.objectStore(KEPT), transaction.objectStore(OUTBOX));
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
        transaction.onerror = () => reject(transaction.error);
      });
      return request?.result;
    } catch (cause) {
      throw new ShelfError(cause);
    }
  };

  return {
    read: async <T>(name: string) => (await within('readonly', (kept) => kept.get(name))) as T | undefined,
    async write(name, value) {
      await within('readwrite', (kept) => kept.put(value, name) as IDBRequest<unknown>);
    },
    async erase(name) {
      await within('readwrite', (kept) => kept.delete(name));
    },
    entries: async () => (await within<Entry[]>('readonly', (_, outbox) => outbox.getAll())) ?? [],
    async add(entries, erased = []) {
      await within('readwrite', (kept, outbox) => {
        for (const entry of entries) outbox.add(entry);
        for (const name of erased) kept.delete(name);
        return undefined;
      });
    },
    async put(entry) {
      await within('readwrite', (_, outbox) => outbox.put(entry) as IDBRequest<unknown>);
    },
    async remove(seq) {
      await within('readwrite', (_, outbox) => outbox.delete(seq));
    },
  };
}
