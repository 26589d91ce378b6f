import { useState } from 'react';
import { codeOf, type Field } from './data/field';
import type { Shown } from './data/orders';
import { problemText, t, time, words } from './i18n';
import type { Entry } from './model';
import { PhotoThumb } from './PhotoThumb';
import { typeOf, type View } from './view';

interface ConflictProps {
  field: Field;
  view: View;
  order: Shown;
  entry: Entry;
}

/** His step beside the order as it stands: he decides what becomes of it. */
export function Conflict({ field, view, order, entry }: ConflictProps) {
  const [isSure, setSure] = useState(false);
  const [problem, setProblem] = useState('');
  const isStored = entry.state === 'conflict';
  const theirs = entry.theirs;
  const settle = () => field.settle(entry).catch((error: unknown) => setProblem(problemText(codeOf(error))));
  return (
    <section className="card conflict" role="alert" data-testid="conflict" data-code={entry.code}>
      <h2>{t('conflict.title')}</h2>
      <p>{problemText(entry.code)}</p>
      <div className="both">
        <div>
          <h3>{t('conflict.mine')}</h3>
          <Mine field={field} view={view} entry={entry} />
        </div>
        <div>
          <h3>{t('conflict.theirs')}</h3>
          {theirs && <p>{words(typeOf(view, theirs)?.states[theirs.state]) || theirs.state}</p>}
          {!theirs && order.isGone && <p>{t('conflict.gone')}</p>}
          {!theirs && !order.isGone && (
            <p>{words(typeOf(view, order)?.states[order.state]) || order.state}</p>
          )}
          {theirs?.person_id && theirs.person_id !== entry.person_id && <p>{t('conflict.notYours')}</p>}
        </div>
      </div>
      <p className="hint">{t(isStored ? 'conflict.stored' : 'conflict.notStored')}</p>
      <p className="fault">{problem}</p>
      {isSure ? (
        <>
          <p>{t(isStored ? 'conflict.sureStored' : 'conflict.sure')}</p>
          <button
            type="button"
            className="primary wide"
            onClick={() => void settle()}
            data-testid="conflict-discard-confirm"
          >
            {t('conflict.discard')}
          </button>
          <button type="button" className="plain wide" onClick={() => setSure(false)}>
            {t('cancel')}
          </button>
        </>
      ) : (
        <>
          {isStored && (
            <button
              type="button"
              className="primary wide"
              onClick={() => void settle()}
              data-testid="conflict-keep"
            >
              {t('conflict.keep')}
            </button>
          )}
          <button
            type="button"
            className="plain wide"
            onClick={() => setSure(true)}
            data-testid="conflict-discard"
          >
            {t('conflict.discard')}
          </button>
        </>
      )}
    </section>
  );
}

function Mine({ field, view, entry }: { field: Field; view: View; entry: Entry }) {
  if (entry.kind === 'photo')
    return (
      <>
        <p>{t('conflict.photo')}</p>
        <PhotoThumb field={field} photoId={entry.photo_id} alt={t('conflict.photo')} />
      </>
    );
  const { detail } = entry;
  const result = view.snapshot?.results.find(({ code }) => code === detail.result_code);
  return (
    <>
      <p>
        {t(`do.${entry.action}`)} · {time(entry.at)}
      </p>
      {result && <p>{words(result.text)}</p>}
      {detail.reason && <p>{detail.reason}</p>}
      {detail.note && <p>{detail.note}</p>}
    </>
  );
}
