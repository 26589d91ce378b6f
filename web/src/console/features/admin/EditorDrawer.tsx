import { Alert, Button, Drawer, Form } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Editor } from '../service/useEditor';
import styles from './admin.module.css';

interface EditorDrawerProps<Draft> {
  editor: Editor<Draft>;
  title: string;
  size?: number;
  /** Everything that must be filled in is. */
  isWhole: boolean;
  /** Why nothing can be changed here. */
  locked?: string | undefined;
  /** What else can be done, left of the buttons. */
  more?: ReactNode;
  children: ReactNode;
}

/** The frame of the larger editors, beside the list: a form, what is wrong, what somebody else has saved meanwhile. */
export function EditorDrawer<Draft>(props: EditorDrawerProps<Draft>) {
  const { editor, title, size = 640, isWhole, locked, more, children } = props;
  const { t } = useTranslation(['admin', 'service', 'ui']);
  const { failure, theirs, settle, save, isBusy, maySave, close } = editor;
  const isReady = maySave && isWhole && !locked;
  return (
    <Drawer
      open
      size={size}
      title={title}
      onClose={() => void close()}
      footer={
        <div className={styles.footer}>
          {more}
          <span className={styles.grow} />
          <Button onClick={() => void close()}>{t('ui:cancel')}</Button>
          {!locked && (
            <Button
              type="primary"
              htmlType="submit"
              form="admin-form"
              disabled={!isReady}
              loading={isBusy}
              data-testid="admin-save"
            >
              {t('service:save')}
            </Button>
          )}
        </div>
      }
    >
      {locked && <Alert type="info" showIcon title={locked} data-testid="admin-locked" />}
      {failure && <Alert type="error" showIcon title={failure.words} />}
      {theirs && (
        <Alert
          type="warning"
          showIcon
          title={t('service:conflict.title')}
          data-testid="admin-conflict"
          description={
            <div className={styles.choice}>
              <Button size="small" onClick={() => settle(false)} data-testid="conflict-theirs">
                {t('service:conflict.theirs')}
              </Button>
              <Button size="small" type="primary" onClick={() => settle(true)} data-testid="conflict-mine">
                {t('service:conflict.mine')}
              </Button>
            </div>
          }
        />
      )}
      <Form
        data-popups
        id="admin-form"
        layout="vertical"
        requiredMark={false}
        disabled={Boolean(locked)}
        className={styles.form}
        onFinish={() => isReady && void save()}
      >
        {children}
      </Form>
    </Drawer>
  );
}
