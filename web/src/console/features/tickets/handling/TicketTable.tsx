import { Pages } from '@console/lists/Pages';
import { useText } from '@shared/i18n';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { cells, Opener, Table } from '@shared/ui/Table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Ticket, ticketsQuery } from './api';
import { DueClock } from './DueClock';
import { type Filter, isFiltered } from './search';
import { Tags } from './Tags';
import { toneOfState, useTicketWords } from './words';

const columns = ['no', 'due', 'what', 'who', 'department', 'state'] as const;

interface TicketTableProps {
  filter: Filter;
  openId: string | undefined;
  onOpen: (ticketId: string) => void;
  onShowAll: () => void;
}

/** The tickets that the filter leaves, page by page. */
export function TicketTable({ filter, openId, onOpen, onShowAll }: TicketTableProps) {
  const { t } = useTranslation('handling');
  const query = useInfiniteQuery(ticketsQuery(filter));
  const { data, hasNextPage } = query;
  const tickets = data?.pages.flatMap((page) => page.tickets) ?? [];
  const isNarrowed = isFiltered(filter);
  const note = data && t(hasNextPage ? 'countSoFar' : 'count', { count: tickets.length });
  return (
    <Panel title={t('list')} note={note} isFlush>
      <Pages
        query={query}
        isEmpty={tickets.length === 0}
        older={t('older')}
        empty={
          <Empty
            title={t(isNarrowed ? 'nothingFound' : 'none')}
            hint={t(isNarrowed ? 'nothingFoundHint' : 'noneHint')}
            action={isNarrowed && <Button onClick={onShowAll}>{t('showAll')}</Button>}
          />
        }
      >
        <Table columns={columns} head={(column) => t(`column.${column}`)} isOneLine testId="ticket-table">
          {tickets.map((ticket) => (
            <Row
              key={ticket.ticket_id}
              ticket={ticket}
              isOpen={ticket.ticket_id === openId}
              onOpen={onOpen}
            />
          ))}
        </Table>
      </Pages>
    </Panel>
  );
}

interface RowProps {
  ticket: Ticket;
  isOpen: boolean;
  onOpen: (ticketId: string) => void;
}

function Row({ ticket, isOpen, onOpen }: RowProps) {
  const { t } = useTranslation('handling');
  const words = useTicketWords();
  const text = useText();
  return (
    <tr data-current={isOpen} data-testid="ticket-row">
      <th scope="row">
        <Opener aria-current={isOpen} onClick={() => onOpen(ticket.ticket_id)} data-testid="ticket-open">
          {ticket.ticket_no}
        </Opener>
      </th>
      <td>
        <DueClock dueAt={ticket.due_at} isOver={ticket.is_final} />
      </td>
      <td className={cells.text} title={`${text(ticket.category)} ${ticket.description}`}>
        {words.kind(ticket.kind)} · {text(ticket.category)}
        {ticket.description && <small> {ticket.description}</small>}
        <Tags ticket={ticket} />
      </td>
      <td>{ticket.caller_name || ticket.caller_number || '—'}</td>
      <td>
        {text(ticket.department) || ticket.handler || t('nobody')}
        {ticket.department && ticket.handler && <small> {ticket.handler}</small>}
      </td>
      <td>
        <Pill tone={toneOfState(ticket.state)}>{words.state(ticket.state, ticket.kind)}</Pill>
      </td>
    </tr>
  );
}
