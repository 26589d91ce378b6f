import type { Choice, ChoiceKind } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { Checkbox, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { type ChoiceDraft, putSetting } from './api';
import { EditorModal } from './EditorModal';
import { isNamed, NameFields, OrderFields } from './HeadFields';
import { newHead, useSetting } from './settings';

const draftOf = ({ version: _version, ...choice }: Choice): ChoiceDraft => choice;

interface ChoiceEditorProps {
  kind: ChoiceKind;
  choice: Choice | null;
  onClose: () => void;
}

/** Add a result, cause or part, or change one; what has been chosen keeps its code. */
export function ChoiceEditor({ kind, choice, onClose }: ChoiceEditorProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const editor = useSetting<Choice, ChoiceDraft>({
    setting: choice,
    blank: { ...newHead, is_fixed: kind === 'results' },
    draftOf,
    listOf: (settings) => settings[kind],
    send: (draft, version) => putSetting(kind, draft, version),
    onClose,
  });
  const { draft, set } = editor;
  return (
    <EditorModal
      editor={editor as never}
      title={choice ? t('editOf', { name: text(choice.text) }) : t(`addChoice.${kind}`)}
      isWhole={isNamed(draft)}
    >
      <NameFields
        value={draft}
        isNew={editor.isNew}
        isTaken={editor.failure?.code === 'code-taken'}
        onChange={set}
      />
      {kind === 'results' && (
        <Form.Item extra={t('choice.fixedHint')}>
          <Checkbox checked={draft.is_fixed} onChange={(event) => set({ is_fixed: event.target.checked })}>
            {t('choice.fixed')}
          </Checkbox>
        </Form.Item>
      )}
      <OrderFields value={draft} onChange={set} />
    </EditorModal>
  );
}
