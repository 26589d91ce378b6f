import { useLanguage } from '@shared/i18n';
import { fullTime, shortTime } from '@shared/ui/format';
import { useTranslation } from 'react-i18next';
import type { OrderEvent, WholeOrder } from '../api';
import { useOrderWords } from '../words';
import styles from './order.module.css';

/** All that has happened to the order, the latest first; what was done offline says when it was done. */
export function Timeline({ order }: { order: WholeOrder }) {
  const { t } = useTranslation('dispatch');
  return (
    <section className={styles.section} aria-labelledby="order-timeline">
      <h3 id="order-timeline">{t('timeline')}</h3>
      <ol className={styles.timeline} data-testid="timeline">
        {order.events.toReversed().map((event) => (
          <Entry key={event.event_id} event={event} order={order} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ event, order }: { event: OrderEvent; order: WholeOrder }) {
  const { t } = useTranslation('dispatch');
  const language = useLanguage();
  const words = useOrderWords();
  const { at, client_at, action, actor_name, via, from_state, to_state, detail } = event;
  const of = (name: string) => (typeof detail[name] === 'string' ? detail[name] : '');
  const done = client_at ?? at;
  const isLate = client_at !== null && Date.parse(at) - Date.parse(client_at) > LATE_MS;
  const said = [
    [words.crewName(of('crew_id')), words.personName(of('person_id'))].filter(Boolean).join(' · '),
    words.areaName(of('area_id') || null),
    of('from_at') && shortTime(Date.parse(of('from_at'))),
    of('result_code') && words.result(of('result_code')),
    of('reason'),
    of('note'),
    of('order_no'),
    typeof detail.number === 'number' ? t('tag.level', { level: detail.number }) : '',
  ].filter(Boolean);
  return (
    <li data-action={action}>
      <time dateTime={done} title={fullTime(Date.parse(done), language)}>
        {shortTime(Date.parse(done))}
      </time>
      <div>
        <b>{words.action(action)}</b>
        {from_state !== to_state && from_state !== '' && (
          <> → {words.state({ type_code: order.type_code, state: to_state })}</>
        )}
        <small>
          {via === 'system' ? words.via(via) : `${actor_name} · ${words.via(via)}`}
          {isLate && ` · ${t('sentLater', { time: shortTime(Date.parse(at)) })}`}
        </small>
        {said.length > 0 && <p>{said.join(' · ')}</p>}
      </div>
    </li>
  );
}

const LATE_MS = 60_000;
