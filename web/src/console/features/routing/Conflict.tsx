import { Alert, Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Queue, QueueSettings } from './api';
import { type Draft, differences } from './draft';
import styles from './editor.module.css';
import { useWords } from './words';

interface ConflictProps {
  base: QueueSettings;
  mine: Draft;
  theirs: Queue;
  onSettle: (isMineKept: boolean) => void;
}

/** Both versions of what somebody else has saved meanwhile, and the choice. */
export function Conflict({ base, mine, theirs, onSettle }: ConflictProps) {
  const { t } = useTranslation('routing');
  const { setting } = useWords();
  const changed = new Set(differences(base, mine));
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const names = differences(mine, theirs);
  return (
    <Alert
      type="warning"
      showIcon
      title={t('conflict.title')}
      data-testid="queue-conflict"
      description={
        <div ref={box} tabIndex={-1} className={styles.conflict}>
          <p>{t('conflict.hint')}</p>
          {names.length > 0 && (
            <table>
              <thead>
                <tr>
                  {(['setting', 'theirs', 'mine'] as const).map((column) => (
                    <th key={column} scope="col">
                      {t(`conflict.${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {names.map((name) => (
                  <tr key={name}>
                    <th scope="row">{t(`field.${name}`)}</th>
                    <td>{setting(name, theirs)}</td>
                    <td>{changed.has(name) ? setting(name, mine) : t('conflict.unchanged')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <div className={styles.choices}>
            <Button onClick={() => onSettle(false)} data-testid="conflict-theirs">
              {t('conflict.takeTheirs')}
            </Button>
            <Button type="primary" onClick={() => onSettle(true)} data-testid="conflict-mine">
              {t('conflict.keepMine')}
            </Button>
          </div>
        </div>
      }
    />
  );
}
