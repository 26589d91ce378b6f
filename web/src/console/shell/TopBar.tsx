import { DownOutlined, SearchOutlined } from '@ant-design/icons';
import { SearchPalette } from '@console/features/customer/SearchPalette';
import { useProblemMessage } from '@console/useProblemMessage';
import { logOut, type Me } from '@shared/api/session';
import { useCan } from '@shared/perm/Can';
import { isTalking } from '@shared/rt/reducer';
import { useCall } from '@shared/rt/store';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { leave } from '../runtime';
import { LanguageSwitch } from './LanguageSwitch';
import { Logo } from './Logo';
import { PhoneLight } from './PhoneLight';
import { QueueNumbers } from './QueueNumbers';
import { Shortcuts } from './Shortcuts';
import { StateButton } from './StateButton';
import styles from './shell.module.css';

export function TopBar({ me }: { me: Me }) {
  const { t } = useTranslation(['shell', 'ui']);
  const maySearch = useCan('customer.view');
  const [isSearching, setSearching] = useState(false);
  useHotkeys({ 'Ctrl+K': maySearch && (() => setSearching(true)) });

  return (
    <header className={styles.top} data-popups>
      <div className={styles.logo}>
        <Logo />
      </div>
      <h1 className={styles.site}>
        {t('ui:product')}
        <small>{me.tenant.name}</small>
      </h1>
      {maySearch && (
        <button
          type="button"
          className={styles.search}
          onClick={() => setSearching(true)}
          aria-keyshortcuts="Control+K"
          data-testid="search-open"
        >
          <SearchOutlined aria-hidden />
          <span>{t('search')}</span>
          <kbd>Ctrl K</kbd>
        </button>
      )}
      <span className={styles.grow} />
      <QueueNumbers />
      {me.agent && <StateButton />}
      {me.agent && <PhoneLight />}
      <LanguageSwitch />
      <UserMenu me={me} />
      {maySearch && <SearchPalette isOpen={isSearching} onClose={() => setSearching(false)} />}
    </header>
  );
}

function UserMenu({ me }: { me: Me }) {
  const { t } = useTranslation('shell');
  const say = useProblemMessage();
  const onCall = isTalking(useCall());
  const [isHelp, setHelp] = useState(false);
  const items = [
    { key: 'keys', label: t('shortcuts.title') },
    { type: 'divider' as const },
    { key: 'out', label: onCall ? t('logoutInCall') : t('logout'), disabled: onCall },
  ];
  const choose = ({ key }: { key: string }) => {
    if (key === 'keys') setHelp(true);
    else logOut().then(leave, say);
  };
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items, onClick: choose }}>
        <button type="button" className={styles.who} data-testid="user-menu">
          <em aria-hidden>{me.person.name[0]}</em>
          <span>
            {me.person.name}
            <small>{me.agent?.number ?? me.person.login}</small>
          </span>
          <DownOutlined aria-hidden className={styles.caret} />
        </button>
      </Dropdown>
      <Shortcuts isOpen={isHelp} onClose={() => setHelp(false)} />
    </>
  );
}
