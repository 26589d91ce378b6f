import '../messages';
import { useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import { Loaded } from '@shared/ui/Loaded';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { cells, Table } from '@shared/ui/Table';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Measure, measuresQuery, tableQuery } from '../today/api';
import { written } from '../today/values';
import { isMet, sourceOf, type Target, type Topic, type TopicTargets, targetsQuery } from './api';
import { Goal } from './Goal';
import { TargetEditor } from './TargetEditor';
import styles from './targets.module.css';

const columns = ['topic', 'measure', 'goal', 'now', 'since', 'source'] as const;

/** What figures shall reach: by which formula, since when, who says so, and how the last days were. */
export function Targets({ turn }: { turn: number }) {
  const { t } = useTranslation('figures');
  const targets = useQuery(targetsQuery);
  const measures = useQuery(measuresQuery);
  const mayEdit = useCan('admin.service');
  const [edited, setEdited] = useState<Topic | null>(null);
  const held = (targets.data ?? []).flatMap(({ holds }) => (holds ? [holds] : []));
  const lately = useQueries({ queries: held.map((target) => tableQuery(asked(target), turn)) });
  const values = new Map(held.map(({ measure }, place) => [measure, lately[place]?.data?.total[0]]));
  const topic = targets.data?.find((each) => each.topic === edited);
  return (
    <Panel title={t('targets.title')} note={t('targets.note')} isFlush>
      <Loaded queries={[targets, measures]}>
        {() => (
          <Table
            columns={columns}
            head={(column) => t(`targets.column.${column}`)}
            {...(mayEdit && { buttons: t('targets.edit') })}
            testId="targets-table"
          >
            {(targets.data ?? []).map((each) => (
              <Row
                key={each.topic}
                topic={each}
                measure={measures.data?.find(
                  ({ code }) => code === (each.holds?.measure ?? each.measures[0]),
                )}
                value={each.holds ? values.get(each.holds.measure) : undefined}
                onEdit={mayEdit ? () => setEdited(each.topic) : null}
              />
            ))}
          </Table>
        )}
      </Loaded>
      {topic && measures.data && (
        <TargetEditor
          key={topic.topic}
          topic={topic}
          measures={measures.data}
          onClose={() => setEdited(null)}
        />
      )}
    </Panel>
  );
}

const asked = ({ measure, within_s }: Target) => ({
  measures: [measure],
  span: 'week' as const,
  ...(within_s !== null && { within_s: String(within_s) }),
});

interface RowProps {
  topic: TopicTargets;
  measure: Measure | undefined;
  value: number | null | undefined;
  onEdit: (() => void) | null;
}

function Row({ topic: { topic, holds }, measure, value, onEdit }: RowProps) {
  const { t } = useTranslation('figures');
  const text = useText();
  const met = isMet(holds, value);
  const name = t(`targets.topic.${topic}`);
  return (
    <tr data-testid={`target-${topic}`}>
      <th scope="row">{name}</th>
      <td title={text(measure?.formula ?? null)} className={styles.formula}>
        {text(measure?.name ?? null)}
      </td>
      <td>{holds && measure ? <Goal target={holds} measure={measure} /> : t('targets.none')}</td>
      <td>
        {holds && measure ? written(value, measure.unit) : '—'}{' '}
        {met !== null && (
          <Pill tone={met ? 'ok' : 'danger'}>{met ? t('targets.met') : t('targets.missed')}</Pill>
        )}
      </td>
      <td>{holds?.is_template ? t('targets.template') : (holds?.since ?? '—')}</td>
      <td>{holds ? sourceOf(holds, text) : '—'}</td>
      {onEdit && (
        <td className={cells.buttons}>
          <Button
            size="small"
            aria-label={t('targets.editOf', { name })}
            onClick={onEdit}
            data-testid={`set-${topic}`}
          >
            {t('targets.edit')}
          </Button>
        </td>
      )}
    </tr>
  );
}
