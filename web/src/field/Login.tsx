import { type FormEvent, useState } from 'react';
import { codeOf, type Field } from './data/field';
import { problemText, setLanguage, t, useLanguage } from './i18n';
import type { View } from './view';

export function LanguageSwitch() {
  const language = useLanguage();
  return (
    <button
      type="button"
      className="quiet"
      data-testid="language-switch"
      lang={language === 'en' ? 'zh-CN' : 'en'}
      onClick={() => setLanguage(language === 'en' ? 'zh-CN' : 'en')}
    >
      {language === 'en' ? '中文' : 'English'}
    </button>
  );
}

interface LoginProps {
  field: Field;
  view: View;
  /** Look on without a log-in, where there is something to look at. */
  onLater: (() => void) | undefined;
}

/** Also shown when the session has ended: then who it was is known, and what waits is kept. */
export function Login({ field, view, onLater }: LoginProps) {
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const waiting = view.entries.length;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const value = (name: string) => String(given.get(name) ?? '').trim();
    const password = String(given.get('password') ?? '');
    if (!value('login') || !password) return setProblem(t('loginMissing'));
    setBusy(true);
    setProblem('');
    const tenant = value('tenant');
    try {
      await field.logIn({ login: value('login'), password, ...(tenant ? { tenant } : {}) });
    } catch (error) {
      setProblem(problemText(codeOf(error)));
      setBusy(false);
    }
  };
  return (
    <div className="page">
      <header className="top">
        <h1>{t('title')}</h1>
        <LanguageSwitch />
      </header>
      <main className="body">
        <form className="card form" noValidate onSubmit={(event) => void submit(event)}>
          {view.isLost && <p className="note warn">{t('login.expired', { count: view.waiting })}</p>}
          {!view.isLost && waiting > 0 && <p className="note warn">{t('login.kept', { count: waiting })}</p>}
          {!view.isLost && view.problem && <p className="note warn">{problemText(view.problem)}</p>}
          <label>
            {t('login.name')}
            <input
              name="login"
              required
              autoComplete="username"
              autoCapitalize="none"
              defaultValue={view.me?.person.login ?? ''}
              data-testid="field-login"
            />
          </label>
          <label>
            {t('login.password')}
            <input
              name="password"
              type="password"
              required
              autoComplete="current-password"
              data-testid="field-password"
            />
          </label>
          <details>
            <summary data-testid="login-more">{t('login.more')}</summary>
            <label>
              {t('login.tenant')}
              <input
                name="tenant"
                autoComplete="organization"
                autoCapitalize="none"
                defaultValue={view.me?.tenant.code ?? ''}
                data-testid="field-tenant"
              />
            </label>
          </details>
          <div role="alert" className="fault" data-testid="login-error">
            {problem}
          </div>
          <button type="submit" className="primary wide" disabled={isBusy} data-testid="field-submit">
            {t('login.submit')}
          </button>
          {onLater && (
            <button type="button" className="plain wide" onClick={onLater}>
              {t('later')}
            </button>
          )}
          <p className="hint">{t('login.week')}</p>
        </form>
      </main>
    </div>
  );
}
