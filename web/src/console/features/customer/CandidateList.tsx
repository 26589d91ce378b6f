import { useText } from '@shared/i18n';
import type { Candidate } from '@shared/rt/events';
import { Pill } from '@shared/ui/Pill';
import styles from './customer.module.css';

interface CandidateListProps {
  candidates: Candidate[];
  action: string;
  onChoose: (customerId: string) => void;
}

export function CandidateList({ candidates, action, onChoose }: CandidateListProps) {
  const text = useText();
  return (
    <ul className={styles.candidates} data-testid="candidates">
      {candidates.map((candidate) => (
        <li key={candidate.customer_id}>
          <button type="button" onClick={() => onChoose(candidate.customer_id)} data-testid="candidate">
            <span className={styles.avatar} aria-hidden>
              {candidate.name[0]}
            </span>
            <span>
              <b>{candidate.name}</b>{' '}
              {candidate.level && <Pill tone="warn">{text(candidate.level.text)}</Pill>}
              <small>{[candidate.phone, candidate.address].filter(Boolean).join(' · ')}</small>
            </span>
            <span className={styles.choose}>{action}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
