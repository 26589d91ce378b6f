import { Loaded } from '@shared/ui/Loaded';
import { Panel } from '@shared/ui/Panel';
import { Empty } from '@shared/ui/states';
import { cells, Table } from '@shared/ui/Table';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { agentsQuery, queuesQuery, type Skill, skillsQuery } from './api';
import styles from './routing.module.css';
import { SkillEditor } from './SkillEditor';
import { isAbout } from './words';

interface SkillTableProps {
  wanted: string;
  isAdding: boolean;
  onAdded: () => void;
}

const columns = ['code', 'nameZh', 'nameEn', 'queues', 'agents'] as const;

/** What calls may need and agents can do, and how much it is used. */
export function SkillTable({ wanted, isAdding, onAdded }: SkillTableProps) {
  const { t } = useTranslation('routing');
  const skills = useQuery(skillsQuery);
  const queues = useQuery(queuesQuery);
  const agents = useQuery(agentsQuery);
  const [edited, edit] = useState<Skill | null>(null);
  const found = skills.data?.filter((skill) => isAbout(skill, wanted)) ?? [];
  const isUsedBy = (skill: Skill) => ({
    queues: queues.data?.filter((each) => each.needs.some((need) => need.skill_id === skill.skill_id)).length,
    agents: agents.data?.filter((each) => each.skills.some((has) => has.skill_id === skill.skill_id)).length,
  });
  return (
    <Panel title={t('room.skills')} note={t('skill.hint')} className={styles.panel} isFlush>
      <Loaded queries={[skills]}>
        {() =>
          found.length === 0 ? (
            <Empty
              title={t(wanted ? 'nothingFound' : 'skill.none')}
              hint={t(wanted ? 'nothingFoundHint' : 'skill.noneHint')}
            />
          ) : (
            <Table
              columns={columns}
              head={(column) => t(`skill.${column}`)}
              className={styles.skills}
              headClasses={{ queues: cells.number, agents: cells.number }}
              buttons={t('skill.rename')}
            >
              {found.map((skill) => (
                <tr key={skill.skill_id} data-testid={`skill-${skill.code}`}>
                  <td>{skill.code}</td>
                  <th scope="row">{skill.name['zh-CN']}</th>
                  <td>{skill.name.en}</td>
                  <td className={cells.number}>{isUsedBy(skill).queues ?? '—'}</td>
                  <td className={cells.number}>{isUsedBy(skill).agents ?? '—'}</td>
                  <td className={cells.buttons}>
                    <Button
                      size="small"
                      aria-label={t('skill.renameOf', { code: skill.code })}
                      onClick={() => edit(skill)}
                    >
                      {t('skill.rename')}
                    </Button>
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
      {edited && <SkillEditor skill={edited} onClose={() => edit(null)} />}
      {isAdding && <SkillEditor skill={null} onClose={onAdded} />}
    </Panel>
  );
}
