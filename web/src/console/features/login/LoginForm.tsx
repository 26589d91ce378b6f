import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons';
import { ProblemError } from '@shared/api/problem';
import { type Credentials, logIn, type Me } from '@shared/api/session';
import { useProblemText } from '@shared/api/useProblemText';
import { Button, Form, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './login.module.css';

interface LoginFormProps {
  /** Set when a known person logs in again: only the password is asked. */
  known?: { tenant: string; login: string };
  onDone: (me: Me) => void;
}

export function LoginForm({ known, onDone }: LoginFormProps) {
  const { t } = useTranslation('login');
  const problem = useProblemText();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const secondsLeft = useThrottle(error);

  const submit = async (values: Credentials) => {
    setBusy(true);
    setError(null);
    const { tenant, ...person } = { ...values, ...known };
    try {
      onDone(await logIn({ ...person, ...(tenant ? { tenant } : {}) }));
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Form<Credentials>
      layout="vertical"
      requiredMark={false}
      onFinish={(values) => void submit(values)}
      className={styles.form}
    >
      {!known && (
        <>
          <Form.Item name="tenant" label={t('tenant')} extra={t('tenantHint')}>
            <Input autoComplete="organization" data-testid="login-tenant" />
          </Form.Item>
          <Form.Item name="login" label={t('login')} rules={[{ required: true, message: t('loginMissing') }]}>
            <Input autoComplete="username" autoFocus data-testid="login-name" />
          </Form.Item>
        </>
      )}
      <Form.Item
        name="password"
        label={t('password')}
        rules={[{ required: true, message: t('passwordMissing') }]}
      >
        <Input.Password
          autoComplete="current-password"
          autoFocus={!!known}
          data-testid="login-password"
          iconRender={(isShown) => (
            <span className={styles.eye}>{isShown ? <EyeOutlined /> : <EyeInvisibleOutlined />}</span>
          )}
        />
      </Form.Item>
      <div role="alert" className={styles.problem} data-testid="login-error">
        {secondsLeft > 0 ? t('throttled', { seconds: secondsLeft }) : error ? problem(error) : null}
      </div>
      <Button
        type="primary"
        htmlType="submit"
        block
        size="large"
        loading={isBusy}
        disabled={secondsLeft > 0}
        data-testid="login-submit"
      >
        {t('submit')}
      </Button>
    </Form>
  );
}

/** Seconds until the server lets this person try again. */
function useThrottle(error: unknown): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (!(error instanceof ProblemError) || error.code !== 'too-many-attempts') {
      setLeft(0);
      return;
    }
    const until = Date.now() + Number(error.facts.seconds ?? 60) * 1000;
    const update = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    update();
    const timer = setInterval(update, 500);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}
