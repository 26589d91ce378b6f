import { ProblemError } from '@shared/api/problem';
import { useTimeZone } from '@shared/api/session';
import { useProblemText } from '@shared/api/useProblemText';
import { useText } from '@shared/i18n';
import { dayOf } from '@shared/ui/format';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, InputNumber, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Measure, tableQuery } from '../today/api';
import { written } from '../today/values';
import {
  putTarget,
  removeTarget,
  sourceOf,
  type TargetSettings,
  type TopicTargets,
  thresholdsQuery,
} from './api';
import { Goal } from './Goal';
import styles from './targets.module.css';

interface TargetEditorProps {
  topic: TopicTargets;
  measures: Measure[];
  onClose: () => void;
}

const okId = { 'data-testid': 'target-save', htmlType: 'submit', form: 'target-form' } as const;

/** Fix which formula is ours and what it shall reach, from a day on; or take that back. */
export function TargetEditor({ topic, measures, onClose }: TargetEditorProps) {
  const { t } = useTranslation(['figures', 'ui']);
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const known = measures.filter(({ code }) => topic.measures.includes(code));
  const isPercent = known[0]?.unit === 'percent';
  const hasPromise = topic.topic === 'service_level' || topic.topic === 'request_level';
  const zone = useTimeZone();
  const [draft, setDraft] = useState<TargetSettings>(() => ({
    measure: topic.holds?.measure ?? topic.measures[0] ?? '',
    within_s: topic.holds?.within_s ?? (hasPromise ? 15 : null),
    goal: topic.holds?.goal ?? (isPercent ? 80 : 30),
    since: dayOf(new Date(), zone),
    source: typeof topic.holds?.source === 'string' ? topic.holds.source : '',
  }));
  const set = (part: Partial<TargetSettings>) => setDraft({ ...draft, ...part });
  const settle = () => queries.invalidateQueries({ queryKey: ['figures', 'targets'] });
  const saved = useMutation({
    mutationFn: () => putTarget(topic.topic, draft),
    onSuccess: async () => {
      await settle();
      void message.success(t('targets.saved', { since: draft.since }));
      onClose();
    },
  });
  const name = t(`targets.topic.${topic.topic}`);
  const isWhole = draft.source.trim() !== '' && draft.since !== '' && draft.goal > 0;
  return (
    <Modal
      open
      width={640}
      style={{ top: 40 }}
      title={t('targets.editOf', { name })}
      okText={t('targets.save')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ ...okId, disabled: !isWhole, loading: saved.isPending }}
      onCancel={onClose}
    >
      <Form
        data-popups
        id="target-form"
        layout="vertical"
        requiredMark={false}
        onFinish={() => isWhole && saved.mutate()}
      >
        {saved.error && <Alert type="error" showIcon title={problem(saved.error)} />}
        {known.length > 1 && (
          <Form.Item label={t('targets.measure')}>
            <Variants measures={known} value={draft} onChange={(measure) => set({ measure })} />
          </Form.Item>
        )}
        <div className={styles.columns}>
          <GoalFields draft={draft} set={set} isPercent={isPercent} wrong={wrongOf(saved.error)} />
        </div>
        <Form.Item label={t('targets.source')} htmlFor="target-source" extra={t('targets.sourceHint')}>
          <Input
            id="target-source"
            value={draft.source}
            maxLength={200}
            onChange={(event) => set({ source: event.target.value })}
          />
        </Form.Item>
      </Form>
      <History topic={topic} measures={known} onRemoved={settle} />
    </Modal>
  );
}

const wrongOf = (error: unknown): string[] =>
  error instanceof ProblemError ? error.errors.map(({ field }) => field) : [];

interface GoalFieldsProps {
  draft: TargetSettings;
  set: (part: Partial<TargetSettings>) => void;
  isPercent: boolean;
  wrong: string[];
}

function GoalFields({ draft, set, isPercent, wrong }: GoalFieldsProps) {
  const { t } = useTranslation('figures');
  const thresholds = useQuery(thresholdsQuery);
  const mark = (field: string) => (wrong.includes(field) ? 'error' : '');
  return (
    <>
      {draft.within_s !== null && (
        <Form.Item label={t('targets.seconds')} htmlFor="target-within" validateStatus={mark('within_s')}>
          <Select
            id="target-within"
            value={draft.within_s}
            options={(thresholds.data ?? [draft.within_s]).map((value) => ({ value, label: String(value) }))}
            onChange={(within_s) => set({ within_s })}
          />
        </Form.Item>
      )}
      <Form.Item
        label={isPercent ? t('targets.goalPercent') : t('targets.goalSeconds')}
        htmlFor="target-goal"
        validateStatus={mark('goal')}
      >
        <InputNumber
          id="target-goal"
          className={styles.wide ?? ''}
          min={0.1}
          max={isPercent ? 100 : 3600}
          value={draft.goal}
          onChange={(goal) => set({ goal: goal ?? 0 })}
        />
      </Form.Item>
      <Form.Item label={t('targets.since')} htmlFor="target-since">
        <Input
          id="target-since"
          type="date"
          value={draft.since}
          onChange={(event) => set({ since: event.target.value })}
        />
      </Form.Item>
    </>
  );
}

interface VariantsProps {
  measures: Measure[];
  value: TargetSettings;
  onChange: (measure: string) => void;
}

/** The formulas that are all called by one name, each with what it makes of the same calls. */
function Variants({ measures, value, onChange }: VariantsProps) {
  const { t } = useTranslation('figures');
  const text = useText();
  const codes = measures.map(({ code }) => code);
  const { data } = useQuery(
    tableQuery({ measures: codes, span: 'week', within_s: String(value.within_s) }, 0),
  );
  return (
    <Radio.Group
      aria-label={t('targets.measure')}
      value={value.measure}
      onChange={(event) => onChange(event.target.value as string)}
      className={styles.variants}
      options={measures.map((measure, place) => ({
        value: measure.code,
        label: (
          <span className={styles.variant}>
            <span>
              {text(measure.name)}
              <small>{text(measure.formula)}</small>
            </span>
            <b data-testid={`variant-${measure.code}`}>{written(data?.total[place], measure.unit)}</b>
          </span>
        ),
      }))}
    />
  );
}

interface HistoryProps {
  topic: TopicTargets;
  measures: Measure[];
  onRemoved: () => Promise<void>;
}

function History({ topic, measures, onRemoved }: HistoryProps) {
  const { t } = useTranslation('figures');
  const { message } = App.useApp();
  const problem = useProblemText();
  const text = useText();
  const removed = useMutation({
    mutationFn: (since: string) => removeTarget(topic.topic, since),
    onSuccess: async () => {
      await onRemoved();
      void message.success(t('targets.removed'));
    },
    onError: (error) => void message.error(problem(error)),
  });
  if (topic.history.length === 0) return null;
  return (
    <section className={styles.history} aria-label={t('targets.history')}>
      <h3>{t('targets.history')}</h3>
      {topic.history.map((target) => {
        const measure = measures.find(({ code }) => code === target.measure);
        return (
          measure && (
            <p key={target.since}>
              <time>{target.since}</time>
              <span>
                {text(measure.name)} · <Goal target={target} measure={measure} /> · {sourceOf(target, text)}
              </span>
              <Button
                size="small"
                loading={removed.isPending && removed.variables === target.since}
                onClick={() => removed.mutate(target.since)}
                data-testid={`take-back-${target.since}`}
              >
                {t('targets.remove')}
              </Button>
            </p>
          )
        );
      })}
    </section>
  );
}
