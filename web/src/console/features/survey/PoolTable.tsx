import { FilterSelect } from '@console/lists/FilterSelect';
import { Pages } from '@console/lists/Pages';
import { useProblemMessage } from '@console/useProblemMessage';
import { useText } from '@shared/i18n';
import { shortTime } from '@shared/ui/format';
import { Panel } from '@shared/ui/Panel';
import { Pill, type Tone } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { cells, Table } from '@shared/ui/Table';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CaseSummary, casesQuery, groupsQuery, type State, states, surveys } from './api';
import styles from './survey.module.css';

const tones: Record<State, Tone> = { pending: 'plain', dealt: 'brand', done: 'ok', given_up: 'warn' };
const columns = ['customer', 'order', 'group', 'state', 'attempts', 'when', 'agent', 'actions'] as const;

/** The cases of the pool, the latest first. */
export function PoolTable() {
  const { t } = useTranslation('survey');
  const text = useText();
  const [groupId, setGroup] = useState('');
  const [state, setState] = useState('');
  const groups = useQuery(groupsQuery);
  const found = useInfiniteQuery(casesQuery(groupId, state));
  const cases = found.data?.pages.flatMap((page) => page.cases) ?? [];
  const names = new Map(groups.data?.map((group) => [group.group_id, text(group.name)]));
  return (
    <Panel title={t('room.pool')} isFlush>
      <div className={styles.tools}>
        <FilterSelect
          name={t('pool.group')}
          value={groupId}
          options={[
            { value: '', label: t('cases.all') },
            ...[...names].map(([value, label]) => ({ value, label })),
          ]}
          onChange={setGroup}
        />
        <FilterSelect
          name={t('cases.state')}
          value={state}
          options={[
            { value: '', label: t('cases.all') },
            ...states.map((value) => ({ value, label: t(`state.${value}`) })),
          ]}
          onChange={setState}
        />
      </div>
      <Pages
        query={found}
        isEmpty={cases.length === 0}
        older={t('cases.older')}
        empty={<Empty title={t('cases.none')} hint={t('cases.noneHint')} />}
      >
        <Table
          columns={columns}
          head={(column) => t(`cases.${column}`)}
          headClasses={{ attempts: cells.number }}
          className={styles.table}
          testId="case-table"
        >
          {cases.map((each) => (
            <Row key={each.case_id} survey={each} group={names.get(each.group_id) ?? ''} />
          ))}
        </Table>
      </Pages>
    </Panel>
  );
}

function Row({ survey, group }: { survey: CaseSummary; group: string }) {
  const { t } = useTranslation('survey');
  const client = useQueryClient();
  const say = useProblemMessage();
  const giveUp = async () => {
    try {
      await surveys.giveUp(survey.case_id);
    } catch (error) {
      say(error);
    }
    await client.invalidateQueries({ queryKey: ['survey'] });
  };
  return (
    <tr>
      <th scope="row">
        <b>{survey.name || t('nameless')}</b>
        <small>{survey.number}</small>
      </th>
      <td>
        {survey.subject.order_no ?? '—'}
        <small>{t(`service.${survey.service}`)}</small>
      </td>
      <td>{group}</td>
      <td>
        <Pill tone={tones[survey.state]}>{t(`state.${survey.state}`)}</Pill>
        {survey.outcome && <small>{t(`outcome.${survey.outcome}`)}</small>}
      </td>
      <td className={cells.number}>{survey.attempts}</td>
      <td>{shortTime(survey.ended_at_ms ?? survey.next_at_ms)}</td>
      <td>{survey.agent_name || '—'}</td>
      <td>
        {survey.state === 'pending' && (
          <Popconfirm
            title={t('cases.giveUpSure')}
            okText={t('cases.giveUp')}
            cancelText={t('outcome.cancel')}
            onConfirm={giveUp}
          >
            <Button size="small">{t('cases.giveUp')}</Button>
          </Popconfirm>
        )}
      </td>
    </tr>
  );
}
