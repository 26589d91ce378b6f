import type { Definition } from '@shared/forms/model';
import { shortTime } from '@shared/ui/format';
import { Alert, Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Theirs } from './api';
import { differences } from './edit';
import styles from './forms.module.css';

interface ConflictProps {
  mine: Definition;
  theirs: Theirs;
  onSettle: (isMineKept: boolean) => void;
}

/** What somebody else has saved meanwhile, and the choice. */
export function Conflict({ mine, theirs, onSettle }: ConflictProps) {
  const { t } = useTranslation('forms');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const list = differences(mine, theirs.draft).join(', ');
  return (
    <Alert
      type="warning"
      showIcon
      title={t('conflict.title', {
        name: theirs.changed_by_name || t('system'),
        at: shortTime(theirs.changed_at_ms),
      })}
      data-testid="form-conflict"
      description={
        <div ref={box} tabIndex={-1} className={styles.conflict}>
          <span>{list ? t('conflict.hint', { list }) : t('conflict.same')}</span>
          <Button size="small" onClick={() => onSettle(false)} data-testid="conflict-theirs">
            {t('conflict.theirs')}
          </Button>
          <Button size="small" type="primary" onClick={() => onSettle(true)} data-testid="conflict-mine">
            {t('conflict.mine')}
          </Button>
        </div>
      }
    />
  );
}
