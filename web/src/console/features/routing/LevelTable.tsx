import { levelsQuery, type SetLevel } from '@shared/api/customerLevels';
import { useText } from '@shared/i18n';
import { Loaded } from '@shared/ui/Loaded';
import { Panel } from '@shared/ui/Panel';
import { Empty } from '@shared/ui/states';
import { cells, Table } from '@shared/ui/Table';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LevelEditor } from './LevelEditor';
import styles from './routing.module.css';
import { isAbout } from './words';

const columns = ['name', 'code', 'priority'] as const;

/** How far calls of customers of each level go before others. */
export function LevelTable({ wanted }: { wanted: string }) {
  const { t } = useTranslation('routing');
  const text = useText();
  const levels = useQuery(levelsQuery);
  const [edited, edit] = useState<SetLevel | null>(null);
  const found = levels.data?.filter(({ code, text: name }) => isAbout({ code, name }, wanted)) ?? [];
  return (
    <Panel title={t('room.levels')} note={t('level.hint')} className={styles.panel} isFlush>
      <Loaded queries={[levels]}>
        {() =>
          found.length === 0 ? (
            <Empty
              title={t(wanted ? 'nothingFound' : 'level.none')}
              hint={t(wanted ? 'nothingFoundHint' : 'level.noneHint')}
            />
          ) : (
            <Table
              columns={columns}
              head={(column) => t(`level.${column}`)}
              className={styles.levels}
              headClasses={{ priority: cells.number }}
              buttons={t('level.change')}
            >
              {found.map((level) => (
                <tr key={level.code} data-testid={`level-${level.code}`}>
                  <th scope="row">{text(level.text)}</th>
                  <td>{level.code}</td>
                  <td className={cells.number}>{level.priority > 0 ? `+${level.priority}` : '0'}</td>
                  <td className={cells.buttons}>
                    <Button
                      size="small"
                      aria-label={t('level.changeOf', { name: text(level.text) })}
                      onClick={() => edit(level)}
                    >
                      {t('level.change')}
                    </Button>
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
      {edited && <LevelEditor level={edited} onClose={() => edit(null)} />}
    </Panel>
  );
}
