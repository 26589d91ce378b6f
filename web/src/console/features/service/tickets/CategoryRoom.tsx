import { settingsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { calendarsQuery, orderFormsQuery } from '../api';
import type { RoomProps } from '../rooms';
import { isAbout, Retired, SettingTable } from '../SettingTable';
import styles from '../service.module.css';
import { type Category, type Kind, kinds, ticketSettingsQuery } from './api';
import { CategoryEditor } from './CategoryEditor';
import { found, type Leaf, treeOf } from './tree';

const STEP_PX = 18;

/** What tickets are about, as they lie in each other: where they go, and how soon an answer is due. */
export function CategoryRoom({ wanted, isAdding, onAdded }: RoomProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const settings = useQuery(ticketSettingsQuery);
  const [kind, setKind] = useState<Kind>('report');
  const [edited, edit] = useState<Category | null>(null);
  const { departmentOf, formOf, orderOf, hoursOf } = useNames();
  const all = settings.data?.categories ?? [];
  const leaves = found(
    treeOf(all.filter((each) => each.kind === kind)),
    ({ code, name }) => wanted.trim() === '' || isAbout(wanted, code, name['zh-CN'], name.en),
  );
  const name = ({ category }: Leaf) => text(category.name);
  return (
    <div className={styles.stack}>
      <Segmented
        aria-label={t('category.kind')}
        value={kind}
        options={kinds.map((value) => ({
          value,
          label: `${t(`kind.${value}`)} ${all.filter((each) => each.kind === value).length}`,
        }))}
        onChange={setKind}
      />
      <SettingTable
        title={t('room.categories')}
        note={t('category.hint')}
        query={settings}
        rows={leaves}
        rowKey={({ category }) => category.code}
        name={name}
        isFiltered={wanted !== ''}
        none={t('category.none')}
        onEdit={({ category }) => edit(category)}
        columns={[
          {
            key: 'name',
            title: t('field.name'),
            cell: (leaf) => <span style={{ paddingLeft: leaf.depth * STEP_PX }}>{name(leaf)}</span>,
          },
          { key: 'code', title: t('field.code'), cell: ({ category }) => category.code },
          {
            key: 'department',
            title: t('category.department'),
            cell: ({ category }) => departmentOf(category.department_code),
          },
          {
            key: 'limit',
            title: t('category.limit'),
            cell: ({ category, hasBelow }) => (hasBelow ? '—' : hoursOf(category)),
          },
          {
            key: 'severity',
            title: t('category.severity'),
            cell: ({ category, hasBelow }) => (hasBelow ? '—' : t(`ticketSeverity.${category.severity}`)),
          },
          { key: 'form', title: t('category.form'), cell: ({ category }) => formOf(category.form_code) },
          ...(kind === 'report'
            ? [
                {
                  key: 'order',
                  title: t('category.order'),
                  cell: ({ category }: Leaf) => orderOf(category.work_order_type),
                },
              ]
            : []),
          {
            key: 'active',
            title: t('field.active'),
            cell: ({ category }) => <Retired isActive={category.is_active} />,
          },
        ]}
      />
      {edited && (
        <CategoryEditor key={edited.code} category={edited} kind={edited.kind} onClose={() => edit(null)} />
      )}
      {isAdding && <CategoryEditor category={null} kind={kind} onClose={onAdded} />}
    </div>
  );
}

/** The names of what categories point to; a code stands for itself where its name is not known. */
function useNames() {
  const { t } = useTranslation('service');
  const text = useText();
  const { data: settings } = useQuery(ticketSettingsQuery);
  const { data: orders } = useQuery(settingsQuery);
  const { data: forms } = useQuery(orderFormsQuery);
  const { data: calendars } = useQuery(calendarsQuery);
  const nothing = '—';
  return {
    departmentOf: (code: string | null) =>
      code === null ? nothing : text(settings?.departments.find((each) => each.code === code)?.name) || code,
    formOf: (code: string | null) =>
      code === null ? nothing : text(forms?.find((each) => each.code === code)?.name) || code,
    orderOf: (code: string | null) =>
      code === null ? nothing : text(orders?.types.find((each) => each.code === code)?.text) || code,
    hoursOf: ({ limit_h, calendar_id }: Category) => {
      const calendar = text(calendars?.find((each) => each.calendar_id === calendar_id)?.name);
      const hours = t('time.hours', { hours: limit_h });
      return calendar_id === null ? hours : `${hours} · ${calendar || t('severity.calendar')}`;
    },
  };
}
