import { changeLevel, levelsQuery, type SetLevel } from '@shared/api/customerLevels';
import { ProblemError } from '@shared/api/problem';
import { useProblemText } from '@shared/api/useProblemText';
import { useText } from '@shared/i18n';
import { useOffline } from '@shared/ui/useBlocked';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from './Field';
import styles from './routing.module.css';
import { useLeaveGuard } from './useLeaveGuard';

const okId = { 'data-testid': 'level-save' };
const noFaults = {};

/** Set how far a level's calls go before others. What somebody else has set meanwhile is shown before it is overwritten. */
export function LevelEditor({ level, onClose }: { level: SetLevel; onClose: () => void }) {
  const { t } = useTranslation(['routing', 'ui']);
  const text = useText();
  const queryClient = useQueryClient();
  const problem = useProblemText();
  const offline = useOffline();
  const [base, setBase] = useState(level);
  const [priority, setPriority] = useState(level.priority);
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isDirty = priority !== base.priority;
  const mayLeave = useLeaveGuard(isDirty);

  const catchUp = async () => {
    const levels = await queryClient.fetchQuery({ ...levelsQuery, staleTime: 0 });
    const theirs = levels.find((each) => each.code === base.code);
    if (!theirs) return false;
    setBase(theirs);
    setFailure(t('level.conflict', { priority: theirs.priority }));
    return true;
  };
  const save = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await changeLevel(base, priority);
      await queryClient.invalidateQueries({ queryKey: levelsQuery.queryKey });
      onClose();
    } catch (error) {
      const isConflict = error instanceof ProblemError && error.code === 'customer-level-changed';
      const isToldApart = isConflict && (await catchUp().catch(() => false));
      if (!isToldApart) setFailure(problem(error));
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
      width={400}
      title={t('level.changeOf', { name: text(level.text) })}
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
        {failure && <Alert type="warning" showIcon title={failure} />}
        <Field
          name="level-priority"
          label={t('level.priority')}
          faults={noFaults}
          hint={t('level.priorityHint')}
        >
          <InputNumber
            min={0}
            max={9}
            precision={0}
            value={priority}
            autoFocus
            onChange={(value) => setPriority(value ?? 0)}
          />
        </Field>
        <input type="submit" hidden />
      </form>
    </Modal>
  );
}
