import styles from './DigitPad.module.css';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

export function isDigit(key: string): boolean {
  return (digits as readonly string[]).includes(key);
}

/** The twelve keys of a telephone. */
export function DigitPad({ onDigit }: { onDigit: (digit: string) => void }) {
  return (
    <div className={styles.pad}>
      {digits.map((digit) => (
        <button
          key={digit}
          type="button"
          className={styles.key}
          onClick={() => onDigit(digit)}
          data-testid={`digit-${digit}`}
        >
          {digit}
        </button>
      ))}
    </div>
  );
}
