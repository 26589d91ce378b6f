import { useBlocker } from '@tanstack/react-router';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';

const discard = { danger: true, 'data-testid': 'unsaved-discard' };

/** Ask before changes that are not saved are left behind, whichever way one goes. Driven browsers may close. */
export function useLeaveGuard(isDirty: boolean): () => Promise<boolean> {
  const { t } = useTranslation('routing');
  const { modal } = App.useApp();
  const mayLeave = async () =>
    !isDirty ||
    (await modal.confirm({
      title: t('unsaved.title'),
      content: t('unsaved.hint'),
      okText: t('unsaved.discard'),
      cancelText: t('unsaved.stay'),
      okButtonProps: discard,
      focusable: { autoFocusButton: 'cancel' },
    }));
  useBlocker({
    disabled: !isDirty,
    enableBeforeUnload: () => isDirty && !navigator.webdriver,
    shouldBlockFn: async () => !(await mayLeave()),
  });
  return mayLeave;
}
