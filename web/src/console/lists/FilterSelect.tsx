import { Select, type SelectProps } from 'antd';
import styles from './lists.module.css';

type Choice = { value: string; label: string };

interface FilterSelectProps extends Pick<SelectProps<string, Choice>, 'showSearch'> {
  /** What it narrows; stands before the choice. */
  name: string;
  value: string;
  options: Choice[];
  onChange: (value: string) => void;
  testId?: string;
}

/** One of the choices over a list by which it is narrowed. */
export function FilterSelect({ name, testId, ...rest }: FilterSelectProps) {
  return (
    <Select<string, Choice>
      className={styles.filter ?? ''}
      aria-label={name}
      prefix={<span className={styles.name}>{name}</span>}
      data-testid={testId}
      {...rest}
    />
  );
}
