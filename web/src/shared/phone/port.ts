/** What the desk asks of a telephone in the page. Calls are held by the server: the phone only registers, answers and mutes. */
export interface Phone {
  start: () => void;
  stop: () => void;
  /** Register again now: the switch may have forgotten this phone. */
  register: () => void;
  answer: () => void;
  setMuted: (isMuted: boolean) => void;
}

export type Registration = 'connecting' | 'registered' | 'failed';
export type PhoneSession = 'none' | 'ringing' | 'talking';

export interface PhoneListener {
  onRegistration: (registration: Registration) => void;
  onSession: (session: PhoneSession) => void;
  onMicrophone: (problem: MicrophoneProblem) => void;
  /** The browser refuses to play sound before the person has touched the page. */
  onSoundBlocked: () => void;
}

export interface PhoneAccount {
  url: string;
  address: string;
  domain: string;
  password: string;
}

export type MicrophoneProblem = 'denied' | 'missing' | 'busy' | 'insecure';
