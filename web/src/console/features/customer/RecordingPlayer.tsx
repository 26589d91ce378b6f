import { CaretRightFilled, PauseOutlined } from '@ant-design/icons';
import { color } from '@shared/theme/tokens';
import { duration } from '@shared/ui/format';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import WaveSurfer from 'wavesurfer.js';
import { type RecordingMeta, recordingQuery } from './api';
import styles from './customer.module.css';

const SPEEDS = [1, 1.25, 1.5, 2];
const SKIP_S = 5;

/** Plays a recording: the customer above, the agent below, drawn from peaks that the server has made. */
export default function RecordingPlayer({ recordingId }: { recordingId: string }) {
  const { data, error, refetch } = useQuery(recordingQuery(recordingId));
  if (error) return <PanelError error={error} onRetry={() => void refetch()} />;
  return data ? <Player recording={data} /> : <Skeleton lines={2} />;
}

function Player({ recording }: { recording: RecordingMeta }) {
  const { t } = useTranslation('customer');
  const { canvas, surfer, atS, isPlaying, isBroken } = useWave(recording);
  const [speed, setSpeed] = useState(1);
  return (
    <div className={styles.player} data-testid="player" data-playing={isPlaying}>
      <div className={styles.wave}>
        <div className={styles.sides} aria-hidden>
          <span>{t('sideCustomer')}</span>
          {recording.peaks.length > 1 && <span>{t('sideAgent')}</span>}
        </div>
        <div ref={canvas} className={styles.canvas} />
      </div>
      <div className={styles.transport}>
        <Button
          type="primary"
          shape="circle"
          size="small"
          icon={isPlaying ? <PauseOutlined /> : <CaretRightFilled />}
          aria-label={t(isPlaying ? 'pause' : 'playNow')}
          data-testid="player-toggle"
          onClick={() => void surfer()?.playPause()}
        />
        <span>
          {duration(atS * 1000)} / {duration(recording.duration_ms)}
        </span>
        <Button size="small" onClick={() => surfer()?.skip(-SKIP_S)}>
          {t('back5')}
        </Button>
        <Segmented
          size="small"
          aria-label={t('speed')}
          value={speed}
          options={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
          onChange={(value) => {
            setSpeed(value);
            surfer()?.setPlaybackRate(value, true);
          }}
        />
      </div>
      {isBroken && <p role="alert">{t('soundBroken')}</p>}
    </div>
  );
}

/** The sound itself is fetched only when it is played: each play is audited. */
function useWave(recording: RecordingMeta) {
  const canvas = useRef<HTMLDivElement>(null);
  const wave = useRef<WaveSurfer | null>(null);
  const [atS, setAt] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    if (!canvas.current) return;
    const media = new Audio();
    media.preload = 'none';
    media.src = `/api/recordings/${recording.recording_id}/audio`;
    media.addEventListener('error', () => setBroken(true));
    const made = WaveSurfer.create({
      container: canvas.current,
      media,
      peaks: recording.peaks,
      duration: recording.duration_ms / 1000,
      height: 30,
      splitChannels: [
        { waveColor: '#8fd0b8', progressColor: color.ready },
        { waveColor: '#9bbcf0', progressColor: color.brand },
      ].slice(0, recording.peaks.length),
      cursorColor: color.danger,
      normalize: true,
    });
    made.on('timeupdate', setAt);
    made.on('play', () => setPlaying(true));
    made.on('pause', () => setPlaying(false));
    made.on('finish', () => setPlaying(false));
    wave.current = made;
    return () => made.destroy();
  }, [recording]);
  return { canvas, surfer: () => wave.current, atS, isPlaying, isBroken };
}
