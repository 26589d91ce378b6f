import { PanelBoundary } from '@shared/ui/states';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import styles from './rooms.module.css';

interface RoomsPageProps<Room extends string> {
  title: string;
  to:
    | '/admin'
    | '/appraisal'
    | '/calls'
    | '/forms'
    | '/messages'
    | '/routing'
    | '/service'
    | '/survey/manage'
    | '/figures';
  /** Names and labels; the first one is there without a word in the address. */
  rooms: readonly { name: Room; label: string }[];
  current: Room;
  tools: ReactNode;
  /** What lies over the page, such as a drawer. */
  over?: ReactNode;
  testId: string;
  children: ReactNode;
}

/** A page of several rooms, one shown at a time, told by the address. */
export function RoomsPage<Room extends string>(props: RoomsPageProps<Room>) {
  const { title, to, rooms, current, tools, over, testId, children } = props;
  return (
    <div className={styles.page} data-testid={testId}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <nav className={styles.rooms} aria-label={title}>
          {rooms.map(({ name, label }, place) => (
            <Link
              key={name}
              to={to}
              search={place === 0 ? {} : { room: name }}
              activeOptions={{ exact: true, includeSearch: true }}
              aria-current={name === current ? 'page' : undefined}
              data-testid={`room-${name}`}
            >
              {label}
            </Link>
          ))}
        </nav>
        <span className={styles.grow} />
        {tools}
      </header>
      <PanelBoundary key={current}>{children}</PanelBoundary>
      {over}
    </div>
  );
}
