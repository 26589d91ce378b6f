import { useText } from '@shared/i18n';
import { Drawer } from 'antd';
import { Appealed } from './Appealed';
import type { Whole } from './api';
import { Answer } from './appeals/Answer';
import { Score } from './Score';
import { useMonthName } from './words';

interface CardDrawerProps {
  whole: Whole;
  mayAnswer: boolean;
  onClose: () => void;
}

/** Somebody's scorecard beside the list, with his appeal. */
export function CardDrawer({ whole: { month, card }, mayAnswer, onClose }: CardDrawerProps) {
  const text = useText();
  const monthName = useMonthName();
  const who = [card.name, card.number, card.group].filter(Boolean).join(' · ');
  return (
    <Drawer
      open
      size={760}
      title={`${who} · ${monthName(month.month)} · ${text(month.name)}`}
      onClose={onClose}
    >
      <Score month={month} card={card} />
      {card.appeal && <Appealed appeal={card.appeal} month={month} />}
      {card.appeal?.state === 'open' && mayAnswer && <Answer month={month} card={card} onDone={onClose} />}
    </Drawer>
  );
}
