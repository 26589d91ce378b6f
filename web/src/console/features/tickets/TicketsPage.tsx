import { useText } from '@shared/i18n';
import { shortTime } from '@shared/ui/format';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { kinds, ticketsQuery } from './api';
import { TicketDrawer } from './TicketDrawer';
import styles from './tickets.module.css';
import { useStateWord } from './words';

const shows = ['open', 'mine', 'overdue', 'all'] as const;

/** Tickets, the most pressing first. */
export function TicketsPage() {
  const { t } = useTranslation('tickets');
  const text = useText();
  const word = useStateWord();
  const navigate = useNavigate();
  const { kind, show = 'open', ticket } = useSearch({ strict: false });
  const filters = { ...(kind ? { kind } : {}), show };
  const query = useInfiniteQuery(ticketsQuery(filters));
  const { data, error } = query;
  const tickets = data?.pages.flatMap((page) => page.tickets) ?? [];
  const go = (search: { kind?: string; show?: string; ticket?: string }) =>
    void navigate({ to: '/tickets', search });
  return (
    <Panel title={t('page.title')} isFlush>
      <div className={styles.filters}>
        <Select
          aria-label={t('field.kind')}
          value={kind ?? ''}
          options={[
            { value: '', label: t('page.anyKind') },
            ...kinds.map((value) => ({ value, label: t(`kind.${value}`) })),
          ]}
          onChange={(value) => go({ show, ...(value ? { kind: value } : {}) })}
        />
        <Select
          aria-label={t('page.show')}
          value={show}
          options={shows.map((value) => ({ value, label: t(`show.${value}`) }))}
          onChange={(value) => go({ ...filters, show: value })}
        />
      </div>
      {error && <PanelError error={error} onRetry={() => void query.refetch()} />}
      {!data && !error && <Skeleton lines={8} />}
      {data && tickets.length === 0 && <Empty title={t('page.none')} hint={t('page.noneHint')} />}
      <ul className={styles.list}>
        {tickets.map((one) => (
          <li key={one.ticket_id}>
            <button
              type="button"
              onClick={() => go({ ...filters, ticket: one.ticket_id })}
              data-testid="ticket-open"
            >
              {one.ticket_no}
            </button>
            <span>{[t(`kind.${one.kind}`), text(one.category)].join(' · ')}</span>
            <span>{one.caller_name || one.caller_number}</span>
            <span>{word(one)}</span>
            <span>
              {one.is_overdue && <Pill tone="danger">{t('page.overdue')}</Pill>}{' '}
              {shortTime(Date.parse(one.due_at))}
            </span>
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('page.more')}
        </Button>
      )}
      {ticket && <TicketDrawer key={ticket} ticketId={ticket} onClose={() => go(filters)} />}
    </Panel>
  );
}
