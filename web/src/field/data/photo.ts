const EDGE = 1600;
const QUALITIES = [0.82, 0.7, 0.55];
const BYTES_MAX = 5 * 1024 * 1024;

/** A photo that cannot be sent: not a picture, or too large whatever one does. */
export class PhotoError extends Error {
  constructor(readonly code: 'photo-unreadable' | 'photo-too-large') {
    super(code);
  }
}

/** The size that fits, never larger than it is. */
export function sizeWithin(width: number, height: number, edge = EDGE): [number, number] {
  const scale = Math.min(1, edge / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** Make a photo small enough for a bad line: JPEG, 1600 pixels at most; turned as the camera held it, without places. */
export async function shrink(file: Blob): Promise<ArrayBuffer> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => {
    throw new PhotoError('photo-unreadable');
  });
  const [width, height] = sizeWithin(picture.width, picture.height);
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext('2d');
  if (!pen) throw new PhotoError('photo-unreadable');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, 0, 0, width, height);
  picture.close();
  for (const quality of QUALITIES) {
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality));
    if (!blob) throw new PhotoError('photo-unreadable');
    if (blob.size <= BYTES_MAX) return await blob.arrayBuffer();
  }
  throw new PhotoError('photo-too-large');
}
