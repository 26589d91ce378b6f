import '@shared/theme/reset.css';
import '@shared/theme/tokens.css';
import './field.css';
import './form.css';
import { createRoot } from 'react-dom/client';
import { httpServer } from './data/api';
import { Field, type Surroundings } from './data/field';
import { locateBy } from './data/position';
import { indexedDbShelf } from './data/shelf';
import { Failure } from './Failure';
import { Page } from './Page';

const REFRESH_MS = 60_000;

const around: Surroundings = {
  now: () => Date.now(),
  id: () => crypto.randomUUID(),
  isOnline: () => navigator.onLine,
  locate: navigator.geolocation && locateBy(navigator.geolocation),
  later(run, ms) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  // Two windows of this page must not send the same at once.
  alone: async (run) => {
    if (navigator.locks) await navigator.locks.request('kefu-field', run);
    else await run();
  },
};

async function start(): Promise<void> {
  const field = new Field(indexedDbShelf(), httpServer(), around);
  const root = document.getElementById('root');
  if (root)
    createRoot(root).render(
      <Failure>
        <Page field={field} />
      </Failure>,
    );
  addEventListener('online', () => field.setOnline(true));
  addEventListener('offline', () => field.setOnline(false));
  const look = () => document.visibilityState === 'visible' && void field.sync();
  document.addEventListener('visibilitychange', look);
  setInterval(look, REFRESH_MS);
  await field.start();
  void navigator.storage?.persist?.();
  if (import.meta.env.PROD && 'serviceWorker' in navigator)
    await navigator.serviceWorker.register('/field-sw.js', { scope: '/field' }).catch(() => undefined);
}

void start();
