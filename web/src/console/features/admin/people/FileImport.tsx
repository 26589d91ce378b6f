import { UploadOutlined } from '@ant-design/icons';
import { ProblemError } from '@shared/api/problem';
import { useProblemText } from '@shared/api/useProblemText';
import { Panel } from '@shared/ui/Panel';
import { Skeleton } from '@shared/ui/states';
import { cells, Table } from '@shared/ui/Table';
import { useOffline } from '@shared/ui/useBlocked';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../admin.module.css';
import { importPeople, keys, lookAtPeople, type NewLogin, type PeopleFile } from '../api';
import { Passwords } from './Passwords';

const unusable = ['file-empty', 'file-without-login', 'file-without-name', 'file-column-repeated'] as const;

/** Brings people in from a file: first it is only looked at, then its good lines are taken. */
export function FileImport() {
  const { t } = useTranslation('admin');
  const client = useQueryClient();
  const problem = useProblemText();
  const offline = useOffline();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [found, setFound] = useState<PeopleFile | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [logins, show] = useState<NewLogin[]>([]);
  const [isBusy, setBusy] = useState(false);

  const wordsOf = (error: unknown) => {
    const code = error instanceof ProblemError ? error.errors[0]?.code : undefined;
    const known = unusable.find((each) => each === code);
    return known ? t(`file.${known}`) : problem(error);
  };
  const run = async (work: (file: Blob) => Promise<PeopleFile>, chosen: Blob) => {
    setBusy(true);
    setFailure(null);
    try {
      const read = await work(chosen);
      setFound(read);
      if (read.added?.length) show(read.added);
      if (read.added) await client.invalidateQueries({ queryKey: keys.people });
    } catch (error) {
      setFound(null);
      setFailure(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  const added = found?.added ?? null;
  return (
    <Panel title={t('room.files')} className={styles.panel}>
      <div className={styles.file} data-testid="people-file">
        <p>{t('file.hint')}</p>
        <ul className={styles.titles}>
          {(['required', 'roles', 'agents'] as const).map((each) => (
            <li key={each}>{t(`file.titles.${each}`)}</li>
          ))}
        </ul>
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
            if (chosen) void run(lookAtPeople, chosen);
          }}
        />
        {isBusy && <Skeleton lines={2} />}
        {failure && <Alert type="error" showIcon title={failure} />}
        {found && (
          <>
            <Alert
              showIcon
              type={added ? 'success' : found.bad > 0 ? 'warning' : 'info'}
              title={
                added
                  ? t('file.added', { count: added.length })
                  : t('file.looked', { good: found.good, agents: found.agents, bad: found.bad })
              }
            />
            {found.ignored.length > 0 && (
              <p>{t('file.ignored', { columns: found.ignored.join(t('comma')) })}</p>
            )}
            {!added && (
              <Button
                type="primary"
                disabled={found.good === 0 || offline !== null || isBusy}
                onClick={() => file && void run(importPeople, file)}
                data-testid="file-take"
              >
                {t('file.take', { count: found.good })}
              </Button>
            )}
            {found.bad_lines.length > 0 && <BadLines found={found} />}
          </>
        )}
      </div>
      {logins.length > 0 && <Passwords logins={logins} onClose={() => show([])} />}
    </Panel>
  );
}

const fields = ['login', 'name', 'mail', 'roles', 'networks', 'group', 'site', 'number', 'device'] as const;
const codes = [
  'taken',
  'repeated',
  'missing',
  'malformed',
  'too-long',
  'unknown',
  'several',
  'beyond',
] as const;

function BadLines({ found }: { found: PeopleFile }) {
  const { t } = useTranslation('admin');
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
