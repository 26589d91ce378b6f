import { useProblemMessage } from '@console/useProblemMessage';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { save } from '../save';
import { type Export, exportsQuery, fetchExport, isUnderWay } from './api';
import { useReason } from './useReason';

const POLL_MS = 3000;

/** Tells on every page what became of an export. The server is asked again only while one is under way. */
export function ExportNotices() {
  const { t } = useTranslation('exports');
  const { notification } = App.useApp();
  const complain = useProblemMessage();
  const reason = useReason();
  const offline = useOffline();
  const { data } = useQuery({
    ...exportsQuery,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: offline === null,
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? POLL_MS : false),
  });
  const awaited = useRef(new Set<string>());
  const tell = useEffectEvent((made: Export) => {
    const key = `export ${made.export_id}`;
    const isDone = made.state === 'done';
    // It stays until it is closed: who talks with a customer reads it afterwards.
    const common = { key, placement: 'bottomRight', duration: false, role: 'status' } as const;
    const fetch = () => {
      notification.destroy(key);
      fetchExport(made.export_id).then(save, complain);
    };
    if (isDone)
      notification.success({
        ...common,
        title: t('isDone', { name: made.name }),
        description: t('rows', { count: made.rows ?? 0 }),
        actions: (
          <Button type="primary" size="small" onClick={fetch} data-testid="export-notice-fetch">
            {t('fetch', { form: made.format.toUpperCase() })}
          </Button>
        ),
      });
    else
      notification.error({
        ...common,
        title: t('hasFailed', { name: made.name }),
        description: reason(made.error),
      });
  });
  useEffect(() => {
    for (const each of data ?? [])
      if (isUnderWay(each)) awaited.current.add(each.export_id);
      else if (awaited.current.delete(each.export_id)) tell(each);
  }, [data]);
  return null;
}
