import { useEffect, useState } from 'react';
import { clockText, urgency } from './data/deadline';
import { t } from './i18n';
import type { FieldOrder } from './model';

/** Time until the deadline by the server's clock: a word, a number, and a colour. */
export function Sla({ order, skewMs }: { order: FieldOrder; skewMs: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(ticking);
  }, []);
  const server = now + skewMs;
  const level = urgency(order, server);
  const isTicking = level !== 'over' && level !== 'waiting';
  return (
    <span className={`sla ${level}`} data-testid="sla" data-level={level}>
      {t(`sla.${level}`)} {isTicking && <b>{clockText(Date.parse(order.due_at) - server)}</b>}
    </span>
  );
}
