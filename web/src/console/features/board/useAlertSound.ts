import { useEffect, useState } from 'react';

const KEY = 'kefu-help-sound';
const [LOW_HZ, HIGH_HZ] = [660, 880];
const VOLUME = 0.1;

/** Two short tones whenever something more calls for somebody, if the supervisor wants that on this machine. */
export function useAlertSound(calling: string[]): [boolean, (isWanted: boolean) => void] {
  const [isWanted, want] = useState(() => localStorage.getItem(KEY) === 'on');
  const now = calling.toSorted().join(' ');
  const [heard, setHeard] = useState(now);
  useEffect(() => {
    if (now === heard) return;
    const before = new Set(heard.split(' '));
    if (isWanted && now.split(' ').some((each) => each && !before.has(each))) play();
    setHeard(now);
  }, [now, heard, isWanted]);
  const choose = (isOn: boolean) => {
    localStorage.setItem(KEY, isOn ? 'on' : 'off');
    want(isOn);
    if (isOn) play();
  };
  return [isWanted, choose];
}

function play(): void {
  const context = new AudioContext();
  for (const [index, hz] of [LOW_HZ, HIGH_HZ].entries()) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    const start = context.currentTime + index * 0.25;
    tone.frequency.value = hz;
    gain.gain.value = VOLUME;
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.2);
    if (index === 1) tone.onended = () => void context.close();
  }
}
