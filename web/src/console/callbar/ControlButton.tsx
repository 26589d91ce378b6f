import { useBlocked } from '@shared/ui/useBlocked';
import type { ReactNode } from 'react';
import styles from './callbar.module.css';

interface ControlButtonProps {
  icon: ReactNode;
  label: string;
  /** The key that does the same. */
  hotkey?: string;
  isPressed?: boolean;
  isPending?: boolean;
  isDisabled?: boolean;
  /** Works without the server, like mute. */
  isLocal?: boolean;
  kind?: 'plain' | 'answer' | 'hangup';
  testId: string;
  onClick: () => void;
}

const ariaKeys = (hotkey: string) => hotkey.replace('Ctrl', 'Control');

export function ControlButton(props: ControlButtonProps) {
  const { icon, label, hotkey, isPressed, isPending, isLocal, kind = 'plain', testId, onClick } = props;
  const blocked = useBlocked();
  const reason = isLocal ? null : blocked;
  const title = reason ?? (hotkey ? `${label} (${hotkey})` : label);
  return (
    <button
      type="button"
      className={styles.control}
      data-kind={kind}
      data-pending={isPending || undefined}
      data-testid={testId}
      aria-pressed={isPressed}
      aria-keyshortcuts={hotkey && ariaKeys(hotkey)}
      title={title}
      disabled={props.isDisabled || reason !== null}
      onClick={onClick}
    >
      <span aria-hidden>{icon}</span>
      {label}
      {hotkey && <kbd aria-hidden>{hotkey}</kbd>}
    </button>
  );
}
