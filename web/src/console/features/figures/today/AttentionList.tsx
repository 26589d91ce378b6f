import { CheckOutlined } from '@ant-design/icons';
import { DialButton } from '@console/DialButton';
import { useProblemMessage } from '@console/useProblemMessage';
import { useTimeZone } from '@shared/api/session';
import { useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import { duration, phoneNumber, timeOf } from '@shared/ui/format';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { Table } from '@shared/ui/Table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Attention, attend, attentionQuery, callBack, type Needed } from './api';
import styles from './today.module.css';

const columns = ['at', 'number', 'why', 'waited', 'queue'] as const;

/** Who still needs somebody today: callers whom nobody served, promises that are due; and how much work is late. */
export function AttentionList({ turn }: { turn: number }) {
  const { t } = useTranslation('figures');
  const { data, error, refetch } = useQuery(attentionQuery(turn));
  const count = data && data.lost.count + data.callbacks.count;
  return (
    <Panel title={t('attention.title')} note={count !== undefined && t('attention.count', { count })} isFlush>
      {error && !data && <PanelError error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={8} isPadded />}
      {data && <Late attention={data} />}
      {data && count === 0 && <Empty title={t('attention.none')} hint={t('attention.noneHint')} />}
      {data && count !== undefined && count > 0 && (
        <Table
          columns={columns}
          head={(column) => t(`attention.column.${column}`)}
          buttons={t('attention.column.act')}
          testId="attention-table"
        >
          {[...data.callbacks.calls, ...data.lost.calls].map((needed) => (
            <Row key={`${needed.why} ${needed.call_id}`} needed={needed} />
          ))}
        </Table>
      )}
    </Panel>
  );
}

function Late({ attention }: { attention: Attention }) {
  const { t } = useTranslation('figures');
  const maySeeOrders = useCan('workorder.view');
  const maySeeTickets = useCan('ticket.view');
  return (
    <p className={styles.late}>
      {maySeeOrders && (
        <Link to="/dispatch" data-bad={attention.orders_late > 0}>
          {t('attention.ordersLate', { count: attention.orders_late })}
        </Link>
      )}
      {maySeeTickets && (
        <Link to="/tickets" data-bad={attention.tickets_late > 0}>
          {t('attention.ticketsLate', { count: attention.tickets_late })}
        </Link>
      )}
    </p>
  );
}

function Row({ needed }: { needed: Needed }) {
  const { t } = useTranslation('figures');
  const text = useText();
  const say = useProblemMessage();
  const zone = useTimeZone();
  const queries = useQueryClient();
  const done = useMutation({
    mutationFn: () => attend(needed.call_id),
    onError: say,
    onSettled: () => queries.invalidateQueries({ queryKey: ['figures', 'attention'] }),
  });
  return (
    <tr data-testid="attention-row">
      <th scope="row">{timeOf(Date.parse(needed.at), zone)}</th>
      <td className={styles.number}>
        {phoneNumber(needed.number)}
        {needed.times > 1 && <small> {t('attention.times', { count: needed.times })}</small>}
      </td>
      <td>
        <Pill tone={needed.why === 'open' ? 'warn' : 'danger'}>{t(`attention.why.${needed.why}`)}</Pill>
      </td>
      <td>{needed.waited_ms === null ? '—' : duration(needed.waited_ms)}</td>
      <td>{text(needed.queue) || '—'}</td>
      <td>
        <div className={styles.acts}>
          <DialButton dial={() => callBack(needed.call_id)} testId="attention-dial" />
          <Button
            size="small"
            icon={<CheckOutlined />}
            loading={done.isPending}
            title={t('attention.doneHint')}
            onClick={() => done.mutate()}
            data-testid="attention-done"
          >
            {t('attention.done')}
          </Button>
        </div>
      </td>
    </tr>
  );
}
