import { useCan } from '@shared/perm/Can';
import { shortTime } from '@shared/ui/format';
import { Panel } from '@shared/ui/Panel';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Typography } from 'antd';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Accepted } from './api';
import { ticketQuery } from './handling/api';
import styles from './tickets.module.css';

interface DoneProps {
  accepted: Accepted;
  onNext: () => void;
}

/** What has become of it: the number to tell the customer, by when, who is sent. Enter or Esc begins the next one. */
export function Done({ accepted, onNext }: DoneProps) {
  const { t } = useTranslation('tickets');
  const mayRead = useCan('ticket.view');
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => next.current?.focus(), []);
  const press = (event: KeyboardEvent) => {
    // What handed the form in may still be held down; it must not hide the number.
    if (event.key === 'Enter' && (event.repeat || event.ctrlKey || event.metaKey)) event.preventDefault();
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onNext();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears the key that its button does not
    <div className={styles.acceptance} onKeyDown={press} data-testid="acceptance-done">
      <Panel title={t('accept.title')}>
        <div role="status" className={styles.done}>
          <p className={styles.doneTitle}>{t(accepted.is_final ? 'done.settled' : 'done.title')}</p>
          <dl className={styles.sla}>
            <dt>{t('done.number')}</dt>
            <dd>
              <Typography.Text copyable strong data-testid="acceptance-number">
                {accepted.ticket_no}
              </Typography.Text>
              {mayRead && (
                <Link to="/tickets" search={{ ticket: accepted.ticket_id }} className={styles.link}>
                  {t('done.open')}
                </Link>
              )}
            </dd>
            {!accepted.is_final && (
              <>
                <dt>{t('sla.due')}</dt>
                <dd>{shortTime(Date.parse(accepted.due_at))}</dd>
              </>
            )}
            {mayRead && <Order ticketId={accepted.ticket_id} />}
          </dl>
        </div>
        {/* Not where the form was handed in: a second click there must not hide the number. */}
        <Button ref={next} type="primary" onClick={onNext} data-testid="acceptance-next">
          {t('done.next')}
        </Button>
      </Panel>
    </div>
  );
}

/** The work order that the ticket has made, if it has. */
function Order({ ticketId }: { ticketId: string }) {
  const { t } = useTranslation('tickets');
  const mayDispatch = useCan('workorder.view');
  const { data } = useQuery(ticketQuery(ticketId));
  const number = data?.events?.findLast(({ detail }) => detail.order_no)?.detail.order_no;
  if (!data?.work_order_id || !number) return null;
  return (
    <>
      <dt>{t('done.order')}</dt>
      <dd>
        <Typography.Text copyable data-testid="acceptance-order">
          {number}
        </Typography.Text>
        {mayDispatch && (
          <Link to="/dispatch" search={{ order: data.work_order_id }} className={styles.link}>
            {t('done.open')}
          </Link>
        )}
      </dd>
    </>
  );
}
