import { CopyOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { fieldId } from '../faults';
import { Section } from '../QueueFields';
import type { CalendarFieldsProps } from './CalendarEditor';
import styles from './hours.module.css';
import { Intervals } from './Intervals';
import { useHoursWords } from './words';

const groups = { workdays: [1, 2, 3, 4, 5], weekend: [6, 7], all: [1, 2, 3, 4, 5, 6, 7] };
type Group = keyof typeof groups;

/** The opening hours of every day of the week; one day's can be copied to others. */
export function Week({ draft, change, faults }: CalendarFieldsProps) {
  const { t } = useTranslation('hours');
  const words = useHoursWords();
  const copy = (from: number, to: number[]) =>
    change({
      week: draft.week.map((day, index) =>
        to.includes(index + 1) ? (draft.week[from - 1] ?? []).map((each) => ({ ...each })) : day,
      ),
    });
  return (
    <Section title={t('section.week')} hint={t('section.weekHint')}>
      <ul className={styles.week}>
        {draft.week.map((intervals, index) => {
          const number = index + 1;
          const day = words.weekday(number);
          const id = fieldId(`week.${number}`);
          const fault = faults[`week.${number}`];
          const others = [1, 2, 3, 4, 5, 6, 7].filter((each) => each !== number);
          return (
            <li key={day} data-testid={`week-${number}`}>
              <b>{day}</b>
              <div>
                <Intervals
                  day={day}
                  id={id}
                  faultId={fault && `${id}-fault`}
                  intervals={intervals}
                  onChange={(changed) =>
                    change(
                      { week: draft.week.map((each, at) => (at === index ? changed : each)) },
                      `week.${number}`,
                    )
                  }
                />
                {fault && (
                  <small id={`${id}-fault`} role="alert" className={styles.fault}>
                    {fault}
                  </small>
                )}
              </div>
              <Dropdown
                trigger={['click']}
                menu={{
                  items: [
                    ...(Object.keys(groups) as Group[]).map((key) => ({ key, label: t(`copy.${key}`) })),
                    { type: 'divider' as const },
                    ...others.map((each) => ({ key: String(each), label: words.weekday(each) })),
                  ],
                  onClick: ({ key }) => copy(number, groups[key as Group] ?? [Number(key)]),
                }}
              >
                <Button
                  size="small"
                  type="text"
                  icon={<CopyOutlined />}
                  aria-label={t('copy.of', { day })}
                  data-testid={`copy-${number}`}
                >
                  {t('copy.label')}
                </Button>
              </Dropdown>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
