import { UploadOutlined } from '@ant-design/icons';
import { useProblemText } from '@shared/api/useProblemText';
import { useText } from '@shared/i18n';
import { Panel } from '@shared/ui/Panel';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { cells, Table } from '@shared/ui/Table';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Select } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FileRead, type Group, groupsQuery, surveys } from './api';
import styles from './survey.module.css';

/** Brings customers in from a file: first it is only looked at, then its good lines are taken. */
export function FileImport() {
  const { t } = useTranslation('survey');
  const groups = useQuery(groupsQuery);
  const taking = groups.data?.filter((group) => group.sources.some(({ kind }) => kind === 'file')) ?? [];
  return (
    <Panel title={t('room.files')} isFlush>
      {groups.isError && <PanelError error={groups.error} onRetry={() => void groups.refetch()} />}
      {!groups.data && !groups.isError && (
        <div className={styles.padded}>
          <Skeleton lines={4} />
        </div>
      )}
      {groups.data && taking.length === 0 && (
        <Empty title={t('file.noGroups')} hint={t('file.noGroupsHint')} />
      )}
      {taking.length > 0 && <Import groups={taking} />}
    </Panel>
  );
}

function Import({ groups }: { groups: Group[] }) {
  const { t } = useTranslation('survey');
  const text = useText();
  const client = useQueryClient();
  const problem = useProblemText();
  const offline = useOffline();
  const input = useRef<HTMLInputElement>(null);
  const [groupId, setGroup] = useState(groups[0]?.group_id ?? '');
  const [file, setFile] = useState<File | null>(null);
  const [found, setFound] = useState<FileRead | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const run = async (work: (id: string, file: Blob) => Promise<FileRead>, chosen: Blob, id = groupId) => {
    setBusy(true);
    setFailure(null);
    try {
      setFound(await work(id, chosen));
      await client.invalidateQueries({ queryKey: ['survey'] });
    } catch (error) {
      setFound(null);
      setFailure(problem(error));
    } finally {
      setBusy(false);
    }
  };
  const isDone = found !== null && found.added !== null;
  return (
    <div className={styles.file} data-testid="file-import">
      <p>{t('file.hint')}</p>
      <label htmlFor="survey-file-group">{t('file.group')}</label>
      <Select
        id="survey-file-group"
        value={groupId}
        options={groups.map((group) => ({ value: group.group_id, label: text(group.name) }))}
        onChange={(id: string) => {
          setGroup(id);
          if (file) void run(surveys.lookAtFile, file, id);
        }}
      />
      <div className={styles.chosen}>
        <Button icon={<UploadOutlined />} disabled={isBusy} onClick={() => input.current?.click()}>
          {t('file.choose')}
        </Button>
        <span>{file?.name}</span>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('file.file')}
        accept=".csv,.txt,.xlsx"
        data-testid="file-input"
        onChange={(event) => {
          const chosen = event.target.files?.[0] ?? null;
          event.target.value = ''; // so that the same file, mended, can be chosen again
          setFile(chosen);
          setFound(null);
          if (chosen) void run(surveys.lookAtFile, chosen);
        }}
      />
      {isBusy && <Skeleton lines={2} />}
      {failure && <Alert type="error" showIcon title={failure} />}
      {found && (
        <>
          <Alert
            showIcon
            type={isDone ? 'success' : found.bad > 0 ? 'warning' : 'info'}
            title={
              isDone
                ? t('file.added', { added: found.added ?? 0, quiet: found.quiet, repeated: found.repeated })
                : t('file.looked', { good: found.good, bad: found.bad })
            }
          />
          {found.ignored.length > 0 && <p>{t('file.ignored', { columns: found.ignored.join(', ') })}</p>}
          {!isDone && (
            <Button
              type="primary"
              disabled={found.good === 0 || offline !== null || isBusy}
              onClick={() => file && void run(surveys.importFile, file)}
              data-testid="file-take"
            >
              {t('file.take', { good: found.good })}
            </Button>
          )}
          {found.bad_lines.length > 0 && <BadLines found={found} />}
        </>
      )}
    </div>
  );
}

const fields = ['number', 'name', 'order_no', 'hall', 'crew', 'date'] as const;
const codes = [
  'number-missing',
  'number-malformed',
  'too-long',
  'date-malformed',
  'date-in-future',
  'line-repeated',
  'line-known',
] as const;

function BadLines({ found }: { found: FileRead }) {
  const { t } = useTranslation('survey');
  return (
    <Table
      columns={['line', 'field', 'wrong'] as const}
      head={(column) => t(`file.${column}`)}
      headClasses={{ line: cells.number }}
      testId="bad-lines"
    >
      {found.bad_lines.map(({ line, field, code }) => {
        const known = fields.find((each) => each === field);
        const said = codes.find((each) => each === code);
        return (
          <tr key={line}>
            <td className={cells.number}>{line}</td>
            <td>{known ? t(`column.${known}`) : field}</td>
            <td>{said ? t(`bad.${said}`) : code}</td>
          </tr>
        );
      })}
      {found.bad > found.bad_lines.length && (
        <tr>
          <td colSpan={3}>{t('file.moreBad', { count: found.bad - found.bad_lines.length })}</td>
        </tr>
      )}
    </Table>
  );
}
