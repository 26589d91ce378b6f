import { create } from 'zustand';
import type { MicrophoneProblem, PhoneSession } from './port';

export type PhoneStatus = 'off' | 'connecting' | 'registered' | 'failed' | 'elsewhere' | 'microphone';

interface PhoneStore {
  status: PhoneStatus;
  session: PhoneSession;
  isMuted: boolean;
  isSoundBlocked: boolean;
  microphone: MicrophoneProblem | null;
}

const resting: PhoneStore = {
  status: 'off',
  session: 'none',
  isMuted: false,
  isSoundBlocked: false,
  microphone: null,
};

/** The state of the telephone in this page, as the light in the top bar shows it. */
export const usePhone = create<PhoneStore>(() => resting);

export function resetPhone(): void {
  usePhone.setState(resting, true);
}
