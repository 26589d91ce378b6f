import type { Server } from './api';
import type { Shelf } from './shelf';

/** Whether dispatch may see where he is: he has not said so, has, has but the browser forbids it, or it cannot be known. */
export type Sharing = 'off' | 'on' | 'blocked' | 'impossible';

export interface Place {
  lon: number;
  lat: number;
  accuracy_m: number;
}

/** Where this telephone is; fails with `code` 1 when the browser forbids it. Undefined where nobody can tell. */
export type Locate = (() => Promise<Place>) | undefined;

const EVERY_MS = 120_000;
const AGREED = 'sharing';
const PERMISSION_DENIED = 1;

/** Tells dispatch where he is, as long as he agrees and has something to do; nothing else waits for it. */
export class Whereabouts {
  private personId = '';
  private toldAt = Number.NEGATIVE_INFINITY;
  private sharing: Sharing = 'off';

  constructor(
    private readonly shelf: Shelf,
    private readonly server: Pick<Server, 'report'>,
    private readonly locate: Locate,
    private readonly now: () => number,
  ) {}

  /** He has agreed on this telephone, not whoever had it before him. */
  async begin(personId: string): Promise<Sharing> {
    this.personId = personId;
    this.toldAt = Number.NEGATIVE_INFINITY;
    const agreed = (await this.shelf.read<string>(AGREED)) === personId;
    return this.become(agreed ? 'on' : 'off');
  }

  /** Only now the browser asks him. */
  async agree(isShared: boolean): Promise<Sharing> {
    if (!isShared) {
      await this.shelf.erase(AGREED);
      return this.become('off');
    }
    await this.shelf.write(AGREED, this.personId);
    this.become('on');
    this.toldAt = Number.NEGATIVE_INFINITY;
    return await this.report();
  }

  /** Tell where he is, unless that was told a moment ago; what goes wrong is tried again the next time. */
  async report(): Promise<Sharing> {
    const isDue = this.now() - this.toldAt >= EVERY_MS;
    if (!this.locate || (this.sharing !== 'on' && this.sharing !== 'blocked') || !isDue) return this.sharing;
    const asked = this.personId;
    this.toldAt = this.now();
    let place: Place;
    try {
      place = await this.locate();
    } catch (error) {
      const isForbidden = (error as { code?: number } | null)?.code === PERMISSION_DENIED;
      return this.isStill(asked) ? this.become(isForbidden ? 'blocked' : this.sharing) : this.sharing;
    }
    if (!this.isStill(asked)) return this.sharing;
    await this.server.report(place).catch(() => undefined);
    return this.isStill(asked) ? this.become('on') : this.sharing;
  }

  /** He may have taken it back, or logged out, while the telephone was looking where it is. */
  private isStill(personId: string): boolean {
    return this.personId === personId && this.sharing !== 'off';
  }

  private become(sharing: Sharing): Sharing {
    this.sharing = this.locate ? sharing : 'impossible';
    return this.sharing;
  }
}

/** Ask the browser, which asks him the first time. */
export const locateBy =
  (geolocation: Geolocation): NonNullable<Locate> =>
  () =>
    new Promise((resolve, reject) => {
      geolocation.getCurrentPosition(
        ({ coords }) => resolve({ lon: coords.longitude, lat: coords.latitude, accuracy_m: coords.accuracy }),
        reject,
        { maximumAge: 60_000, timeout: 20_000 },
      );
    });
