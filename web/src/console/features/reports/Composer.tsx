import { type Measure, measuresQuery } from '@console/features/figures/today/api';
import { useProblemMessage } from '@console/useProblemMessage';
import { useProblemText } from '@shared/api/useProblemText';
import { useText } from '@shared/i18n';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Form, Input, Modal, Popconfirm, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { branches, type Catalogue, charts, compose, type Report, type ReportBody, removeReport } from './api';
import { spans } from './search';

interface ComposerProps {
  report: Report | null;
  catalogue: Catalogue;
  onClose: () => void;
}

type Known = Measure & { dimensions: string[] };
const FORM = 'report-form';
const okId = { 'data-testid': 'report-save', htmlType: 'submit', form: FORM } as const;
const empty: ReportBody = {
  name: { 'zh-CN': '', en: '' },
  branch: 'queue',
  measures: [],
  by: ['day'],
  span: 'week',
  chart: 'bars',
  role_ids: [],
  version: 0,
};

/** Compose a report of measures and dimensions; what does not go together is not offered. */
export function Composer({ report, catalogue, onClose }: ComposerProps) {
  const { t } = useTranslation(['reports', 'ui']);
  const text = useText();
  const problem = useProblemText();
  const complain = useProblemMessage();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const measures = (useQuery(measuresQuery).data ?? []) as Known[];
  const [draft, setDraft] = useState<ReportBody>(() => (report ? bodyOf(report) : empty));
  const set = (part: Partial<ReportBody>) => setDraft({ ...draft, ...part });
  const chosen = measures.filter(({ code }) => draft.measures.includes(code));
  const settle = async (code?: string) => {
    await queries.invalidateQueries({ queryKey: ['reports'] });
    await navigate({ to: '/reports', search: code ? { report: code } : {} });
    onClose();
  };
  const saving = useMutation({
    mutationFn: () => compose(report?.code ?? null, draft),
    onSuccess: ({ code }) => settle(code),
  });
  const removing = useMutation({
    mutationFn: () => removeReport(report?.code ?? ''),
    onSuccess: () => settle(),
    onError: complain,
  });
  const isWhole = draft.name['zh-CN'] && draft.name.en && draft.measures.length > 0 && draft.by.length > 0;
  const words = <Name extends string>(from: readonly Name[], name: (value: Name) => string) =>
    from.map((value) => ({ value, label: name(value) }));
  return (
    <Modal
      open
      width={680}
      style={{ top: 40 }}
      title={t(report ? 'compose.edit' : 'compose.add')}
      okText={t('compose.save')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ ...okId, disabled: !isWhole, loading: saving.isPending }}
      onCancel={onClose}
    >
      <Form
        data-popups
        id={FORM}
        layout="vertical"
        requiredMark={false}
        onFinish={() => isWhole && saving.mutate()}
      >
        {saving.error && <Alert type="error" showIcon title={problem(saving.error)} />}
        {(['zh-CN', 'en'] as const).map((language) => (
          <Form.Item key={language} label={t(`compose.name.${language}`)} htmlFor={`report-name-${language}`}>
            <Input
              id={`report-name-${language}`}
              maxLength={60}
              value={draft.name[language]}
              onChange={({ target }) => set({ name: { ...draft.name, [language]: target.value } })}
            />
          </Form.Item>
        ))}
        <Form.Item label={t('compose.measures')} htmlFor="report-measures">
          <Select
            id="report-measures"
            mode="multiple"
            optionFilterProp="label"
            value={draft.measures}
            options={measures.map((each) => ({
              value: each.code,
              label: text(each.name),
              title: text(each.formula),
              disabled: !draft.by.every((dimension) => each.dimensions.includes(dimension)),
            }))}
            onChange={(value) => set({ measures: value })}
          />
        </Form.Item>
        <Form.Item label={t('compose.by')} htmlFor="report-by">
          <Select
            id="report-by"
            mode="multiple"
            maxCount={4}
            value={draft.by}
            options={catalogue.dimensions.map(({ code, name }) => ({
              value: code,
              label: text(name),
              disabled: !chosen.every(({ dimensions }) => dimensions.includes(code)),
            }))}
            onChange={(value) => set({ by: value })}
          />
        </Form.Item>
        <Form.Item label={t('compose.branch')} htmlFor="report-branch">
          <Select
            id="report-branch"
            value={draft.branch}
            options={words(branches, (each) => t(`branch.${each}`))}
            onChange={(value) => set({ branch: value })}
          />
        </Form.Item>
        <Form.Item label={t('span.label')} htmlFor="report-days">
          <Select
            id="report-days"
            value={draft.span}
            options={words(spans, (each) => t(`span.${each}`))}
            onChange={(value) => set({ span: value })}
          />
        </Form.Item>
        <Form.Item label={t('compose.chart')}>
          <Radio.Group
            value={draft.chart}
            options={words(charts, (each) => t(`compose.charts.${each}`))}
            onChange={({ target }) => set({ chart: target.value })}
          />
        </Form.Item>
        <Form.Item label={t('compose.roles')} htmlFor="report-roles">
          <Select
            id="report-roles"
            mode="multiple"
            placeholder={t('compose.everybody')}
            value={draft.role_ids}
            options={catalogue.roles.map(({ role_id, name }) => ({ value: role_id, label: name }))}
            onChange={(value) => set({ role_ids: value })}
          />
        </Form.Item>
        {report && (
          <Popconfirm
            title={t('compose.removeSure')}
            okText={t('compose.remove')}
            cancelText={t('ui:cancel')}
            onConfirm={() => removing.mutate()}
          >
            <Button danger loading={removing.isPending}>
              {t('compose.remove')}
            </Button>
          </Popconfirm>
        )}
      </Form>
    </Modal>
  );
}

function bodyOf({ name, branch, measures, by, span, chart, role_ids, version }: Report): ReportBody {
  return { name, branch, measures, by, span, chart, role_ids, version };
}
