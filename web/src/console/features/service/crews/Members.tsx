import { DeleteOutlined } from '@ant-design/icons';
import { type Member, type MemberSettings, settingsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { PanelError } from '@shared/ui/states';
import { Table } from '@shared/ui/Table';
import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { peopleQuery } from '../api';
import styles from '../service.module.css';

interface MembersProps {
  members: MemberSettings[];
  /** With their names, as the server knows them. */
  known: Member[];
  leadId: string | null;
  onChange: (members: MemberSettings[]) => void;
  onLead: (personId: string) => void;
}

const columns = ['person', 'phone', 'skills', 'isLead', 'active'] as const;

/** The people of a crew: telephone, what they are able to do, who leads them. */
export function Members({ members, known, leadId, onChange, onLead }: MembersProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const people = useQuery(peopleQuery);
  const { data: settings } = useQuery(settingsQuery);
  const skills = settings?.types.map(({ code, text: name }) => ({ value: code, label: text(name) })) ?? [];
  const nameOf = (id: string) =>
    people.data?.find(({ person_id }) => person_id === id)?.name ??
    known.find(({ person_id }) => person_id === id)?.name ??
    id;
  const change = (id: string, part: Partial<MemberSettings>) =>
    onChange(members.map((each) => (each.person_id === id ? { ...each, ...part } : each)));
  const others =
    people.data?.filter(({ person_id }) => !members.some((each) => each.person_id === person_id)) ?? [];
  return (
    <fieldset className={styles.members}>
      <legend>{t('crew.members')}</legend>
      {members.length === 0 && <p className={styles.hint}>{t('crew.addFirst')}</p>}
      {members.length > 0 && (
        <Table
          columns={columns}
          head={(column) => t(`member.${column}`)}
          buttons={t('remove')}
          className={styles.settings}
        >
          {members.map((member) => {
            const id = member.person_id;
            const name = nameOf(id);
            return (
              <tr key={id} data-testid="member">
                <th scope="row">{name}</th>
                <td>
                  <Input
                    size="small"
                    value={member.phone}
                    inputMode="tel"
                    maxLength={30}
                    aria-label={t('member.phoneOf', { name })}
                    placeholder={t('crew.noPhone')}
                    onChange={(event) => change(id, { phone: event.target.value })}
                  />
                </td>
                <td className={styles.skills}>
                  <Select
                    size="small"
                    mode="multiple"
                    value={member.skills}
                    aria-label={t('member.skillsOf', { name })}
                    options={skills}
                    onChange={(chosen) => change(id, { skills: chosen })}
                  />
                </td>
                <td>
                  <Radio
                    checked={leadId === id}
                    aria-label={t('member.leadOf', { name })}
                    onChange={() => onLead(id)}
                  />
                </td>
                <td>
                  <Checkbox
                    checked={member.is_active}
                    aria-label={t('member.activeOf', { name })}
                    onChange={(event) => change(id, { is_active: event.target.checked })}
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
        notFoundContent={t('member.nobody')}
        showSearch={{ optionFilterProp: 'label' }}
        options={others.map(({ person_id, name, login }) => ({
          value: person_id,
          label: `${name} (${login})`,
        }))}
        onChange={(person_id: string | null) =>
          person_id && onChange([...members, { person_id, phone: '', skills: [], is_active: true }])
        }
      />
    </fieldset>
  );
}
