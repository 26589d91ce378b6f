import { useProblemText } from '@shared/api/useProblemText';
import type { Purpose } from '@shared/forms/model';
import { useLanguage, useText } from '@shared/i18n';
import { shortTime } from '@shared/ui/format';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { Opener, Table } from '@shared/ui/Table';
import { useOffline } from '@shared/ui/useBlocked';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Form, formsQuery, setArchived } from './api';
import styles from './forms.module.css';

const columns = ['name', 'code', 'state', 'changed', 'actions'] as const;

interface FormTableProps {
  purpose: Purpose;
  wanted: string;
  onOpen: (code: string) => void;
}

export function FormTable({ purpose, wanted, onOpen }: FormTableProps) {
  const { t } = useTranslation('forms');
  const language = useLanguage();
  const forms = useQuery(formsQuery);
  if (forms.isError && !forms.data)
    return <PanelError error={forms.error} onRetry={() => void forms.refetch()} />;
  if (!forms.data)
    return (
      <div className={styles.skeleton}>
        <Skeleton lines={6} />
      </div>
    );
  const here = forms.data.filter((form) => form.purpose === purpose);
  const sought = wanted.trim().toLowerCase();
  const found = here.filter((form) =>
    [form.code, form.name['zh-CN'], form.name.en].some((word) => word.toLowerCase().includes(sought)),
  );
  if (here.length === 0) return <Empty title={t('empty')} hint={t('emptyHint')} />;
  if (found.length === 0) return <Empty title={t('nothingFound')} />;
  return (
    <div className={styles.scroll}>
      <Table columns={columns} head={(column) => t(`column.${column}`)} className={styles.forms}>
        {found
          .toSorted(
            (a, b) =>
              Number(a.archived_at_ms !== null) - Number(b.archived_at_ms !== null) ||
              a.name[language].localeCompare(b.name[language], language),
          )
          .map((form) => (
            <Row key={form.code} form={form} onOpen={() => onOpen(form.code)} />
          ))}
      </Table>
    </div>
  );
}

function Row({ form, onOpen }: { form: Form; onOpen: () => void }) {
  const { t } = useTranslation('forms');
  const text = useText();

  const isArchived = form.archived_at_ms !== null;
  const state = isArchived
    ? 'archived'
    : form.live_version === 0
      ? 'draft'
      : form.is_draft_new
        ? 'changed'
        : 'live';
  return (
    <tr data-archived={isArchived} data-testid={`form-${form.code}`}>
      <th scope="row">
        {isArchived ? text(form.name) : <Opener onClick={onOpen}>{text(form.name)}</Opener>}
      </th>
      <td>
        <code>{form.code}</code>
      </td>
      <td>
        <span className={styles.state} data-state={state}>
          {t(`state.${state}`, { version: form.live_version })}
        </span>
      </td>
      <td>
        {t('changedBy', { name: form.changed_by_name || t('system'), at: shortTime(form.changed_at_ms) })}
      </td>
      <td>
        <Archive form={form} isArchived={isArchived} />
      </td>
    </tr>
  );
}

function Archive({ form, isArchived }: { form: Form; isArchived: boolean }) {
  const { t } = useTranslation(['forms', 'ui']);
  const { message } = App.useApp();
  const problem = useProblemText();
  const offline = useOffline();
  const queryClient = useQueryClient();
  const archive = useMutation({
    mutationFn: () => setArchived(form.code, !isArchived),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: formsQuery.queryKey }),
    onError: (error) => message.error(problem(error)),
  });
  const shared = { size: 'small' as const, loading: archive.isPending, disabled: offline !== null };
  if (isArchived)
    return (
      <Button {...shared} onClick={() => archive.mutate()}>
        {t('takeBack')}
      </Button>
    );
  return (
    <Popconfirm
      title={t('archive')}
      description={t('archiveHint')}
      okText={t('archive')}
      cancelText={t('ui:cancel')}
      onConfirm={() => archive.mutate()}
    >
      <Button {...shared}>{t('archive')}</Button>
    </Popconfirm>
  );
}
