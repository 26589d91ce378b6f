import { spanOf } from '@console/features/dispatch/sla';
import { useLanguage } from '@shared/i18n';
import { serverNow } from '@shared/rt/clock';
import { useSeconds } from '@shared/ui/Clock';
import { fullTime } from '@shared/ui/format';
import { useTranslation } from 'react-i18next';
import styles from './handling.module.css';

const SOON_MS = 4 * 3_600_000;

/** How long is left until a deadline, in words and a colour; ticks by itself. */
export function DueClock({ dueAt, isOver = false }: { dueAt: string; isOver?: boolean }) {
  const { t } = useTranslation(['handling', 'dispatch']);
  const language = useLanguage();
  const due = Date.parse(dueAt);
  useSeconds(() => serverNow() - due);
  const title = t('dispatch:sla.until', { time: fullTime(due, language) });
  if (isOver)
    return (
      <span className={styles.due} data-due="over" title={title}>
        {t('due.over')}
      </span>
    );
  const left = due - serverNow();
  const { unit, big, small } = spanOf(left);
  const span = t(`dispatch:span.${unit}`, { big, small });
  const near = left <= 0 ? 'overdue' : left <= SOON_MS ? 'soon' : 'later';
  return (
    <span className={styles.due} data-due={near} title={title}>
      {t(left <= 0 ? 'due.late' : 'due.left', { span })}
    </span>
  );
}
