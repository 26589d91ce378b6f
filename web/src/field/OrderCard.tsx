import type { Shown } from './data/orders';
import { clock, t, time, words } from './i18n';
import { open } from './navigate';
import { Sla } from './Sla';
import { typeOf, type View } from './view';

/** What is special about an order: a word each, never colour alone. */
export function Marks({ order, view }: { order: Shown; view: View }) {
  return (
    <ul className="marks">
      <li>{words(view.snapshot?.severities[order.severity_code]) || order.severity_code}</li>
      <li className="state" data-testid="state" data-state={order.state}>
        {words(typeOf(view, order)?.states[order.state]) || order.state}
      </li>
      {order.hastened_count > 0 && (
        <li className="red">{t('mark.hastened', { count: order.hastened_count })}</li>
      )}
      {order.repeat_count > 0 && <li className="red">{t('mark.repeat', { count: order.repeat_count })}</li>}
      {order.reopened_count > 0 && <li className="red">{t('mark.reopened')}</li>}
      {order.outage_id && <li className="amber">{t('mark.outage')}</li>}
      {order.isGone && <li className="amber">{t('mark.gone')}</li>}
      {order.unsent > 0 && (
        <li className="amber" data-testid="not-sent">
          {t('mark.notSent')}
        </li>
      )}
      {order.undecided.length > 0 && (
        <li className="red" data-testid="has-conflict">
          {t('mark.conflict')}
        </li>
      )}
    </ul>
  );
}

export const appointmentOf = ({ appointment_from, appointment_to }: Shown): string =>
  appointment_from ? `${time(appointment_from)}–${appointment_to ? clock(appointment_to) : ''}` : '';

export function OrderCard({ order, view }: { order: Shown; view: View }) {
  return (
    <a
      className="card order"
      href={`/field?order=${order.order_no}`}
      data-testid="order-card"
      data-order={order.order_no}
      onClick={(event) => {
        event.preventDefault();
        open(order.order_no);
      }}
    >
      <div className="row">
        <strong>{words(typeOf(view, order)?.text) || order.type_code}</strong>
        <Sla order={order} skewMs={view.skewMs} />
      </div>
      <div className="address">{order.address}</div>
      {order.appointment_from && (
        <div>
          {t('appointment')} {appointmentOf(order)}
        </div>
      )}
      <Marks order={order} view={view} />
    </a>
  );
}
