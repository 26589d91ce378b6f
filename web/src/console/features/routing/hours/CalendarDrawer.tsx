import { useText } from '@shared/i18n';
import { Loaded } from '@shared/ui/Loaded';
import { Empty } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { calendarsQuery } from './api';
import { CalendarEditor } from './CalendarEditor';
import { newCalendar } from './draft';

/** The editor of one calendar, or of a new one, beside the table. Its address is kept: a reload opens it again. */
export function CalendarDrawer({ calendarId }: { calendarId: string }) {
  const { t } = useTranslation('hours');
  const text = useText();
  const navigate = useNavigate();
  const calendars = useQuery(calendarsQuery);
  const [footer, setFooter] = useState<HTMLElement | null>(null);
  const isNew = calendarId === 'new';
  const found = calendars.data?.find((calendar) => calendar.calendar_id === calendarId);
  const close = (isSaved = false) =>
    void navigate({ to: '/routing', search: { room: 'hours' }, ...(isSaved ? { ignoreBlocker: true } : {}) });
  return (
    <Drawer
      open
      size={920}
      title={found ? t('editOf', { name: text(found.name) }) : t(isNew ? 'new' : 'edit')}
      onClose={() => close()}
      footer={<div ref={setFooter} />}
    >
      <Loaded queries={[calendars]}>
        {() =>
          isNew || found ? (
            <CalendarEditor
              calendar={isNew ? newCalendar : (found ?? newCalendar)}
              footer={footer}
              onClose={close}
            />
          ) : (
            <Empty title={t('gone')} />
          )
        }
      </Loaded>
    </Drawer>
  );
}
