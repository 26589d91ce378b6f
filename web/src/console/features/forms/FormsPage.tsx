import { PlusOutlined } from '@ant-design/icons';
import { RoomsPage } from '@console/shell/RoomsPage';
import { purposes } from '@shared/forms/model';
import { PanelBoundary, PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { draftQuery } from './api';
import { FormEditor } from './FormEditor';
import { FormTable } from './FormTable';
import styles from './forms.module.css';
import './messages';
import { NewForm } from './NewForm';

/** The forms by what they are for; or one of them in the builder. Its address is kept: a reload opens it again. */
export function FormsPage() {
  const search = useSearch({ strict: false });
  return search.form ? <OneForm key={search.form} code={search.form} /> : <AllForms />;
}

function AllForms() {
  const { t } = useTranslation('forms');
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const room = purposes.find((each) => each === search.room) ?? 'ticket';
  const [wanted, setWanted] = useState('');
  const [isAdding, setAdding] = useState(false);
  const open = (form: string) => void navigate({ to: '/forms', search: { form } });
  return (
    <RoomsPage
      title={t('title')}
      to="/forms"
      rooms={purposes.map((name) => ({ name, label: t(`purpose.${name}`) }))}
      current={room}
      testId="forms"
      tools={
        <>
          <Input
            className={styles.find}
            value={wanted}
            type="search"
            allowClear={false}
            aria-label={t('find')}
            placeholder={t('find')}
            onChange={(event) => setWanted(event.target.value)}
            data-testid="forms-find"
          />
          <Button
            type="primary"
            icon={<PlusOutlined />}
            onClick={() => setAdding(true)}
            data-testid="add-form"
          >
            {t('new')}
          </Button>
        </>
      }
      over={isAdding && <NewForm purpose={room} onClose={() => setAdding(false)} onCreated={open} />}
    >
      <FormTable purpose={room} wanted={wanted} onOpen={open} />
    </RoomsPage>
  );
}

function OneForm({ code }: { code: string }) {
  const { t } = useTranslation('forms');
  const navigate = useNavigate();
  const draft = useQuery(draftQuery(code));
  const back = () =>
    void navigate({
      to: '/forms',
      search: draft.data && draft.data.form.purpose !== 'ticket' ? { room: draft.data.form.purpose } : {},
    });
  if (draft.isError)
    return (
      <div className={styles.alone}>
        <PanelError error={draft.error} onRetry={() => void draft.refetch()} />
        <Button onClick={back}>{t('back')}</Button>
      </div>
    );
  if (!draft.data)
    return (
      <div className={styles.alone}>
        <Skeleton lines={10} />
      </div>
    );
  return (
    <PanelBoundary>
      <FormEditor loaded={draft.data} onBack={back} />
    </PanelBoundary>
  );
}
