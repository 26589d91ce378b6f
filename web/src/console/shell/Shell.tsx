import { CallBar } from '@console/callbar/CallBar';
import { Messages } from '@console/callbar/Messages';
import { DeskPanels } from '@console/features/desk/DeskPanels';
import { InteractionList } from '@console/features/desk/InteractionList';
import { ReloginDialog } from '@console/features/login/ReloginDialog';
import { ExportNotices } from '@console/features/reports/exports/ExportNotices';
import { ScreenNotice } from '@console/features/screen/ScreenNotice';
import { type Me, useMe } from '@shared/api/session';
import { Can } from '@shared/perm/Can';
import { useCall, useDesk } from '@shared/rt/store';
import { PanelBoundary } from '@shared/ui/states';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLeaveWarning, useRuntime } from '../runtime';
import { Announcer } from './Announcer';
import { Bars } from './Bars';
import { Rail } from './Rail';
import styles from './shell.module.css';
import { TopBar } from './TopBar';

export function Shell() {
  const me = useMe();
  return me ? <Frame me={me} /> : null;
}

function Frame({ me }: { me: Me }) {
  const { t } = useTranslation('shell');
  const resume = useRuntime(me);
  useLeaveWarning();
  const call = useCall();
  const isLoaded = useDesk((desk) => desk.isLoaded);
  const isDesk = useLocation({ select: (location) => location.pathname === '/' });
  const hasDesk = me.permissions.includes('desk.use');
  const isWall = useLocation({
    select: ({ pathname, search }) => pathname === '/board' && 'wall' in search,
  });
  if (isWall)
    return (
      <main data-popups className={styles.wall}>
        <ScreenNotice />
        <PanelBoundary>
          <Outlet />
        </PanelBoundary>
        <ReloginDialog me={me} onDone={resume} />
      </main>
    );

  return (
    <div className={styles.app}>
      {hasDesk && (
        <a className={styles.skip} href="#call-bar">
          {t('skip')}
        </a>
      )}
      <TopBar me={me} />
      <Rail />
      <div className={styles.content}>
        <ScreenNotice />
        <Bars />
        <Messages />
        <main data-popups className={styles.stage} data-desk={hasDesk && isDesk} aria-busy={!isLoaded}>
          {hasDesk && (
            <>
              <div className={styles.list} hidden={!isDesk}>
                <PanelBoundary>
                  <InteractionList />
                </PanelBoundary>
              </div>
              <div className={styles.call} hidden={!isDesk && !call}>
                <PanelBoundary>
                  <CallBar />
                </PanelBoundary>
              </div>
              <div className={styles.page} hidden={!isDesk}>
                <DeskPanels />
              </div>
            </>
          )}
          <div className={styles.page} hidden={hasDesk && isDesk}>
            <PanelBoundary>
              <Outlet />
            </PanelBoundary>
          </div>
        </main>
      </div>
      <Announcer />
      <Can do="figures.view">
        <ExportNotices />
      </Can>
      <ReloginDialog me={me} onDone={resume} />
    </div>
  );
}
