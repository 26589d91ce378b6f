import { type Crew, crewsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { phoneNumber } from '@shared/ui/format';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { assignMany, type Order, type Receiver } from './api';
import styles from './dialogs.module.css';
import { MessagePreview } from './MessagePreview';
import { useStep } from './useStep';

const okId = { 'data-testid': 'assign-ok' };

interface AssignDialogProps {
  orders: Order[];
  onClose: () => void;
  /** With the ids of those that somebody else had changed. */
  onDone: (left: string[]) => void;
}

interface Candidate extends Receiver {
  name: string;
  phone: string;
  open: number;
}

/** Give orders to a crew, or to one of its people: found by typing, chosen by click or keys. */
export function AssignDialog({ orders, onClose, onDone }: AssignDialogProps) {
  const { t } = useTranslation(['dispatch', 'ui']);
  const text = useText();
  const step = useStep();
  const crews = useQuery(crewsQuery);
  const [wanted, setWanted] = useState('');
  const [chosen, choose] = useState<Candidate | null>(null);
  const [isBusy, setBusy] = useState(false);
  const found = crews.data && candidates(crews.data, wanted, text);

  const assign = async () => {
    if (!chosen) return;
    setBusy(true);
    const { crew_id, person_id } = chosen;
    let left: string[] = [];
    const send = async () => {
      const many = await assignMany(orders, { crew_id, person_id });
      left = many.refused.map(({ work_order_id }) => work_order_id);
      return many;
    };
    const said = t('done.assigned', { count: orders.length, who: chosen.name });
    const isDone = await step(orders, send, said);
    setBusy(false);
    onDone(isDone || left.length > 0 ? left : orders.map(({ work_order_id }) => work_order_id));
    onClose();
  };

  return (
    <Modal
      open
      width={520}
      title={t('assign.title', { count: orders.length })}
      okText={chosen ? t('assign.to', { who: chosen.name }) : t('assign.choose')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ ...okId, disabled: !chosen, loading: isBusy }}
      onOk={() => void assign()}
      onCancel={onClose}
    >
      <div className={styles.pick}>
        <Input
          value={wanted}
          type="search"
          autoFocus
          aria-label={t('assign.find')}
          placeholder={t('assign.find')}
          onChange={(event) => setWanted(event.target.value)}
          data-testid="assign-find"
        />
        {crews.error && !crews.data && (
          <PanelError error={crews.error} onRetry={() => void crews.refetch()} />
        )}
        {crews.isPending && <Skeleton lines={5} />}
        {found?.length === 0 && <Empty title={t('assign.none')} hint={t('assign.noneHint')} />}
        {found && found.length > 0 && (
          <ul className={styles.options} aria-label={t('assign.options')}>
            {found.map((each) => {
              const isChosen = chosen?.crew_id === each.crew_id && chosen.person_id === each.person_id;
              return (
                <li key={`${each.crew_id} ${each.person_id}`} data-person={each.person_id !== null}>
                  <button
                    type="button"
                    aria-pressed={isChosen}
                    onClick={() => choose(each)}
                    data-testid="assign-option"
                  >
                    <b>{each.name}</b>
                    <span>{each.phone ? phoneNumber(each.phone) : t('crews.noPhone')}</span>
                    <small>{t('assign.load', { count: each.open })}</small>
                  </button>
                </li>
              );
            })}
          </ul>
        )}
        {chosen && (
          <MessagePreview orders={orders} phone={chosen.phone} isPerson={chosen.person_id !== null} />
        )}
      </div>
    </Modal>
  );
}

/** Crews with their people below, those that the search means; a crew stands over any of its people that is meant. */
function candidates(crews: Crew[], wanted: string, text: ReturnType<typeof useText>): Candidate[] {
  const needle = wanted.trim().toLowerCase();
  const isAbout = (...words: string[]) => words.some((word) => word.toLowerCase().includes(needle));
  return crews
    .filter(({ is_active }) => is_active)
    .flatMap((crew) => {
      const name = text(crew.text);
      const isCrewMeant = isAbout(name, crew.code, crew.text['zh-CN'], crew.text.en);
      const people = crew.members.filter(
        (member) => member.is_active && (isCrewMeant || isAbout(member.name, member.phone)),
      );
      if (!isCrewMeant && people.length === 0) return [];
      return [
        { crew_id: crew.crew_id, person_id: null, name, phone: crew.phone, open: crew.open_orders },
        ...people.map((member) => ({
          crew_id: crew.crew_id,
          person_id: member.person_id,
          name: member.name,
          phone: member.phone,
          open: member.open_orders,
        })),
      ];
    });
}
