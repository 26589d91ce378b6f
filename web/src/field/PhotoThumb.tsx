import { useEffect, useState } from 'react';
import type { Field } from './data/field';

/** A photo that is still on this telephone. */
export function PhotoThumb({ field, photoId, alt }: { field: Field; photoId: string; alt: string }) {
  const [url, setUrl] = useState('');
  useEffect(() => {
    let made = '';
    let isOver = false;
    void field.readPhoto(photoId).then((image) => {
      if (!image || isOver) return;
      made = URL.createObjectURL(new Blob([image], { type: 'image/jpeg' }));
      setUrl(made);
    });
    return () => {
      isOver = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [field, photoId]);
  return url ? <img src={url} alt={alt} /> : null;
}
