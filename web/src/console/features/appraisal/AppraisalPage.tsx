import { PlusOutlined } from '@ant-design/icons';
import { Forbidden } from '@console/shell/Forbidden';
import { RoomsPage } from '@console/shell/RoomsPage';
import { useMe } from '@shared/api/session';
import type { Permission } from '@shared/perm/Can';
import { useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppealRoom } from './appeals/AppealRoom';
import { MineRoom } from './MineRoom';
import './messages';
import { MonthRoom } from './months/MonthRoom';
import { TemplateRoom } from './templates/TemplateRoom';

const rooms: readonly { name: 'mine' | 'months' | 'appeals' | 'templates'; permissions: Permission[] }[] = [
  { name: 'mine', permissions: ['desk.use'] },
  { name: 'months', permissions: ['appraisal.manage', 'appraisal.answer'] },
  { name: 'appeals', permissions: ['appraisal.answer'] },
  { name: 'templates', permissions: ['appraisal.manage'] },
];

/** Scorecards: one's own, those of a month, what is appealed against, and what they are made of. */
export function AppraisalPage() {
  const { t } = useTranslation('appraisal');
  const search = useSearch({ strict: false }) as { room?: string };
  const held: readonly string[] = useMe()?.permissions ?? [];
  const [isAdding, setAdding] = useState(false);
  const mine = rooms.filter(({ permissions }) => permissions.some((each) => held.includes(each)));
  const asked = rooms.find(({ name }) => name === search.room);
  const room = asked ? mine.find(({ name }) => name === asked.name) : mine[0];
  if (!room) return <Forbidden />;
  return (
    <RoomsPage
      title={t('title')}
      to="/appraisal"
      rooms={mine.map(({ name }) => ({ name, label: t(`room.${name}`) }))}
      current={room.name}
      testId="appraisal"
      tools={
        room.name === 'templates' && (
          <Button
            type="primary"
            icon={<PlusOutlined />}
            onClick={() => setAdding(true)}
            data-testid="template-add"
          >
            {t('template.add')}
          </Button>
        )
      }
    >
      {room.name === 'mine' && <MineRoom />}
      {room.name === 'months' && <MonthRoom />}
      {room.name === 'appeals' && <AppealRoom />}
      {room.name === 'templates' && <TemplateRoom isAdding={isAdding} onAdded={() => setAdding(false)} />}
    </RoomsPage>
  );
}
