import { ProblemError } from '@shared/api/problem';
import { useProblemText } from '@shared/api/useProblemText';
import { type Purpose, purposes } from '@shared/forms/model';
import { useText } from '@shared/i18n';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form as AntForm, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { createForm, formsQuery, type NewForm as Settings } from './api';

interface NewFormProps {
  purpose: Purpose;
  onClose: () => void;
  onCreated: (code: string) => void;
}

/** Ask for the name of a form that is to be. */
export function NewForm({ purpose, onClose, onCreated }: NewFormProps) {
  const { t } = useTranslation(['forms', 'ui']);
  const text = useText();
  const problem = useProblemText();
  const queryClient = useQueryClient();
  const forms = useQuery(formsQuery);
  const [fields] = AntForm.useForm<Settings>();
  const create = useMutation({
    mutationFn: (form: Settings) => createForm({ ...form, copy_of: form.copy_of ?? null }),
    onSuccess: (draft) => {
      void queryClient.invalidateQueries({ queryKey: formsQuery.queryKey });
      onCreated(draft.form.code);
    },
    onError: (error) => {
      if (error instanceof ProblemError && error.code === 'form-code-taken')
        fields.setFields([{ name: 'code', errors: [problem(error)] }]);
    },
  });
  const isElsewhere =
    create.error && !(create.error instanceof ProblemError && create.error.code === 'form-code-taken');
  return (
    <Modal
      open
      title={t('new')}
      okText={t('create')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ loading: create.isPending, htmlType: 'submit', form: 'new-form' }}
      onCancel={onClose}
    >
      <AntForm
        form={fields}
        id="new-form"
        name="new-form"
        data-popups
        layout="vertical"
        requiredMark={false}
        initialValues={{ purpose }}
        onFinish={(form) => create.mutate(form)}
      >
        <NameAndPurpose />
        <AntForm.Item
          name="code"
          label={t('field.code')}
          extra={t('field.codeHint')}
          rules={[{ required: true, pattern: /^[a-z][a-z0-9-]{0,39}$/, message: t('field.codeHint') }]}
        >
          <Input autoComplete="off" />
        </AntForm.Item>
        <AntForm.Item name="copy_of" label={t('field.copyOf')}>
          <Select
            allowClear
            options={(forms.data ?? []).map((form) => ({ value: form.code, label: text(form.name) }))}
          />
        </AntForm.Item>
        {isElsewhere && <p role="alert">{problem(create.error)}</p>}
      </AntForm>
    </Modal>
  );
}

/** The fields that a form keeps when it is renamed. */
export function NameAndPurpose() {
  const { t } = useTranslation('forms');
  return (
    <>
      {(['zh-CN', 'en'] as const).map((language) => (
        <AntForm.Item
          key={language}
          name={['name', language]}
          label={t(language === 'en' ? 'field.nameEn' : 'field.nameZh')}
          rules={[{ required: true, whitespace: true, max: 60 }]}
        >
          <Input lang={language} maxLength={60} autoComplete="off" />
        </AntForm.Item>
      ))}
      <AntForm.Item name="purpose" label={t('field.purpose')}>
        <Select options={purposes.map((each) => ({ value: each, label: t(`purpose.${each}`) }))} />
      </AntForm.Item>
    </>
  );
}
