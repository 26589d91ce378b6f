import './messages';
import { ReloadOutlined } from '@ant-design/icons';
import { RoomsPage } from '@console/shell/RoomsPage';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { WorkOrders } from './orders/WorkOrders';
import { Satisfaction } from './Satisfaction';
import { spans } from './spans';
import { Targets } from './targets/Targets';
import { Today } from './today/Today';

const rooms = ['today', 'satisfaction', 'orders', 'targets'] as const;

/** The centre's figures, one room for each kind. */
export function FiguresPage() {
  const { t } = useTranslation('figures');
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const room = rooms.find((each) => each === search.room) ?? 'today';
  const span = spans.find((each) => each === search.span) ?? 'week';
  const [turn, setTurn] = useState(0);
  const at = room === 'today' ? {} : { room };
  return (
    <RoomsPage
      title={t('title')}
      to="/figures"
      rooms={rooms.map((name) => ({ name, label: t(`room.${name}`) }))}
      current={room}
      testId="figures"
      tools={
        <>
          {(room === 'satisfaction' || room === 'orders') && (
            <Segmented
              aria-label={t('span.label')}
              value={span}
              options={spans.map((value) => ({ value, label: t(`span.${value}`) }))}
              onChange={(value) =>
                void navigate({ to: '/figures', search: value === 'week' ? at : { ...at, span: value } })
              }
            />
          )}
          <Button icon={<ReloadOutlined />} onClick={() => setTurn(turn + 1)} data-testid="figures-refresh">
            {t('refresh')}
          </Button>
        </>
      }
    >
      {room === 'today' && <Today turn={turn} />}
      {room === 'satisfaction' && <Satisfaction key={span} span={span} turn={turn} />}
      {room === 'orders' && <WorkOrders key={span} span={span} turn={turn} />}
      {room === 'targets' && <Targets turn={turn} />}
    </RoomsPage>
  );
}
