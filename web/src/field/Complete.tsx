import type { Fault } from '@shared/forms/model';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { answersOf, asks, bytesOf, type Draft, detailOf, faultsOf, newDraft } from './data/draft';
import { codeOf, type Field } from './data/field';
import type { Shown } from './data/orders';
import { FormFields } from './FormFields';
import { problemText, t, words } from './i18n';
import { PartsUsed } from './PartsUsed';
import { Photos } from './Photos';
import { Signature } from './Signature';
import { typeOf, type View } from './view';

interface CompleteProps {
  field: Field;
  view: View;
  order: Shown;
  bars: ReactNode;
  onClose: () => void;
}

/** How an order ended: result, cause, the type's form, parts, photos, the customer's signature. */
export function Complete({ field, view, order, bars, onClose }: CompleteProps) {
  const orderId = order.work_order_id;
  const [draft, setDraft] = useState<Draft | null>(null);
  // What was written last: a photo takes a while to shrink, and he goes on writing meanwhile.
  const latest = useRef<Draft | null>(null);
  /** A photo that is still being made small: who sends the order waits for it. */
  const working = useRef<Promise<void>>(Promise.resolve());
  const take = (next: Draft) => {
    latest.current = next;
    setDraft(next);
  };
  const [hasTried, setTried] = useState(false);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    void field
      .readDraft<Draft>(orderId)
      .catch(() => undefined)
      .then((known) => {
        latest.current = known ?? newDraft(crypto.randomUUID());
        setDraft(latest.current);
      });
  }, [field, orderId]);
  if (!draft) return <div className="page" aria-busy="true" />;

  const formCode = typeOf(view, order)?.form_code ?? '';
  const form = view.forms[formCode] ?? null;
  const { answers, hidden } = form ? answersOf(draft, form) : { answers: {}, hidden: new Set<string>() };
  const change = async (part: Partial<Draft>) => {
    const next = { ...(latest.current ?? draft), ...part };
    take(next);
    await field.keepDraft(orderId, next);
  };
  const edit = (part: Partial<Draft>) =>
    void change(part).catch((error: unknown) => setProblem(problemText(codeOf(error))));
  const faults: Fault[] = form && hasTried ? faultsOf(form, answers) : [];

  const submit = async () => {
    setTried(true);
    await working.current;
    const whole = latest.current ?? draft;
    const said = form ? answersOf(whole, form).answers : {};
    if (!whole.result) return setProblem(t('resultMissing'));
    if (form && faultsOf(form, said).length > 0) return setProblem(t('formFaults'));
    setProblem('');
    setSending(true);
    try {
      const isSignedInForm = asks(form, said, 'signature') && whole.signature.image !== '';
      if (isSignedInForm) await field.keepPhoto(bytesOf(whole.signature.image), whole.signatureId);
      const files = isSignedInForm ? [...whole.photos, whole.signatureId] : whole.photos;
      await field.act(order, 'complete', detailOf(whole, form), files);
      onClose();
    } catch (error) {
      setProblem(problemText(codeOf(error)));
      setSending(false);
    }
  };
  const photos = (title: ReactNode, fault: string) => (
    <Photos
      field={field}
      photos={draft.photos}
      title={title}
      fault={fault}
      onChange={(photos) => change({ photos })}
      onWork={(work) => {
        working.current = work;
      }}
    />
  );
  const signature = (title: ReactNode, fault: string) => (
    <Signature
      signed={draft.signature}
      title={title}
      fault={fault}
      onChange={(signature) => edit({ signature })}
    />
  );
  return (
    <div className="page" data-testid="complete">
      <header className="top">
        <button type="button" className="back" aria-label={t('back')} onClick={onClose} data-testid="back">
          ‹
        </button>
        <h1>
          {t('do.complete')} {order.order_no}
        </h1>
      </header>
      {bars}
      <main className="body">
        <div className="card form">
          <Choices view={view} draft={draft} edit={edit} />
          {form && (
            <FormFields
              definition={form.definition}
              answers={answers as Record<string, unknown>}
              faults={faults}
              hidden={hidden}
              photos={photos}
              signature={signature}
              onChange={(answers) => edit({ answers })}
            />
          )}
          {formCode && !form && <p className="note warn">{t('formLater')}</p>}
          <PartsUsed
            offered={view.snapshot?.parts ?? []}
            parts={draft.parts}
            onChange={(parts) => edit({ parts })}
          />
          {!asks(form, answers, 'photo') && photos(t('photos'), '')}
          <label>
            {t('note')}
            <textarea
              rows={2}
              maxLength={2000}
              value={draft.note}
              onChange={(event) => edit({ note: event.target.value })}
              data-testid="note"
            />
          </label>
          {!asks(form, answers, 'signature') && signature(t('signatureTitle'), '')}
        </div>
      </main>
      <footer className="foot">
        <p role="alert" className="fault" data-testid="complete-error">
          {problem}
        </p>
        <button
          type="button"
          className="primary wide"
          disabled={isSending}
          onClick={() => void submit()}
          data-testid="complete-submit"
        >
          {t('submit')}
        </button>
      </footer>
    </div>
  );
}

interface ChoicesProps {
  view: View;
  draft: Draft;
  edit: (part: Partial<Draft>) => void;
}

function Choices({ view, draft, edit }: ChoicesProps) {
  return (
    <>
      <fieldset>
        <legend>
          {t('result')}
          <span className="star"> {t('required')}</span>
        </legend>
        <div className="chips">
          {view.snapshot?.results.map(({ code, text }) => (
            <label key={code}>
              <input
                type="radio"
                name="order-result"
                checked={draft.result === code}
                onChange={() => edit({ result: code })}
                data-testid={`result-${code}`}
              />
              {words(text)}
            </label>
          ))}
        </div>
      </fieldset>
      <label>
        {t('cause')}
        <select
          value={draft.cause}
          onChange={(event) => edit({ cause: event.target.value })}
          data-testid="cause"
        >
          <option value="">{t('causeNone')}</option>
          {view.snapshot?.causes.map(({ code, text }) => (
            <option key={code} value={code}>
              {words(text)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
