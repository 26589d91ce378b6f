/**
 * Only one page of this browser may hold the phone. Web Locks free themselves when a page dies, so nobody is locked
 * out by a crash; a broadcast asks the holder to give way.
 */
export class PhoneLock {
  private readonly channel: BroadcastChannel;
  private readonly cancel = new AbortController();
  private letGo: (() => void) | null = null;

  constructor(
    private readonly name: string,
    private readonly listener: { onHeld: () => void; onElsewhere: () => void; onTaken: () => void },
  ) {
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = () => {
      if (!this.letGo) return;
      listener.onTaken();
      this.release();
    };
  }

  /** Take the phone if it is free; otherwise wait until the page that holds it goes. */
  async acquire(): Promise<void> {
    const hold = () => {
      this.listener.onHeld();
      return new Promise<void>((resolve) => {
        this.letGo = resolve;
      });
    };
    let isFree = true;
    await navigator.locks.request(this.name, { ifAvailable: true }, (lock) => {
      isFree = lock !== null;
      return lock ? hold() : undefined;
    });
    if (isFree) return;
    this.listener.onElsewhere();
    // Aborted when this page stops waiting; that is not an error.
    await navigator.locks.request(this.name, { signal: this.cancel.signal }, hold).catch(() => {});
  }

  takeOver(): void {
    this.channel.postMessage('take_over');
  }

  release(): void {
    this.cancel.abort();
    this.channel.close();
    this.letGo?.();
    this.letGo = null;
  }
}
