import { PlusOutlined } from '@ant-design/icons';
import { Forbidden } from '@console/shell/Forbidden';
import { RoomsPage } from '@console/shell/RoomsPage';
import { useMe } from '@shared/api/session';
import { useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './admin.module.css';
import './messages';
import { rooms } from './rooms';

/** Who works here, what they may do, what they choose from, and what has been done: one room for each. */
export function AdminPage() {
  const { t } = useTranslation('admin');
  const search = useSearch({ strict: false }) as { room?: string };
  const permissions = useMe()?.permissions ?? [];
  const mine = rooms.filter(({ permission }) => permissions.includes(permission));
  const asked = rooms.find(({ name }) => name === search.room);
  const room = asked ? mine.find(({ name }) => name === asked.name) : mine[0];
  const [wanted, setWanted] = useState('');
  const [added, add] = useState<string | null>(null);
  if (!room) return <Forbidden />;
  return (
    <RoomsPage
      title={t('title')}
      to="/admin"
      rooms={mine.map(({ name }) => ({ name, label: t(`room.${name}`) }))}
      current={room.name}
      testId="admin"
      tools={
        <>
          {room.canFind && (
            <Input
              className={styles.find}
              value={wanted}
              type="search"
              aria-label={t(`find.${room.name}`)}
              placeholder={t(`find.${room.name}`)}
              onChange={(event) => setWanted(event.target.value)}
              data-testid="admin-find"
            />
          )}
          {room.canAdd && (
            <Button
              type="primary"
              icon={<PlusOutlined />}
              onClick={() => add(room.name)}
              data-testid="admin-add"
            >
              {t(`add.${room.name}`)}
            </Button>
          )}
        </>
      }
    >
      <room.Room key={room.name} wanted={wanted} isAdding={added === room.name} onAdded={() => add(null)} />
    </RoomsPage>
  );
}
