import {
  FileTextOutlined,
  MessageOutlined,
  PhoneOutlined,
  PlayCircleOutlined,
  SmileOutlined,
  ToolOutlined,
} from '@ant-design/icons';
import { useLanguage, useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import type { TimelineItem } from '@shared/rt/events';
import { duration, fullTime, shortTime } from '@shared/ui/format';
import { Pill } from '@shared/ui/Pill';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './customer.module.css';
import { ItemLink } from './ItemLink';
import { toneOf } from './tones';

const RecordingPlayer = lazy(() => import('./RecordingPlayer'));

/** One line of the timeline: what it was, where it stands, and the way to its own page. */
export function Contact({ item }: { item: TimelineItem }) {
  const { t } = useTranslation('customer');
  const text = useText();
  const language = useLanguage();
  const mayPlay = useCan('recording.play');
  const [playing, setPlaying] = useState<string | null>(null);
  const isHidden = item.kind === 'message' && !item.can_open;
  const details = [
    text(item.queue),
    item.agent_name,
    item.kind === 'call' && item.duration_s ? duration(item.duration_s * 1000) : '',
    text(item.result),
    isHidden ? t('hiddenWords') : item.detail,
  ].filter(Boolean);
  return (
    <li data-testid="contact" data-kind={item.kind}>
      <time dateTime={new Date(item.at_ms).toISOString()} title={fullTime(item.at_ms, language)}>
        {shortTime(item.at_ms)}
      </time>
      <span className={styles.channel} aria-hidden>
        <Icon item={item} />
      </span>
      <div>
        <div className={styles.contactTitle}>
          <span>{text(item.title)}</span>
          {item.no && (
            <ItemLink
              item={item}
              label={t(`opened.${item.kind === 'order' ? 'order' : 'ticket'}`, { no: item.no })}
            >
              {item.no}
            </ItemLink>
          )}
          {item.subject && <span>{text(item.subject)}</span>}
          {item.state && <Pill tone={toneOf(item.kind, item.state.code)}>{text(item.state.text)}</Pill>}
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
          <OwnPage item={item} />
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

function Icon({ item }: { item: TimelineItem }) {
  switch (item.kind) {
    case 'ticket':
      return <FileTextOutlined />;
    case 'order':
      return <ToolOutlined />;
    case 'message':
      return <MessageOutlined />;
    case 'survey':
      return <SmileOutlined />;
    case 'call':
      return <PhoneOutlined rotate={item.direction === 'outbound' ? 180 : 0} />;
  }
}

/** The way to what has no number: how a call went, an SMS, the call of a survey or its pool. */
function OwnPage({ item }: { item: TimelineItem }) {
  const { t } = useTranslation('customer');
  const language = useLanguage();
  const time = fullTime(item.at_ms, language);
  if (item.kind === 'message')
    return item.can_open ? (
      <ItemLink item={item} label={`${t('opened.message')} ${time}`}>
        {t('opened.message')}
      </ItemLink>
    ) : null;
  if (item.kind === 'call' || item.call_id !== null) {
    const call = { kind: 'call' as const, item_id: item.call_id ?? item.item_id, can_open: true };
    return item.can_open || item.call_id !== null ? (
      <ItemLink item={call} label={t('historyOf', { time })}>
        {t('history')}
      </ItemLink>
    ) : null;
  }
  if (item.kind === 'survey' && item.can_open)
    return (
      <ItemLink item={item} label={`${t('opened.survey')} ${time}`}>
        {t('opened.survey')}
      </ItemLink>
    );
  return null;
}
