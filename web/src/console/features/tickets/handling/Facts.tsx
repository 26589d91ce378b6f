import { useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import { phoneNumber, shortTime } from '@shared/ui/format';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WholeTicket } from './api';
import { DialBack } from './DialBack';
import styles from './handling.module.css';
import { useTicketWords } from './words';

const time = (at: string | null) => (at ? shortTime(Date.parse(at)) : null);

/** Who asked for what, where, by when, who works on it. */
export function Facts({ ticket }: { ticket: WholeTicket }) {
  const { t } = useTranslation('handling');
  const words = useTicketWords();
  const text = useText();
  const maySeeCustomer = useCan('customer.view');
  const maySeeOrder = useCan('workorder.view');
  const order = ticket.work_order_id;
  const regulator = [
    ticket.regulator_code && words.regulator(ticket.regulator_code),
    ticket.regulator_case_no,
    ticket.regulator_received_on && t('fact.receivedOn', { day: ticket.regulator_received_on }),
    ticket.regulator_due_at && t('fact.regulatorDue', { time: time(ticket.regulator_due_at) }),
  ].filter(Boolean);
  const rows: [string, ReactNode][] = [
    [t('column.what'), `${words.kind(ticket.kind)} · ${text(ticket.category)}`],
    [t('fact.description'), ticket.description],
    [
      t('column.who'),
      <>
        {ticket.caller_name} {phoneNumber(ticket.caller_number)}{' '}
        {ticket.customer_id && maySeeCustomer && (
          <Link to="/" search={{ customer: ticket.customer_id }} className={styles.link}>
            {t('fact.customer')}
          </Link>
        )}
        {ticket.is_call_pending && (
          <div>
            <DialBack ticket={ticket} />
          </div>
        )}
      </>,
    ],
    [t('fact.address'), ticket.address],
    [t('fact.resource'), ticket.resource],
    [t('fact.origin'), words.origin(ticket.origin)],
    [t('fact.accepted'), `${time(ticket.accepted_at)} · ${ticket.first_responsible}`],
    [t('column.department'), text(ticket.department) || t('nobody')],
    [t('fact.handler'), ticket.handler],
    [t('fact.due'), time(ticket.due_at)],
    [t('fact.firstAnswer'), !ticket.first_answer_at && time(ticket.first_answer_due_at)],
    [t('fact.answered'), time(ticket.answered_at)],
    [t('fact.replyBy'), `${words.way(ticket.reply_by)} ${phoneNumber(ticket.reply_to)}`],
    [t('fact.regulator'), regulator.join(' · ')],
    [
      t('fact.order'),
      order &&
        (maySeeOrder ? (
          <Link to="/dispatch" search={{ order }} className={styles.link} data-testid="ticket-order">
            {t(ticket.is_order_open ? 'fact.orderOpen' : 'fact.orderOver')}
          </Link>
        ) : (
          t(ticket.is_order_open ? 'tag.order' : 'fact.orderOver')
        )),
    ],
    [
      t('fact.aboutOrder'),
      ticket.about_order_id && maySeeOrder && (
        <Link to="/dispatch" search={{ order: ticket.about_order_id }} className={styles.link}>
          {t('fact.showOrder')}
        </Link>
      ),
    ],
    [
      t('fact.repeatOf'),
      ticket.repeat_of && (
        <Link to="/tickets" search={{ ticket: ticket.repeat_of }} className={styles.link}>
          {t('fact.showRepeated')}
        </Link>
      ),
    ],
    [t('fact.closed'), time(ticket.closed_at)],
    [
      t('fact.satisfied'),
      ticket.is_satisfied !== null && t(ticket.is_satisfied ? 'satisfied' : 'dissatisfied'),
    ],
  ];
  return (
    <dl className={styles.facts}>
      {rows
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
