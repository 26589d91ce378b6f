import { type Lifecycle, type OrderType, settingsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { Table } from '@shared/ui/Table';
import { useQuery } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrderWords } from '../dispatch/words';
import { orderFormsQuery, putSetting, type TypeDraft } from './api';
import { EditorModal } from './EditorModal';
import { isNamed, NameFields, OrderFields } from './HeadFields';
import styles from './service.module.css';
import { newHead, useSetting } from './settings';

const blank: TypeDraft = { ...newHead, form_code: '', lifecycle: null };
const draftOf = ({ version: _version, ...type }: OrderType): TypeDraft => type;

/** Add a kind of work order, or change one: its form, and the states that its orders go through. */
export function TypeEditor({ type, onClose }: { type: OrderType | null; onClose: () => void }) {
  const { t } = useTranslation('service');
  const text = useText();
  const { data: settings } = useQuery(settingsQuery);
  const { data: forms = [] } = useQuery(orderFormsQuery);
  const [isTableWrong, setTableWrong] = useState(false);
  const editor = useSetting<OrderType, TypeDraft>({
    setting: type,
    blank,
    draftOf,
    listOf: ({ types }) => types,
    send: (draft, version) => putSetting('types', draft, version),
    onClose,
  });
  const { draft, set } = editor;
  const lifecycle = draft.lifecycle ?? settings?.default_lifecycle;
  return (
    <EditorModal
      editor={editor as never}
      title={type ? t('editOf', { name: text(type.text) }) : t('add.types')}
      isWhole={isNamed(draft) && !isTableWrong}
      width={720}
    >
      <NameFields
        value={draft}
        isNew={editor.isNew}
        isTaken={editor.failure?.code === 'code-taken'}
        onChange={set}
      />
      <div className={styles.columns}>
        <Form.Item label={t('type.form')} htmlFor="type-form">
          <Select
            id="type-form"
            value={draft.form_code}
            options={[
              { value: '', label: t('type.noForm') },
              ...forms
                .filter(({ purpose, live_version }) => purpose === 'work_order' && live_version > 0)
                .map(({ code, name }) => ({ value: code, label: text(name) })),
            ]}
            onChange={(form_code) => set({ form_code })}
          />
        </Form.Item>
        <OrderFields value={draft} onChange={set} />
      </div>
      {lifecycle && (
        <StateTable
          lifecycle={lifecycle}
          onChange={(changed) => {
            setTableWrong(changed === null);
            if (changed) set({ lifecycle: changed });
          }}
        />
      )}
    </EditorModal>
  );
}

interface StateTableProps {
  lifecycle: Lifecycle;
  /** Null: what is typed is no state table. */
  onChange: (lifecycle: Lifecycle | null) => void;
}

/** The states with what leads out of each; who must change them does so as data. */
function StateTable({ lifecycle, onChange }: StateTableProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const words = useOrderWords();
  const [typed, setTyped] = useState(() => JSON.stringify(lifecycle, null, 1));
  const [isWrong, setWrong] = useState(false);
  const wordOf = (code: string | null) => text(lifecycle.states.find((each) => each.code === code)?.text);
  const read = (words: string) => {
    setTyped(words);
    const found = parse(words);
    setWrong(found === null);
    onChange(found);
  };
  return (
    <div>
      <Table
        columns={['state', 'leads'] as const}
        head={(column) => t(`type.${column}`)}
        caption={t('type.states')}
        className={styles.settings}
      >
        {lifecycle.states.map((state) => (
          <tr key={state.code}>
            <th scope="row">
              {text(state.text)} <code>{state.code}</code>
            </th>
            <td>
              {state.is_final && `${t('type.final')} `}
              {lifecycle.transitions
                .filter(({ from_states }) => from_states.includes(state.code))
                .map(({ action, to }) =>
                  to === null ? words.action(action) : `${words.action(action)} → ${wordOf(to)}`,
                )
                .join(t('comma'))}
            </td>
          </tr>
        ))}
      </Table>
      <details className={styles.details}>
        <summary>{t('type.asData')}</summary>
        <Form.Item
          label={t('type.json')}
          htmlFor="type-json"
          validateStatus={isWrong ? 'error' : ''}
          extra={isWrong ? <span role="alert">{t('fault.json')}</span> : t('type.jsonHint')}
        >
          <Input.TextArea
            id="type-json"
            className={styles.mono ?? ''}
            value={typed}
            spellCheck={false}
            rows={10}
            onChange={(event) => read(event.target.value)}
          />
        </Form.Item>
      </details>
    </div>
  );
}

function parse(words: string): Lifecycle | null {
  try {
    const found = JSON.parse(words) as Partial<Lifecycle> | null;
    const isTable = Array.isArray(found?.states) && Array.isArray(found.transitions);
    return isTable && found.transitions?.every((each) => Array.isArray(each?.from_states))
      ? (found as Lifecycle)
      : null;
  } catch {
    return null;
  }
}
