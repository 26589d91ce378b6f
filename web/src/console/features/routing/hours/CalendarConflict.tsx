import { Alert, Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import editor from '../editor.module.css';
import type { Calendar, CalendarSettings } from './api';
import { type Draft, differences, settingsOf } from './draft';
import { useHoursWords } from './words';

interface CalendarConflictProps {
  base: CalendarSettings;
  mine: Draft;
  theirs: Calendar;
  onSettle: (isMineKept: boolean) => void;
}

/** Both versions of what somebody else has saved meanwhile, and the choice. */
export function CalendarConflict({ base, mine, theirs, onSettle }: CalendarConflictProps) {
  const { t } = useTranslation(['hours', 'routing']);
  const { part } = useHoursWords();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const own = settingsOf(mine);
  const changed = new Set(differences(base, own));
  return (
    <Alert
      type="warning"
      showIcon
      title={t('conflict.title')}
      data-testid="calendar-conflict"
      description={
        <div ref={box} tabIndex={-1} className={editor.conflict}>
          <p>{t('routing:conflict.hint')}</p>
          <table>
            <thead>
              <tr>
                {(['setting', 'theirs', 'mine'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`routing:conflict.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {differences(own, theirs).map((name) => (
                <tr key={name}>
                  <th scope="row">{t(`field.${name}`)}</th>
                  <td>{part(name, theirs)}</td>
                  <td>{changed.has(name) ? part(name, own) : t('routing:conflict.unchanged')}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <div className={editor.choices}>
            <Button onClick={() => onSettle(false)} data-testid="conflict-theirs">
              {t('routing:conflict.takeTheirs')}
            </Button>
            <Button type="primary" onClick={() => onSettle(true)} data-testid="conflict-mine">
              {t('routing:conflict.keepMine')}
            </Button>
          </div>
        </div>
      }
    />
  );
}
