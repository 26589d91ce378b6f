import { useText } from '@shared/i18n';
import { Loaded } from '@shared/ui/Loaded';
import { Empty } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queuesQuery, skillsQuery } from './api';
import { newQueue } from './draft';
import { QueueEditor } from './QueueEditor';

/** The editor of one queue, or of a new one, beside the table. Its address is kept: a reload opens it again. */
export function QueueDrawer({ queueId }: { queueId: string }) {
  const { t } = useTranslation('routing');
  const text = useText();
  const navigate = useNavigate();
  const queues = useQuery(queuesQuery);
  const skills = useQuery(skillsQuery);
  const [footer, setFooter] = useState<HTMLElement | null>(null);
  const isNew = queueId === 'new';
  const found = queues.data?.find((queue) => queue.queue_id === queueId);
  const close = (isSaved = false) =>
    void navigate({ to: '/routing', search: {}, ...(isSaved ? { ignoreBlocker: true } : {}) });
  return (
    <Drawer
      open
      size={920}
      title={found ? t('queue.editOf', { name: text(found.name) }) : t(isNew ? 'queue.new' : 'queue.edit')}
      onClose={() => close()}
      footer={<div ref={setFooter} />}
    >
      <Loaded queries={[queues, skills]}>
        {() =>
          isNew || found ? (
            <QueueEditor queue={isNew ? newQueue : (found ?? newQueue)} footer={footer} onClose={close} />
          ) : (
            <Empty title={t('queue.gone')} />
          )
        }
      </Loaded>
    </Drawer>
  );
}
