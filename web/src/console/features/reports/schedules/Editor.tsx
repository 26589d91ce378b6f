import { useEditor } from '@console/features/service/useEditor';
import { useText } from '@shared/i18n';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Modal, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Catalogue } from '../api';
import {
  cadences,
  type Draft,
  draftOf,
  forms,
  putSchedule,
  type Schedule,
  type Schedules,
  schedulesQuery,
  usual,
  weekdays,
} from './api';
import styles from './schedules.module.css';
import { What } from './What';

interface EditorProps {
  schedule: Schedule | null;
  draft: Draft;
  all: Schedules;
  catalogue: Catalogue;
  onClose: () => void;
}

const FORM = 'schedule-form';
const okId = { 'data-testid': 'schedule-save', htmlType: 'submit', form: FORM } as const;
const days = Array.from({ length: 31 }, (_, place) => place + 1);

/** Which report is sent, of which days and whom, how often, to which role. */
export function Editor({ schedule, draft: first, all, catalogue, onClose }: EditorProps) {
  const { t } = useTranslation(['schedules', 'ui']);
  const text = useText();
  const queries = useQueryClient();
  const id = schedule?.schedule_id ?? null;
  const editor = useEditor<Draft>({
    base: { draft: first, version: schedule?.version ?? 0 },
    send: (draft, version) => putSchedule(id, draft, version),
    reload: async () => {
      const latest = await queries.fetchQuery({ ...schedulesQuery, staleTime: 0 });
      const found = latest.schedules.find((each) => each.schedule_id === id);
      return found ? { draft: draftOf(found), version: found.version } : null;
    },
    onClose,
  });
  const { draft, set } = editor;
  const isReady = editor.maySave && draft.role_id !== '' && draft.at !== '';
  const report = catalogue.reports.find(({ code }) => code === draft.report);
  return (
    <Modal
      open
      width={640}
      style={{ top: 40 }}
      title={schedule ? t('editOf', { name: report ? text(report.name) : t('gone') }) : t('add')}
      okText={t('save')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ ...okId, disabled: !isReady, loading: editor.isBusy }}
      onCancel={() => void editor.close()}
    >
      {editor.failure && <Alert type="error" showIcon title={editor.failure.words} />}
      {editor.theirs && (
        <Alert
          type="warning"
          showIcon
          title={t('conflict')}
          action={
            <>
              <Button size="small" onClick={() => editor.settle(false)} data-testid="schedule-theirs">
                {t('theirs')}
              </Button>
              <Button
                size="small"
                type="primary"
                onClick={() => editor.settle(true)}
                data-testid="schedule-mine"
              >
                {t('mine')}
              </Button>
            </>
          }
        />
      )}
      <Form
        data-popups
        id={FORM}
        layout="vertical"
        requiredMark={false}
        className={styles.form ?? ''}
        onFinish={() => isReady && void editor.save()}
      >
        <What draft={draft} catalogue={catalogue} onChange={set} />
        <div className={styles.columns}>
          <Form.Item label={t('form.format')}>
            <Radio.Group
              optionType="button"
              aria-label={t('form.format')}
              value={draft.format}
              options={forms.map((value) => ({ value, label: value.toUpperCase() }))}
              onChange={({ target }) => set({ format: target.value })}
            />
          </Form.Item>
          <Form.Item label={t('form.language')}>
            <Radio.Group
              optionType="button"
              aria-label={t('form.language')}
              value={draft.language}
              options={(['zh-CN', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
              onChange={({ target }) => set({ language: target.value })}
            />
          </Form.Item>
        </div>
        <When draft={draft} zone={all.time_zone} onChange={set} />
        <Form.Item label={t('form.role')} htmlFor="schedule-role">
          <Select
            id="schedule-role"
            showSearch
            optionFilterProp="label"
            value={draft.role_id || null}
            options={all.audiences.map(({ role_id, name, people, without_mail }) => ({
              value: role_id,
              label: [
                name,
                t('people', { count: people }),
                ...(without_mail > 0 ? [t('withoutMail', { count: without_mail })] : []),
              ].join(' · '),
            }))}
            onChange={(role_id: string) => set({ role_id })}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}

interface WhenProps {
  draft: Draft;
  zone: string;
  onChange: (part: Partial<Draft>) => void;
}

function When({ draft, zone, onChange }: WhenProps) {
  const { t } = useTranslation('schedules');
  return (
    <div className={styles.when}>
      <Form.Item label={t('cadence.label')}>
        <Radio.Group
          optionType="button"
          aria-label={t('cadence.label')}
          value={draft.cadence}
          options={cadences.map((value) => ({ value, label: t(`cadence.${value}`) }))}
          onChange={({ target }) => onChange(turned(draft, target.value))}
        />
      </Form.Item>
      {draft.cadence === 'weekly' && (
        <Form.Item label={t('form.weekday')} htmlFor="schedule-weekday">
          <Select
            id="schedule-weekday"
            value={String(draft.weekday)}
            options={weekdays.map((value) => ({ value, label: t(`weekday.${value}`) }))}
            onChange={(value) => onChange({ weekday: Number(value) })}
          />
        </Form.Item>
      )}
      {draft.cadence === 'monthly' && (
        <Form.Item
          label={t('form.day')}
          htmlFor="schedule-day"
          extra={draft.day > 28 ? t('form.dayHint') : undefined}
        >
          <Select
            id="schedule-day"
            showSearch
            optionFilterProp="label"
            value={draft.day}
            options={days.map((value) => ({ value, label: t('dayOf', { day: value }) }))}
            onChange={(day) => onChange({ day })}
          />
        </Form.Item>
      )}
      <Form.Item label={t('form.at')} htmlFor="schedule-at" extra={t('form.zone', { zone })}>
        <Input
          id="schedule-at"
          type="time"
          value={draft.at}
          onChange={({ target }) => onChange({ at: target.value.slice(0, 5) })}
        />
      </Form.Item>
    </div>
  );
}

/** Another rhythm brings its own days, unless others were chosen: every Monday last week, every month the last one. */
function turned({ asked }: Draft, cadence: Draft['cadence']): Partial<Draft> {
  const isUsual = Object.values(usual).includes(asked.span);
  return { cadence, asked: isUsual ? { ...asked, span: usual[cadence] } : asked };
}
