import { type Choice, type ChoiceKind, choiceKinds, settingsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChoiceEditor } from './ChoiceEditor';
import type { RoomProps } from './rooms';
import { isAbout, Retired, SettingTable } from './SettingTable';
import styles from './service.module.css';

/** What a repairman chooses from when he closes an order: results, causes, parts. */
export function ChoiceRoom({ wanted, isAdding, onAdded }: RoomProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const settings = useQuery(settingsQuery);
  const [kind, setKind] = useState<ChoiceKind>('results');
  const [edited, edit] = useState<Choice | null>(null);
  const rows =
    settings.data?.[kind].filter(({ code, text: name }) => isAbout(wanted, code, name['zh-CN'], name.en)) ??
    [];
  return (
    <div className={styles.stack}>
      <Segmented
        aria-label={t('room.choices')}
        value={kind}
        options={choiceKinds.map((value) => ({ value, label: t(`choice.${value}`) }))}
        onChange={setKind}
      />
      <SettingTable
        title={t(`choice.${kind}`)}
        note={t('choice.hint')}
        query={settings}
        rows={rows}
        rowKey={({ code }) => code}
        name={(choice) => text(choice.text)}
        isFiltered={wanted !== ''}
        none={t('choice.none')}
        onEdit={edit}
        columns={[
          { key: 'name', title: t('field.name'), cell: (choice: Choice) => text(choice.text) },
          { key: 'code', title: t('field.code'), cell: ({ code }: Choice) => code },
          ...(kind === 'results'
            ? [
                {
                  key: 'fixed',
                  title: t('choice.fixed'),
                  cell: ({ is_fixed }: Choice) => t(is_fixed ? 'yes' : 'no'),
                },
              ]
            : []),
          {
            key: 'position',
            title: t('field.position'),
            isNumber: true,
            cell: ({ position }: Choice) => position,
          },
          {
            key: 'active',
            title: t('field.active'),
            cell: ({ is_active }: Choice) => <Retired isActive={is_active} />,
          },
        ]}
      />
      {edited && <ChoiceEditor key={edited.code} kind={kind} choice={edited} onClose={() => edit(null)} />}
      {isAdding && <ChoiceEditor kind={kind} choice={null} onClose={onAdded} />}
    </div>
  );
}
