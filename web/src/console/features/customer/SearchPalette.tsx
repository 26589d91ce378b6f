import { useNavigate } from '@tanstack/react-router';
import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { CustomerSearch } from './CustomerSearch';

/** Ctrl+K: find a customer from anywhere. */
export function SearchPalette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('customer');
  const navigate = useNavigate();
  return (
    <Modal
      open={isOpen}
      onCancel={onClose}
      footer={null}
      width={560}
      title={t('search')}
      destroyOnHidden
      style={{ top: 64 }}
    >
      <CustomerSearch
        hasFocus
        action={t('open')}
        onChoose={(customer) => {
          onClose();
          void navigate({ to: '/', search: { customer } });
        }}
      />
    </Modal>
  );
}
