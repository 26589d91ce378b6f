import { useText } from '@shared/i18n';
import type { Text } from '@shared/rt/events';
import { shortTime } from '@shared/ui/format';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Outage, Prospect } from './api';
import styles from './tickets.module.css';
import { useOutageWords } from './useOutageWords';

const at = (time: string) => shortTime(Date.parse(time));

interface OutagesProps {
  outages: Outage[];
  description: string;
  onUse: (sentence: string) => void;
}

/** Says that the whole area has it, and until when, before anybody is sent to one customer of many. */
export function Outages({ outages, description, onUse }: OutagesProps) {
  const { t } = useTranslation('tickets');
  const say = useOutageWords();
  return outages.map((outage) => {
    const sentence = say(outage);
    return (
      <Alert
        key={outage.outage_id}
        type="error"
        title={
          <>
            {t('outage.title', { begins: at(outage.begins_at) })}
            <small className={styles.about}>{sentence}</small>
          </>
        }
        data-testid="acceptance-outage"
        action={
          <Button
            size="small"
            disabled={description.includes(sentence)}
            onClick={() => onUse(sentence)}
            data-testid="acceptance-outage-use"
          >
            {t('outage.use')}
          </Button>
        }
      />
    );
  });
}

interface SlaProps {
  prospect: Prospect | undefined;
  /** It is of what was written before. */
  isStale: boolean;
  isFailed: boolean;
  limitH: number;
}

/** By when and by whom it would be dealt with if it were accepted now, as the server says. */
export function Sla({ prospect, isStale, isFailed, limitH }: SlaProps) {
  const { t } = useTranslation('tickets');
  const text = useText();
  const ticket = prospect?.ticket;
  if (!ticket)
    return (
      <p className={styles.sla} data-testid="acceptance-sla">
        {t('sla.limit', { hours: limitH })}
        {isFailed && ` · ${t('sla.failed')}`}
      </p>
    );
  const { order } = prospect;
  const isRegulators = ticket.regulator_due_at === ticket.due_at;
  return (
    <dl className={styles.sla} aria-busy={isStale} data-testid="acceptance-sla">
      <dt>{t('sla.due')}</dt>
      <dd>
        <b>{at(ticket.due_at)}</b>{' '}
        {isRegulators ? t('sla.regulator') : t('sla.hours', { hours: ticket.limit_h })}
      </dd>
      <dt>{t(order ? 'sla.sent' : 'sla.to')}</dt>
      <dd>{order ? <Crew order={order} text={text} /> : text(ticket.department?.name) || t('sla.nobody')}</dd>
      {order && (
        <>
          <dt>{t('sla.repaired')}</dt>
          <dd>
            <b>{at(order.due_at)}</b>
            {order.is_repeat && <span className={styles.repeat}>{t('sla.repeat')}</span>}
          </dd>
        </>
      )}
    </dl>
  );
}

interface CrewProps {
  order: NonNullable<Prospect['order']>;
  text: (words: Text | null | undefined) => string;
}

function Crew({ order: { area, crew }, text }: CrewProps) {
  const { t } = useTranslation('tickets');
  if (!area) return t('sla.noArea');
  if (!crew) return t('sla.noCrew', { area: text(area.text) });
  return t('sla.crew', { area: text(area.text), crew: text(crew.text), count: crew.open_orders });
}
