import { useProblemText } from '@shared/api/useProblemText';
import { useText } from '@shared/i18n';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerAppeal, type Card, type Correction, keys, type Month } from '../api';
import styles from '../appraisal.module.css';

interface AnswerProps {
  month: Month;
  card: Card;
  onDone: () => void;
}

/** Answer an appeal: other values, or measures left out, accept it; none of them rejects it. */
export function Answer({ month, card, onDone }: AnswerProps) {
  const { t } = useTranslation('appraisal');
  const text = useText();
  const problem = useProblemText();
  const client = useQueryClient();
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<Correction[]>([]);
  const answering = useMutation({
    mutationFn: (corrections: Correction[] | null) => answerAppeal(card.card_id, words, corrections),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.all });
      onDone();
    },
  });
  const put = (measure: string, value: number | null) =>
    setChosen([...chosen.filter((each) => each.measure !== measure), { measure, value }]);
  const isCorrected = chosen.some(
    ({ measure, value }) => value !== (card.scored.find((each) => each.measure === measure)?.value ?? null),
  );
  const isSaid = words.trim() !== '';
  return (
    <div className={styles.appeal}>
      <label htmlFor="answer-text">{t('answer.title')}</label>
      <Input.TextArea
        id="answer-text"
        value={words}
        rows={3}
        maxLength={2000}
        onChange={(event) => setWords(event.target.value)}
      />
      <fieldset className={styles.corrections}>
        <legend>{t('answer.corrections')}</legend>
        {month.measures.map(({ measure, name }, place) => {
          const found = chosen.find((each) => each.measure === measure);
          return (
            <div key={measure} className={styles.row}>
              <Checkbox
                checked={found !== undefined}
                onChange={({ target }) =>
                  target.checked
                    ? put(measure, card.scored[place]?.value ?? null)
                    : setChosen(chosen.filter((each) => each.measure !== measure))
                }
              >
                {text(name)}
              </Checkbox>
              {found && (
                <InputNumber
                  aria-label={t('answer.value', { name: text(name) })}
                  placeholder={t('score.leftOut')}
                  value={found.value}
                  onChange={(value) => put(measure, value)}
                />
              )}
            </div>
          );
        })}
      </fieldset>
      <p className={styles.hint}>{t('answer.hint')}</p>
      {answering.error && <Alert type="error" showIcon title={problem(answering.error)} />}
      <div className={styles.row}>
        <Button
          type="primary"
          disabled={!isSaid || !isCorrected}
          loading={answering.isPending}
          onClick={() => answering.mutate(chosen)}
          data-testid="answer-accept"
        >
          {t('answer.accept')}
        </Button>
        <Button
          disabled={!isSaid || chosen.length > 0}
          loading={answering.isPending}
          onClick={() => answering.mutate(null)}
          data-testid="answer-reject"
        >
          {t('answer.reject')}
        </Button>
      </div>
    </div>
  );
}
