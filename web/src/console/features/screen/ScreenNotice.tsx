import { EyeFilled } from '@ant-design/icons';
import { useDesk } from '@shared/rt/store';
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { onScreenFrame } from './frames';
import styles from './notice.module.css';

/**
 * Who looks at this page, for as long as he does. The record begins with this bar and ends with it: without it
 * nothing is recorded.
 */
export function ScreenNotice() {
  const { t } = useTranslation('shell');
  const isOnline = useDesk((desk) => desk.connection === 'online');
  const screen = useDesk((desk) => desk.screen);
  const viewingId = isOnline ? screen?.viewing_id : undefined;
  useEffect(() => (viewingId ? follow(viewingId) : undefined), [viewingId]);
  if (!viewingId || !screen) return null;
  return (
    <>
      <p role="alert" className={styles.notice} data-testid="screen-notice">
        <EyeFilled aria-hidden />
        <b>{t('screen.notice', { viewer: screen.viewer })}</b>
        <span>{t('screen.hidden')}</span>
      </p>
      {createPortal(<div aria-hidden className={styles.frame} />, document.body)}
    </>
  );
}

/** Fetch the recorder and record until told to stop; what comes too late is not begun. */
function follow(viewingId: string): () => void {
  let isOver = false;
  let recording: { refresh: () => void; stop: () => void } | null = null;
  const unfollow = onScreenFrame((frame) => {
    if (frame.t === 'screen_refresh' && frame.d.viewing_id === viewingId) recording?.refresh();
  });
  void import('./recorder').then(({ startRecording }) => {
    if (!isOver) recording = startRecording(viewingId);
  });
  return () => {
    isOver = true;
    unfollow();
    recording?.stop();
  };
}
