import type { PhoneView } from '../rt/events';
import { PhoneLock } from './lock';
import { checkMicrophone } from './microphone';
import type { Phone, PhoneAccount, PhoneListener, Registration } from './port';
import { Ringtone } from './ringtone';
import { resetPhone, usePhone } from './store';

type MakePhone = (account: PhoneAccount, listener: PhoneListener) => Promise<Phone>;

/** A click on Answer that comes before the INVITE is kept for this long. */
const EARLY_ANSWER_MS = 3_000;

/** JsSIP is large, and pages without a web phone never need it. */
const makeJsSipPhone: MakePhone = async (account, listener) => {
  const { JsSipPhone } = await import('./jssip');
  return new JsSipPhone(account, listener);
};

/** Keeps the page's telephone as the server wants it: one page holds it, with the credentials of this session. */
export class PhoneController {
  private phone: Phone | null = null;
  private lock: PhoneLock | null = null;
  private account: PhoneAccount | null = null;
  private generation = 0;
  private answerUntil = 0;
  private readonly ringtone = new Ringtone();

  constructor(
    private readonly agentId: string,
    private readonly makePhone: MakePhone = makeJsSipPhone,
  ) {}

  /** Follow the server's latest word about this agent's phone. */
  update(view: PhoneView | null): void {
    const account = view && accountOf(view);
    if (!account) {
      this.stop();
      if (view?.is_elsewhere) usePhone.setState({ status: 'elsewhere' });
      return;
    }
    if (this.account && JSON.stringify(account) === JSON.stringify(this.account)) return;
    this.stop();
    this.account = account;
    this.claim();
  }

  answer(): void {
    const { session } = usePhone.getState();
    if (session === 'ringing') this.phone?.answer();
    else if (session === 'none') this.answerUntil = performance.now() + EARLY_ANSWER_MS;
  }

  setMuted(isMuted: boolean): void {
    if (usePhone.getState().session !== 'talking') return;
    this.phone?.setMuted(isMuted);
    usePhone.setState({ isMuted });
  }

  /** Make oneself known to a switch that has come back. */
  renew(): void {
    this.phone?.register();
  }

  /** Ask another page of this browser to give the phone up; the server asks pages elsewhere. */
  takeOver(): void {
    if (this.account && !this.lock) this.claim();
    this.lock?.takeOver();
  }

  /** Look for the microphone again, after the person has plugged one in or allowed it. */
  retry(): void {
    if (usePhone.getState().status === 'microphone') void this.register();
  }

  stop(): void {
    this.generation += 1;
    this.ringtone.stop();
    this.phone?.stop();
    this.phone = null;
    this.lock?.release();
    this.lock = null;
    this.account = null;
    resetPhone();
  }

  private claim(): void {
    this.lock = new PhoneLock(`kefu-phone-${this.agentId}`, {
      onHeld: () => void this.register(),
      onElsewhere: () => usePhone.setState({ status: 'elsewhere' }),
      onTaken: () => {
        const account = this.account;
        this.stop();
        this.account = account;
        usePhone.setState({ status: 'elsewhere' });
      },
    });
    void this.lock.acquire();
  }

  private async register(): Promise<void> {
    const generation = ++this.generation;
    const { account } = this;
    if (!account) return;
    this.phone?.stop();
    this.phone = null;
    usePhone.setState({ status: 'connecting', microphone: null });
    const microphone = await checkMicrophone();
    if (generation !== this.generation) return;
    if (microphone) {
      usePhone.setState({ status: 'microphone', microphone });
      return;
    }
    const phone = await this.makePhone(account, this.listener(generation));
    if (generation !== this.generation) return;
    this.phone = phone;
    phone.start();
  }

  private listener(generation: number): PhoneListener {
    const isCurrent = () => generation === this.generation;
    return {
      onRegistration: (status: Registration) => isCurrent() && usePhone.setState({ status }),
      onSession: (session) => {
        if (!isCurrent()) return;
        usePhone.setState({ session, isMuted: false, isSoundBlocked: false });
        if (session !== 'ringing') this.ringtone.stop();
        else if (performance.now() < this.answerUntil) this.phone?.answer();
        else this.ringtone.start();
        this.answerUntil = 0;
      },
      onMicrophone: (microphone) => isCurrent() && usePhone.setState({ status: 'microphone', microphone }),
      onSoundBlocked: () => isCurrent() && usePhone.setState({ isSoundBlocked: true }),
    };
  }
}

function accountOf(view: PhoneView): PhoneAccount | null {
  if (view.kind !== 'web_phone' || !view.password || view.is_elsewhere) return null;
  return {
    url: location.origin.replace(/^http/, 'ws') + view.ws_path,
    address: view.address,
    domain: view.domain,
    password: view.password,
  };
}
