import { Replayer } from '@rrweb/replay';
import '@rrweb/replay/dist/style.css';

type Event = Exclude<Parameters<Replayer['addEvent']>[0], string>;

/** Show another page's record below an element as it comes; each of its events is played at once, in order. */
export class Player {
  private replayer: Replayer | null = null;
  private pieces: string[] = [];

  constructor(
    private readonly root: HTMLElement,
    private readonly title: string,
    private readonly onPicture: () => void,
  ) {}

  /** Take one piece; a set that has lost one is left out, the server has a whole picture follow. */
  take(piece: { part: number; parts: number; text: string }): void {
    if (piece.part === 0) this.pieces = [];
    if (piece.part !== this.pieces.length) return;
    this.pieces.push(piece.text);
    if (this.pieces.length < piece.parts) return;
    const events = JSON.parse(this.pieces.join('')) as Event[];
    this.pieces = [];
    for (const event of events) this.play(event);
  }

  stop(): void {
    this.replayer?.destroy();
    this.replayer = null;
  }

  /** Shrink the picture to the room that there is. */
  fit(): void {
    const wrapper = this.replayer?.wrapper;
    const picture = this.replayer?.iframe;
    if (!wrapper || !picture) return;
    const width = Number(picture.width) || 1;
    const scale = Math.min(
      1,
      this.root.clientWidth / width,
      this.root.clientHeight / (Number(picture.height) || 1),
    );
    const left = Math.max(0, (this.root.clientWidth - width * scale) / 2);
    wrapper.style.transform = `translateX(${left}px) scale(${scale})`;
    wrapper.style.transformOrigin = '0 0';
  }

  private play(event: Event): void {
    if (!this.replayer) {
      this.replayer = new Replayer([], {
        root: this.root,
        liveMode: true,
        mouseTail: false,
        triggerFocus: false,
        showWarning: false,
        UNSAFE_replayCanvas: false,
      });
      this.replayer.iframe.title = this.title;
      this.replayer.iframe.tabIndex = -1;
      this.replayer.on('resize', () => this.fit());
      this.replayer.on('fullsnapshot-rebuilded', () => {
        this.fit();
        this.onPicture();
      });
      this.replayer.startLive(event.timestamp);
    }
    this.replayer.addEvent(event);
  }
}
