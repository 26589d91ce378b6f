import { PhoneOutlined, PlayCircleOutlined } from '@ant-design/icons';
import { useLanguage, useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import type { TimelineItem } from '@shared/rt/events';
import { duration, fullTime, shortTime } from '@shared/ui/format';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './customer.module.css';

const RecordingPlayer = lazy(() => import('./RecordingPlayer'));

export function Contact({ item }: { item: TimelineItem }) {
  const { t } = useTranslation('customer');
  const text = useText();
  const language = useLanguage();
  const mayPlay = useCan('recording.play');
  const mayReadHistory = useCan('board.view');
  const [playing, setPlaying] = useState<string | null>(null);
  const details = [
    text(item.queue),
    item.agent_name,
    item.duration_s !== null && duration(item.duration_s * 1000),
    text(item.result),
    item.detail,
  ].filter(Boolean);
  return (
    <li data-testid="contact">
      <time dateTime={new Date(item.at_ms).toISOString()} title={fullTime(item.at_ms, language)}>
        {shortTime(item.at_ms)}
      </time>
      <span className={styles.channel} aria-hidden>
        <PhoneOutlined rotate={item.direction === 'outbound' ? 180 : 0} />
      </span>
      <div>
        <div className={styles.contactTitle}>
          <span>{text(item.title)}</span>
          {mayPlay &&
            item.recordings.map((recording, index) => (
              <Button
                key={recording.recording_id}
                size="small"
                type="text"
                icon={<PlayCircleOutlined />}
                aria-expanded={playing === recording.recording_id}
                data-testid="play-recording"
                onClick={() => setPlaying(playing === recording.recording_id ? null : recording.recording_id)}
              >
                {t('play', {
                  part: item.recordings.length > 1 ? ` ${index + 1}` : '',
                  length: duration(recording.duration_s * 1000),
                })}
              </Button>
            ))}
          {mayReadHistory && item.channel === 'voice' && (
            <Link
              to="/calls"
              search={{ call: item.interaction_id }}
              className={styles.history}
              aria-label={t('historyOf', { time: fullTime(item.at_ms, language) })}
            >
              {t('history')}
            </Link>
          )}
        </div>
        <div className={styles.detail}>{details.join(' · ')}</div>
        {playing && (
          <Suspense>
            <RecordingPlayer key={playing} recordingId={playing} />
          </Suspense>
        )}
      </div>
    </li>
  );
}
