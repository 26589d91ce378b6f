import { useProblemMessage } from '@console/useProblemMessage';
import { useText } from '@shared/i18n';
import { shortTime } from '@shared/ui/format';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { cells, Table } from '@shared/ui/Table';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Group, groupsQuery, surveys } from './api';
import { GroupEditor } from './GroupEditor';
import styles from './survey.module.css';

const columns = ['name', 'sources', 'importAt', 'pending', 'done', 'givenUp', 'last', 'actions'] as const;

/** The survey groups; closed orders can be fetched at once. */
export function GroupTable() {
  const { t } = useTranslation('survey');
  const { data, error, refetch } = useQuery(groupsQuery);
  const [edited, setEdited] = useState<Group | 'new' | null>(null);
  return (
    <Panel title={t('room.groups')} note={data && t('groups.count', { count: data.length })} isFlush>
      <div className={styles.tools}>
        <Button type="primary" onClick={() => setEdited('new')} data-testid="group-add">
          {t('groups.add')}
        </Button>
      </div>
      {error && <PanelError error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={6} isPadded />}
      {data?.length === 0 && <Empty title={t('groups.none')} hint={t('groups.noneHint')} />}
      {data && data.length > 0 && (
        <Table
          columns={columns}
          head={(column) => t(`groups.${column}`)}
          headClasses={{ pending: cells.number, done: cells.number, givenUp: cells.number }}
          className={styles.table}
          testId="group-table"
        >
          {data.map((group) => (
            <Row key={group.group_id} group={group} onEdit={() => setEdited(group)} />
          ))}
        </Table>
      )}
      {edited && <GroupEditor group={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Panel>
  );
}

function Row({ group, onEdit }: { group: Group; onEdit: () => void }) {
  const { t } = useTranslation('survey');
  const text = useText();
  const { message } = App.useApp();
  const say = useProblemMessage();
  const offline = useOffline();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const isFetched = group.sources.some(({ kind }) => kind !== 'file');
  const importNow = async () => {
    setBusy(true);
    try {
      const { added, repeated, quiet } = await surveys.importNow(group.group_id);
      void message.success(t('groups.imported', { added, repeated, quiet }));
      await client.invalidateQueries({ queryKey: ['survey'] });
    } catch (error) {
      say(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <tr>
      <th scope="row">
        <b>{text(group.name)}</b>{' '}
        <Pill tone={group.is_active ? 'ok' : 'plain'}>
          {t(group.is_active ? 'groups.active' : 'groups.inactive')}
        </Pill>
        <small>{group.form_code}</small>
      </th>
      <td>{group.sources.map(({ kind }) => t(`source.${kind}`)).join(' · ')}</td>
      <td>{isFetched ? group.import_at : '—'}</td>
      <td className={cells.number}>{(group.counts.pending ?? 0) + (group.counts.dealt ?? 0)}</td>
      <td className={cells.number}>{group.counts.done ?? 0}</td>
      <td className={cells.number}>{group.counts.given_up ?? 0}</td>
      <td>{group.last_import_at_ms === null ? '—' : shortTime(group.last_import_at_ms)}</td>
      <td>
        <Button size="small" onClick={onEdit} data-testid="group-edit">
          {t('groups.edit')}
        </Button>{' '}
        {isFetched && (
          <Button
            size="small"
            loading={isBusy}
            disabled={offline !== null}
            onClick={() => void importNow()}
            data-testid="group-import"
          >
            {t('groups.importNow')}
          </Button>
        )}
      </td>
    </tr>
  );
}
