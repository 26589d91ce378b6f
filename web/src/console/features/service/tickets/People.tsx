import { DeleteOutlined } from '@ant-design/icons';
import { PanelError } from '@shared/ui/states';
import { Table } from '@shared/ui/Table';
import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '../service.module.css';
import { colleaguesQuery, type DepartmentDraft, type Member } from './api';
import { Fault } from './Fault';
import own from './tickets.module.css';

type Members = DepartmentDraft['members'];

interface PeopleProps {
  members: Members;
  /** How many levels the ladder has. */
  levels: number;
  /** With their names, as the server knows them. */
  known: Member[];
  /** What is wrong with them. */
  problem: string | undefined;
  onChange: (members: Members) => void;
}

/** The people of a department: who does the work, who is told by which level of its ladder. */
export function People({ members, levels, known, problem, onChange }: PeopleProps) {
  const { t } = useTranslation('service');
  const people = useQuery(colleaguesQuery);
  const nameOf = (id: string) =>
    people.data?.find(({ person_id }) => person_id === id)?.name ??
    known.find(({ person_id }) => person_id === id)?.name ??
    id;
  const highest = Math.max(levels, ...members.map(({ level }) => level));
  const options = Array.from({ length: highest + 1 }, (_, level) => ({
    value: level,
    label: level === 0 ? t('department.worker') : t('department.toldAt', { level }),
  }));
  const others =
    people.data?.filter(({ person_id }) => !members.some((each) => each.person_id === person_id)) ?? [];
  return (
    <fieldset className={styles.members}>
      <legend>{t('crew.members')}</legend>
      <Fault words={problem} />
      {members.length === 0 && <p className={styles.hint}>{t('crew.addFirst')}</p>}
      {members.length > 0 && (
        <Table
          columns={['person', 'duty'] as const}
          head={(column) => t(column === 'person' ? 'member.person' : 'department.duty')}
          buttons={t('remove')}
          className={styles.settings}
        >
          {members.map((member) => {
            const name = nameOf(member.person_id);
            return (
              <tr key={member.person_id} data-testid="department-member">
                <th scope="row">{name}</th>
                <td>
                  <Select
                    size="small"
                    className={own.duty ?? ''}
                    value={member.level}
                    aria-label={t('department.dutyOf', { name })}
                    options={options}
                    onChange={(level) =>
                      onChange(members.map((each) => (each === member ? { ...each, level } : each)))
                    }
                  />
                </td>
                <td>
                  <Button
                    size="small"
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('member.removeOf', { name })}
                    onClick={() => onChange(members.filter((each) => each !== member))}
                  />
                </td>
              </tr>
            );
          })}
        </Table>
      )}
      {people.error && !people.data && (
        <PanelError error={people.error} onRetry={() => void people.refetch()} />
      )}
      <Select
        className={styles.adder ?? ''}
        value={null}
        aria-label={t('member.add')}
        placeholder={t('member.add')}
        notFoundContent={t('department.nobody')}
        showSearch={{ optionFilterProp: 'label' }}
        options={others.map(({ person_id, name, login }) => ({
          value: person_id,
          label: `${name} (${login})`,
        }))}
        onChange={(person_id: string | null) => person_id && onChange([...members, { person_id, level: 0 }])}
      />
    </fieldset>
  );
}
