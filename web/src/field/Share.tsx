import type { Field } from './data/field';
import type { Sharing } from './data/position';
import { t } from './i18n';

/** He decides whether dispatch sees where he is; nothing depends on it. */
export function Share({ field, sharing }: { field: Pick<Field, 'share'>; sharing: Sharing }) {
  if (sharing === 'impossible') return null;
  const isShared = sharing !== 'off';
  return (
    <div className="card share" data-testid="share" data-sharing={sharing}>
      <label>
        <input
          type="checkbox"
          checked={isShared}
          onChange={(event) => void field.share(event.target.checked)}
          data-testid="share-switch"
        />
        {t('share.label')}
      </label>
      <p className="hint" role="status">
        {t(`share.${sharing}`)}
      </p>
    </div>
  );
}
