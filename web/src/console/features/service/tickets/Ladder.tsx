import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import shared from '../service.module.css';
import { colleaguesQuery, type Rung, rungTos } from './api';
import { Fault } from './Fault';
import styles from './tickets.module.css';
import { told, usePermissionName } from './usePermissionName';

const RUNGS_MAX = 9;
const NEXT_H = 24;

interface LadderProps {
  ladder: Rung[];
  fault: (field: string) => string | undefined;
  onChange: (ladder: Rung[]) => void;
}

/** Who hears that an answer is late, and how long after its deadline. */
export function Ladder({ ladder, fault, onChange }: LadderProps) {
  const { t } = useTranslation('service');
  const change = (at: number, part: Partial<Rung>) =>
    onChange(ladder.map((rung, place) => (place === at ? { ...rung, ...part } : rung)));
  const wrong = (at: number) =>
    ['to', 'person_id', 'permission'].flatMap((part) => fault(`ladder.${at + 1}.${part}`) ?? [])[0];
  const last = ladder.at(-1);
  const next: Rung = {
    after_h: last ? last.after_h + NEXT_H : 0,
    to: 'lead',
    person_id: null,
    permission: '',
  };
  return (
    <fieldset className={shared.members}>
      <legend>{t('severity.ladder')}</legend>
      <Fault words={fault('ladder')} />
      {ladder.length === 0 && <p className={shared.hint}>{t('severity.noLadder')}</p>}
      <ol className={styles.ladder}>
        {ladder.map((rung, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rung is known by its place
          <li key={at} data-testid="department-rung">
            <b>{t('severity.level', { level: at + 1 })}</b>
            <InputNumber
              size="small"
              min={0}
              max={10_000}
              precision={0}
              value={rung.after_h}
              suffix={t('unit.hours')}
              aria-label={t('severity.afterOf', { level: at + 1 })}
              onChange={(after_h) => change(at, { after_h: after_h ?? 0 })}
            />
            <Select
              size="small"
              value={rung.to}
              aria-label={t('severity.whomOf', { level: at + 1 })}
              options={rungTos.map((value) => ({ value, label: t(`rungTo.${value}`) }))}
              onChange={(to) => change(at, { to, person_id: null, permission: '' })}
            />
            <Who
              rung={rung}
              level={at + 1}
              isWrong={wrong(at) !== undefined}
              onChange={(part) => change(at, part)}
            />
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('severity.removeOf', { level: at + 1 })}
              onClick={() => onChange(ladder.filter((each) => each !== rung))}
            />
            <Fault words={wrong(at)} />
          </li>
        ))}
      </ol>
      <Button
        size="small"
        icon={<PlusOutlined />}
        disabled={ladder.length >= RUNGS_MAX}
        onClick={() => onChange([...ladder, next])}
        data-testid="department-rung-add"
      >
        {t('severity.addRung')}
      </Button>
    </fieldset>
  );
}

interface WhoProps {
  rung: Rung;
  level: number;
  isWrong: boolean;
  onChange: (part: Partial<Rung>) => void;
}

/** One person, or whoever may do something; the people of a level are chosen above. */
function Who({ rung, level, isWrong, onChange }: WhoProps) {
  const shown = { size: 'small' as const, ...(isWrong ? { status: 'error' as const } : {}) };
  const { t } = useTranslation('service');
  const { data: people = [] } = useQuery(colleaguesQuery);
  const permissionName = usePermissionName();
  const label = t('department.whoOf', { level });
  if (rung.to === 'person')
    return (
      <Select
        {...shown}
        value={rung.person_id}
        aria-label={label}
        placeholder={t('rungTo.person')}
        showSearch={{ optionFilterProp: 'label' }}
        options={people.map(({ person_id, name, login }) => ({
          value: person_id,
          label: `${name} (${login})`,
        }))}
        onChange={(person_id) => onChange({ person_id })}
      />
    );
  if (rung.to === 'permission') {
    const offered = [...new Set<string>([...told, rung.permission])].filter((each) => each !== '');
    return (
      <Select
        {...shown}
        value={rung.permission || null}
        aria-label={label}
        placeholder={t('rungTo.permission')}
        options={offered.map((value) => ({ value, label: permissionName(value) }))}
        onChange={(permission) => onChange({ permission: permission ?? '' })}
      />
    );
  }
  return <span className={shared.hint}>{t('department.chosenAbove', { level })}</span>;
}
