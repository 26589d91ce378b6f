import { clearable } from '@console/clearable';
import { calls } from '@shared/api/commands';
import { useBlocked } from '@shared/ui/useBlocked';
import { Button, Input, Modal, Tabs } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TargetList } from './TargetList';
import { outsideTarget, type Place, type TargetRow, useTargets } from './targets';
import styles from './transfer.module.css';
import { useCommand } from './useCommand';

export type TransferIntent = 'transfer' | 'conference';

interface TransferDialogProps {
  intent: TransferIntent;
  callId: string;
  onClose: () => void;
}

const places = ['agents', 'queues', 'outside'] as const;

/** Where to: a colleague (free ones first), a queue, or a number outside; at once, or after asking. */
export function TransferDialog({ intent, callId, onClose }: TransferDialogProps) {
  const { t } = useTranslation('callbar');
  const [place, setPlace] = useState<Place>('agents');
  const [words, setWords] = useState('');
  const [picked, pick] = useState<string | null>(null);
  const rows = useTargets(place, words);
  const chosen =
    place === 'outside'
      ? outsideTarget(words)
      : (rows?.find((row) => row.key === picked) ?? rows?.find((row) => row.isFree) ?? null);
  // The dialog may have been opened by a key: the focus goes to the call then, not to the page.
  useEffect(() => () => document.getElementById('call-bar')?.focus(), []);
  const { consult, footer } = useActions({ intent, callId, onClose }, chosen);

  return (
    <Modal open onCancel={onClose} width={560} title={t(`transfer.title.${intent}`)} footer={footer}>
      <Tabs
        size="small"
        activeKey={place}
        items={places.map((key) => ({ key, label: t(`transfer.${key}`) }))}
        onChange={(key) => {
          setPlace(key as Place);
          setWords('');
          pick(null);
        }}
      />
      <Input
        key={place}
        autoFocus
        className={styles.find}
        allowClear={clearable}
        inputMode={place === 'outside' ? 'tel' : 'text'}
        aria-label={t(place === 'outside' ? 'transfer.number' : 'transfer.find')}
        placeholder={t(place === 'outside' ? 'transfer.number' : 'transfer.find')}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onPressEnter={consult}
        data-testid="transfer-find"
      />
      <TargetList rows={rows} chosen={chosen} isOutside={place === 'outside'} onPick={pick} />
    </Modal>
  );
}

/** What can be done with the chosen target; Enter in the field asks him first. */
function useActions({ intent, callId, onClose }: TransferDialogProps, chosen: TargetRow | null) {
  const { t } = useTranslation('callbar');
  const blocked = useBlocked();
  const { run, pending } = useCommand(null);
  const isDisabled = !chosen?.isFree || blocked !== null;
  const start = async (name: string, command: (id: string, to: TargetRow['to']) => Promise<unknown>) => {
    if (chosen && !isDisabled && (await run(name, () => command(callId, chosen.to)))) onClose();
  };
  const consult = () => void start('consult', calls.consult);
  const common = { disabled: isDisabled, title: blocked ?? undefined };
  const footer = (
    <div className={styles.actions}>
      <span data-testid="transfer-chosen">{chosen ? chosen.label : t('transfer.choose')}</span>
      <Button
        {...common}
        type={intent === 'conference' ? 'primary' : 'default'}
        loading={pending === 'consult'}
        onClick={consult}
        data-testid="transfer-consult"
      >
        {t(intent === 'conference' ? 'transfer.invite' : 'transfer.consult')}
      </Button>
      {intent === 'transfer' && (
        <Button
          {...common}
          type="primary"
          loading={pending === 'blind'}
          onClick={() => void start('blind', calls.transfer)}
          data-testid="transfer-blind"
        >
          {t('transfer.blind')}
        </Button>
      )}
    </div>
  );
  return { consult, footer };
}
