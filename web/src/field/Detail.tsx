import { phoneNumber } from '@shared/ui/format';
import { type ReactNode, useState } from 'react';
import { Complete } from './Complete';
import { Conflict } from './Conflict';
import { photoPath } from './data/api';
import { codeOf, type Field } from './data/field';
import type { Shown } from './data/orders';
import { problemText, t, time, words } from './i18n';
import type { Action, Detail as Said } from './model';
import { open } from './navigate';
import { appointmentOf, Marks } from './OrderCard';
import { Reason } from './Reason';
import { Sla } from './Sla';
import { typeOf, type View } from './view';

const FORWARD: Action[] = ['accept', 'resume', 'set_out', 'arrive', 'complete'];
const ASIDE: Action[] = ['suspend', 'return'];

interface DetailProps {
  field: Field;
  view: View;
  order: Shown;
  bars: ReactNode;
}

/** One order: who, where, what, and what can be done next with one thumb. */
export function Detail({ field, view, order, bars }: DetailProps) {
  const [doing, setDoing] = useState<Action | null>(null);
  const [problem, setProblem] = useState('');
  const act = async (action: Action, detail?: Said) => {
    try {
      await field.act(order, action, detail);
      setDoing(null);
      setProblem('');
    } catch (error) {
      setProblem(problemText(codeOf(error)));
    }
  };
  if (doing === 'complete')
    return <Complete field={field} view={view} order={order} bars={bars} onClose={() => setDoing(null)} />;

  const forward = FORWARD.filter((action) => order.actions.includes(action));
  const aside = ASIDE.filter((action) => order.actions.includes(action));
  const [next, ...others] = forward;
  const begin = (action: Action) =>
    action === 'complete' || ASIDE.includes(action) ? setDoing(action) : void act(action);
  const sent = order.photo_ids;
  return (
    <div className="page" data-testid="order" data-state={order.state}>
      <header className="top">
        <button
          type="button"
          className="back"
          aria-label={t('back')}
          onClick={() => open(null)}
          data-testid="back"
        >
          ‹
        </button>
        <h1>{order.order_no}</h1>
      </header>
      {bars}
      <main className="body">
        {order.undecided.map((entry) => (
          <Conflict key={entry.seq} field={field} view={view} order={order} entry={entry} />
        ))}
        <section className="card">
          <div className="row">
            <h2>{words(typeOf(view, order)?.text) || order.type_code}</h2>
            <Sla order={order} skewMs={view.skewMs} />
          </div>
          <Marks order={order} view={view} />
          <p>{order.description || t('noDescription')}</p>
          {order.outage_id && <p className="note warn">{t('outageHint')}</p>}
        </section>
        <section className="card">
          <dl>
            <Fact name={t('customer')} value={order.contact_name} />
            <Fact name={t('phone')} value={phoneNumber(order.contact_phone)} />
            <Fact name={t('address')} value={order.address} />
            <Fact name={t('appointment')} value={appointmentOf(order)} />
            <Fact name={t('product')} value={order.product} />
            <Fact name={t('crew')} value={words(order.crew)} />
            <Fact name={t('due')} value={time(order.due_at)} />
            <Fact
              name={t('repeats')}
              value={order.repeat_count > 0 ? t('times', { count: order.repeat_count }) : ''}
            />
            <Fact name={t('reason')} value={order.reason} />
            <Fact name={t('note')} value={order.note} />
          </dl>
          {order.is_address_vague && <p className="note warn">{t('vague')}</p>}
          <div className="links">
            {/^[+0-9]+$/.test(order.contact_phone) && (
              <a className="plain" href={`tel:${order.contact_phone}`} data-testid="call">
                {t('call')}
              </a>
            )}
            <a
              className="plain"
              href={`geo:0,0?q=${encodeURIComponent(order.address)}`}
              data-testid="navigate"
            >
              {t('navigate')}
            </a>
          </div>
        </section>
        <History order={order} />
        {sent.length > 0 && (
          <section className="card">
            <h2>{t('sentPhotos')}</h2>
            <div className="strip">
              {sent.map((id, place) => (
                <img
                  key={id}
                  src={photoPath(order.work_order_id, id)}
                  alt={t('photoNumber', { number: place + 1 })}
                  loading="lazy"
                />
              ))}
            </div>
          </section>
        )}
      </main>
      <footer className="foot">
        <p role="alert" className="fault">
          {problem}
        </p>
        {forward.length + aside.length === 0 && !order.is_final && <p className="hint">{t('nothingToDo')}</p>}
        <div className="others">
          {[...aside, ...others].map((action) => (
            <button
              key={action}
              type="button"
              className="plain"
              onClick={() => begin(action)}
              data-testid={`action-${action}`}
            >
              {t(`do.${action}`)}
            </button>
          ))}
        </div>
        {next && (
          <button
            type="button"
            className="primary wide"
            onClick={() => begin(next)}
            data-testid={`action-${next}`}
          >
            {t(`do.${next}`)}
          </button>
        )}
      </footer>
      {doing && (
        <Reason
          action={doing}
          problem={problem}
          onClose={() => setDoing(null)}
          onSay={(reason) => void act(doing, { reason })}
        />
      )}
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  if (!value) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** What has happened so far, as far as the order itself says. */
function History({ order }: { order: Shown }) {
  const steps: [string, string | null][] = [
    ['opened', order.opened_at],
    ['assigned', order.assigned_at],
    ['hastened', order.hastened_at],
    ['accepted', order.accepted_at],
    ['setOut', order.set_out_at],
    ['arrived', order.arrived_at],
    ['suspended', order.suspended_at],
    ['closed', order.closed_at],
  ];
  const known = steps
    .flatMap(([name, at]) => (at ? [{ name, at }] : []))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return (
    <section className="card">
      <h2>{t('history')}</h2>
      <dl>
        {known.map(({ name, at }) => (
          <Fact key={name} name={t(`at.${name}`)} value={time(at)} />
        ))}
      </dl>
    </section>
  );
}
