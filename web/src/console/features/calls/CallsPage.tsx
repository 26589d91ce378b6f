import { ReloadOutlined } from '@ant-design/icons';
import { RoomsPage } from '@console/shell/RoomsPage';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callbacksQuery } from './api';
import { CallbackTable } from './CallbackTable';
import { CallDrawer } from './CallDrawer';
import { CallTable } from './CallTable';
import { spans } from './spans';

const rooms = ['records', 'callbacks'] as const;

/** Calls that are over, and callers who are to be called back: for supervisors. */
export function CallsPage() {
  const { t } = useTranslation('calls');
  const navigate = useNavigate();
  const client = useQueryClient();
  const search = useSearch({ strict: false });
  const room = rooms.find((each) => each === search.room) ?? 'records';
  const span = spans.find((each) => each === search.span) ?? 'today';
  const [turn, setTurn] = useState(0);
  const at = { ...(room === 'records' ? {} : { room }), ...(span === 'today' ? {} : { span }) };
  const open = (call: string) => void navigate({ to: '/calls', search: { ...at, call } });
  const refresh = () => {
    setTurn(turn + 1);
    void client.invalidateQueries({ queryKey: callbacksQuery.queryKey });
  };

  return (
    <RoomsPage
      title={t('title')}
      to="/calls"
      rooms={rooms.map((name) => ({ name, label: t(`room.${name}`) }))}
      current={room}
      testId="calls"
      tools={
        <>
          {room === 'records' && (
            <Segmented
              aria-label={t('span.label')}
              value={span}
              options={spans.map((value) => ({ value, label: t(`span.${value}`) }))}
              onChange={(value) =>
                void navigate({ to: '/calls', search: value === 'today' ? {} : { span: value } })
              }
            />
          )}
          <Button icon={<ReloadOutlined />} onClick={refresh} data-testid="calls-refresh">
            {t('refresh')}
          </Button>
        </>
      }
      over={
        search.call && (
          <CallDrawer
            key={search.call}
            callId={search.call}
            onClose={() => void navigate({ to: '/calls', search: at })}
          />
        )
      }
    >
      {room === 'records' && <CallTable key={`${span} ${turn}`} span={span} onOpen={open} />}
      {room === 'callbacks' && <CallbackTable onOpen={open} />}
    </RoomsPage>
  );
}
