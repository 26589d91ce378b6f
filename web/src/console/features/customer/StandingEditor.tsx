import { levelsQuery, type SetLevel } from '@shared/api/customerLevels';
import { ProblemError } from '@shared/api/problem';
import { useProblemText } from '@shared/api/useProblemText';
import { useText } from '@shared/i18n';
import type { AccountManager } from '@shared/rt/events';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CustomerFile, changeStanding, customerQuery, managersQuery } from './api';
import styles from './standing.module.css';

const okId = { 'data-testid': 'standing-save' };
const formId = 'standing';

interface Draft {
  level: string | null;
  managerId: string | null;
}

const draftOf = (file: CustomerFile): Draft => ({
  level: file.level?.code ?? null,
  managerId: file.account_manager?.agent_id ?? null,
});

interface StandingEditorProps {
  customerId: string;
  onClose: () => void;
}

/** At which level a customer is served, and who looks after him. */
export default function StandingEditor({ customerId, onClose }: StandingEditorProps) {
  const { t } = useTranslation(['customer', 'ui']);
  const file = useQuery(customerQuery(customerId));
  const levels = useQuery(levelsQuery);
  const managers = useQuery(managersQuery);
  const queries = [file, levels, managers];
  const failed = queries.find((query) => query.isError && query.data === undefined);
  if (file.data && levels.data && managers.data)
    return <Editor file={file.data} levels={levels.data} managers={managers.data} onClose={onClose} />;
  const again = () => {
    for (const query of queries) if (query.isError) void query.refetch();
  };
  return (
    <Modal open width={440} title={t('standing.title')} footer={null} onCancel={onClose}>
      {failed ? <PanelError error={failed.error} onRetry={again} /> : <Skeleton lines={4} />}
    </Modal>
  );
}

interface EditorProps {
  file: CustomerFile;
  levels: SetLevel[];
  managers: AccountManager[];
  onClose: () => void;
}

function Editor({ file, levels, managers, onClose }: EditorProps) {
  const { t } = useTranslation(['customer', 'ui']);
  const text = useText();
  const queryClient = useQueryClient();
  const problem = useProblemText();
  const offline = useOffline();
  const [base, setBase] = useState(file); // the file is read again and again; the draft is of one version
  const [draft, setDraft] = useState(() => draftOf(file));
  const [theirs, setTheirs] = useState<CustomerFile | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const before = draftOf(base);
  const isDirty = draft.level !== before.level || draft.managerId !== before.managerId;
  const maySave = isDirty && !theirs && !isBusy && offline === null;

  const catchUp = async () =>
    setTheirs(await queryClient.fetchQuery({ ...customerQuery(base.customer_id), staleTime: 0 }));
  const save = async () => {
    if (draft.level === null) return;
    setBusy(true);
    setFailure(null);
    try {
      await changeStanding(base, draft.level, draft.managerId);
      await queryClient.invalidateQueries({ queryKey: customerQuery(base.customer_id).queryKey });
      onClose();
    } catch (error) {
      const isConflict = error instanceof ProblemError && error.code === 'customer-changed';
      const isShown =
        isConflict &&
        (await catchUp().then(
          () => true,
          () => false,
        ));
      if (!isShown) setFailure(problem(error));
    } finally {
      setBusy(false);
    }
  };
  const settle = (latest: CustomerFile, isMineKept: boolean) => {
    const saved = draftOf(latest);
    const mine = {
      level: draft.level === before.level ? saved.level : draft.level,
      managerId: draft.managerId === before.managerId ? saved.managerId : draft.managerId,
    };
    setBase(latest);
    setDraft(isMineKept ? mine : saved); // what I have not touched stays as they have it
    setTheirs(null);
  };

  return (
    <Modal
      open
      width={440}
      title={t('standing.of', { name: file.name })}
      okText={t('standing.save')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ ...okId, htmlType: 'submit', form: formId, disabled: !maySave, loading: isBusy }}
      onCancel={onClose}
    >
      {failure && <Alert type="error" showIcon title={failure} />}
      {theirs && <Conflict theirs={theirs} onSettle={settle} />}
      {/* lists open in here: the dialog itself lets the mouse through */}
      <Form
        data-popups
        id={formId}
        layout="vertical"
        className={styles.form}
        onFinish={() => maySave && void save()}
      >
        <Form.Item label={t('standing.level')} htmlFor="standing-level" extra={t('standing.levelHint')}>
          <Select
            id="standing-level"
            value={draft.level}
            autoFocus
            options={levels.map((level) => ({
              value: level.code,
              label: level.priority > 0 ? `${text(level.text)} (+${level.priority})` : text(level.text),
            }))}
            onChange={(level) => setDraft({ ...draft, level })}
          />
        </Form.Item>
        <Form.Item label={t('standing.manager')} htmlFor="standing-manager" extra={t('standing.managerHint')}>
          <Select
            id="standing-manager"
            value={draft.managerId}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('standing.nobody')}
            notFoundContent={t('standing.noAgents')}
            options={managers.map((each) => ({ value: each.agent_id, label: `${each.name} ${each.number}` }))}
            onChange={(managerId: string | undefined) => setDraft({ ...draft, managerId: managerId ?? null })}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}

interface ConflictProps {
  theirs: CustomerFile;
  onSettle: (latest: CustomerFile, isMineKept: boolean) => void;
}

/** What somebody else has saved meanwhile, and the choice. */
function Conflict({ theirs, onSettle }: ConflictProps) {
  const { t } = useTranslation('customer');
  const text = useText();
  const manager = theirs.account_manager;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('standing.conflict')}
      data-testid="standing-conflict"
      description={
        <div className={styles.conflict}>
          <p>
            {t('standing.theirs', {
              level: theirs.level ? text(theirs.level.text) : '—',
              manager: manager ? `${manager.name} ${manager.number}` : t('standing.nobody'),
            })}
          </p>
          <Button size="small" onClick={() => onSettle(theirs, false)} data-testid="standing-theirs">
            {t('standing.takeTheirs')}
          </Button>
          <Button
            size="small"
            type="primary"
            onClick={() => onSettle(theirs, true)}
            data-testid="standing-mine"
          >
            {t('standing.keepMine')}
          </Button>
        </div>
      }
    />
  );
}
