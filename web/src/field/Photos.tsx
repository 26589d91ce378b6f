import { type ReactNode, useState } from 'react';
import { codeOf, type Field } from './data/field';
import { shrink } from './data/photo';
import { problemText, t } from './i18n';
import { PhotoThumb } from './PhotoThumb';

const MOST = 10;

interface PhotosProps {
  field: Field;
  photos: string[];
  title: ReactNode;
  fault: string;
  onChange: (photos: string[]) => Promise<void>;
  onWork: (work: Promise<void>) => void;
}

/** Photos made now, small before they are kept; each can be taken back until it is sent. */
export function Photos({ field, photos, title, fault, onChange, onWork }: PhotosProps) {
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const attempt = (work: () => Promise<void>) => onWork(done(work));
  const done = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem('');
    try {
      await work();
    } catch (error) {
      setProblem(problemText(codeOf(error)));
    } finally {
      setBusy(false);
    }
  };
  const take = (files: File[]) =>
    attempt(async () => {
      let taken = photos;
      for (const file of files.slice(0, MOST - photos.length)) {
        taken = [...taken, await field.keepPhoto(await shrink(file))];
        await onChange(taken);
      }
    });
  const drop = (photoId: string) =>
    attempt(async () => {
      await onChange(photos.filter((each) => each !== photoId));
      await field.dropPhoto(photoId);
    });
  return (
    <fieldset>
      <legend>{title}</legend>
      <div className="strip" data-testid="photos" data-count={photos.length}>
        {photos.map((photoId, place) => (
          <div className="thumb" data-testid="photo" key={photoId}>
            <PhotoThumb field={field} photoId={photoId} alt={t('photoNumber', { number: place + 1 })} />
            <button
              type="button"
              onClick={() => drop(photoId)}
              aria-label={t('photoDrop', { number: place + 1 })}
              data-testid="photo-drop"
            >
              ×
            </button>
          </div>
        ))}
        {photos.length < MOST && (
          <label className="camera">
            <span aria-hidden>＋</span>
            <span>{isBusy ? t('photoBusy') : t('photoTake')}</span>
            <input
              type="file"
              accept="image/*"
              capture="environment"
              disabled={isBusy}
              data-testid="photo-input"
              onChange={(event) => {
                const files = [...(event.target.files ?? [])];
                event.target.value = '';
                take(files);
              }}
            />
          </label>
        )}
      </div>
      <p role="alert" className="fault" data-testid="photo-error">
        {problem || fault}
      </p>
    </fieldset>
  );
}
