import { Component, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../api/useProblemText';
import styles from './states.module.css';

/** One sentence, and what to do next. */
export function Empty({
  icon,
  title,
  hint,
  action,
}: {
  icon?: ReactNode;
  title: string;
  hint?: string;
  action?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      {icon && <span aria-hidden>{icon}</span>}
      <b>{title}</b>
      {hint && <span>{hint}</span>}
      {action}
    </div>
  );
}

/** An error that stays inside its panel, with its code for whoever helps, and a retry. */
export function PanelError({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation('ui');
  const problem = useProblemText();
  return (
    <div className={styles.error} role="alert">
      <span>{problem(error)}</span>
      {onRetry && (
        <button type="button" className={styles.retry} onClick={onRetry}>
          {t('retry')}
        </button>
      )}
    </div>
  );
}

const SHOW_AFTER_MS = 150;

/** Grey lines in the place of what comes; not shown for the blink of an eye. */
export function Skeleton({ lines = 3, isPadded = false }: { lines?: number; isPadded?: boolean }) {
  const { t } = useTranslation('ui');
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isDue) return null;
  return (
    <div role="status" aria-label={t('loading')} className={isPadded ? styles.padded : undefined}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <div key={line} className={styles.line} style={{ width: `${100 - ((line * 23) % 45)}%` }} />
      ))}
    </div>
  );
}

/** A panel that breaks shows so in its own place; the rest of the desk, above all the call, goes on. */
export class PanelBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return <PanelError error={this.state.error} onRetry={() => this.setState({ error: null })} />;
  }
}
