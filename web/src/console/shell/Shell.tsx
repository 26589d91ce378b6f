import { CallBar } from '@console/callbar/CallBar';
import { DeskPanels } from '@console/features/desk/DeskPanels';
import { InteractionList } from '@console/features/desk/InteractionList';
import { ReloginDialog } from '@console/features/login/ReloginDialog';
import { type Me, useMe } from '@shared/api/session';
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
        <Bars />
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
      <ReloginDialog me={me} onDone={resume} />
    </div>
  );
}
