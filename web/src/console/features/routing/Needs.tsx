import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Need, skillsQuery } from './api';
import styles from './editor.module.css';
import { SectionFault } from './Field';
import { type FieldsProps, Section } from './QueueFields';

/** The skills that calls of the queue need, each at a level, or prefer. */
export function Needs({ draft, change, faults }: FieldsProps) {
  const { t } = useTranslation('routing');
  const text = useText();
  const skills = useQuery(skillsQuery).data ?? [];
  const { needs } = draft;
  const free = skills.filter((skill) => !needs.some((need) => need.skill_id === skill.skill_id));
  const set = (index: number, need: Partial<Need>) =>
    change({ needs: needs.map((each, at) => (at === index ? { ...each, ...need } : each)) });
  const add = () => {
    const [first] = free;
    if (first) change({ needs: [...needs, { skill_id: first.skill_id, level: 1, is_preferred: false }] });
  };
  const name = (id: string) => text(skills.find((skill) => skill.skill_id === id)?.name);

  return (
    <Section title={t('field.needs')} hint={t('need.hint')}>
      <SectionFault name="needs" faults={faults} />
      <ul className={styles.rows}>
        {needs.map((need, index) => (
          <li key={need.skill_id} className={styles.need}>
            <Select
              value={need.skill_id}
              aria-label={t('need.skill')}
              showSearch={{ optionFilterProp: 'label' }}
              options={skills
                .filter((skill) => skill.skill_id === need.skill_id || free.includes(skill))
                .map((skill) => ({ value: skill.skill_id, label: text(skill.name) }))}
              onChange={(skill_id) => set(index, { skill_id })}
            />
            <InputNumber
              value={need.level}
              min={1}
              max={10}
              precision={0}
              prefix={t('need.atLeast')}
              aria-label={t('need.levelOf', { skill: name(need.skill_id) })}
              onChange={(level) => level !== null && set(index, { level })}
            />
            <Checkbox
              checked={need.is_preferred}
              onChange={(event) => set(index, { is_preferred: event.target.checked })}
            >
              {t('need.isPreferred')}
            </Checkbox>
            <Button
              size="small"
              type="text"
              icon={<CloseOutlined />}
              aria-label={t('need.remove', { skill: name(need.skill_id) })}
              onClick={() => change({ needs: needs.filter((each) => each !== need) })}
            />
          </li>
        ))}
      </ul>
      <Button
        size="small"
        type="dashed"
        icon={<PlusOutlined />}
        disabled={free.length === 0}
        onClick={add}
        data-testid="need-add"
      >
        {t('need.add')}
      </Button>
    </Section>
  );
}
