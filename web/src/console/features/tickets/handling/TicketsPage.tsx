import { PanelBoundary } from '@shared/ui/states';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Filters } from './Filters';
import styles from './handling.module.css';
import { changed, filterOf, readSearch, type TicketSearch } from './search';
import { TicketDrawer } from './TicketDrawer';
import { TicketTable } from './TicketTable';

/** The tickets: which there are, and one of them with what can be done with it. */
export function TicketsPage() {
  const { t } = useTranslation('handling');
  const navigate = useNavigate();
  const search = readSearch(useSearch({ strict: false }));
  const go = (part: { [Name in keyof TicketSearch]: TicketSearch[Name] | undefined }) =>
    void navigate({ to: '/tickets', search: changed(search, part) });
  return (
    <div className={styles.page} data-testid="tickets">
      <header className={styles.head}>
        <h2>{t('title')}</h2>
        <Filters search={search} onChange={go} />
      </header>
      <PanelBoundary>
        <TicketTable
          filter={filterOf(search)}
          openId={search.ticket}
          onOpen={(ticket) => go({ ticket })}
          onShowAll={() =>
            void navigate({ to: '/tickets', search: search.ticket ? { ticket: search.ticket } : {} })
          }
        />
      </PanelBoundary>
      {search.ticket && (
        <TicketDrawer
          key={search.ticket}
          ticketId={search.ticket}
          onClose={() => go({ ticket: undefined })}
        />
      )}
    </div>
  );
}
