import { UA, WebSocketInterface } from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { RTCSessionEvent } from 'jssip/lib/UA';
import { microphoneProblem } from './microphone';
import type { Phone, PhoneAccount, PhoneListener } from './port';

/** Hosts only: seats reach the switch directly or over the same network; no STUN needed. */
const PC_CONFIG: RTCConfiguration = { iceServers: [], bundlePolicy: 'max-bundle' };
const AUTO_ANSWER_HEADER = 'X-Kefu-Auto-Answer';
const BUSY_HERE = 486;
const RETRY_MS = 2_000;

/** A telephone over SIP in the page: registers, rings, answers, plays the far end. */
export class JsSipPhone implements Phone {
  private readonly ua: UA;
  private session: RTCSession | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly remote = new Audio();

  constructor(
    account: PhoneAccount,
    private readonly listener: PhoneListener,
  ) {
    this.remote.autoplay = true;
    this.ua = new UA({
      sockets: [new WebSocketInterface(account.url)],
      uri: `sip:${account.address}@${account.domain}`,
      password: account.password,
      register_expires: 60,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 10,
    });
    this.ua.on('connecting', () => listener.onRegistration('connecting'));
    this.ua.on('registered', () => listener.onRegistration('registered'));
    this.ua.on('unregistered', () => listener.onRegistration('connecting'));
    this.ua.on('registrationFailed', () => this.refused());
    this.ua.on('disconnected', () => listener.onRegistration('connecting'));
    this.ua.on('newRTCSession', (event: RTCSessionEvent) => this.offered(event));
  }

  start(): void {
    this.listener.onRegistration('connecting');
    this.ua.start();
  }

  stop(): void {
    clearTimeout(this.retry);
    this.ua.stop();
    this.remote.srcObject = null;
  }

  /** JsSIP tells of the first registration only, not of a refreshed one: so leave first. */
  register(): void {
    this.listener.onRegistration('connecting');
    if (!this.ua.isRegistered()) {
      this.ua.register();
      return;
    }
    this.ua.once('unregistered', () => this.ua.register());
    this.ua.unregister();
  }

  answer(): void {
    this.session?.answer({ mediaConstraints: { audio: true, video: false }, pcConfig: PC_CONFIG });
  }

  setMuted(isMuted: boolean): void {
    if (isMuted) this.session?.mute({ audio: true });
    else this.session?.unmute({ audio: true });
  }

  /** JsSIP tries again only after a lost connection; a switch that knows this seat a moment later deserves it too. */
  private refused(): void {
    this.listener.onRegistration('failed');
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.ua.register(), RETRY_MS);
  }

  private offered({ session, request }: RTCSessionEvent): void {
    if (this.session) {
      session.terminate({ status_code: BUSY_HERE });
      return;
    }
    this.session = session;
    session.on('peerconnection', ({ peerconnection }) => this.hear(peerconnection));
    // JsSIP would wait for the end of gathering; with host candidates only, the first is enough.
    session.on('icecandidate', ({ ready }) => ready());
    session.on('getusermediafailed', (error) => this.listener.onMicrophone(microphoneProblem(error)));
    session.on('confirmed', () => this.listener.onSession('talking'));
    session.on('ended', () => this.over(session));
    session.on('failed', () => this.over(session));
    if (request.getHeader(AUTO_ANSWER_HEADER) === '1') this.answer();
    else this.listener.onSession('ringing');
  }

  private hear(connection: RTCPeerConnection): void {
    connection.addEventListener('track', ({ streams, track }) => {
      this.remote.srcObject = streams[0] ?? new MediaStream([track]);
      this.remote.play().catch(() => this.playAfterTouch());
    });
  }

  private playAfterTouch(): void {
    this.listener.onSoundBlocked();
    const play = () => {
      removeEventListener('pointerdown', play);
      removeEventListener('keydown', play);
      if (this.session) void this.remote.play();
    };
    addEventListener('pointerdown', play);
    addEventListener('keydown', play);
  }

  private over(session: RTCSession): void {
    if (this.session !== session) return;
    this.session = null;
    this.remote.srcObject = null;
    this.listener.onSession('none');
  }
}
