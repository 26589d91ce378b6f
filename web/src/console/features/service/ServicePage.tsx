import { PlusOutlined } from '@ant-design/icons';
import { RoomsPage } from '@console/shell/RoomsPage';
import { useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rooms } from './rooms';
import styles from './service.module.css';

/** How field service is set up: one room for each kind of thing. */
export function ServicePage() {
  const { t } = useTranslation('service');
  const search = useSearch({ strict: false }) as { room?: string };
  const room = rooms.find(({ name }) => name === search.room) ?? rooms[0];
  const [wanted, setWanted] = useState('');
  const [added, add] = useState<string | null>(null);
  return (
    <RoomsPage
      title={t('title')}
      to="/service"
      rooms={rooms.map(({ name }) => ({ name, label: t(`room.${name}`) }))}
      current={room.name}
      testId="service"
      tools={
        <>
          <Input
            className={styles.find}
            value={wanted}
            type="search"
            aria-label={t('find')}
            placeholder={t('find')}
            onChange={(event) => setWanted(event.target.value)}
            data-testid="service-find"
          />
          {room.canAdd && (
            <Button
              type="primary"
              icon={<PlusOutlined />}
              onClick={() => add(room.name)}
              data-testid="service-add"
            >
              {t(`add.${room.name}`)}
            </Button>
          )}
        </>
      }
    >
      <room.Room wanted={wanted} isAdding={added === room.name} onAdded={() => add(null)} />
    </RoomsPage>
  );
}
