import { PlusOutlined, ReloadOutlined } from '@ant-design/icons';
import { RoomsPage } from '@console/shell/RoomsPage';
import { useCan } from '@shared/perm/Can';
import { Pill } from '@shared/ui/Pill';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { gatewaysQuery, keys, type Wanted } from './api';
import { Filters } from './Filters';
import { MessageDrawer } from './MessageDrawer';
import { MessageTable } from './MessageTable';
import './messages';
import styles from './messages.module.css';
import { ReceivedTable } from './ReceivedTable';
import { TemplateList } from './TemplateList';

const everything: Wanted = { state: '', purpose: '', to: '' };

/** Short messages: what went out and what became of it, what came in, and the words that are sent. */
export function MessagesPage() {
  const { t } = useTranslation('messages');
  const navigate = useNavigate();
  const client = useQueryClient();
  const search = useSearch({ strict: false });
  const mayWrite = useCan('admin.service');
  const rooms = (['log', 'received', 'templates'] as const).filter(
    (room) => mayWrite || room !== 'templates',
  );
  const room = rooms.find((each) => each === search.room) ?? 'log';
  const [wanted, setWanted] = useState(everything);
  const [isAdding, setAdding] = useState(false);
  const at = room === 'log' ? {} : { room };
  const open = (message: string) => void navigate({ to: '/messages', search: { ...at, message } });

  return (
    <RoomsPage
      title={t('title')}
      to="/messages"
      rooms={rooms.map((name) => ({ name, label: t(`room.${name}`) }))}
      current={room}
      testId="messages"
      tools={
        <>
          <Gateways />
          {room === 'log' && <Filters wanted={wanted} onChange={setWanted} />}
          {room === 'templates' && (
            <Button
              type="primary"
              icon={<PlusOutlined />}
              onClick={() => setAdding(true)}
              data-testid="template-add"
            >
              {t('template.add')}
            </Button>
          )}
          <Button
            icon={<ReloadOutlined />}
            onClick={() => void client.invalidateQueries({ queryKey: keys.all })}
            data-testid="messages-refresh"
          >
            {t('refresh')}
          </Button>
        </>
      }
      over={
        search.message && (
          <MessageDrawer
            key={search.message}
            messageId={search.message}
            onOpen={open}
            onClose={() => void navigate({ to: '/messages', search: at })}
          />
        )
      }
    >
      {room === 'log' && (
        <MessageTable wanted={wanted} onOpen={open} onShowAll={() => setWanted(everything)} />
      )}
      {room === 'received' && <ReceivedTable onOpen={open} />}
      {room === 'templates' && <TemplateList isAdding={isAdding} onAdded={() => setAdding(false)} />}
    </RoomsPage>
  );
}

/** Whether messages can go out now. */
function Gateways() {
  const { t } = useTranslation('messages');
  const { data } = useQuery(gatewaysQuery);
  if (!data) return null;
  if (data.length === 0) return <Pill tone="warn">{t('gateway.none')}</Pill>;
  return (
    <span className={styles.gateways}>
      {data.map(({ name, is_available }) => (
        <Pill key={name} tone={is_available ? 'ok' : 'danger'}>
          {t(is_available ? 'gateway.up' : 'gateway.down', { name })}
        </Pill>
      ))}
    </span>
  );
}
