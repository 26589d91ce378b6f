import type { Field } from './data/field';
import { problemText, t, time } from './i18n';
import type { View } from './view';

/** What he must know wherever he is: no connection, how much waits, what came to nothing, logged out. */
export function Bars({ field, view, onLogIn }: { field: Field; view: View; onLogIn: () => void }) {
  const { waiting, undecided, others, isOnline, isSending, isLost } = view;
  return (
    <div className="bars">
      <div role="status">
        {!isOnline && (
          <p className="bar" data-testid="offline-bar">
            {t('offline')}
          </p>
        )}
        {waiting > 0 && (
          <div className="bar" data-testid="outbox-bar" data-count={waiting}>
            <span>{t(isSending ? 'sending' : 'waiting', { count: waiting })}</span>
            {isOnline && !isSending && !isLost && (
              <button type="button" className="plain" onClick={() => field.tryNow()}>
                {t('sendNow')}
              </button>
            )}
          </div>
        )}
        {undecided > 0 && (
          <p className="bar red" data-testid="undecided-bar">
            {t('undecidedBar', { count: undecided })}
          </p>
        )}
        {others > 0 && <p className="bar">{t('others', { count: others })}</p>}
        {view.problem && isOnline && !isLost && view.snapshot && (
          <p className="bar" data-testid="stale-bar">
            {t('stale', { time: time(view.gotAt), why: problemText(view.problem) })}
          </p>
        )}
      </div>
      {isLost && (
        <div className="bar red" role="alert" data-testid="lost-bar">
          {t('loggedOut')}
          <button type="button" className="plain" onClick={onLogIn} data-testid="log-in-again">
            {t('logInAgain')}
          </button>
        </div>
      )}
    </div>
  );
}
