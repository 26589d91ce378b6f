import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './shortcuts.module.css';

const keys = [
  ['answer', 'F2'],
  ['hold', 'F4'],
  ['mute', 'F8'],
  ['transfer', 'F9'],
  ['hangUp', 'Ctrl+Shift+E'],
  ['search', 'Ctrl+K'],
  ['submit', 'Ctrl+Enter'],
  ['focus', 'Alt+1…5'],
  ['close', 'Esc'],
] as const;

export function ShortcutList() {
  const { t } = useTranslation('shell');
  return (
    <dl className={styles.keys}>
      {keys.map(([name, key]) => (
        <div key={name}>
          <dt>{t(`shortcuts.${name}`)}</dt>
          <dd>
            <kbd>{key}</kbd>
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Shortcuts({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('shell');
  return (
    <Modal open={isOpen} onCancel={onClose} footer={null} title={t('shortcuts.title')} width={380}>
      <ShortcutList />
    </Modal>
  );
}
