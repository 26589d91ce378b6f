import { useState } from 'react';
import { t } from './i18n';
import type { Action } from './model';
import { Sheet } from './Sheet';

const QUICK: Partial<Record<Action, string[]>> = {
  return: ['notMine', 'line', 'away'],
  suspend: ['away', 'otherDay', 'noPart'],
};

interface ReasonProps {
  action: Action;
  problem: string;
  onClose: () => void;
  onSay: (reason: string) => void;
}

/** Why an order is returned or suspended: chosen with a tap, or written. */
export function Reason({ action, problem, onClose, onSay }: ReasonProps) {
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  return (
    <Sheet title={t(`do.${action}`)} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim()) onSay(reason.trim());
          else setMissing(true);
        }}
      >
        <fieldset>
          <legend>{t('whyQuick')}</legend>
          <div className="chips">
            {QUICK[action]?.map((each) => (
              <button key={each} type="button" className="plain" onClick={() => setReason(t(`why.${each}`))}>
                {t(`why.${each}`)}
              </button>
            ))}
          </div>
        </fieldset>
        <label>
          {t('why')}
          <textarea
            rows={3}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            data-testid="reason"
          />
        </label>
        <p role="alert" className="fault">
          {isMissing && !reason.trim() ? t('whyMissing') : problem}
        </p>
        <button type="submit" className="primary wide" data-testid="reason-submit">
          {t(`do.${action}`)}
        </button>
        <button type="button" className="plain wide" onClick={onClose}>
          {t('cancel')}
        </button>
      </form>
    </Sheet>
  );
}
