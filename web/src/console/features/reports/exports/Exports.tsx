import { DeleteOutlined, DownloadOutlined, ReloadOutlined } from '@ant-design/icons';
import { useProblemMessage } from '@console/useProblemMessage';
import { shortTime } from '@shared/ui/format';
import { Loaded } from '@shared/ui/Loaded';
import { Pill, type Tone } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { cells, Table } from '@shared/ui/Table';
import { useOffline } from '@shared/ui/useBlocked';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '../reports.module.css';
import { save } from '../save';
import { lastDay } from '../search';
import {
  type Export,
  exportsQuery,
  fetchExport,
  isUnderWay,
  removeExport,
  repeatExport,
  type State,
} from './api';
import { useReason } from './useReason';

const columns = ['name', 'state', 'created', 'expires'] as const;
const tones: Record<State, Tone> = { waiting: 'plain', running: 'brand', done: 'ok', failed: 'danger' };

/** One's own exports: how far they are; to fetch, to ask for once more, to throw away. */
export function Exports({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('exports');
  // What others of one's windows have asked for is here as well.
  const query = useQuery({ ...exportsQuery, refetchOnMount: 'always' });
  const { data } = query;
  return (
    <Drawer open size={860} title={t('title')} onClose={onClose}>
      <p className={styles.hint}>{t('hint')}</p>
      <Loaded queries={[query]}>
        {() =>
          data?.length === 0 ? (
            <Empty title={t('none')} hint={t('noneHint')} />
          ) : (
            <Table
              columns={columns}
              head={(column) => t(`column.${column}`)}
              buttons={t('actions')}
              testId="exports"
            >
              {data?.map((each) => (
                <Row key={each.export_id} made={each} />
              ))}
            </Table>
          )
        }
      </Loaded>
    </Drawer>
  );
}

function Row({ made }: { made: Export }) {
  const { t } = useTranslation('exports');
  const reason = useReason();
  const { name, state, asked } = made;
  return (
    <tr data-testid="export">
      <th scope="row">
        {name}
        <small className={styles.small}>
          {asked.from} – {lastDay(asked.to)} · {made.format.toUpperCase()} · {t(`language.${asked.language}`)}
        </small>
      </th>
      <td>
        <Pill tone={tones[state]}>{t(`state.${state}`)}</Pill>
        <small className={styles.small}>
          {state === 'failed' && reason(made.error)}
          {state === 'done' && t('rows', { count: made.rows ?? 0 })}
        </small>
      </td>
      <td>{shortTime(Date.parse(made.created_at))}</td>
      <td>{shortTime(Date.parse(made.expires_at))}</td>
      <td className={cells.buttons}>
        <Actions made={made} />
      </td>
    </tr>
  );
}

function Actions({ made }: { made: Export }) {
  const { t } = useTranslation('exports');
  const queries = useQueryClient();
  const offline = useOffline();
  const complain = useProblemMessage();
  const fetching = useMutation({ mutationFn: fetchExport, onSuccess: save, onError: complain });
  const changing = useMutation({
    mutationFn: async (what: 'repeat' | 'remove') => {
      if (what === 'repeat') await repeatExport(made);
      else await removeExport(made.export_id);
    },
    onError: complain,
    onSettled: () => queries.invalidateQueries({ queryKey: exportsQuery.queryKey }),
  });
  const button = (what: 'fetchOf' | 'repeatOf' | 'removeOf' | 'cancelOf') => ({
    type: 'text' as const,
    size: 'small' as const,
    disabled: offline !== null || changing.isPending,
    'aria-label': t(what, { name: made.name }),
    title: offline ?? t(what, { name: made.name }),
  });
  return (
    <>
      {made.state === 'done' && (
        <Button
          {...button('fetchOf')}
          icon={<DownloadOutlined />}
          loading={fetching.isPending}
          onClick={() => fetching.mutate(made.export_id)}
          data-testid="export-fetch"
        />
      )}
      {made.state === 'failed' && (
        <Button
          {...button('repeatOf')}
          icon={<ReloadOutlined />}
          loading={changing.isPending && changing.variables === 'repeat'}
          onClick={() => changing.mutate('repeat')}
          data-testid="export-repeat"
        />
      )}
      <Button
        {...button(isUnderWay(made) ? 'cancelOf' : 'removeOf')}
        icon={<DeleteOutlined />}
        onClick={() => changing.mutate('remove')}
        data-testid="export-remove"
      />
    </>
  );
}
