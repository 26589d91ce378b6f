import { api } from '@shared/api/client';
import type { Language } from '@shared/i18n';
import type { Text } from '@shared/rt/events';
import { queryOptions } from '@tanstack/react-query';
import type { Span } from '../spans';

export const dimensions = ['crew', 'area'] as const;

/** Of the orders closed in a span; null where there was nothing to measure. */
export interface OrderFigures {
  opened: number;
  closed: number;
  first_time_fixed_pct: number | null;
  repeat_rate_pct: number | null;
  on_time_pct: number | null;
  average_hours: number | null;
}

/** Of one crew or area; `id` null: of orders that have none. */
export interface OrderRow extends OrderFigures {
  id: string | null;
  text: Text | null;
}

export interface OrderReport {
  rows: OrderRow[];
  total: OrderFigures;
}

/** What is looked at: a span, a dimension, one type of orders or all. */
export interface OrderLook {
  span: Span;
  by: (typeof dimensions)[number];
  type: string;
}

const path = '/api/figures/work-orders';

const asked = ({ span, type }: OrderLook) => new URLSearchParams({ span, ...(type ? { type } : {}) });

/** `turn` makes it be asked for anew. */
export const orderReportQuery = (look: OrderLook, turn: number) =>
  queryOptions({
    queryKey: ['figures', 'work-orders', look, turn],
    queryFn: ({ signal }) => api.get<OrderReport>(`${path}?${asked(look)}&by=${look.by}`, signal),
  });

export function orderExportUrl(look: OrderLook, format: 'csv' | 'xlsx', language: Language): string {
  const wanted = asked(look);
  wanted.set('format', format);
  wanted.set('language', language);
  return `${path}/export?${wanted}`;
}
