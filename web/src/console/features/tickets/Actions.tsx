import { useProblemMessage } from '@console/useProblemMessage';
import { useText } from '@shared/i18n';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { act, channels, type Detail, settingsQuery, ticketQuery } from './api';
import styles from './tickets.module.css';

/** Which field of an action the words that are written go into. */
const wordsOf: Record<string, string> = { note: 'text', answer: 'text', reopen: 'reason', cancel: 'reason' };
const offered = ['take', 'hand_over', 'note', 'answer', 'call_made', 'confirm', 'close', 'reopen', 'cancel'];
const needed = ['note', 'answer', 'reopen', 'cancel'];

/** What the server says can be done now. */
export function Actions({ ticket, onStale }: { ticket: Detail; onStale: () => void }) {
  const { t } = useTranslation('tickets');
  const text = useText();
  const say = useProblemMessage();
  const client = useQueryClient();
  const { data: settings } = useQuery(settingsQuery);
  const [words, setWords] = useState('');
  const [by, setBy] = useState<string>('phone');
  const [department, setDepartment] = useState<string>();
  const [key, setKey] = useState(() => crypto.randomUUID());
  const doing = useMutation({
    mutationFn: (body: Record<string, unknown>) =>
      act(ticket.ticket_id, { ...body, version: ticket.version, key }),
    onSuccess: (after) => {
      client.setQueryData(ticketQuery(ticket.ticket_id).queryKey, after);
      void client.invalidateQueries({ queryKey: ['tickets', 'list'] });
      void client.invalidateQueries({ queryKey: ['tasks'] });
    },
    onError: (error) => {
      setKey(crypto.randomUUID());
      say(error);
      onStale();
    },
  });
  const bodies = (action: string): [string, Record<string, unknown>][] => {
    if (action === 'call_made')
      return [true, false].map((is_reached) => [is_reached ? 'reached' : 'missed', { action, is_reached }]);
    if (action === 'confirm')
      return [true, false].map((is_satisfied) => [
        is_satisfied ? 'right' : 'wrong',
        { action, is_satisfied },
      ]);
    const field = wordsOf[action] ?? 'note';
    const written = words.trim() && action !== 'take' ? { [field]: words.trim() } : {};
    if (action === 'answer') return [[action, { action, by, ...written }]];
    return [[action, { action, ...written, ...(action === 'hand_over' && { department_id: department }) }]];
  };
  const possible = offered.filter((action) => ticket.actions.includes(action));
  if (possible.length === 0) return null;
  return (
    <section className={styles.fields} aria-label={t('detail.actions')}>
      <Input.TextArea
        rows={2}
        aria-label={t('detail.words')}
        placeholder={t('detail.words')}
        value={words}
        onChange={({ target }) => setWords(target.value)}
        data-testid="ticket-words"
      />
      <div className={styles.filters}>
        {possible.includes('answer') && (
          <Select
            aria-label={t('field.replyBy')}
            value={by}
            options={channels.map((value) => ({ value, label: t(`channel.${value}`) }))}
            onChange={setBy}
          />
        )}
        {possible.includes('hand_over') && (
          <Select
            aria-label={t('detail.department')}
            placeholder={t('detail.department')}
            value={department}
            options={settings?.departments.map((one) => ({
              value: one.department_id,
              label: text(one.name),
            }))}
            onChange={setDepartment}
          />
        )}
      </div>
      <div className={styles.filters}>
        {possible.flatMap(bodies).map(([name, body]) => (
          <Button
            key={name}
            loading={doing.isPending}
            disabled={
              (needed.includes(name) && words.trim() === '') ||
              (name === 'hand_over' && department === undefined)
            }
            onClick={() => doing.mutate(body)}
            data-testid={`ticket-${name}`}
          >
            {t(`action.${name}` as 'action.take')}
          </Button>
        ))}
      </div>
      {!ticket.actions.includes('close') && !ticket.is_final && <p>{t('detail.answerFirst')}</p>}
    </section>
  );
}
