import { FilterSelect } from '@console/lists/FilterSelect';
import { Pages } from '@console/lists/Pages';
import { useProblemMessage } from '@console/useProblemMessage';
import { useCan } from '@shared/perm/Can';
import { Panel } from '@shared/ui/Panel';
import { Empty } from '@shared/ui/states';
import { cells, Opener, Table } from '@shared/ui/Table';
import { useDebounced } from '@shared/ui/useDebounced';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../admin.module.css';
import {
  type EntriesWanted,
  type Entry,
  entriesQuery,
  keys,
  someoneQuery,
  type Verdict,
  verifyAudit,
} from '../api';
import { actions, subjectKinds, useAuditWords } from '../words';
import { EntryDrawer } from './EntryDrawer';
import { moment } from './moment';
import { VerdictBar } from './VerdictBar';

const PAUSE_MS = 250;
const columns = ['seq', 'at', 'actor', 'action', 'subject'] as const;
const everything: EntriesWanted = {
  actor_id: '',
  action: '',
  subject_kind: '',
  subject_id: '',
  from: '',
  to: '',
};

/** What has been done, newest first; and whether anybody has laid hands on the record of it. */
export function AuditRoom() {
  const { t } = useTranslation('admin');
  const words = useAuditWords();
  const client = useQueryClient();
  const tell = useProblemMessage();
  const mayFindPeople = useCan('admin.people');
  const [wanted, want] = useState(everything);
  const query = useInfiniteQuery(entriesQuery(wanted));
  const [opened, open] = useState<Entry | null>(null);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [isBusy, setBusy] = useState(false);
  const entries = query.data?.pages.flat() ?? [];
  const set = (part: Partial<EntriesWanted>) => want({ ...wanted, ...part });
  const all = { value: '', label: t('all') };
  const verify = async () => {
    setBusy(true);
    try {
      setVerdict(await verifyAudit());
      await client.invalidateQueries({ queryKey: keys.audit });
    } catch (error) {
      tell(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.stack}>
      <div className={styles.filters}>
        {mayFindPeople && <Someone value={wanted.actor_id} onChange={(actor_id) => set({ actor_id })} />}
        <FilterSelect
          name={t('audit.action')}
          value={wanted.action}
          showSearch={{ optionFilterProp: 'label' }}
          options={[all, ...actions.map((value) => ({ value, label: words.action(value) }))]}
          onChange={(action) => set({ action })}
          testId="audit-action"
        />
        <FilterSelect
          name={t('audit.subject')}
          value={wanted.subject_kind}
          showSearch={{ optionFilterProp: 'label' }}
          options={[all, ...subjectKinds.map((value) => ({ value, label: words.kind(value) }))]}
          onChange={(subject_kind) => set({ subject_kind, subject_id: '' })}
        />
        {(['from', 'to'] as const).map((end) => (
          <Input
            key={end}
            type="date"
            className={styles.date}
            prefix={<span className={styles.prefix}>{t(`audit.${end}`)}</span>}
            value={wanted[end]}
            aria-label={t(`audit.${end}`)}
            onChange={(event) => set({ [end]: event.target.value })}
          />
        ))}
        {JSON.stringify(wanted) !== JSON.stringify(everything) && (
          <Button onClick={() => want(everything)} data-testid="audit-clear">
            {t('audit.clear')}
          </Button>
        )}
        <span className={styles.grow} />
        <Button loading={isBusy} onClick={() => void verify()} data-testid="audit-verify">
          {t('audit.verify')}
        </Button>
      </div>
      {verdict && <VerdictBar verdict={verdict} onOpen={open} onClose={() => setVerdict(null)} />}
      <Panel title={t('room.audit')} note={t('audit.hint')} className={styles.panel} isFlush>
        <Pages
          query={query}
          isEmpty={entries.length === 0}
          older={t('audit.older')}
          empty={<Empty title={t('audit.none')} hint={t('audit.noneHint')} />}
        >
          <Table
            columns={columns}
            head={(column) => t(`audit.${column}`)}
            headClasses={{ seq: cells.number }}
            isOneLine
            testId="audit-table"
          >
            {entries.map((entry) => (
              <tr key={entry.seq} data-testid="audit-row" data-current={entry.seq === verdict?.broken_at}>
                <td className={cells.number}>{entry.seq}</td>
                <th scope="row">
                  <Opener onClick={() => open(entry)} data-testid="audit-open">
                    {moment(entry.at)}
                  </Opener>
                </th>
                <td>{entry.actor_name ?? entry.actor_login}</td>
                <td>{words.action(entry.action)}</td>
                <td className={cells.text}>
                  {words.kind(entry.subject_kind)} <small>{entry.subject_name ?? entry.subject_id}</small>
                </td>
              </tr>
            ))}
          </Table>
        </Pages>
      </Panel>
      {opened && (
        <EntryDrawer
          entry={opened}
          onFollow={(part) => {
            want({ ...everything, ...part });
            open(null);
          }}
          onClose={() => open(null)}
        />
      )}
    </div>
  );
}

interface SomeoneProps {
  value: string;
  onChange: (personId: string) => void;
}

/** Who did it, found by name or log-in. */
function Someone({ value, onChange }: SomeoneProps) {
  const { t } = useTranslation('admin');
  const [typed, type] = useState('');
  const words = useDebounced(typed.trim(), PAUSE_MS);
  const { data } = useQuery(someoneQuery(words));
  return (
    <Select
      className={styles.someone ?? ''}
      value={value || null}
      allowClear
      aria-label={t('audit.actor')}
      placeholder={t('audit.who')}
      showSearch={{ filterOption: false, onSearch: type }}
      options={
        data?.people.map(({ person_id, name, login }) => ({
          value: person_id,
          label: `${name} (${login})`,
        })) ?? []
      }
      onChange={(personId: string | null) => onChange(personId ?? '')}
    />
  );
}
