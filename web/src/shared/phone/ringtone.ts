const FREQUENCY_HZ = 450;
const RING_S = 1;
const CYCLE_MS = 5_000;
const VOLUME = 0.12;

/** The Chinese ringing tone (450 Hz, one second in five), generated so that no sound file is needed. */
export class Ringtone {
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    if (this.timer) return;
    this.context ??= new AudioContext();
    void this.context.resume();
    this.ring();
    this.timer = setInterval(() => this.ring(), CYCLE_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    void this.context?.suspend();
  }

  private ring(): void {
    if (!this.context) return;
    const { currentTime, destination } = this.context;
    const tone = this.context.createOscillator();
    const gain = this.context.createGain();
    tone.frequency.value = FREQUENCY_HZ;
    gain.gain.setValueAtTime(0, currentTime);
    gain.gain.linearRampToValueAtTime(VOLUME, currentTime + 0.05);
    gain.gain.setValueAtTime(VOLUME, currentTime + RING_S - 0.05);
    gain.gain.linearRampToValueAtTime(0, currentTime + RING_S);
    tone.connect(gain).connect(destination);
    tone.start();
    tone.stop(currentTime + RING_S);
  }
}
