import { useProblemMessage } from '@console/useProblemMessage';
import { shortTime } from '@shared/ui/format';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FieldConflict, keys, resolveConflict, type WholeOrder } from '../api';
import { ReasonDialog } from '../ReasonDialog';
import { useOrderWords } from '../words';
import styles from './order.module.css';

interface ConflictsProps {
  order: WholeOrder;
  mayResolve: boolean;
}

/** What repairmen did offline and could not be done any more: nothing of it is dropped until somebody has looked. */
export function Conflicts({ order, mayResolve }: ConflictsProps) {
  const { t } = useTranslation('dispatch');
  const words = useOrderWords();
  const client = useQueryClient();
  const fail = useProblemMessage();
  const [resolved, resolve] = useState<FieldConflict | null>(null);
  const { conflicts } = order;
  if (conflicts.length === 0) return null;
  const submit = (conflict: FieldConflict) => async (resolution: string) => {
    await resolveConflict(conflict.conflict_id, resolution).catch(fail);
    await client.invalidateQueries({ queryKey: keys.all });
  };
  return (
    <section className={styles.conflicts} aria-labelledby="order-conflicts" data-testid="conflicts">
      <h3 id="order-conflicts">{t('conflict.title')}</h3>
      <ul>
        {conflicts.map((conflict) => (
          <li key={conflict.conflict_id}>
            <p>
              {t('conflict.sent', {
                who: conflict.person || words.personName(conflict.person_id) || t('somebody'),
                action: words.action(conflict.action),
                time: shortTime(Date.parse(conflict.client_at ?? conflict.at)),
                state: words.state({ type_code: order.type_code, state: conflict.server_state }),
              })}
            </p>
            <Said detail={conflict.sent.detail} />
            {mayResolve && (
              <Button size="small" onClick={() => resolve(conflict)} data-testid="conflict-resolve">
                {t('conflict.resolve')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {resolved && (
        <ReasonDialog
          title={t('conflict.resolve')}
          label={t('conflict.what')}
          okText={t('conflict.ok')}
          onClose={() => resolve(null)}
          onOk={submit(resolved)}
        />
      )}
    </section>
  );
}

/** What he said with it: result, cause, note, reason. */
function Said({ detail }: { detail: Record<string, unknown> | undefined }) {
  const words = useOrderWords();
  const of = (name: string) => (typeof detail?.[name] === 'string' ? detail[name] : '');
  const said = [
    of('result_code') && words.result(of('result_code')),
    of('cause_code') && words.cause(of('cause_code')),
    of('note'),
    of('reason'),
  ].filter(Boolean);
  return said.length > 0 ? <p className={styles.quiet}>{said.join(' · ')}</p> : null;
}
