import { type Window, windowsQuery } from '@shared/api/workOrders';
import { useLanguage } from '@shared/i18n';
import { serverNow } from '@shared/rt/clock';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { book, type Order, unbook } from './api';
import { clockTime, dayName, dayOf } from './days';
import styles from './dialogs.module.css';
import { useStep } from './useStep';

const okId = { 'data-testid': 'appointment-ok' };
const WEEK_MS = 7 * 86_400_000;

/** Give the customer a window of the week, move him to another one, or take it back. */
export function AppointmentDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const { t } = useTranslation(['dispatch', 'ui']);
  const language = useLanguage();
  const step = useStep();
  const [firstMs, setFirst] = useState(serverNow);
  const [chosen, choose] = useState<Window | null>(null);
  const [isBusy, setBusy] = useState(false);
  const windows = useQuery({
    ...windowsQuery(order.area_id ?? '', dayOf(firstMs)),
    enabled: order.area_id !== null,
  });
  const days = [...new Set(windows.data?.map(({ on }) => on))];

  const submit = async (send: () => Promise<unknown>, said: string) => {
    setBusy(true);
    await step([order], send, said);
    setBusy(false);
    onClose();
  };

  return (
    <Modal
      open
      width={560}
      title={t(order.appointment_from ? 'appointment.move' : 'appointment.book', { order: order.order_no })}
      onCancel={onClose}
      footer={
        <>
          {order.appointment_from && (
            <Button
              danger
              disabled={isBusy}
              onClick={() => void submit(() => unbook(order), t('done.unbooked', { order: order.order_no }))}
              data-testid="appointment-drop"
            >
              {t('appointment.drop')}
            </Button>
          )}
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button
            {...okId}
            type="primary"
            disabled={!chosen}
            loading={isBusy}
            onClick={() =>
              chosen &&
              void submit(
                () => book(order, chosen.slot_id, chosen.on),
                t('done.booked', {
                  order: order.order_no,
                  time: `${dayName(chosen.on, language)} ${clockTime(chosen.from_at)}`,
                }),
              )
            }
          >
            {t('appointment.ok')}
          </Button>
        </>
      }
    >
      <div className={styles.week}>
        <Button size="small" disabled={firstMs <= serverNow()} onClick={() => setFirst(firstMs - WEEK_MS)}>
          {t('appointment.earlier')}
        </Button>
        <Button size="small" onClick={() => setFirst(firstMs + WEEK_MS)}>
          {t('appointment.later')}
        </Button>
      </div>
      {order.area_id === null && <Empty title={t('appointment.noArea')} hint={t('appointment.noAreaHint')} />}
      {windows.error && <PanelError error={windows.error} onRetry={() => void windows.refetch()} />}
      {windows.isLoading && <Skeleton lines={4} />}
      {windows.data?.length === 0 && <Empty title={t('appointment.none')} hint={t('appointment.noneHint')} />}
      <ul className={styles.windows}>
        {days.map((day) => (
          <li key={day}>
            <b>{dayName(day, language)}</b>
            {windows.data
              ?.filter(({ on }) => on === day)
              .map((window) => (
                <button
                  key={window.slot_id}
                  type="button"
                  disabled={window.left === 0}
                  aria-pressed={chosen === window}
                  onClick={() => choose(window)}
                  data-testid="window"
                >
                  {clockTime(window.from_at)}–{clockTime(window.to_at)}
                  <small>{t('appointment.left', { left: window.left, capacity: window.capacity })}</small>
                </button>
              ))}
          </li>
        ))}
      </ul>
    </Modal>
  );
}
