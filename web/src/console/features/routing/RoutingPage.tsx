import { PlusOutlined } from '@ant-design/icons';
import { RoomsPage } from '@console/shell/RoomsPage';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AgentMatrix } from './AgentMatrix';
import { CalendarDrawer } from './hours/CalendarDrawer';
import { CalendarTable } from './hours/CalendarTable';
import { LevelTable } from './LevelTable';
import { QueueDrawer } from './QueueDrawer';
import { QueueTable } from './QueueTable';
import styles from './routing.module.css';
import { SkillTable } from './SkillTable';

const rooms = ['queues', 'agents', 'skills', 'levels', 'hours'] as const;

/** Where calls go: queues with their recipes, who serves them at which level, the skills themselves, whose calls go first. */
export function RoutingPage() {
  const { t } = useTranslation(['routing', 'hours']);
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const room = rooms.find((each) => each === search.room) ?? 'queues';
  const [wanted, setWanted] = useState('');
  const [isAddingSkill, setAddingSkill] = useState(false);
  const open = (queue: string) => void navigate({ to: '/routing', search: { queue } });
  const openCalendar = (calendar: string) =>
    void navigate({ to: '/routing', search: { room: 'hours', calendar } });
  const add = {
    queues: () => open('new'),
    skills: () => setAddingSkill(true),
    agents: undefined,
    levels: undefined,
    hours: () => openCalendar('new'),
  }[room];

  return (
    <RoomsPage
      title={t('title')}
      to="/routing"
      rooms={rooms.map((name) => ({ name, label: t(`room.${name}`) }))}
      current={room}
      testId="routing"
      tools={
        <>
          <Input
            className={styles.find}
            value={wanted}
            allowClear={false}
            type="search"
            aria-label={t(`find.${room}`)}
            placeholder={t(`find.${room}`)}
            onChange={(event) => setWanted(event.target.value)}
            data-testid="routing-find"
          />
          {add && (
            <Button type="primary" icon={<PlusOutlined />} onClick={add} data-testid={`add-${room}`}>
              {t(room === 'skills' ? 'skill.add' : room === 'hours' ? 'hours:add' : 'queue.add')}
            </Button>
          )}
        </>
      }
      over={
        <>
          {search.queue && <QueueDrawer key={search.queue} queueId={search.queue} />}
          {search.calendar && <CalendarDrawer key={search.calendar} calendarId={search.calendar} />}
        </>
      }
    >
      {room === 'queues' && <QueueTable wanted={wanted} onOpen={open} />}
      {room === 'hours' && <CalendarTable wanted={wanted} onOpen={openCalendar} />}
      {room === 'agents' && <AgentMatrix wanted={wanted} />}
      {room === 'levels' && <LevelTable wanted={wanted} />}
      {room === 'skills' && (
        <SkillTable wanted={wanted} isAdding={isAddingSkill} onAdded={() => setAddingSkill(false)} />
      )}
    </RoomsPage>
  );
}
