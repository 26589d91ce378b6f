import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queuesQuery } from '../../routing/api';
import { isAbout, Retired, SettingTable } from '../../service/SettingTable';
import styles from '../admin.module.css';
import { keys, putResult, type Result, resultsQuery } from '../api';
import type { RoomProps } from '../rooms';
import { ChoiceEditor } from './ChoiceEditor';
import { found, treeOf, withBelow } from './tree';

const STEP_PX = 18;

/** What calls are about, as agents say it when they wrap up: a tree, for all queues or for one. */
export function ResultRoom({ wanted, isAdding, onAdded }: RoomProps) {
  const { t } = useTranslation(['admin', 'service']);
  const text = useText();
  const results = useQuery(resultsQuery);
  const queues = useQuery(queuesQuery);
  const [edited, edit] = useState<Result | null>(null);
  const all = results.data ?? [];
  const leaves = found(
    treeOf(all),
    ({ code, name }) => wanted.trim() === '' || isAbout(wanted, code, name['zh-CN'], name.en),
  );
  const queueOf = (id: string | null) =>
    id === null
      ? t('result.allQueues')
      : text(queues.data?.find(({ queue_id }) => queue_id === id)?.name) || '—';
  return (
    <>
      <SettingTable
        title={t('room.results')}
        note={t('result.hint')}
        query={results}
        rows={leaves}
        rowKey={({ result }) => result.code}
        name={({ result }) => text(result.name)}
        isFiltered={wanted !== ''}
        none={t('result.none')}
        onEdit={({ result }) => edit(result)}
        columns={[
          {
            key: 'name',
            title: t('service:field.name'),
            cell: ({ result, depth }) => (
              <span style={{ paddingLeft: depth * STEP_PX }}>{text(result.name)}</span>
            ),
          },
          { key: 'code', title: t('service:field.code'), cell: ({ result }) => result.code },
          { key: 'queue', title: t('result.queue'), cell: ({ result }) => queueOf(result.queue_id) },
          {
            key: 'kind',
            title: t('result.kind'),
            cell: ({ hasBelow }) => t(hasBelow ? 'result.heading' : 'result.choice'),
          },
          {
            key: 'position',
            title: t('service:field.position'),
            isNumber: true,
            cell: ({ result }) => result.position,
          },
          {
            key: 'active',
            title: t('service:field.active'),
            cell: ({ result }) => <Retired isActive={result.is_active} />,
          },
        ]}
      />
      {(edited || isAdding) && (
        <ChoiceEditor<Result>
          key={edited?.code ?? 'new'}
          choice={edited}
          blank={{ parent_code: null, queue_id: null }}
          title={t('add.results')}
          query={resultsQuery}
          queryKey={keys.results}
          send={putResult}
          onClose={() => {
            edit(null);
            if (isAdding) onAdded();
          }}
        >
          {(draft, set, faults) => {
            const inside = edited ? withBelow(all, edited.code) : new Set<string>();
            return (
              <div className={styles.columns}>
                <Form.Item
                  label={t('result.parent')}
                  htmlFor="result-parent"
                  validateStatus={faults.parent_code ? 'error' : ''}
                  extra={faults.parent_code}
                >
                  <Select
                    id="result-parent"
                    showSearch={{ optionFilterProp: 'label' }}
                    value={draft.parent_code ?? ''}
                    options={[
                      { value: '', label: t('result.top') },
                      ...treeOf(all)
                        .filter(({ result }) => !inside.has(result.code))
                        .map(({ result, depth }) => ({
                          value: result.code,
                          label: `${'\u3000'.repeat(depth)}${text(result.name)}`,
                        })),
                    ]}
                    onChange={(code: string) => set({ parent_code: code || null })}
                  />
                </Form.Item>
                <Form.Item label={t('result.queue')} htmlFor="result-queue">
                  <Select
                    id="result-queue"
                    value={draft.queue_id ?? ''}
                    options={[
                      { value: '', label: t('result.allQueues') },
                      ...(queues.data?.map(({ queue_id, name }) => ({
                        value: queue_id,
                        label: text(name),
                      })) ?? []),
                    ]}
                    onChange={(id: string) => set({ queue_id: id || null })}
                  />
                </Form.Item>
              </div>
            );
          }}
        </ChoiceEditor>
      )}
    </>
  );
}
