import { useProblemText } from '@shared/api/useProblemText';
import { useOffline } from '@shared/ui/useBlocked';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Input, Modal } from 'antd';
import { useEffect, useReducer, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addSkill, changeSkill, keys, type Skill } from './api';
import { Field } from './Field';
import { type Faults, focusFirst, useFaults, without } from './faults';
import { NameFields } from './NameFields';
import styles from './routing.module.css';
import { useLeaveGuard } from './useLeaveGuard';

const okId = { 'data-testid': 'skill-save' };
const blank = { code: '', name: { 'zh-CN': '', en: '' } };

/** Add a skill, or rename one. */
export function SkillEditor({ skill, onClose }: { skill: Skill | null; onClose: () => void }) {
  const { t } = useTranslation(['routing', 'ui']);
  const queryClient = useQueryClient();
  const faultsOf = useFaults();
  const problem = useProblemText();
  const offline = useOffline();
  const [draft, setDraft] = useState<Omit<Skill, 'skill_id'>>(skill ?? blank);
  const [faults, setFaults] = useState<Faults>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [failures, countFailure] = useReducer((count: number) => count + 1, 0);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(skill ?? blank);
  const mayLeave = useLeaveGuard(isDirty);
  // biome-ignore lint/correctness/useExhaustiveDependencies: to the first fault when a save has failed, not while faults are mended
  useEffect(() => focusFirst(faults), [failures]);

  const change = (part: Partial<typeof draft>, field: string) => {
    setDraft((before) => ({ ...before, ...part }));
    setFaults((before) => without(before, field));
  };
  const save = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await (skill ? changeSkill({ ...skill, ...draft }) : addSkill(draft));
      await queryClient.invalidateQueries({ queryKey: keys.skills });
      onClose();
    } catch (error) {
      setFaults(faultsOf(error));
      setFailure(problem(error));
      countFailure();
    } finally {
      setBusy(false);
    }
  };
  const close = async () => {
    if (await mayLeave()) onClose();
  };

  return (
    <Modal
      open
      width={460}
      title={t(skill ? 'skill.renameTitle' : 'skill.add')}
      okText={t('save')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ ...okId, disabled: !isDirty || offline !== null, loading: isBusy }}
      onOk={() => void save()}
      onCancel={() => void close()}
    >
      <form
        className={styles.skillForm}
        onSubmit={(event) => {
          event.preventDefault();
          if (isDirty && !isBusy) void save();
        }}
      >
        {failure && <Alert type="error" showIcon title={failure} />}
        <NameFields
          name={draft.name}
          faults={faults}
          onChange={(name, field) => change({ name }, field)}
          autoFocus
        />
        <Field name="code" label={t('field.code')} faults={faults} hint={t('skill.codeHint')}>
          <Input
            value={draft.code}
            spellCheck={false}
            autoCapitalize="none"
            onChange={(event) => change({ code: event.target.value }, 'code')}
          />
        </Field>
        <input type="submit" hidden />
      </form>
    </Modal>
  );
}
