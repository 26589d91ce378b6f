import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { t } from './i18n';

const [WIDTH, HEIGHT] = [640, 280];
const INK = '#10182a';

export interface Signed {
  /** A data URL of a JPEG; empty: nobody has signed. */
  image: string;
  /** Typed instead of drawn. */
  name: string;
}

interface SignatureProps {
  signed: Signed;
  title: ReactNode;
  fault: string;
  onChange: (signed: Signed) => void;
}

/** The customer's signature, drawn with a finger; or his name, typed where nobody can draw. Both become a picture. */
export function Signature({ signed, title, fault, onChange }: SignatureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [first] = useState(signed.image);
  const isDown = useRef(false);
  const pen = () => canvas.current?.getContext('2d') ?? null;
  const wipe = () => {
    const context = pen();
    if (!context) return;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, WIDTH, HEIGHT);
    Object.assign(context, {
      strokeStyle: INK,
      fillStyle: INK,
      lineWidth: 4,
      lineCap: 'round',
      lineJoin: 'round',
    });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, with what the draft had
  useEffect(() => {
    wipe();
    if (!first) return;
    const kept = new Image();
    kept.onload = () => pen()?.drawImage(kept, 0, 0, WIDTH, HEIGHT);
    kept.src = first;
  }, [first]);
  const picture = () => canvas.current?.toDataURL('image/jpeg', 0.7) ?? '';
  const at = (event: PointerEvent<HTMLCanvasElement>): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / (box.width || 1)) * WIDTH,
      ((event.clientY - box.top) / (box.height || 1)) * HEIGHT,
    ];
  };
  const down = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture?.(event.pointerId);
    if (signed.name) wipe();
    isDown.current = true;
    const [x, y] = at(event);
    pen()?.beginPath();
    pen()?.moveTo(x, y);
    pen()?.lineTo(x + 0.1, y);
    pen()?.stroke();
  };
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!isDown.current) return;
    pen()?.lineTo(...at(event));
    pen()?.stroke();
  };
  const up = () => {
    if (isDown.current) onChange({ image: picture(), name: '' });
    isDown.current = false;
  };
  const write = (name: string) => {
    wipe();
    const context = pen();
    if (context) {
      context.font = '56px sans-serif';
      context.textBaseline = 'middle';
      context.fillText(name, 24, HEIGHT / 2, WIDTH - 48);
    }
    onChange({ image: name.trim() ? picture() : '', name });
  };
  return (
    <fieldset data-testid="signature-field">
      <legend>{title}</legend>
      <canvas
        ref={canvas}
        className="pad"
        width={WIDTH}
        height={HEIGHT}
        role="img"
        aria-label={t('signaturePad')}
        data-testid="signature"
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
      />
      <button
        type="button"
        className="plain"
        onClick={() => {
          wipe();
          onChange({ image: '', name: '' });
        }}
        data-testid="signature-clear"
      >
        {t('clear')}
      </button>
      <label>
        {t('signatureName')}
        <input
          maxLength={60}
          value={signed.name}
          onChange={(event) => write(event.target.value)}
          data-testid="signature-name"
        />
      </label>
      <p role="alert" className="fault">
        {fault}
      </p>
    </fieldset>
  );
}
