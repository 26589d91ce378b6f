import { Alert, Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '../admin.module.css';
import type { NewLogin } from '../api';

interface PasswordsProps {
  logins: NewLogin[];
  onClose: () => void;
}

/** Quoted, and never a formula for the spreadsheet that opens it. */
const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

export const asCsv = (logins: NewLogin[], head: string[]): string =>
  [head, ...logins.map(({ login, name, password }) => [login, name, password])]
    .map((line) => line.map(cell).join(','))
    .join('\r\n');

/** Passwords that the server has told once: to be handed over, then forgotten. */
export function Passwords({ logins, onClose }: PasswordsProps) {
  const { t } = useTranslation('admin');
  const head = [t('people.login'), t('people.name'), t('password.title')];
  const address = () =>
    URL.createObjectURL(new Blob([`\ufeff${asCsv(logins, head)}`], { type: 'text/csv;charset=utf-8' }));
  const save = () => {
    const link = document.createElement('a');
    link.href = address();
    link.download = 'passwords.csv';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const [first] = logins;
  return (
    <Modal
      open
      title={t('password.title')}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={[
        logins.length > 1 ? (
          <Button key="save" onClick={save} data-testid="passwords-save">
            {t('password.save')}
          </Button>
        ) : (
          <Button
            key="copy"
            onClick={() => void navigator.clipboard.writeText(first?.password ?? '')}
            data-testid="password-copy"
          >
            {t('password.copy')}
          </Button>
        ),
        <Button key="close" type="primary" onClick={onClose} data-testid="password-close">
          {t('password.noted')}
        </Button>,
      ]}
    >
      <Alert type="warning" showIcon title={t('password.once')} />
      {logins.length === 1 && first ? (
        <p className={styles.password}>
          {t('password.of', { name: first.name, login: first.login })}
          <code data-testid="password">{first.password}</code>
        </p>
      ) : (
        <p className={styles.password}>{t('password.many', { count: logins.length })}</p>
      )}
    </Modal>
  );
}
