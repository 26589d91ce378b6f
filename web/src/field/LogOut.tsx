import { useState } from 'react';
import { codeOf, type Field } from './data/field';
import { problemText, t } from './i18n';
import { Sheet } from './Sheet';

export function LogOut({ field, waiting }: { field: Field; waiting: number }) {
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState('');
  const leave = () => field.logOut().catch((error: unknown) => setProblem(problemText(codeOf(error))));
  return (
    <>
      <button type="button" className="quiet" onClick={() => setAsking(true)} data-testid="log-out">
        {t('logOut')}
      </button>
      {isAsking && (
        <Sheet title={t('logOut')} onClose={() => setAsking(false)}>
          <p>{waiting > 0 ? t('logOutWaiting', { count: waiting }) : t('logOutSure')}</p>
          <p role="alert" className="fault">
            {problem}
          </p>
          <button
            type="button"
            className="primary wide"
            onClick={() => void leave()}
            data-testid="log-out-confirm"
          >
            {t('logOut')}
          </button>
          <button type="button" className="plain wide" onClick={() => setAsking(false)}>
            {t('cancel')}
          </button>
        </Sheet>
      )}
    </>
  );
}
