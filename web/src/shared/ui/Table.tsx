import type { ComponentProps, KeyboardEvent, ReactNode } from 'react';
import styles from './Table.module.css';
import { Unseen } from './Unseen';

/** Classes of cells: `text` takes the room that is left and is cut, `number` stands right, `buttons` is narrow. */
export const cells = { text: styles.text, number: styles.number, buttons: styles.buttons };

interface TableProps<Column extends string> {
  columns: readonly Column[];
  head: (column: Column) => ReactNode;
  /** Classes of heads, so that they stand over their cells. */
  headClasses?: Partial<Record<Column, string | undefined>>;
  /** The name of the last column, which holds buttons; only who cannot see them needs to be told. */
  buttons?: string;
  /** No cell is broken into lines. */
  isOneLine?: boolean;
  caption?: ReactNode;
  className?: string | undefined;
  testId?: string;
  onKeyDown?: (event: KeyboardEvent<HTMLTableElement>) => void;
  /** The rows. */
  children: ReactNode;
}

/** The plain table of a list: its heads stay in sight. */
export function Table<Column extends string>(props: TableProps<Column>) {
  const {
    columns,
    head,
    headClasses,
    buttons,
    isOneLine = false,
    caption,
    className = '',
    testId,
    onKeyDown,
    children,
  } = props;
  return (
    <table
      className={`${styles.table} ${className}`}
      data-one-line={isOneLine}
      data-testid={testId}
      onKeyDown={onKeyDown}
    >
      {caption && <caption className={styles.caption}>{caption}</caption>}
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" className={headClasses?.[column]}>
              {head(column)}
            </th>
          ))}
          {buttons && (
            <th scope="col">
              <Unseen>{buttons}</Unseen>
            </th>
          )}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

/** The name of a row, by which it is opened. */
export function Opener(props: Omit<ComponentProps<'button'>, 'type' | 'className'>) {
  return <button type="button" {...props} className={styles.opener} />;
}
