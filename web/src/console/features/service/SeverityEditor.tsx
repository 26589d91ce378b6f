import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { type Rung, type Severity, whoms } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { calendarsQuery, putSetting, type SeverityDraft } from './api';
import { EditorModal } from './EditorModal';
import { isNamed, NameFields, OrderFields } from './HeadFields';
import styles from './service.module.css';
import { newHead, useSetting } from './settings';

const blank: SeverityDraft = {
  ...newHead,
  within_min: 48 * 60,
  accept_within_min: 30,
  calendar_id: null,
  ladder: [],
};
const draftOf = ({ version: _version, ...severity }: Severity): SeverityDraft => severity;
const RUNGS_MAX = 10;

/** Add a severity, or change one: deadlines that are running already stay. */
export function SeverityEditor({ severity, onClose }: { severity: Severity | null; onClose: () => void }) {
  const { t } = useTranslation('service');
  const text = useText();
  const { data: calendars = [] } = useQuery(calendarsQuery);
  const editor = useSetting<Severity, SeverityDraft>({
    setting: severity,
    blank,
    draftOf,
    listOf: ({ severities }) => severities,
    send: (draft, version) => putSetting('severities', draft, version),
    onClose,
  });
  const { draft, set } = editor;
  const isUnknown =
    draft.calendar_id !== null && !calendars.some(({ calendar_id }) => calendar_id === draft.calendar_id);
  return (
    <EditorModal
      editor={editor as never}
      title={severity ? t('editOf', { name: text(severity.text) }) : t('add.severities')}
      isWhole={isNamed(draft)}
      width={680}
    >
      <NameFields
        value={draft}
        isNew={editor.isNew}
        isTaken={editor.failure?.code === 'code-taken'}
        onChange={set}
      />
      <div className={styles.columns}>
        <Form.Item label={t('severity.withinHours')} htmlFor="severity-within">
          <InputNumber
            id="severity-within"
            min={0.25}
            max={8760}
            step={1}
            value={draft.within_min / 60}
            suffix={t('unit.hours')}
            onChange={(hours) => set({ within_min: Math.max(1, Math.round((hours ?? 1) * 60)) })}
          />
        </Form.Item>
        <Form.Item
          label={t('severity.acceptMinutes')}
          htmlFor="severity-accept"
          extra={t('severity.acceptHint')}
        >
          <InputNumber
            id="severity-accept"
            min={1}
            max={43_200}
            precision={0}
            value={draft.accept_within_min}
            suffix={t('unit.minutes')}
            onChange={(minutes) => set({ accept_within_min: minutes })}
          />
        </Form.Item>
        <Form.Item label={t('severity.hours')} htmlFor="severity-hours">
          <Select
            id="severity-hours"
            value={draft.calendar_id ?? ''}
            options={[
              { value: '', label: t('severity.wall') },
              ...calendars.map(({ calendar_id, name }) => ({ value: calendar_id, label: text(name) })),
              ...(isUnknown ? [{ value: draft.calendar_id ?? '', label: t('severity.calendar') }] : []),
            ]}
            onChange={(id) => set({ calendar_id: id || null })}
          />
        </Form.Item>
      </div>
      <Ladder ladder={draft.ladder} onChange={(ladder) => set({ ladder })} />
      <OrderFields value={draft} onChange={set} />
    </EditorModal>
  );
}

interface LadderProps {
  ladder: Rung[];
  onChange: (ladder: Rung[]) => void;
}

/** Who hears that an order is late, and how long after its deadline. */
function Ladder({ ladder, onChange }: LadderProps) {
  const { t } = useTranslation('service');
  const change = (at: number, part: Partial<Rung>) =>
    onChange(ladder.map((rung, place) => (place === at ? { ...rung, ...part } : rung)));
  const next = () => ({ after_min: (ladder.at(-1)?.after_min ?? 0) + (ladder.length > 0 ? 240 : 0) });
  return (
    <fieldset className={styles.members}>
      <legend>{t('severity.ladder')}</legend>
      {ladder.length === 0 && <p className={styles.hint}>{t('severity.noLadder')}</p>}
      <ol className={styles.ladder}>
        {ladder.map((rung, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rung is known by its place
          <li key={at} data-testid="rung">
            <b>{t('severity.level', { level: at + 1 })}</b>
            <InputNumber
              size="small"
              min={0}
              max={86_400}
              precision={0}
              value={rung.after_min}
              suffix={t('unit.minutes')}
              aria-label={t('severity.afterOf', { level: at + 1 })}
              onChange={(after_min) => change(at, { after_min: after_min ?? 0 })}
            />
            <Select
              size="small"
              value={rung.whom}
              aria-label={t('severity.whomOf', { level: at + 1 })}
              options={whoms.map((whom) => ({ value: whom, label: t(`whom.${whom}`) }))}
              onChange={(whom) => change(at, { whom })}
            />
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('severity.removeOf', { level: at + 1 })}
              onClick={() => onChange(ladder.filter((each) => each !== rung))}
            />
          </li>
        ))}
      </ol>
      <Button
        size="small"
        icon={<PlusOutlined />}
        disabled={ladder.length >= RUNGS_MAX}
        onClick={() => onChange([...ladder, { ...next(), whom: 'crew_lead' }])}
        data-testid="rung-add"
      >
        {t('severity.addRung')}
      </Button>
    </fieldset>
  );
}
