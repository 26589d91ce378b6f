import { Component, type ReactNode } from 'react';
import { t } from './i18n';

/** When a screen fails: what waits is on the shelf, and the page can be opened again. */
export class Failure extends Component<{ children: ReactNode }, { isFailed: boolean }> {
  override state = { isFailed: false };
  static getDerivedStateFromError() {
    return { isFailed: true };
  }
  override render() {
    if (!this.state.isFailed) return this.props.children;
    return (
      <main className="page body" role="alert">
        <p className="empty">{t('failed')}</p>
        <button type="button" className="primary" onClick={() => location.assign('/field')}>
          {t('reload')}
        </button>
      </main>
    );
  }
}
