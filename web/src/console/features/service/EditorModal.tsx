import { Alert, Button, Form, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './service.module.css';
import type { Editor } from './useEditor';

interface EditorModalProps {
  editor: Editor<never> | Editor<unknown>;
  title: string;
  isWhole: boolean;
  width?: number;
  /** Every fault is marked at its field: no need to list them. */
  areFaultsMarked?: boolean;
  children: ReactNode;
}

const okId = { 'data-testid': 'service-save', htmlType: 'submit', form: 'service-form' } as const;

/** The frame of every editor here: a form, what is wrong with it, and what somebody else has saved meanwhile. */
export function EditorModal(props: EditorModalProps) {
  const { editor, title, isWhole, width = 520, areFaultsMarked = false, children } = props;
  const { t } = useTranslation(['service', 'ui']);
  const { failure, theirs, settle, save, isBusy, maySave, close } = editor;
  const isReady = maySave && isWhole;
  return (
    <Modal
      open
      width={width}
      style={{ top: 40 }}
      title={title}
      okText={t('save')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ ...okId, disabled: !isReady, loading: isBusy }}
      onCancel={() => void close()}
    >
      {failure && (
        <Alert
          type="error"
          showIcon
          title={failure.words}
          description={areFaultsMarked ? undefined : failure.hints.join(' · ') || undefined}
        />
      )}
      {theirs && (
        <Alert
          type="warning"
          showIcon
          title={t('conflict.title')}
          data-testid="service-conflict"
          description={
            <div className={styles.choice}>
              <Button size="small" onClick={() => settle(false)} data-testid="conflict-theirs">
                {t('conflict.theirs')}
              </Button>
              <Button size="small" type="primary" onClick={() => settle(true)} data-testid="conflict-mine">
                {t('conflict.mine')}
              </Button>
            </div>
          }
        />
      )}
      {/* lists open in here: the dialog itself lets the mouse through */}
      <Form
        data-popups
        id="service-form"
        layout="vertical"
        requiredMark={false}
        className={styles.form}
        onFinish={() => isReady && void save()}
      >
        {children}
      </Form>
    </Modal>
  );
}
