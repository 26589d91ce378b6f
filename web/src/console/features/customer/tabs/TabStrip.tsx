import type { KeyboardEvent } from 'react';
import styles from './tabs.module.css';

export const tabId = (key: string) => `customer-tab-${key}`;
export const panelId = (key: string) => `customer-panel-${key}`;

interface TabStripProps<K extends string> {
  label: string;
  tabs: { key: K; label: string }[];
  active: K;
  onSelect: (key: K) => void;
  /** The mouse or the focus has come near a tab. */
  onPeek: (key: K) => void;
}

/** A row of tabs. One of them is in the tab order; arrows, Home and End go to the others (WAI-ARIA APG, Tabs). */
export function TabStrip<K extends string>({ label, tabs, active, onSelect, onPeek }: TabStripProps<K>) {
  const move = (event: KeyboardEvent, from: number) => {
    const last = tabs.length - 1;
    const targets: Record<string, number> = {
      ArrowLeft: from === 0 ? last : from - 1,
      ArrowRight: from === last ? 0 : from + 1,
      Home: 0,
      End: last,
    };
    const to = targets[event.key];
    const next = to === undefined ? undefined : tabs[to];
    if (!next) return;
    event.preventDefault();
    onSelect(next.key);
    document.getElementById(tabId(next.key))?.focus();
  };
  return (
    <div role="tablist" aria-label={label} className={styles.strip}>
      {tabs.map(({ key, label: name }, index) => (
        <button
          key={key}
          type="button"
          role="tab"
          id={tabId(key)}
          aria-selected={key === active}
          aria-controls={key === active ? panelId(key) : undefined}
          tabIndex={key === active ? 0 : -1}
          data-testid={`customer-tab-${key}`}
          onClick={() => onSelect(key)}
          onMouseEnter={() => onPeek(key)}
          onFocus={() => onPeek(key)}
          onKeyDown={(event) => move(event, index)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
