import type { ContactKind, Direction } from '@shared/rt/events';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import styles from './customer.module.css';

interface Item {
  kind: ContactKind;
  item_id: string;
  direction?: Direction | null;
  can_open: boolean;
}

interface ItemLinkProps {
  item: Item;
  label: string;
  children: ReactNode;
}

/** What leads to a ticket's, an order's, a message's, a survey's or a call's own page; plain words for who may not go. */
export function ItemLink({ item, label, children }: ItemLinkProps) {
  if (!item.can_open) return <span>{children}</span>;
  const shown = { className: styles.history, 'aria-label': label };
  switch (item.kind) {
    case 'ticket':
      return (
        <Link to="/tickets" search={{ ticket: item.item_id }} {...shown}>
          {children}
        </Link>
      );
    case 'order':
      return (
        <Link to="/dispatch" search={{ order: item.item_id }} {...shown}>
          {children}
        </Link>
      );
    case 'message':
      return (
        <Link
          to="/messages"
          search={item.direction === 'inbound' ? { room: 'received' } : { message: item.item_id }}
          {...shown}
        >
          {children}
        </Link>
      );
    case 'survey':
      return (
        <Link to="/survey/manage" search={{ room: 'pool' }} {...shown}>
          {children}
        </Link>
      );
    case 'call':
      return (
        <Link to="/calls" search={{ call: item.item_id }} {...shown}>
          {children}
        </Link>
      );
  }
}
