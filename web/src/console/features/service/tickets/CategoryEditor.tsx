import { settingsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { Form, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { calendarsQuery, orderFormsQuery } from '../api';
import { EditorModal } from '../EditorModal';
import { NameFields, OrderFields } from '../HeadFields';
import styles from '../service.module.css';
import {
  type Category,
  type CategoryDraft,
  type Kind,
  kinds,
  putCategory,
  severities,
  ticketSettingsQuery,
} from './api';
import { treeOf, withBelow } from './tree';
import { isCode, isNamed, useFaults, useTicketSetting } from './useTicketSetting';

const blankOf = (kind: Kind): CategoryDraft => ({
  code: '',
  text: { 'zh-CN': '', en: '' },
  kind,
  parent_code: null,
  form_code: null,
  department_code: null,
  severity: 'ordinary',
  work_order_type: null,
  limit_h: 48,
  first_answer_h: null,
  calendar_id: null,
  position: 0,
  is_active: true,
});
const draftOf = ({ version: _version, name, ...rest }: Category): CategoryDraft => ({ ...rest, text: name });

interface CategoryEditorProps {
  category: Category | null;
  kind: Kind;
  onClose: () => void;
}

/** Add a category, or change one; tickets that are open keep the deadline that they have. */
export function CategoryEditor({ category, kind, onClose }: CategoryEditorProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const editor = useTicketSetting<Category, CategoryDraft>({
    setting: category,
    blank: blankOf(kind),
    draftOf,
    find: ({ categories }) => categories.find(({ code }) => code === category?.code),
    send: putCategory,
    onClose,
  });
  const { draft, set } = editor;
  const { marked } = useFaults(editor.failure);
  const isTaken = editor.isNew && editor.failure?.code === 'ticket-setting-changed';
  return (
    <EditorModal
      editor={editor as never}
      title={category ? t('editOf', { name: text(category.name) }) : t('add.categories')}
      isWhole={isNamed(draft)}
      width={760}
      areFaultsMarked
    >
      <NameFields
        value={draft}
        isNew={editor.isNew}
        isTaken={isTaken}
        code={{ isRight: isCode, hint: t('field.plainCodeHint') }}
        onChange={set}
      />
      <div className={styles.columns}>
        <Form.Item label={t('category.kind')} htmlFor="category-kind" {...marked('kind')}>
          <Select
            id="category-kind"
            value={draft.kind}
            disabled={!editor.isNew}
            options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
            onChange={(value) => set({ kind: value, parent_code: null, work_order_type: null })}
          />
        </Form.Item>
        <Parent draft={draft} set={set} {...marked('parent_code')} />
      </div>
      <Destination draft={draft} set={set} marked={marked} />
      <Limits draft={draft} set={set} marked={marked} />
      <OrderFields value={draft} onChange={set} />
    </EditorModal>
  );
}

interface PartProps {
  draft: CategoryDraft;
  set: (part: Partial<CategoryDraft>) => void;
}
type Marked = ReturnType<typeof useFaults>['marked'];

function Parent({ draft, set, ...shown }: PartProps & ReturnType<Marked>) {
  const { t } = useTranslation('service');
  const text = useText();
  const { data } = useQuery(ticketSettingsQuery);
  const all = data?.categories ?? [];
  const inside = withBelow(all, draft.code);
  const possible = treeOf(all.filter(({ kind, code }) => kind === draft.kind && !inside.has(code)));
  return (
    <Form.Item label={t('category.parent')} htmlFor="category-parent" {...shown}>
      <Select
        id="category-parent"
        value={draft.parent_code ?? ''}
        showSearch={{ optionFilterProp: 'label' }}
        options={[
          { value: '', label: t('category.top') },
          ...possible.map(({ category, depth }) => ({
            value: category.code,
            label: `${'　'.repeat(depth)}${text(category.name)}`,
          })),
        ]}
        onChange={(code) => set({ parent_code: code || null })}
      />
    </Form.Item>
  );
}

/** Who answers, with which form, and what a report makes. */
function Destination({ draft, set, marked }: PartProps & { marked: Marked }) {
  const { t } = useTranslation('service');
  const text = useText();
  const { data } = useQuery(ticketSettingsQuery);
  const { data: forms = [] } = useQuery(orderFormsQuery);
  const { data: orders } = useQuery(settingsQuery);
  const nothing = { value: '', label: t('category.nothing') };
  const departments = new Map(
    data?.departments
      .filter(({ is_active, code }) => is_active || code === draft.department_code)
      .map(({ code, name }) => [code, text(name)]),
  );
  return (
    <div className={styles.columns}>
      <Form.Item
        label={t('category.department')}
        htmlFor="category-department"
        {...marked('department_code', t('category.departmentHint'))}
      >
        <Select
          id="category-department"
          value={draft.department_code ?? ''}
          showSearch={{ optionFilterProp: 'label' }}
          options={[nothing, ...[...departments].map(([value, label]) => ({ value, label }))]}
          onChange={(code) => set({ department_code: code || null })}
        />
      </Form.Item>
      <Form.Item label={t('category.form')} htmlFor="category-form" {...marked('form_code')}>
        <Select
          id="category-form"
          value={draft.form_code ?? ''}
          showSearch={{ optionFilterProp: 'label' }}
          options={[
            nothing,
            ...forms
              .filter(({ purpose }) => purpose === 'ticket')
              .map(({ code, name }) => ({ value: code, label: text(name) })),
          ]}
          onChange={(code) => set({ form_code: code || null })}
        />
      </Form.Item>
      {draft.kind === 'report' && (
        <Form.Item label={t('category.order')} htmlFor="category-order" {...marked('work_order_type')}>
          <Select
            id="category-order"
            value={draft.work_order_type ?? ''}
            options={[
              { value: '', label: t('category.noOrder') },
              ...(orders?.types ?? [])
                .filter(({ is_active, code }) => is_active || code === draft.work_order_type)
                .map(({ code, text: name }) => ({ value: code, label: text(name) })),
            ]}
            onChange={(code) => set({ work_order_type: code || null })}
          />
        </Form.Item>
      )}
    </div>
  );
}

/** How soon, by which clock. */
function Limits({ draft, set, marked }: PartProps & { marked: Marked }) {
  const { t } = useTranslation('service');
  const text = useText();
  const { data: calendars = [] } = useQuery(calendarsQuery);
  const hours = { min: 1, max: 10_000, precision: 0, suffix: t('unit.hours') };
  return (
    <div className={styles.columns}>
      <Form.Item label={t('category.limit')} htmlFor="category-limit" {...marked('limit_h')}>
        <InputNumber
          id="category-limit"
          {...hours}
          value={draft.limit_h}
          onChange={(limit_h) => set({ limit_h: limit_h ?? 1 })}
        />
      </Form.Item>
      <Form.Item
        label={t('category.first')}
        htmlFor="category-first"
        {...marked('first_answer_h', t('severity.acceptHint'))}
      >
        <InputNumber
          id="category-first"
          {...hours}
          value={draft.first_answer_h}
          onChange={(first_answer_h) => set({ first_answer_h })}
        />
      </Form.Item>
      <Form.Item label={t('severity.hours')} htmlFor="category-calendar" {...marked('calendar_id')}>
        <Select
          id="category-calendar"
          value={draft.calendar_id ?? ''}
          options={[
            { value: '', label: t('severity.wall') },
            ...calendars.map(({ calendar_id, name }) => ({ value: calendar_id, label: text(name) })),
          ]}
          onChange={(id) => set({ calendar_id: id || null })}
        />
      </Form.Item>
      <Form.Item label={t('category.severity')} htmlFor="category-severity">
        <Select
          id="category-severity"
          value={draft.severity}
          options={severities.map((value) => ({ value, label: t(`ticketSeverity.${value}`) }))}
          onChange={(severity) => set({ severity })}
        />
      </Form.Item>
    </div>
  );
}
